import { setTimeout as pause } from 'node:timers/promises';
import {
  aCustomer,
  aPlan,
  aService,
  CUSTOMER_SERVICE,
  JOBS,
  OUTBOX,
  PLAN_SERVICE,
  reportUsage,
  TestApplication,
  temporaryDatabase,
} from '@tapline/core/testing';

// What it takes to look at many lines at once, and how long others wait for their customers meanwhile.

const BEGIN = '2026-11-16T09:00:00Z';
const NEXT_MONTH = '2026-12-01T00:00:10Z';
const LINES = 400;
const MORE = 1_000_000n;
const LOOK_EVERY_MS = 5;

interface Fleet {
  readonly planId: string;
  readonly logins: readonly string[];
  readonly customerIds: readonly string[];
}

/** Of a database: the figures of the README of data-cap. */
export async function benchLines(name: 'SQLite' | 'MariaDB', print: (line: string) => void): Promise<void> {
  const database = temporaryDatabase(name);
  const app = await TestApplication.start(await database.createMigrated(), BEGIN);
  try {
    const slowed = await aFleet(app, { amount: '1 GB', steps: ['100% slow 50%'] });
    await report(app, slowed, 1_100_000_000n);
    await rest(app);
    const slow = await timeOf(await reported(app, slowed, 1_100_000_000n + MORE));
    print(`  ${LINES} slowed lines report            ${ms(slow)}`);
    const capped = await aFleet(app, { amount: '100 GB' });
    await report(app, capped, MORE);
    await rest(app);
    print(`  ${LINES} lines far from their limit     ${ms(await timeOf(await reported(app, capped, 2n * MORE)))}`);
    await changeOf(app, capped, 'its name', { name: 'Another name' }, print);
    await changeOf(app, capped, 'its cap', { addonSettings: { 'data-cap': { amount: '200 GB' } } }, print);
    app.jumpTo(NEXT_MONTH);
    const begin = await waitedFor(app, capped, await reported(app, capped, 3n * MORE));
    print(`  a month begins: their reports    ${ms(begin.tookMs)}; a customer is waited for ${ms(begin.longestMs)} at most`);
    const jobs = await waitedFor(app, capped, () => app.container.resolve(JOBS).runDue());
    print(`  the rounds, over all ${2 * LINES}         ${ms(jobs.tookMs)}; a customer is waited for ${ms(jobs.longestMs)} at most`);
  } finally {
    await app.stop();
    await database.close();
  }
}

async function aFleet(app: TestApplication, settings: Readonly<Record<string, unknown>>): Promise<Fleet> {
  const { id: planId } = await aPlan(app, { priceMinor: 0, addonSettings: { 'data-cap': settings } });
  const [logins, customerIds]: [string[], string[]] = [[], []];
  for (let each = 0; each < LINES; each++) {
    const { id: customerId } = await aCustomer(app, { billingType: 'manual' });
    customerIds.push(customerId);
    logins.push((await aService(app, { planId, customerId, status: 'active' })).login);
  }
  await app.settle();
  return { planId, logins, customerIds };
}

/** All of the fleet have carried so much; answers how what reads along reads it. */
async function reported(app: TestApplication, { logins }: Fleet, downloadOctets: bigint): Promise<() => Promise<void>> {
  const seconds = Math.max(1, Math.round((app.nowMs - Date.parse(BEGIN)) / 1000));
  await reportUsage(
    app,
    logins.map((login) => ({ login, seconds, downloadOctets })),
  );
  return () => app.readUsage();
}

async function report(app: TestApplication, fleet: Fleet, downloadOctets: bigint): Promise<void> {
  await (await reported(app, fleet, downloadOctets))();
}

/** A minute passes, and all that is due is done. */
function rest(app: TestApplication): Promise<void> {
  return app.moveTo(app.nowMs + 60_000);
}

async function changeOf(app: TestApplication, fleet: Fleet, what: string, changes: object, print: (line: string) => void): Promise<void> {
  await app.write((tx) => app.container.resolve(PLAN_SERVICE).change(tx, fleet.planId, changes));
  const listener = await waitedFor(app, fleet, () => app.container.resolve(OUTBOX).drain());
  app.jumpTo(new Date(app.nowMs + 60_000).toISOString());
  const rounds = await waitedFor(app, fleet, () => app.container.resolve(JOBS).runDue());
  const longestMs = Math.max(listener.longestMs, rounds.longestMs);
  print(
    `  a plan of ${LINES} changes ${what.padEnd(10)}  ${ms(listener.tookMs)} at once, ${ms(rounds.tookMs)} in the rounds; a customer is waited for ${ms(longestMs)} at most`,
  );
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

/** How long the work takes, and how long at most who wants to lock one of its customers meanwhile waits for that. */
async function waitedFor(
  app: TestApplication,
  { customerIds }: Fleet,
  work: () => Promise<unknown>,
): Promise<{ readonly tookMs: number; readonly longestMs: number }> {
  const customers = app.container.resolve(CUSTOMER_SERVICE);
  const at = { isOver: false };
  const waiting = async (): Promise<number> => {
    let longestMs = 0;
    for (let each = 0; !at.isOver; each = (each + 1) % customerIds.length) {
      const customerId = customerIds[each] as string;
      longestMs = Math.max(longestMs, await timeOf(() => app.write((tx) => customers.lock(tx, customerId))));
      await pause(LOOK_EVERY_MS);
    }
    return longestMs;
  };
  const longest = waiting();
  const tookMs = await timeOf(work);
  at.isOver = true;
  return { tookMs, longestMs: await longest };
}

function ms(durationMs: number): string {
  return `${Math.round(durationMs)} ms`.padStart(8);
}
