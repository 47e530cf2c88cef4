import type { AmountMinor, BillingOutlook, Company, Customer, Ledger, LocalDate, ServiceWithPlan, Transaction } from '@tapline/sdk';
import { localMonthOf, monthlyPrice, multiplyRatio } from '@tapline/sdk';
import { monthLengthDays } from './charge-rule.js';
import type { ChargedItem, ChargedItemStore } from './charged-item-store.js';
import { type ChargingReader, type CustomerDay, isCharged } from './charging-reader.js';
import type { EarlierTotals } from './earlier-totals.js';
import { FORECAST_DAYS, type Forecast, forecast } from './forecast.js';
import { type PrepaidSettings, settingsOf } from './settings.js';
import { countOfDays, payToGoOn } from './wording.js';

/** What one service costs a customer in this month. */
export interface ServiceMonth {
  readonly service: ServiceWithPlan;
  /** What a day or a period costs now, rounded; null for a service that is not charged. */
  readonly priceMinor: AmountMinor | null;
  /** The last day that is paid. */
  readonly paidThrough: LocalDate | null;
  readonly chargedMinor: AmountMinor;
}

/** All that there is to show of a prepaid customer. */
export interface PrepaidOverview {
  readonly outlook: BillingOutlook;
  readonly settings: PrepaidSettings;
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
        return [customer.id, this.expect(customer, day, today, balances.get(customer.id) ?? 0)];
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
    const services = day.services.map((service) => serviceMonth(service, { day, charged, settings, today }));
    return {
      outlook: this.expect(customer, day, today, await this.parts.ledger.balance(tx, customer.id)),
      settings,
      month,
      priceMinor: services.reduce((sum, { priceMinor }) => sum + (priceMinor ?? 0), 0),
      services: services.filter(({ priceMinor, chargedMinor }) => priceMinor !== null || chargedMinor !== 0),
    };
  }

  /** By what is known of today and this balance. */
  expect(customer: Customer, { charges }: CustomerDay, today: LocalDate, balanceMinor: AmountMinor): BillingOutlook {
    if (!isCharged(customer)) return without(`not charged: the customer is ${customer.status}`);
    if (charges.length === 0) return without('no active service');
    if (charges.every(({ service }) => monthlyPrice(service, today) === 0)) return without('nothing to pay');
    const availableMinor = balanceMinor - settingsOf(customer).minimalBalanceMinor;
    const expected = forecast(availableMinor, today, charges);
    const { daysLeft, blocksOn, missingMinor } = expected;
    if (expected.waitingCount > 0)
      return { summary: this.blocked(expected, charges.length), tone: 'bad', daysLeft, blocksOn, missingMinor };
    const summary = daysLeft === FORECAST_DAYS ? `over ${countOfDays(daysLeft)} left` : `${countOfDays(daysLeft)} left`;
    return { summary, tone: daysLeft > FEW_DAYS ? 'good' : 'warning', daysLeft, blocksOn };
  }

  private blocked({ waitingCount, missingMinor }: Forecast, serviceCount: number): string {
    const what = waitingCount === serviceCount ? 'blocked' : `${waitingCount} of ${serviceCount} services blocked`;
    return `${what}: ${payToGoOn(this.parts.company, missingMinor)}`;
  }
}

interface KnownMonth {
  readonly day: CustomerDay;
  readonly charged: readonly Pick<ChargedItem, 'serviceId' | 'amountMinor'>[];
  readonly settings: PrepaidSettings;
  readonly today: LocalDate;
}

function serviceMonth(service: ServiceWithPlan, { day, charged, settings, today }: KnownMonth): ServiceMonth {
  const isChargedNow = day.charges.some((charge) => charge.service.id === service.id);
  const lengthDays = settings.charging === 'day' ? monthLengthDays(settings.basis, today) : 1;
  return {
    service,
    priceMinor: isChargedNow ? multiplyRatio(monthlyPrice(service, today), 1, lengthDays) : null,
    paidThrough: day.states.get(service.id)?.chargedOn ?? null,
    chargedMinor: charged.reduce((sum, { serviceId, amountMinor }) => sum + (serviceId === service.id ? amountMinor : 0), 0),
  };
}

function without(summary: string): BillingOutlook {
  return { summary, tone: 'neutral', daysLeft: null, blocksOn: null };
}
