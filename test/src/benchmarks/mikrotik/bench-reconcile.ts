import { aCustomer, aPlan, aService, TestApplication, temporaryDatabase } from '@tapline/core/testing';
import { ConnectedRouter } from '../../mikrotik/connected-router.js';

// How long a router with 5,000 leases and 5,000 queues takes to be counted and brought up to date: the router is emulated, so what is measured is our side
// of it, the protocol on a real socket with TLS included.

const LINES = 5_000;

async function main(): Promise<void> {
  for (const name of ['SQLite', 'MariaDB'] as const) {
    const database = temporaryDatabase(name);
    const app = await TestApplication.start(await database.createMigrated(), '2026-11-02T09:00:00Z');
    const north = await ConnectedRouter.on(app, { counting: 'queues', setsQueues: true, control: 'show', backsUp: false });
    try {
      print(`\n${name}, ${LINES} lines`);
      const { id: planId } = await aPlan(app);
      const { id: customerId } = await aCustomer(app);
      for (let n = 0; n < LINES; n++) {
        const mac = `02:00:00:00:${hex(n >> 8)}:${hex(n & 255)}`;
        await aService(app, {
          planId,
          customerId,
          status: n % 10 === 0 ? 'paused' : 'active',
          macAddresses: [mac],
          loginRules: { accessType: 'dhcp' },
        });
        north.router.lease(mac, `10.1.${n >> 8}.${n & 255}`);
      }
      await measure('compare: everything is missing', () => north.ask('difference'));
      await measure('apply: 5,000 queues, 500 list entries', () => north.ask('apply'));
      await measure('compare: nothing differs', () => north.ask('difference'));
      await measure('a minute: count and compare', () => north.minutes(1));
      for (let n = 0; n < LINES; n++) north.router.carry(`10.1.${n >> 8}.${n & 255}`, 1_000_000n, 100_000n);
      await measure('five minutes: every queue has counted', () => north.minutes(5));
    } finally {
      await app.stop();
      await north.stop();
      await database.close();
    }
  }
}

async function measure(title: string, work: () => Promise<unknown>): Promise<void> {
  const startedMs = performance.now();
  await work();
  print(`  ${title.padEnd(42)} ${((performance.now() - startedMs) / 1000).toFixed(2)} s`);
}

function hex(octet: number): string {
  return octet.toString(16).padStart(2, '0').toUpperCase();
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
