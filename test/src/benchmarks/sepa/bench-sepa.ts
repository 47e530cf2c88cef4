// `npm run bench:sepa -- --items 50000 --database SQLite,MariaDB`: how long a whole collection takes, from the mandates to the bank's one credit for all
// of it, and what it needs of memory. Each in a process of its own, so that memory is its own too.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { temporaryDatabase } from '@tapline/core/testing';
import { measureSepa, type SepaMeasurement } from './measure-sepa.js';

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '50000' },
    database: { type: 'string', default: 'SQLite,MariaDB' },
    one: { type: 'boolean', default: false },
  },
});

if (values.one) console.log(JSON.stringify(await measureOne(values.database)));
else for (const database of values.database.split(',')) show(measureApart(database));

function measureApart(database: string): SepaMeasurement {
  const own = [...process.execArgv, fileURLToPath(import.meta.url), '--one', '--database', database, '--items', values.items];
  const child = spawnSync(process.execPath, own, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.status !== 0) throw new Error(`the measurement on ${database} failed`);
  return JSON.parse(child.stdout.trim().split('\n').at(-1) ?? '') as SepaMeasurement;
}

async function measureOne(name: string): Promise<SepaMeasurement> {
  if (name !== 'SQLite' && name !== 'MariaDB') throw new Error(`--database ${name} is not known; give SQLite, MariaDB or both`);
  const database = temporaryDatabase(name);
  try {
    return await measureSepa(await database.createMigrated(), name, Number(values.items));
  } finally {
    await database.close();
  }
}

function show({ database, items, steps, startMegabytes, files }: SepaMeasurement): void {
  console.log(`${database}, ${items} collections in ${files} files, ${startMegabytes} MB before:`);
  for (const { name, ms, processorMs, peakMegabytes } of steps)
    console.log(`  ${name}: ${seconds(ms)} (processor ${seconds(processorMs)}), memory at most ${peakMegabytes} MB`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
