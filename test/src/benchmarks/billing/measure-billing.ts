import { BILLING_RUNS, type Configuration, OUTBOX, TestApplication } from '@tapline/core/testing';
import { ceilingOf } from './ceiling.js';
import { fillCustomers } from './fill-customers.js';
import { measured, residentMegabytes } from './measured.js';

export interface BillingMeasurement {
  readonly database: string;
  readonly customers: number;
  readonly services: number;
  readonly previewMs: number;
  readonly issueMs: number;
  /** Of this process alone, without the database, for the preview and the issue. */
  readonly processorMs: number;
  readonly verifyMs: number;
  readonly entries: number;
  readonly ceilingMs: number;
  readonly rows: number;
  readonly startMegabytes: number;
  readonly peakMegabytes: number;
}

/** One month's bills of so many customers with one to three services each. */
export async function measureBilling(configuration: Configuration, database: string, customers: number): Promise<BillingMeasurement> {
  const app = await TestApplication.start(configuration, '2026-11-02T08:00:00Z');
  try {
    const services = await fillCustomers(app, customers);
    await app.moveTo('2026-12-01T08:00:00Z');
    const runs = app.container.resolve(BILLING_RUNS);
    // What follows from the documents (messages, PDFs) is done afterwards, by whichever process.
    await app.container.resolve(OUTBOX).stop();
    globalThis.gc?.();
    const startMegabytes = residentMegabytes();
    const { id } = await app.write((tx) => runs.start(tx));
    const preview = await measured(() => runs.work());
    await app.write((tx) => runs.confirm(tx, id));
    const issue = await measured(() => runs.work());
    const { totals } = await app.view((tx) => runs.summary(tx, id));
    if (totals.issued !== customers) throw new Error(`${totals.issued} of ${customers} customers were billed`);
    const verify = await measured(() => verifyBooks(app));
    const entries = await countEntries(app);
    const { ceilingMs, rows } = await ceilingOf(app);
    const times = { previewMs: preview.ms, issueMs: issue.ms, processorMs: preview.processorMs + issue.processorMs, verifyMs: verify.ms };
    const peakMegabytes = Math.max(preview.peakMegabytes, issue.peakMegabytes);
    return { database, customers, services, ...times, entries, ceilingMs, rows, startMegabytes, peakMegabytes };
  } finally {
    await app.stop();
  }
}

export async function verifyBooks(app: TestApplication): Promise<void> {
  const { isSound } = await app.verifyBooks();
  if (!isSound) throw new Error('the books do not balance');
}

async function countEntries(app: TestApplication): Promise<number> {
  const [count] = (await app.view((tx) => tx.sql('journal_entry').count({ total: '*' }))) as { total: number | string }[];
  return Number(count?.total);
}
