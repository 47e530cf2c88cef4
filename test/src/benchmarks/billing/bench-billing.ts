// `npm run bench:billing -- --customers 1000,10000,100000 --database SQLite,MariaDB --json results.json`: how long a billing run takes, and beside it, in
// the same run, the ceiling: the very same rows written by bulk INSERT without any logic.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryDatabase } from '@tapline/core/testing';
import { type BillingMeasurement, measureBilling } from './measure-billing.js';

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000,10000,100000' },
    database: { type: 'string', default: 'SQLite,MariaDB' },
    json: { type: 'string' },
    /** What this program asks of itself: one measurement in a process of its own, so that memory is its own too. */
    one: { type: 'boolean', default: false },
  },
});

if (values.one) console.log(JSON.stringify(await measureOne(values.database, Number(values.customers))));
else measureAll();

function measureAll(): void {
  const measurements: BillingMeasurement[] = [];
  for (const database of values.database.split(',')) {
    for (const customers of values.customers.split(',')) {
      const own = [...process.execArgv, fileURLToPath(import.meta.url), '--one', '--database', database, '--customers', customers];
      const child = spawnSync(process.execPath, own, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
      if (child.status !== 0) throw new Error(`the measurement of ${customers} customers on ${database} failed`);
      const measured = JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '') as BillingMeasurement;
      measurements.push(measured);
      console.log(line(measured));
    }
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(measurements, null, 2)}\n`);
}

async function measureOne(name: string, customers: number): Promise<BillingMeasurement> {
  if (name !== 'SQLite' && name !== 'MariaDB') throw new Error(`--database ${name} is not known; give SQLite, MariaDB or both`);
  const database = temporaryDatabase(name);
  try {
    const { addons: _addons, ...configuration } = await database.create();
    return await measureBilling({ ...configuration, addons: { packages: [] } }, name, customers);
  } finally {
    await database.close();
  }
}

function line(measured: BillingMeasurement): string {
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const factor = ((measured.previewMs + measured.issueMs) / measured.ceilingMs).toFixed(1);
  return [
    `${measured.database}, ${measured.customers} customers, ${measured.services} services:`,
    `preview ${seconds(measured.previewMs)}, issue ${seconds(measured.issueMs)} (processor ${seconds(measured.processorMs)}), verify ${seconds(measured.verifyMs)} of ${measured.entries} entries,`,
    `ceiling ${seconds(measured.ceilingMs)} for ${measured.rows} rows (${factor} times),`,
    `memory at most ${measured.peakMegabytes} MB, ${measured.startMegabytes} MB before`,
  ].join(' ');
}
