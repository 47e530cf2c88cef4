import { type Configuration, LEDGER_SEALER, LEDGER_SERVICE, TEST_ACTOR, TestApplication } from '@tapline/core/testing';
import { verifyBooks } from './measure-billing.js';
import { measured, residentMegabytes } from './measured.js';

export interface VerificationMeasurement {
  readonly database: string;
  readonly entries: number;
  readonly postings: number;
  readonly verifyMs: number;
  /** Of this process before it verifies: the posting has left it there. */
  readonly startMegabytes: number;
  readonly peakMegabytes: number;
}

const ENTRIES_PER_STEP = 2000;
const CUSTOMERS = 10_000;

/** Verifies so many sealed journal entries, of the kind that daily charging posts: one posting each. */
export async function measureVerification(
  configuration: Configuration,
  database: string,
  entries: number,
): Promise<VerificationMeasurement> {
  const app = await TestApplication.start(configuration, '2026-11-02T08:00:00Z');
  try {
    for (let from = 0; from < entries; from += ENTRIES_PER_STEP) await postSome(app, from, Math.min(ENTRIES_PER_STEP, entries - from));
    await app.container.resolve(LEDGER_SEALER).seal(TEST_ACTOR);
    globalThis.gc?.();
    const startMegabytes = residentMegabytes();
    const { ms, peakMegabytes } = await measured(() => verifyBooks(app));
    return { database, entries, postings: entries, verifyMs: ms, startMegabytes, peakMegabytes };
  } finally {
    await app.stop();
  }
}

async function postSome(app: TestApplication, from: number, count: number): Promise<void> {
  const toPost = Array.from({ length: count }, (_, index) => {
    const customerId = `c${String((from + index) % CUSTOMERS).padStart(25, '0')}`;
    const postings = [{ debit: { customerId }, credit: { code: 'revenue.internet' }, amountMinor: 133 }];
    return { draft: { kind: 'charge', description: 'A day', customerId, postings }, idempotencyKey: `bench:${from + index}` };
  });
  await app.write((tx) => app.container.resolve(LEDGER_SERVICE).postAll(tx, toPost));
}
