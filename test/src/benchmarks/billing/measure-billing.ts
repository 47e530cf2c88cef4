import { BILLING_RUNS, BOOKS_VERIFIER, type Configuration, OUTBOX, TestApplication } from '@tapline/core/testing';
import { ceilingOf } from './ceiling.js';
import { fillCustomers } from './fill-customers.js';

export interface BillingMeasurement {
  readonly database: string;
  readonly customers: number;
  readonly services: number;
  readonly previewMs: number;
  readonly issueMs: number;
  /** Processor time of this process alone, without the database's, for the preview and the issue. */
  readonly processorMs: number;
  readonly verifyMs: number;
  readonly entries: number;
  readonly ceilingMs: number;
  readonly rows: number;
  readonly startMegabytes: number;
  readonly peakMegabytes: number;
}

const MEGABYTE = 1_048_576;
const SAMPLE_MS = 50;

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
    const startMegabytes = megabytes();
    let peak = startMegabytes;
    const sampler = setInterval(() => {
      peak = Math.max(peak, megabytes());
    }, SAMPLE_MS);
    const usedBefore = process.cpuUsage();
    const { id } = await app.write((tx) => runs.start(tx));
    const previewMs = await time(() => runs.work());
    await app.write((tx) => runs.confirm(tx, id));
    const issueMs = await time(() => runs.work());
    clearInterval(sampler);
    const used = process.cpuUsage(usedBefore);
    const processorMs = (used.user + used.system) / 1000;
    const { totals } = await app.view((tx) => runs.summary(tx, id));
    if (totals.issued !== customers) throw new Error(`${totals.issued} of ${customers} customers were billed`);
    let entries = 0;
    const verifyMs = await time(async () => {
      const { isSound } = await app.view((tx) => app.container.resolve(BOOKS_VERIFIER).verify(tx));
      if (!isSound) throw new Error('the books do not balance');
    });
    const [count] = (await app.view((tx) => tx.sql('journal_entry').count({ total: '*' }))) as { total: number | string }[];
    entries = Number(count?.total);
    const { ceilingMs, rows } = await ceilingOf(app);
    const times = { previewMs, issueMs, processorMs, verifyMs, ceilingMs };
    return { database, customers, services, ...times, entries, rows, startMegabytes, peakMegabytes: peak };
  } finally {
    await app.stop();
  }
}

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / MEGABYTE);
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return performance.now() - beganMs;
}
