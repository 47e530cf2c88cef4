import type { AmountMinor, BillingOutlook, Company, Customer, Ledger, LocalDate, ServiceWithPlan, Transaction } from '@tapline/sdk';
import { localMonthOf, monthlyPrice, multiplyRatio } from '@tapline/sdk';
import { monthLengthDays } from './charge-rule.js';
import type { ChargedItem, ChargedItemStore } from './charged-item-store.js';
import { type ChargingReader, type CustomerDay, isCharged } from './charging-reader.js';
import type { EarlierTotals } from './earlier-totals.js';
import { blockDates, FORECAST_DAYS, type Forecast, forecast } from './forecast.js';
import { type PrepaidSettings, settingsOf } from './settings.js';
import { countOfDays, payToGoOn } from './wording.js';

/** What one service costs a customer in this month. */
export interface ServiceMonth {
  readonly service: ServiceWithPlan;
  /** What a day or a period costs now, rounded; null for a service that is not charged. */
  readonly priceMinor: AmountMinor | null;
  /** The last day that is paid. */
  readonly paidThrough: LocalDate | null;
  /** The first day that the balance does not pay for, today where it is shut already; null where it is not to be foreseen. */
  readonly blocksOn: LocalDate | null;
  readonly chargedMinor: AmountMinor;
}

/** How long a balance lasts, in words and as it was foreseen. */
export interface Expected {
  readonly outlook: BillingOutlook;
  /** There is none of who is charged nothing. */
  readonly forecast: Forecast | undefined;
}

/** All that there is to show of a prepaid customer. */
export interface PrepaidOverview {
  readonly outlook: BillingOutlook;
  readonly settings: PrepaidSettings;
  readonly today: LocalDate;
  readonly month: string;
  /** What a day or a period of all services costs now. */
  readonly priceMinor: AmountMinor;
  readonly services: readonly ServiceMonth[];
}

const FEW_DAYS = 3;

export interface OutlookReaderParts {
  readonly ledger: Ledger;
  readonly company: Company;
  readonly reader: ChargingReader;
  readonly items: ChargedItemStore;
  readonly totals: EarlierTotals;
}

/** Reads how long a customer's balance lasts; changes nothing. */
export class OutlookReader {
  constructor(private readonly parts: OutlookReaderParts) {}

  async outlook(tx: Transaction, customer: Customer): Promise<BillingOutlook> {
    return (await this.expected(tx, customer)).outlook;
  }

  async expected(tx: Transaction, customer: Customer): Promise<Expected> {
    const today = this.parts.company.today();
    const day = await this.parts.reader.day(tx, customer, today);
    return this.expect(customer, day, today, await this.parts.ledger.balance(tx, customer.id));
  }

  async outlooks(tx: Transaction, customers: readonly Customer[]): Promise<ReadonlyMap<string, BillingOutlook>> {
    const today = this.parts.company.today();
    const days = await this.parts.reader.days(tx, customers, today);
    const balances = await this.parts.ledger.balances(
      tx,
      customers.map(({ id }) => id),
    );
    return new Map(
      customers.map((customer) => {
        const day = days.get(customer.id) as CustomerDay;
        return [customer.id, this.expect(customer, day, today, balances.get(customer.id) ?? 0).outlook];
      }),
    );
  }

  async overview(tx: Transaction, customer: Customer): Promise<PrepaidOverview> {
    const today = this.parts.company.today();
    const day = await this.parts.reader.day(tx, customer, today);
    const settings = settingsOf(customer);
    const month = localMonthOf(today);
    const items = (await this.parts.items.ofCustomer(tx, customer.id)).filter((item) => item.month === month);
    const charged = [...items, ...(await this.parts.totals.ofMonth(tx, customer.id, month))];
    const balanceMinor = await this.parts.ledger.balance(tx, customer.id);
    const blocks = blockDates(balanceMinor - settings.minimalBalanceMinor, today, day.charges);
    const services = day.services.map((service) => serviceMonth(service, { day, charged, blocks, settings, today }));
    return {
      outlook: this.expect(customer, day, today, balanceMinor).outlook,
      settings,
      today,
      month,
      priceMinor: services.reduce((sum, { priceMinor }) => sum + (priceMinor ?? 0), 0),
      services: services.filter(({ priceMinor, chargedMinor }) => priceMinor !== null || chargedMinor !== 0),
    };
  }

  /** By what is known of today and this balance. */
  expect(customer: Customer, { charges }: CustomerDay, today: LocalDate, balanceMinor: AmountMinor): Expected {
    if (!isCharged(customer)) return without(`not charged: the customer is ${customer.status}`);
    if (charges.length === 0) return without('no active service');
    if (charges.every(({ service }) => monthlyPrice(service, today) === 0)) return without('nothing to pay');
    const foreseen = forecast(balanceMinor - settingsOf(customer).minimalBalanceMinor, today, charges);
    return { outlook: this.outlookOf(foreseen, today), forecast: foreseen };
  }

  private outlookOf(foreseen: Forecast, today: LocalDate): BillingOutlook {
    const { daysLeft, blocksOn, shut, serviceCount, waitingCount, missingMinor } = foreseen;
    const days = `${daysLeft === FORECAST_DAYS ? 'over ' : ''}${countOfDays(daysLeft)} left`;
    const runningCount = serviceCount - waitingCount;
    const some = shut.length > 0 && shut.length < runningCount ? ` for ${shut.length} of ${runningCount} services` : '';
    if (waitingCount === 0) return { summary: `${days}${some}`, tone: daysLeft > FEW_DAYS ? 'good' : 'warning', daysLeft, blocksOn };
    const what = runningCount === 0 ? 'blocked' : `${waitingCount} of ${serviceCount} services blocked`;
    const rest = blocksOn === today ? '' : `; ${days}${some || ' for the rest'}`;
    return { summary: `${what}: ${payToGoOn(this.parts.company, missingMinor)}${rest}`, tone: 'bad', daysLeft, blocksOn, missingMinor };
  }
}

interface KnownMonth {
  readonly day: CustomerDay;
  readonly charged: readonly Pick<ChargedItem, 'serviceId' | 'amountMinor'>[];
  readonly blocks: ReadonlyMap<string, LocalDate>;
  readonly settings: PrepaidSettings;
  readonly today: LocalDate;
}

function serviceMonth(service: ServiceWithPlan, { day, charged, blocks, settings, today }: KnownMonth): ServiceMonth {
  const isChargedNow = day.charges.some((charge) => charge.service.id === service.id);
  const lengthDays = settings.charging === 'day' ? monthLengthDays(settings.basis, today) : 1;
  return {
    service,
    priceMinor: isChargedNow ? multiplyRatio(monthlyPrice(service, today), 1, lengthDays) : null,
    paidThrough: day.states.get(service.id)?.chargedOn ?? null,
    blocksOn: blocks.get(service.id) ?? null,
    chargedMinor: charged.reduce((sum, { serviceId, amountMinor }) => sum + (serviceId === service.id ? amountMinor : 0), 0),
  };
}

function without(summary: string): Expected {
  return { outlook: { summary, tone: 'neutral', daysLeft: null, blocksOn: null }, forecast: undefined };
}
