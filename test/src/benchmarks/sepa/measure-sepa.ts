import {
  ADDON_HOST,
  aLine,
  type Configuration,
  DOCUMENT_SERVICE,
  JOBS,
  OPERATION_SERVICE,
  OUTBOX,
  TestApplication,
} from '@tapline/core/testing';
import type { Actor } from '@tapline/sdk';
import { bankFile, batchCredit, ordersIn } from '../../sepa/bank.js';
import { fillCustomers } from '../billing/fill-customers.js';
import { measured, residentMegabytes } from '../billing/measured.js';

const ACTOR: Actor = { kind: 'admin', id: 'bench', name: 'Benchmark' };
const INVOICES_PER_STEP = 500;
const MANDATES_PER_FILE = 5000;
const PROFILE = { id: 'house', name: 'Example Net', iban: 'DE89370400440532013000', creditorId: 'DE98ZZZ09999999999', noticeDays: 2 };

interface Step {
  readonly name: string;
  readonly ms: number;
  /** Of this process alone. */
  readonly processorMs: number;
  readonly peakMegabytes: number;
}

export interface SepaMeasurement {
  readonly database: string;
  readonly items: number;
  /** Each with its time and the most memory. */
  readonly steps: readonly Step[];
  readonly startMegabytes: number;
  readonly files: number;
}

interface RunAnswer {
  readonly run: string;
  readonly state: string;
  readonly items: number;
  readonly files: readonly { readonly id: string }[];
}

/** A whole collection of so many customers, from their mandates to the bank's one credit for all of them. */
export async function measureSepa(configuration: Configuration, database: string, items: number): Promise<SepaMeasurement> {
  const app = await TestApplication.start(configuration, '2026-11-02T08:00:00Z');
  try {
    await app.container.resolve(ADDON_HOST).enable('sepa');
    await fillCustomers(app, items);
    await issueInvoices(app, items);
    // What follows from it (messages, PDFs) is done afterwards, by whichever process.
    await app.container.resolve(OUTBOX).stop();
    await app.container.resolve(JOBS).stop();
    const steps: Step[] = [];
    const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
      globalThis.gc?.();
      let result: T | undefined;
      const { ms, processorMs, peakMegabytes } = await measured(async () => {
        result = await work();
      });
      steps.push({ name, ms, processorMs, peakMegabytes });
      return result as T;
    };
    const ask = async <T>(operationId: string, input: object): Promise<T> =>
      (await app.container
        .resolve(OPERATION_SERVICE)
        .run(
          { actor: ACTOR, permissions: ['*'], mustChangePassword: false },
          { addonId: 'sepa', operationId, input, idempotencyKey: 'bench' },
        )) as T;
    const job = (id: string): Promise<void> => app.container.resolve(JOBS).runFor(`sepa/${id}`, app.nowMs);
    globalThis.gc?.();
    const startMegabytes = residentMegabytes();
    await ask('profile', { ...PROFILE, maxItems: items, sendsNotice: false });
    await step('mandates imported', async () => {
      for (let from = 0; from < items; from += MANDATES_PER_FILE)
        await ask('import-mandates', { file: upload('mandates.csv', mandates(from, Math.min(items, from + MANDATES_PER_FILE))) });
    });
    const choice = { dueUntil: '2027-12-31' };
    await step('preview', () => ask('preview', choice));
    await step('taken up', () => ask('collect', choice));
    await step('run and file made', () => job('collection-runs'));
    const run = await ask<RunAnswer>('collect', choice);
    if (run.state !== 'ready' || run.items !== items) throw new Error(`the run is ${run.state} with ${run.items} collections`);
    await ask('sent', { run: run.run });
    const principal = { actor: ACTOR, permissions: ['*'], mustChangePassword: false };
    const texts: string[] = [];
    for (const { id } of run.files) {
      const { content } = await step('file read', () =>
        app.container.resolve(OPERATION_SERVICE).download(principal, { addonId: 'sepa', id: 'file', key: id }),
      );
      texts.push(Buffer.from(content).toString());
    }
    const credit = bankFile('053', batchCredit(texts.flatMap(ordersIn), { day: '2026-11-02' }));
    texts.length = 0;
    const file = upload('statement.xml', credit);
    const { import: id } = await step('statement looked at', () => ask<{ readonly import: string }>('import-file', { file }));
    await step('statement booked, first part', () => ask('book-import', { import: id }));
    await step('statement booked, rest', () => job('imports'));
    const paid = (await app.view((tx) => tx.sql('payment_attempt').where({ state: 'paid' }).count({ total: '*' }))) as {
      total: number | string;
    }[];
    if (Number(paid[0]?.total) !== items) throw new Error(`${paid[0]?.total} of ${items} collections are paid`);
    return { database, items, steps, startMegabytes, files: run.files.length };
  } finally {
    await app.stop();
  }
}

async function issueInvoices(app: TestApplication, items: number): Promise<void> {
  const documents = app.container.resolve(DOCUMENT_SERVICE);
  const lines = [aLine({ taxCode: null, unitPriceMinor: 4990 })];
  for (let from = 0; from < items; from += INVOICES_PER_STEP) {
    await app.write(async (tx) => {
      const ids = (await tx.sql('customer').orderBy('number').offset(from).limit(INVOICES_PER_STEP).pluck('id')) as string[];
      await documents.issueAll(
        tx,
        ids.map((customerId) => ({ draft: { kind: 'invoice', customerId, lines } as const, idempotencyKey: `bench:${customerId}` })),
      );
    });
  }
}

function mandates(from: number, to: number): string {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index + 1);
  const lines = numbers.map((number) => `${number};B-${number};DE02120300000000202051;Customer ${number};2026-01-31`);
  return ['customer;reference;iban;name;signed', ...lines].join('\n');
}

function upload(name: string, text: string): { readonly name: string; readonly contentBase64: string } {
  return { name, contentBase64: Buffer.from(text).toString('base64') };
}
