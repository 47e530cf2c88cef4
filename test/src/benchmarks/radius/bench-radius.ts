import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { Bench } from './bench.js';
import { Cleanup } from './cleanup.js';
import { type FindMariadb, MariadbServer } from './data/mariadb-server.js';
import { measureCeilings } from './groups/ceilings.js';
import { measureFreeradius } from './groups/freeradius.js';
import { measureTapline } from './groups/tapline.js';
import { parseOptions, USAGE } from './options.js';
import { aimLine, compareWithAims, unfairness } from './report/aims.js';
import type { Report } from './report/report.js';
import { tableHead } from './report/table.js';

/** A database's error repeats the whole statement, and ends with what is wrong. */
const LONGEST_MESSAGE = 2_000;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(parameters: readonly string[]): Promise<void> {
  const options = parseOptions(parameters);
  const cleanup = new Cleanup();
  cleanup.onSignals();
  const report: Report = {
    at: new Date().toISOString(),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    node: process.version,
    command: ['bench:radius', ...parameters].join(' '),
    cells: [],
    figures: [],
    aims: [],
    skipped: [],
  };
  try {
    print(`${report.machine}, Node.js ${report.node}; server and generator share the machine; ${options.durationMs / 1000} s a cell\n`);
    print(tableHead());
    const bench = new Bench(options, report, cleanup, print);
    let mariadb: Promise<MariadbServer | undefined> | undefined;
    const findMariadb: FindMariadb = () => {
      mariadb ??= MariadbServer.find(cleanup);
      return mariadb;
    };
    await measureCeilings(bench);
    await measureTapline(bench, 'tapline-sqlite');
    await measureTapline(bench, 'tapline-mariadb', findMariadb);
    await measureFreeradius(bench, findMariadb);
    conclude(report);
    if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`);
  } finally {
    await cleanup.run();
  }
}

function conclude(report: Report): void {
  report.aims.push(...compareWithAims(report));
  const lines = [...report.aims.map(aimLine), ...unfairness(report)];
  if (lines.length === 0) return;
  print('\nBeside the aims, by this run:');
  for (const line of lines) print(`  ${line}`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(
    `${error.message.slice(-LONGEST_MESSAGE)}\n${'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS') ? USAGE : ''}`,
  );
  process.exitCode = 1;
});
