import {
  ADDON_HOST,
  aCustomer,
  aLine,
  anInvoice,
  CHECKOUT_SERVICE,
  CONTRIBUTIONS,
  type Configuration,
  forEachDatabase,
  GATEWAY_RECONCILER,
  GATEWAY_REFUNDS,
  OPERATION_SERVICE,
  PAYMENT_SERVICE,
  sqlOf,
  TEST_ACTOR,
  TestApplication,
  type TestDatabase,
} from '@tapline/core/testing';
import type { CheckoutOutcome, NewCheckout, Payment, PaymentAttempt, WebhookAnswer } from '@tapline/sdk';
import { type FakeEvent, FakePayPal } from './fake-paypal.js';

export const PUBLIC_URL = 'http://tapline.test';
const HOOK = '/hooks/paypal/events';

let keys = 0;

export interface Begun {
  readonly customerId: string;
  readonly invoiceId: string;
  readonly attemptId: string;
}

/** The real application with the add-on, in front of a PayPal of its own. */
export class PayPalStory {
  private constructor(
    readonly app: TestApplication,
    readonly paypal: FakePayPal,
  ) {}

  static async begin(database: TestDatabase, { settings = {}, currency = 'EUR' }: StoryOptions = {}): Promise<PayPalStory> {
    const paypal = new FakePayPal();
    await paypal.start();
    const made = await database.createMigrated();
    const configuration: Configuration = {
      ...made,
      web: { ...made.web, publicUrl: PUBLIC_URL },
      company: { ...made.company, currency },
    };
    const app = await TestApplication.start(configuration, '2026-11-02T08:00:00Z');
    const story = new PayPalStory(app, paypal);
    await story.configure(settings);
    await story.operation('register-webhook');
    return story;
  }

  async end(): Promise<void> {
    await this.paypal.stop();
    await this.app.stop();
    if (this.paypal.faulted.length > 0) throw new Error(`PayPal takes no such requests: ${this.paypal.faulted.join('; ')}`);
  }

  async configure(settings: object): Promise<void> {
    const config = { ...this.paypal.keys, apiUrl: this.paypal.url, ...settings };
    await this.app.container.resolve(ADDON_HOST).configure('paypal', config);
  }

  operation(operationId: string): Promise<unknown> {
    const principal = { actor: TEST_ACTOR, permissions: ['*'], mustChangePassword: false };
    return this.app.container.resolve(OPERATION_SERVICE).run(principal, { addonId: 'paypal', operationId, input: {} });
  }

  checkout(wanted: Omit<NewCheckout, 'gatewayId'>, idempotencyKey = `paypal-${++keys}`): Promise<CheckoutOutcome> {
    return this.app.container.resolve(CHECKOUT_SERVICE).start(TEST_ACTOR, { gatewayId: 'paypal', ...wanted }, { idempotencyKey });
  }

  /** A customer with an invoice of 100.00. */
  async debtor(amountMinor = 10_000): Promise<Omit<Begun, 'attemptId'>> {
    const { id: customerId } = await aCustomer(this.app);
    const { id: invoiceId } = await anInvoice(this.app, customerId, { lines: [aLine({ taxCode: null, unitPriceMinor: amountMinor })] });
    return { customerId, invoiceId };
  }

  /** {@link debtor}, at PayPal's page. */
  async begun(amountMinor = 10_000): Promise<Begun> {
    const { customerId, invoiceId } = await this.debtor(amountMinor);
    const outcome = await this.checkout({ customerId, documentIds: [invoiceId] });
    if (outcome.kind !== 'redirect') throw new Error(`PayPal is ${outcome.kind}: ${outcome.attempt.reason ?? ''}`);
    return { customerId, invoiceId, attemptId: outcome.attempt.id };
  }

  async paid(): Promise<Begun> {
    const one = await this.begun();
    this.paypal.approve(one.attemptId);
    await this.comesBack(one.attemptId);
    return one;
  }

  /** The payer is sent back to the address that PayPal was told. */
  async comesBack(attemptId: string, why: 'return' | 'cancel' = 'return'): Promise<Response> {
    const { returnUrl, cancelUrl, id } = this.paypal.orderOf(attemptId);
    const address = new URL((why === 'cancel' ? cancelUrl : returnUrl).replace(PUBLIC_URL, this.app.url));
    address.searchParams.set('token', id);
    return fetch(address, { redirect: 'manual' });
  }

  /** {@link comesBack} without HTTP: what it throws is seen. */
  async comesBackInProcess(attemptId: string): Promise<void> {
    const key = new URL(this.paypal.orderOf(attemptId).returnUrl).searchParams.get('key') ?? '';
    await this.app.container.resolve(CHECKOUT_SERVICE).comeBack(attemptId, key, 'return', {});
  }

  deliver(event: FakeEvent, changes: Parameters<FakePayPal['deliver']>[2] = {}): Promise<Response> {
    return this.paypal.deliver(event, `${this.app.url}${HOOK}`, changes);
  }

  /** {@link deliver} without HTTP: what it throws is seen. */
  async deliverInProcess(event: FakeEvent): Promise<WebhookAnswer> {
    const { body, headers } = this.paypal.messageOf(event);
    const webhook = this.app.container.resolve(CONTRIBUTIONS).webhook('paypal', 'events');
    if (!webhook) throw new Error('the add-on takes no messages');
    const signal = new AbortController().signal;
    return webhook.handle({ headers, query: {}, body: Buffer.from(body), receivedAtMs: this.app.nowMs, signal });
  }

  /** The newest event of a type. */
  lastEvent(type: string): FakeEvent {
    const event = this.paypal.events.findLast(({ event_type }) => event_type === type);
    if (!event) throw new Error(`PayPal has told no ${type}`);
    return event;
  }

  reconcile(attemptId: string): Promise<void> {
    return this.app.container.resolve(GATEWAY_RECONCILER).check(attemptId);
  }

  refund(attemptId: string, amountMinor: number, idempotencyKey: string): Promise<unknown> {
    return this.app.container.resolve(GATEWAY_REFUNDS).refund(TEST_ACTOR, attemptId, { amountMinor }, { idempotencyKey });
  }

  attempt(attemptId: string): Promise<PaymentAttempt> {
    return this.app.view((tx) => this.app.container.resolve(CHECKOUT_SERVICE).get(tx, attemptId));
  }

  payments(customerId: string): Promise<readonly Payment[]> {
    return this.app.view((tx) => this.app.container.resolve(PAYMENT_SERVICE).ofCustomer(tx, customerId, 50));
  }

  /** What an account holds: debits less credits. */
  async account(code: string): Promise<number> {
    const sum = async (side: string): Promise<number> => {
      const rows = (await this.app.view((tx) => sqlOf(tx)('posting').where(side, code).sum({ total: 'amount_minor' }))) as {
        total: unknown;
      }[];
      return Number(rows[0]?.total ?? 0);
    };
    return (await sum('debit_account')) - (await sum('credit_account'));
  }
}

export interface StoryOptions {
  readonly settings?: object;
  readonly currency?: string;
}

/** Once for each kind of database; all tests of one share an application, whose books are checked at the end. */
export function forEachPayPalStory(title: string, define: (story: () => PayPalStory) => void, options: StoryOptions = {}): void {
  forEachDatabase((database) => {
    describe(`${title} on ${database.name}`, () => {
      let story: PayPalStory | undefined;
      before(async function begin() {
        this.timeout(60_000);
        story = await PayPalStory.begin(database, options);
      });
      after(async () => {
        try {
          await story?.end();
        } finally {
          await database.close();
        }
      });
      define(() => story as PayPalStory);
    });
  });
}
