import {
  ACCESS_SERVICE,
  ADDON_HOST,
  aCustomer,
  aPlan,
  aService,
  CONTRIBUTIONS,
  CUSTOMER_SERVICE,
  DOCUMENT_SERVICE,
  JOBS,
  LEDGER_SERVICE,
  OUTBOX,
  PAYMENT_SERVICE,
  PLAN_SERVICE,
  SCHEDULED_CHANGES,
  SERVICE_SERVICE,
  type TestApplication,
} from '@tapline/core/testing';
import {
  type Access,
  addDays,
  type BillingOutlook,
  type Customer,
  type CustomerChanges,
  type IssuedDocument,
  type LocalDate,
  localDateOf,
  type NewCustomer,
  type NewPlan,
  type NewService,
  type Payment,
  type PlanChanges,
  type Service,
  type ServiceChanges,
  type StatementLine,
} from '@tapline/sdk';

type PlannedChanges = Pick<ServiceChanges, 'planId' | 'status' | 'quantity' | 'unitPriceMinor' | 'discounts'>;

const TIME_ZONE = 'Europe/Prague';
const PLENTY = 1000;

let paymentsMade = 0;

/** Eight in the morning, UTC, of a day. */
export const morningOf = (date: LocalDate): string => `${date}T08:00:00Z`;

/**
 * Prepaid customers on the real application. What is done here is done when the method resolves, with all that follows from it; an event or a
 * job that failed on the way fails the test.
 */
export class PrepaidStory {
  constructor(private readonly application: () => TestApplication) {}

  get today(): LocalDate {
    return localDateOf(this.application().nowMs, TIME_ZONE);
  }

  /** An active customer whom the add-on charges. */
  customer(settings: Readonly<Record<string, unknown>> = {}, draft: Partial<NewCustomer> = {}): Promise<Customer> {
    return this.andSettle(() => aCustomer(this.application(), { billingType: 'prepaid', billingSettings: settings, ...draft }));
  }

  /** An active line of a customer, on a plan of its own for 40.00 a month. */
  line(customerId: string, plan: Partial<NewPlan> = {}, draft: Partial<NewService> = {}): Promise<Service> {
    return this.andSettle(async () => {
      const { id: planId } = await aPlan(this.application(), plan);
      return aService(this.application(), { customerId, planId, ...draft });
    });
  }

  /** A new customer's line on which money was paid. */
  async paidLine(amountMinor: number, settings: Readonly<Record<string, unknown>> = {}): Promise<Service> {
    const line = await this.line((await this.customer(settings)).id);
    await this.pay(line.customerId, amountMinor);
    return line;
  }

  pay(customerId: string, amountMinor: number, idempotencyKey?: string): Promise<Payment> {
    return this.andSettle(() => this.payUnnoticed(customerId, amountMinor, idempotencyKey));
  }

  /** Resolves when the payment is recorded, before anybody has heard of it. */
  payUnnoticed(customerId: string, amountMinor: number, idempotencyKey = `payment-${++paymentsMade}`): Promise<Payment> {
    const draft = { customerId, amountMinor, method: 'cash' };
    const { container } = this.application();
    return this.application().write((tx) => container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey }));
  }

  changeCustomer(customerId: string, changes: CustomerChanges): Promise<Customer> {
    return this.andSettle(() => this.changeCustomerUnnoticed(customerId, changes));
  }

  changeLine(serviceId: string, changes: ServiceChanges): Promise<Service> {
    return this.andSettle(() => this.changeLineUnnoticed(serviceId, changes));
  }

  /** Resolves when the change is made, before anybody has heard of it. */
  changeLineUnnoticed(serviceId: string, changes: ServiceChanges): Promise<Service> {
    const { container } = this.application();
    return this.application().write((tx) => container.resolve(SERVICE_SERVICE).change(tx, serviceId, changes));
  }

  /** {@link changeLineUnnoticed} of a customer. */
  changeCustomerUnnoticed(customerId: string, changes: CustomerChanges): Promise<Customer> {
    const { container } = this.application();
    return this.application().write((tx) => container.resolve(CUSTOMER_SERVICE).change(tx, customerId, changes));
  }

  /** Plans a change of a line for a day. */
  async plan(serviceId: string, date: LocalDate, changes: PlannedChanges): Promise<void> {
    const { container } = this.application();
    await this.andSettle(() =>
      this.application().write((tx) => container.resolve(SCHEDULED_CHANGES).schedule(tx, serviceId, date, changes)),
    );
  }

  /** Those whom a new price concerns are charged within a minute. */
  async changePlan(planId: string, changes: PlanChanges): Promise<void> {
    const { container } = this.application();
    await this.andSettle(() => this.application().write((tx) => container.resolve(PLAN_SERVICE).change(tx, planId, changes)));
    await this.application().moveTo(this.application().nowMs + 60_000);
    await this.requireNothingFailed();
  }

  async setAddon(wanted: 'enabled' | 'disabled'): Promise<void> {
    const host = this.application().container.resolve(ADDON_HOST);
    await this.andSettle(() => (wanted === 'enabled' ? host.enable('prepaid') : host.disable('prepaid')));
  }

  /** Moves the clock in one step. */
  async moveTo(at: string): Promise<void> {
    await this.application().moveTo(at);
    await this.requireNothingFailed();
  }

  moveToDay(date: LocalDate): Promise<void> {
    return this.moveTo(morningOf(date));
  }

  /** Has the add-on look at a customer, whatever else is due: an event of the customer's comes first. */
  async charge(customerId: string): Promise<void> {
    await this.payUnnoticed(customerId, 1);
    await this.application().container.resolve(OUTBOX).drain();
  }

  /** Day by day. */
  async passDays(days: number): Promise<void> {
    for (let day = 0; day < days; day++) await this.moveToDay(addDays(this.today, 1));
  }

  /** Gives the add-on every event since the beginning once more. */
  async deliverAllAgain(): Promise<void> {
    await this.andSettle(() =>
      this.application().write((tx) => tx.sql('outbox_cursor').where({ consumer: 'prepaid' }).update({ position: 0 })),
    );
  }

  balance(customerId: string): Promise<number> {
    return this.application().view((tx) => this.application().container.resolve(LEDGER_SERVICE).balance(tx, customerId));
  }

  /** What was charged, the oldest first, and given back: `2026-11-01 133`. Of all lines, or of one. */
  async charges(customerId: string, serviceId?: string): Promise<readonly string[]> {
    const ledger = this.application().container.resolve(LEDGER_SERVICE);
    const entries = await this.application().view((tx) => ledger.entries(tx, customerId, PLENTY));
    const days = entries.filter((entry) => entry.source === 'prepaid' && (serviceId ?? entry.serviceId) === entry.serviceId);
    return days.map(({ date, customerAmountMinor }) => `${date} ${0 - customerAmountMinor}`).toReversed();
  }

  /** A customer's documents, the oldest first: `invoice 2026-12-01 4000`. */
  async documents(customerId: string): Promise<readonly string[]> {
    const service = this.application().container.resolve(DOCUMENT_SERVICE);
    const { documents } = await this.application().view((tx) => service.search(tx, { customerId, page: 1, pageSize: PLENTY }));
    return documents.map(({ kind, issueDate, totalMinor }) => `${kind} ${issueDate} ${totalMinor}`).toReversed();
  }

  /** The documents themselves, the oldest first. */
  wholeDocuments(customerId: string): Promise<readonly IssuedDocument[]> {
    const service = this.application().container.resolve(DOCUMENT_SERVICE);
    return this.application().view(async (tx) => {
      const { documents } = await service.search(tx, { customerId, page: 1, pageSize: PLENTY });
      return Promise.all(documents.toReversed().map(({ id }) => service.get(tx, id)));
    });
  }

  /** What a customer was told of a kind, the oldest first. */
  async told(customerId: string, kind: string): Promise<readonly string[]> {
    const rows = await this.application().view((tx) =>
      tx.sql('notification').where({ customer_id: customerId, kind }).orderBy('wanted_at_ms').select('subject'),
    );
    return rows.map(({ subject }) => String(subject));
  }

  statement(customerId: string): Promise<readonly StatementLine[]> {
    return this.application().view((tx) => this.application().container.resolve(LEDGER_SERVICE).statement(tx, customerId));
  }

  access(serviceId: string): Promise<Access> {
    return this.application().view((tx) => this.application().container.resolve(ACCESS_SERVICE).access(tx, serviceId));
  }

  /** Why the add-on holds a line shut; `open` when nothing does. */
  async state(serviceId: string): Promise<string> {
    const { isAllowed, reasons } = await this.access(serviceId);
    return isAllowed ? 'open' : reasons.map(({ source, text }) => (source === 'prepaid' ? text : `${source}: ${text}`)).join(' | ');
  }

  outlook(customerId: string): Promise<BillingOutlook> {
    const { container } = this.application();
    return this.application().view(async (tx) => {
      const type = container.resolve(CONTRIBUTIONS).billingType('prepaid');
      if (!type) throw new Error('there is no billing type prepaid');
      return type.outlook(tx, await container.resolve(CUSTOMER_SERVICE).get(tx, customerId));
    });
  }

  private async andSettle<T>(work: () => Promise<T>): Promise<T> {
    const result = await work();
    await this.application().settle();
    await this.requireNothingFailed();
    return result;
  }

  private async requireNothingFailed(): Promise<void> {
    const { container } = this.application();
    const events = await container.resolve(OUTBOX).failures();
    const jobs = (await container.resolve(JOBS).list()).filter(({ lastError }) => lastError !== null);
    const failed = [
      ...events.map(({ eventName, error }) => `${eventName}: ${error}`),
      ...jobs.map(({ id, lastError }) => `${id}: ${lastError}`),
    ];
    if (failed.length > 0) throw new Error(`failed: ${failed.join('; ')}`);
  }
}
