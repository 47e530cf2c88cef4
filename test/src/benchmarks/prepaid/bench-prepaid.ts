import { aCustomer, aPlan, aService, JOBS, PAYMENT_SERVICE, TestApplication, temporaryDatabase } from '@tapline/core/testing';

// What prepaid customers cost: the round that charges a day, the one over who is charged already, the 1st with its documents, and one customer of many services.

const BEGIN = '2026-11-28T09:00:00Z';
const CUSTOMERS = 400;
const SERVICES_OF_ONE = 100;
const PAID_MINOR = 100_000;

async function main(): Promise<void> {
  for (const name of ['SQLite', 'MariaDB'] as const) {
    process.stdout.write(`\n${name}\n`);
    const database = temporaryDatabase(name);
    const app = await TestApplication.start(await database.createMigrated(), BEGIN);
    try {
      await measure(app);
    } finally {
      await app.stop();
      await database.close();
    }
  }
}

async function measure(app: TestApplication): Promise<void> {
  const { id: planId } = await aPlan(app, { priceMinor: 3000 });
  for (let each = 0; each < CUSTOMERS; each++) {
    const { id: customerId } = await aCustomer(app, { billingType: 'prepaid' });
    await pay(app, customerId);
    await aService(app, { planId, customerId, status: 'active' });
  }
  await app.settle();
  print(`the day of ${CUSTOMERS} customers begins`, await roundAt(app, '2026-11-28T23:05:00Z'), CUSTOMERS);
  print('the day after', await roundAt(app, '2026-11-29T23:05:00Z'), CUSTOMERS);
  print('the 1st: the day, and last month’s documents', await roundAt(app, '2026-11-30T23:35:00Z'), CUSTOMERS);
  const { id: customerId } = await aCustomer(app, { billingType: 'prepaid' });
  await pay(app, customerId);
  for (const what of ['first', 'second']) {
    const tookMs = await timeOf(async () => {
      for (let each = 0; each < SERVICES_OF_ONE; each++) await aService(app, { planId, customerId, status: 'active' });
      await app.settle();
    });
    print(`one customer’s ${what} ${SERVICES_OF_ONE} services`, tookMs, SERVICES_OF_ONE);
  }
  print('the day begins for all of them', await roundAt(app, '2026-12-01T23:05:00Z'), CUSTOMERS + 2 * SERVICES_OF_ONE);
}

async function pay(app: TestApplication, customerId: string): Promise<void> {
  const draft = { customerId, amountMinor: PAID_MINOR, method: 'cash' };
  await app.write((tx) => app.container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey: `paid:${customerId}` }));
}

/** All jobs that are due by then. */
async function roundAt(app: TestApplication, instant: string): Promise<number> {
  app.jumpTo(instant);
  const tookMs = await timeOf(() => app.container.resolve(JOBS).runDue());
  await app.settle();
  return tookMs;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function print(what: string, tookMs: number, count: number): void {
  process.stdout.write(`  ${what.padEnd(48)} ${String(Math.round(tookMs)).padStart(6)} ms, ${(tookMs / count).toFixed(1)} ms each\n`);
}

await main();
