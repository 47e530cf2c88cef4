import type {
  Access,
  Customer,
  CustomerChanges,
  IssuedDocument,
  LocalDate,
  NewCustomer,
  NewPlan,
  NewService,
  Payment,
  Service,
  ServiceChanges,
} from '@tapline/sdk';
import { ACCESS_SERVICE } from '../../access/access-service.js';
import { CUSTOMER_SERVICE } from '../../customers/customer-service.js';
import { DOCUMENT_SERVICE } from '../../documents/document-service.js';
import { LEDGER_SERVICE } from '../../ledger/ledger-service.js';
import { PAYMENT_SERVICE } from '../../payments/payment-service.js';
import { SERVICE_SERVICE } from '../../services/service-service.js';
import { aCustomer, aPlan, aService } from '../../testing/builders.js';
import type { TestApplication } from '../../testing/test-application.js';
import { BILL_SERVICE } from '../bills/bill-service.js';
import { BILLING_RUNS, type RunSummary } from '../run/billing-run-service.js';

let paymentsMade = 0;

/** Customers of recurring billing on the real application. */
export class BillingStory {
  constructor(private readonly application: () => TestApplication) {}

  private get app(): TestApplication {
    return this.application();
  }

  customer(settings: Readonly<Record<string, unknown>> = {}, draft: Partial<NewCustomer> = {}): Promise<Customer> {
    return this.andSettle(() => aCustomer(this.app, { billingType: 'recurring', billingSettings: settings, ...draft }));
  }

  /** An active line of a customer, on a plan of its own for 40.00 a month. */
  line(customerId: string, plan: Partial<NewPlan> = {}, draft: Partial<NewService> = {}): Promise<Service> {
    return this.andSettle(async () => {
      const { id: planId } = await aPlan(this.app, plan);
      return aService(this.app, { customerId, planId, ...draft });
    });
  }

  change(serviceId: string, changes: ServiceChanges): Promise<Service> {
    return this.andSettle(() => this.app.write((tx) => this.app.container.resolve(SERVICE_SERVICE).change(tx, serviceId, changes)));
  }

  changeCustomer(customerId: string, changes: CustomerChanges): Promise<Customer> {
    return this.andSettle(() => this.app.write((tx) => this.app.container.resolve(CUSTOMER_SERVICE).change(tx, customerId, changes)));
  }

  pay(customerId: string, amountMinor: number): Promise<Payment> {
    const draft = { customerId, amountMinor, method: 'cash' };
    const idempotencyKey = `billing-payment-${++paymentsMade}`;
    return this.andSettle(() => this.app.write((tx) => this.app.container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey })));
  }

  billNow(customerId: string): Promise<readonly IssuedDocument[]> {
    return this.andSettle(() => this.app.write((tx) => this.app.container.resolve(BILL_SERVICE).billNow(tx, customerId)));
  }

  async preview(through?: LocalDate): Promise<RunSummary> {
    const runs = this.app.container.resolve(BILLING_RUNS);
    const { id } = await this.app.write((tx) => runs.start(tx, through));
    await runs.work();
    return this.app.view((tx) => runs.summary(tx, id));
  }

  async issue(runId: string): Promise<RunSummary> {
    const runs = this.app.container.resolve(BILLING_RUNS);
    await this.app.write((tx) => runs.confirm(tx, runId));
    await runs.work();
    await this.app.settle();
    return this.app.view((tx) => runs.summary(tx, runId));
  }

  /** A whole run for today. */
  async run(): Promise<RunSummary> {
    return this.issue((await this.preview()).run.id);
  }

  /** A customer's documents, the oldest first: `invoice 2026-12-01 4000 due 2026-12-15`. */
  async documents(customerId: string): Promise<readonly string[]> {
    const documents = await this.app.view((tx) =>
      this.app.container.resolve(DOCUMENT_SERVICE).search(tx, { customerId, page: 1, pageSize: 200 }),
    );
    return documents.documents
      .map(({ kind, issueDate, totalMinor, dueDate }) => `${kind} ${issueDate} ${totalMinor}${dueDate === null ? '' : ` due ${dueDate}`}`)
      .toReversed();
  }

  balance(customerId: string): Promise<number> {
    return this.app.view((tx) => this.app.container.resolve(LEDGER_SERVICE).balance(tx, customerId));
  }

  status(customerId: string): Promise<string> {
    return this.app.view(async (tx) => (await this.app.container.resolve(CUSTOMER_SERVICE).get(tx, customerId)).status);
  }

  access(serviceId: string): Promise<Access> {
    return this.app.view((tx) => this.app.container.resolve(ACCESS_SERVICE).access(tx, serviceId));
  }

  private async andSettle<T>(work: () => Promise<T>): Promise<T> {
    const result = await work();
    await this.app.settle();
    return result;
  }
}
