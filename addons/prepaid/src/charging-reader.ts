import type { Customer, LocalDate, ServiceDirectory, ServiceWithPlan, Transaction } from '@tapline/sdk';
import { groupBy, localMonthOf } from '@tapline/sdk';
import type { ChargingStore, ServiceState, ServiceTally } from './charging-store.js';
import { type ServiceCharge, serviceCharge } from './service-charge.js';
import { settingsOf } from './settings.js';

/** What is known of a prepaid customer on one day. */
export interface CustomerDay {
  /** All services, in the order of their making. */
  readonly services: readonly ServiceWithPlan[];
  /** The services that are to be charged; none unless the customer is active. */
  readonly charges: readonly ServiceCharge[];
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
    return (await this.days(tx, [customer], date)).get(customer.id) as CustomerDay;
  }

  /** {@link day} of many customers, by their ids, in as many questions as for one. */
  async days(tx: Transaction, customers: readonly Customer[], date: LocalDate): Promise<ReadonlyMap<string, CustomerDay>> {
    const ids = customers.map(({ id }) => id);
    const services = await this.services.ofCustomers(tx, ids);
    const states = await this.store.serviceStates(tx, ids);
    const tallies = await this.store.tallies(tx, ids, localMonthOf(date));
    const servicesOf = groupBy(services, ({ customerId }) => customerId);
    const talliesOf = groupBy(tallies, ({ customerId }) => customerId);
    return new Map(
      customers.map((customer) => {
        const own = { services: servicesOf.get(customer.id) ?? [], states, tallies: talliesOf.get(customer.id) ?? [] };
        return [customer.id, dayOf(customer, own, date)];
      }),
    );
  }
}

/** Whether a customer of this type is charged at all. */
export function isCharged({ status }: Pick<Customer, 'status'>): boolean {
  return status === 'active';
}

/** What a day asks of a customer, by what is known. */
export function dayOf(customer: Customer, known: Omit<CustomerDay, 'charges'>, date: LocalDate): CustomerDay {
  const { services, states, tallies } = known;
  const settings = settingsOf(customer);
  const active = isCharged(customer) ? services.filter(({ status }) => status === 'active') : [];
  const talliesOf = groupBy(
    tallies.filter(({ basis }) => basis === settings.basis),
    ({ serviceId }) => serviceId,
  );
  const charges = active.map((service) => {
    const byPrice = new Map((talliesOf.get(service.id) ?? []).map((tally) => [tally.priceMinor, tally]));
    return serviceCharge({ service, state: states.get(service.id), settings, tallies: byPrice }, date);
  });
  return { ...known, charges };
}
