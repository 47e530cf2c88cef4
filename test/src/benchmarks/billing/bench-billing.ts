// `npm run bench:billing -- --customers 1000,10000,100000 --database SQLite,MariaDB --json results.json`: how long a billing run takes, and beside it, in
// the same run, the ceiling: the very same rows written by bulk INSERT without any logic. `--verify 1000000` instead: how long the books of so many
// journal entries take to verify.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryDatabase } from '@tapline/core/testing';
import { type BillingMeasurement, measureBilling } from './measure-billing.js';
import { measureVerification, type VerificationMeasurement } from './measure-verification.js';

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000,10000,100000' },
    database: { type: 'string', default: 'SQLite,MariaDB' },
    json: { type: 'string' },
    verify: { type: 'string' },
    /** What this program asks of itself: one measurement in a process of its own, so that memory is its own too. */
    one: { type: 'boolean', default: false },
  },
});

type Measurement = BillingMeasurement | VerificationMeasurement;

if (values.one) console.log(JSON.stringify(await measureOne(values.database)));
else measureAll();

function measureAll(): void {
  const measurements: Measurement[] = [];
  const sizes = values.verify
    ? values.verify.split(',').map((size) => ['--verify', size])
    : values.customers.split(',').map((size) => ['--customers', size]);
  for (const database of values.database.split(',')) {
    for (const size of sizes) {
      const own = [...process.execArgv, fileURLToPath(import.meta.url), '--one', '--database', database, ...size];
      const child = spawnSync(process.execPath, own, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
      if (child.status !== 0) throw new Error(`the measurement of ${size.join(' ')} on ${database} failed`);
      const measured = JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '') as Measurement;
      measurements.push(measured);
      console.log('customers' in measured ? billingLine(measured) : verificationLine(measured));
    }
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(measurements, null, 2)}\n`);
}

async function measureOne(name: string): Promise<Measurement> {
  if (name !== 'SQLite' && name !== 'MariaDB') throw new Error(`--database ${name} is not known; give SQLite, MariaDB or both`);
  const database = temporaryDatabase(name);
  try {
    const { addons: _addons, ...configuration } = await database.create();
    const own = { ...configuration, addons: { packages: [] } };
    if (values.verify) return await measureVerification(own, name, Number(values.verify));
    return await measureBilling(own, name, Number(values.customers));
  } finally {
    await database.close();
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function verificationLine({ database, entries, postings, verifyMs, startMegabytes, peakMegabytes }: VerificationMeasurement): string {
  return `${database}, ${entries} entries with ${postings} postings: verified in ${seconds(verifyMs)}, memory at most ${peakMegabytes} MB, ${startMegabytes} MB before`;
}

function billingLine(measured: BillingMeasurement): string {
  const factor = ((measured.previewMs + measured.issueMs) / measured.ceilingMs).toFixed(1);
  return [
    `${measured.database}, ${measured.customers} customers, ${measured.services} services:`,
    `preview ${seconds(measured.previewMs)}, issue ${seconds(measured.issueMs)} (processor ${seconds(measured.processorMs)}), verify ${seconds(measured.verifyMs)} of ${measured.entries} entries,`,
    `ceiling ${seconds(measured.ceilingMs)} for ${measured.rows} rows (${factor} times),`,
    `memory at most ${measured.peakMegabytes} MB, ${measured.startMegabytes} MB before`,
  ].join(' ');
}
