import {
  ADDON_HOST,
  aCustomer,
  aLine,
  anInvoice,
  CUSTOMER_SERVICE,
  DOCUMENT_SERVICE,
  forEachDatabase,
  LEDGER_SERVICE,
  NOTIFICATION_SERVICE,
  OPERATION_SERVICE,
  OUTBOX,
  TestApplication,
} from '@tapline/core/testing';
import { ACCOUNTS, type Actor, type Customer, type IssuedDocument } from '@tapline/sdk';

const ADMIN: Actor = { kind: 'admin', id: 'ada', name: 'Ada' };
export const CREDITOR_ID = 'DE98ZZZ09999999999';
export const PROFILE = { id: 'house', name: 'Example Net', iban: 'DE89370400440532013000', creditorId: CREDITOR_ID, noticeDays: 2 };

export interface RunAnswer {
  readonly run: string;
  readonly state: string;
  readonly collectOn: string;
  readonly items: number;
  readonly sumMinor: number;
  readonly files: readonly { readonly id: string; readonly name: string; readonly messageId: string; readonly items: number }[];
}

export interface Preview {
  readonly wantedOn: string;
  readonly collectOn: string;
  readonly items: number;
  readonly sumMinor: number;
  readonly collected: readonly {
    readonly customerId: string;
    readonly amountMinor: number;
    readonly sequence: string;
    readonly isAmended: boolean;
    readonly isOfBalance: boolean;
  }[];
  readonly leftOut: readonly { readonly customerId: string; readonly reason: string }[];
}

export interface Debtor {
  readonly customer: Customer;
  readonly invoice: IssuedDocument;
  readonly mandate: string;
  readonly reference: string;
}

let asked = 0;

/** The real application with the SEPA add-on, spoken to as an admin. */
export class SepaStory {
  constructor(private readonly application: () => TestApplication) {}

  async begin(): Promise<void> {
    await this.application().container.resolve(ADDON_HOST).enable('sepa');
    await this.ask('profile', PROFILE);
  }

  async ask<T>(operationId: string, input: object, options: { key?: string; actor?: Actor } = {}): Promise<T> {
    const answer = await this.askOnly<T>(operationId, input, options);
    await this.settle();
    return answer;
  }

  /** Without waiting for what follows from it. */
  async askOnly<T>(operationId: string, input: object, { key = `asked-${++asked}`, actor = ADMIN } = {}): Promise<T> {
    const principal = { actor, permissions: ['*'], mustChangePassword: false };
    const operations = this.application().container.resolve(OPERATION_SERVICE);
    return (await operations.run(principal, { addonId: 'sepa', operationId, input, idempotencyKey: key })) as T;
  }

  /** Customers with a mandate and an invoice each, over 10.00, 10.01 and so on; their numbers. */
  async debtors(count: number): Promise<readonly number[]> {
    const { container } = this.application();
    const numbers = await this.application().write(async (tx) => {
      const made: number[] = [];
      for (let index = 0; index < count; index++) {
        const { id: customerId, number } = await container.resolve(CUSTOMER_SERVICE).create(tx, { name: `Debtor ${index}` });
        const lines = [aLine({ taxCode: null, unitPriceMinor: 1000 + index })];
        const draft = { kind: 'invoice', customerId, lines } as const;
        await container.resolve(DOCUMENT_SERVICE).issue(tx, draft, { idempotencyKey: `debtor:${++asked}` });
        made.push(number);
      }
      return made;
    });
    const lines = numbers.map((number) => `${number};L-${number};DE02120300000000202051;Debtor ${number};2026-01-31`);
    const csv = ['customer;reference;iban;name;signed', ...lines].join('\n');
    await this.ask('import-mandates', { file: { name: 'mandates.csv', contentBase64: Buffer.from(csv).toString('base64') } });
    return numbers;
  }

  /** A customer with a mandate and an invoice over 50.00 that is due. */
  async debtor({
    iban = 'DE02120300000000202051',
    mandate = {},
    amountMinor = 5000,
  }: {
    iban?: string;
    mandate?: object;
    amountMinor?: number;
  } = {}): Promise<Debtor> {
    const customer = await aCustomer(this.application(), { email: 'customer@example.com' });
    const made = await this.ask<{ mandate: string; reference: string }>('mandate', {
      customer: customer.id,
      debtorName: customer.name,
      iban,
      ...mandate,
    });
    return { customer, invoice: await this.invoice(customer.id, amountMinor), ...made };
  }

  invoice(customerId: string, amountMinor = 5000): Promise<IssuedDocument> {
    return anInvoice(this.application(), customerId, { lines: [aLine({ taxCode: null, unitPriceMinor: amountMinor })] });
  }

  /** Something owed that stands on no invoice. */
  async charge(customerId: string, amountMinor: number): Promise<void> {
    const postings = [{ debit: { customerId }, credit: ACCOUNTS.otherRevenue, amountMinor }];
    const draft = { kind: 'charge', description: 'By the day', customerId, postings };
    const ledger = this.application().container.resolve(LEDGER_SERVICE);
    await this.application().write((tx) => ledger.post(tx, draft, { idempotencyKey: `charge:${++asked}` }));
  }

  preview(input: object = {}): Promise<Preview> {
    return this.ask('preview', { collectOn: this.soon(), dueUntil: '2027-12-31', ...input });
  }

  /** A run of one customer's invoices. */
  collect(customerId: string, input: object = {}, key?: string): Promise<RunAnswer> {
    return this.ask('collect', { customer: customerId, dueUntil: '2027-12-31', ...input }, key === undefined ? {} : { key });
  }

  async file(fileId: string, permissions: readonly string[] = ['*']): Promise<string> {
    const principal = { actor: ADMIN, permissions, mustChangePassword: false };
    const file = await this.application()
      .container.resolve(OPERATION_SERVICE)
      .download(principal, { addonId: 'sepa', id: 'file', key: fileId });
    return Buffer.from(file.content).toString();
  }

  /** The end-to-end ids that stand in a run's files. */
  async endToEndIds(run: RunAnswer): Promise<readonly string[]> {
    const files = await Promise.all(run.files.map(({ id }) => this.file(id)));
    return files.flatMap((text) => [...text.matchAll(/<EndToEndId>([^<]+)/g)].map(([, id]) => id as string));
  }

  /** The messages of one kind to a customer. */
  async notices(customerId: string, kind: string): Promise<readonly { readonly content: { readonly text: string } }[]> {
    const { container } = this.application();
    const all = await this.application().view((tx) => container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId, limit: 20 }));
    return all.filter((each) => each.kind === kind);
  }

  async settle(): Promise<void> {
    await this.application().settle();
    const failed = await this.application().container.resolve(OUTBOX).failures();
    if (failed.length > 0) throw new Error(`failed: ${failed.map(({ eventName, error }) => `${eventName}: ${error}`).join('; ')}`);
  }

  private soon(): string {
    return new Date(this.application().nowMs).toISOString().slice(0, 10);
  }
}

/** Tests that share one application for each kind of database; its books are checked at the end. */
export function forEachSepaStory(title: string, at: string, define: (app: () => TestApplication, story: SepaStory) => void): void {
  forEachDatabase((database) => {
    describe(`${title} on ${database.name}`, () => {
      let app: TestApplication | undefined;
      const story = new SepaStory(() => app as TestApplication);
      before(async function begin() {
        this.timeout(60_000);
        app = await TestApplication.start(await database.createMigrated(), at);
        await story.begin();
      });
      after(async () => {
        try {
          await app?.stop();
        } finally {
          await database.close();
        }
      });
      define(() => app as TestApplication, story);
    });
  });
}
