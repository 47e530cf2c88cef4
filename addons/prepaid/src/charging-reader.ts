import type { Customer, LocalDate, ServiceDirectory, ServiceWithPlan, Transaction } from '@tapline/sdk';
import { localMonthOf, monthlyPrice } from '@tapline/sdk';
import { type ChargeBasis, EMPTY_TALLY, type MonthTally, monthLengthDays, nextDayCharge } from './charge-rule.js';
import type { ChargingStore, ServiceState, ServiceTally } from './charging-store.js';
import type { DayCharge } from './day-decision.js';
import { settingsOf } from './settings.js';

/** One active service on one day. */
export interface ServiceDay extends DayCharge {
  readonly service: ServiceWithPlan;
  readonly basis: ChargeBasis;
  readonly tally: MonthTally;
}

/** What is known of a prepaid customer on one day. */
export interface CustomerDay {
  /** All services, in the order of their making. */
  readonly services: readonly ServiceWithPlan[];
  /** The services that are to be charged; none unless the customer is active. */
  readonly charges: readonly ServiceDay[];
  readonly states: ReadonlyMap<string, ServiceState>;
  /** All tallies of the day's month. */
  readonly tallies: readonly ServiceTally[];
}

/** Reads what a day's charges depend on; charging and outlook look at the same. */
export class ChargingReader {
  constructor(
    private readonly services: ServiceDirectory,
    private readonly store: ChargingStore,
  ) {}

  async day(tx: Transaction, customer: Customer, date: LocalDate): Promise<CustomerDay> {
    const services = await this.services.ofCustomer(tx, customer.id);
    const states = await this.store.serviceStates(tx, customer.id);
    const tallies = await this.store.tallies(tx, customer.id, localMonthOf(date));
    const { basis } = settingsOf(customer);
    const lengthDays = monthLengthDays(basis, date);
    const active = customer.status === 'active' ? services.filter(({ status }) => status === 'active') : [];
    const charges = active.map((service) => {
      const priceMinor = monthlyPrice(service, date);
      const isSame = (tally: ServiceTally): boolean =>
        tally.serviceId === service.id && tally.priceMinor === priceMinor && tally.basis === basis;
      const tally = tallies.find(isSame) ?? EMPTY_TALLY;
      const chargedOn = states.get(service.id)?.chargedOn ?? '';
      return { service, basis, tally, chargeMinor: nextDayCharge(priceMinor, lengthDays, tally), isPaid: chargedOn >= date };
    });
    return { services, charges, states, tallies };
  }
}
