import type {
  CheckoutOutcome,
  GatewayPayments,
  GatewayReport,
  NewCheckout,
  PaymentAttempt,
  ReportOutcome,
  Transaction,
} from '@tapline/sdk';
import { ADDON_HOST } from '../../../kernel/addons/addon-host.js';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { TemporaryPackages } from '../../../kernel/addons/fixtures/temporary-package.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { forEachDatabase, type TestDatabase } from '../../../testing/each-database.js';
import { TEST_ACTOR, TestApplication } from '../../../testing/test-application.js';
import { CHECKOUT_SERVICE } from '../checkout-service.js';
import { debits } from '../fixtures/debit-gateway.js';
import { GATEWAY_RECONCILER } from '../gateway-reconciler.js';
import { FakeTeller } from './fake-teller.js';

const FIXTURES = '../../../payments/gateways/fixtures';
const TELLER_CONFIG = {
  type: 'object',
  properties: { url: { type: 'string', default: '' }, surchargeMinor: { type: 'integer', default: 0 } },
  additionalProperties: false,
};

let keys = 0;

/** The real application with both test gateways, one of them in front of a small server of its own. */
export class GatewayStory {
  private constructor(
    readonly app: TestApplication,
    readonly teller: FakeTeller,
    private readonly packages: TemporaryPackages,
  ) {}

  static async begin(database: TestDatabase, { surchargeMinor = 0 } = {}): Promise<GatewayStory> {
    // First what may fail: a server that nobody stops keeps the tests from ending.
    const configuration = await database.createMigrated();
    const teller = new FakeTeller();
    await teller.start();
    const packages = new TemporaryPackages();
    const manifests = [
      packages.write({ id: 'teller', capabilities: ['payments'], config: TELLER_CONFIG }, `${FIXTURES}/teller-gateway`),
      packages.write({ id: 'debit', capabilities: ['payments'] }, `${FIXTURES}/debit-gateway`),
    ];
    const app = await TestApplication.start({ ...configuration, addons: { packages: manifests } }, '2026-11-02T08:00:00Z');
    const host = app.container.resolve(ADDON_HOST);
    await host.configure('teller', { url: teller.url, surchargeMinor });
    for (const id of ['teller', 'debit']) await host.enable(id);
    return new GatewayStory(app, teller, packages);
  }

  async end(): Promise<void> {
    await this.teller.stop();
    try {
      await this.app.stop();
    } finally {
      this.packages.remove();
    }
  }

  checkout(wanted: Omit<NewCheckout, 'gatewayId'>, idempotencyKey = `test-${++keys}`): Promise<CheckoutOutcome> {
    const draft = { gatewayId: 'teller', origin: this.app.url, ...wanted };
    return this.app.container.resolve(CHECKOUT_SERVICE).start(TEST_ACTOR, draft, { idempotencyKey });
  }

  /** The payer comes back: `return` or `cancel`. */
  async comesBack(attemptId: string, why: 'return' | 'cancel' = 'return'): Promise<Response> {
    const [row] = (await this.app.view((tx) => sqlOf(tx)('payment_attempt').where({ id: attemptId }))) as { return_key: string }[];
    return fetch(`${this.app.url}/pay/${attemptId}/${why}?key=${row?.return_key ?? ''}&token=whatever`, { redirect: 'manual' });
  }

  /** The teller's message of how an order stands now. */
  hook(attemptId: string, messageId = `m-${++keys}`): Promise<Response> {
    const { body, headers } = this.teller.message(messageId, 'order.changed', attemptId);
    return fetch(`${this.app.url}/hooks/teller/events`, { method: 'POST', body, headers });
  }

  /** {@link comesBack} without HTTP: what it throws is seen. */
  async comesBackInProcess(attemptId: string): Promise<void> {
    const [row] = (await this.app.view((tx) => sqlOf(tx)('payment_attempt').where({ id: attemptId }))) as { return_key: string }[];
    await this.app.container.resolve(CHECKOUT_SERVICE).comeBack(attemptId, row?.return_key ?? '', 'return', {});
  }

  /** {@link hook} without HTTP. */
  async hookInProcess(attemptId: string, messageId: string): Promise<void> {
    const { body, headers } = this.teller.message(messageId, 'order.changed', attemptId);
    const signature = { 'x-signature': headers['X-Signature'] ?? '' };
    const request = { headers: signature, query: {}, body: Buffer.from(body), receivedAtMs: 0, signal: new AbortController().signal };
    await this.app.container.resolve(CONTRIBUTIONS).webhook('teller', 'events')?.handle(request);
  }

  /** The reconcile job asks about one attempt. */
  reconcile(attemptId: string): Promise<void> {
    return this.app.container.resolve(GATEWAY_RECONCILER).check(attemptId);
  }

  attempt(attemptId: string): Promise<PaymentAttempt> {
    return this.app.view((tx) => this.app.container.resolve(CHECKOUT_SERVICE).get(tx, attemptId));
  }

  /** In the name of the batch gateway's add-on. */
  debit<T>(work: (tx: Transaction, payments: GatewayPayments) => Promise<T>): Promise<T> {
    const { payments, transactions } = debits as Required<typeof debits>;
    return transactions.run((tx) => work(tx, payments));
  }

  report(report: GatewayReport): Promise<ReportOutcome> {
    return this.debit((tx, payments) => payments.report(tx, 'debit', report));
  }

  /** What an account holds: debits less credits. */
  async account(code: string): Promise<number> {
    const sum = async (side: string): Promise<number> => {
      const [row] = (await this.app.view((tx) => sqlOf(tx)('posting').where(side, code).sum({ total: 'amount_minor' }))) as {
        total: unknown;
      }[];
      return Number(row?.total ?? 0);
    };
    return (await sum('debit_account')) - (await sum('credit_account'));
  }
}

/** Defines tests of gateways once for each kind of database; all tests of one share an application, whose books are checked at the end. */
export function forEachGatewayStory(
  title: string,
  define: (story: () => GatewayStory) => void,
  options: { surchargeMinor?: number } = {},
): void {
  forEachDatabase((database) => {
    describe(`${title} on ${database.name}`, () => {
      let story: GatewayStory | undefined;
      before(async function begin() {
        this.timeout(60_000);
        story = await GatewayStory.begin(database, options);
      });
      after(async () => {
        try {
          await story?.end();
        } finally {
          await database.close();
        }
      });
      define(() => story as GatewayStory);
    });
  });
}
