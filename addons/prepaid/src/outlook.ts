import type { AmountMinor, BillingOutlook, Company, Customer, Ledger, LocalDate, ServiceWithPlan, Transaction } from '@tapline/sdk';
import { localMonthOf, monthlyPrice, multiplyRatio } from '@tapline/sdk';
import { monthLengthDays } from './charge-rule.js';
import type { ChargingReader, CustomerDay } from './charging-reader.js';
import { FORECAST_DAYS, type Forecast, forecast } from './forecast.js';
import { type PrepaidSettings, settingsOf } from './settings.js';
import { countOfDays, payToGoOn } from './wording.js';

/** What one service costs a customer in this month. */
export interface ServiceMonth {
  readonly service: ServiceWithPlan;
  /** What a day costs now, rounded; null for a service that is not charged. */
  readonly perDayMinor: AmountMinor | null;
  readonly daysCharged: number;
  readonly chargedMinor: AmountMinor;
}

/** All that there is to show of a prepaid customer. */
export interface PrepaidOverview {
  readonly outlook: BillingOutlook;
  readonly settings: PrepaidSettings;
  readonly month: string;
  /** What a day of all services costs now. */
  readonly perDayMinor: AmountMinor;
  readonly services: readonly ServiceMonth[];
}

const FEW_DAYS = 3;

export interface OutlookReaderParts {
  readonly ledger: Ledger;
  readonly company: Company;
  readonly reader: ChargingReader;
}

/** Reads how long a customer's balance lasts; changes nothing. */
export class OutlookReader {
  constructor(private readonly parts: OutlookReaderParts) {}

  async outlook(tx: Transaction, customer: Customer): Promise<BillingOutlook> {
    const today = this.parts.company.today();
    return this.expect(tx, customer, await this.parts.reader.day(tx, customer, today), today);
  }

  async overview(tx: Transaction, customer: Customer): Promise<PrepaidOverview> {
    const today = this.parts.company.today();
    const day = await this.parts.reader.day(tx, customer, today);
    const settings = settingsOf(customer);
    const services = day.services.map((service) =>
      serviceMonth(service, day, { today, lengthDays: monthLengthDays(settings.basis, today) }),
    );
    return {
      outlook: await this.expect(tx, customer, day, today),
      settings,
      month: localMonthOf(today),
      perDayMinor: services.reduce((sum, { perDayMinor }) => sum + (perDayMinor ?? 0), 0),
      services: services.filter(({ perDayMinor, daysCharged }) => perDayMinor !== null || daysCharged > 0),
    };
  }

  private async expect(tx: Transaction, customer: Customer, { charges }: CustomerDay, today: LocalDate): Promise<BillingOutlook> {
    if (customer.status !== 'active') return without(`not charged: the customer is ${customer.status}`);
    if (charges.length === 0) return without('no active service');
    if (charges.every(({ service }) => monthlyPrice(service, today) === 0)) return without('nothing to pay');
    const availableMinor = (await this.parts.ledger.balance(tx, customer.id)) - settingsOf(customer).minimalBalanceMinor;
    const expected = forecast(availableMinor, today, charges);
    const { daysLeft, blocksOn } = expected;
    if (expected.waitingCount > 0) return { summary: this.blocked(expected, charges.length), tone: 'bad', daysLeft, blocksOn };
    const summary = daysLeft === FORECAST_DAYS ? `over ${countOfDays(daysLeft)} left` : `${countOfDays(daysLeft)} left`;
    return { summary, tone: daysLeft > FEW_DAYS ? 'good' : 'warning', daysLeft, blocksOn };
  }

  private blocked({ waitingCount, missingMinor }: Forecast, serviceCount: number): string {
    const what = waitingCount === serviceCount ? 'blocked' : `${waitingCount} of ${serviceCount} services blocked`;
    return `${what}: ${payToGoOn(this.parts.company, missingMinor)}`;
  }
}

function serviceMonth(
  service: ServiceWithPlan,
  day: CustomerDay,
  { today, lengthDays }: { readonly today: LocalDate; readonly lengthDays: number },
): ServiceMonth {
  const isCharged = day.charges.some((charge) => charge.service.id === service.id);
  const tallies = day.tallies.filter((tally) => tally.serviceId === service.id);
  return {
    service,
    perDayMinor: isCharged ? multiplyRatio(monthlyPrice(service, today), 1, lengthDays) : null,
    daysCharged: tallies.reduce((sum, tally) => sum + tally.daysCharged, 0),
    chargedMinor: tallies.reduce((sum, tally) => sum + tally.chargedMinor, 0),
  };
}

function without(summary: string): BillingOutlook {
  return { summary, tone: 'neutral', daysLeft: null, blocksOn: null };
}
