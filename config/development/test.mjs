// `npm test`: all set-up, a MariaDB where there is one, then every test.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepInMemory } from './keep-in-memory.mjs';
import { findMariadb } from './mariadb.mjs';
import { prepare, root } from './prepare.mjs';
import { printInOrder } from './print-in-order.mjs';
import { bundlesOf } from './test-bundles.mjs';

prepare();
// In full, what is on disk is proved on a disk.
const isInMemory = process.env.TAPLINE_PROOF !== 'full' && keepInMemory();
const mariadb = await findMariadb({ isInMemory });
console.log(
  mariadb ? `MariaDB: ${mariadb.description}` : 'MariaDB: no server answers and mariadbd is not installed; its tests are skipped',
);
if (!mariadb && (process.env.TAPLINE_TEST_REQUIRE ?? '').split(',').includes('mariadb')) {
  console.error('TAPLINE_TEST_REQUIRE asks for MariaDB; install mariadb-server or name one by TAPLINE_TEST_MARIADB_URL');
  process.exit(1);
}
const environment = { ...process.env, ...(mariadb ? { TAPLINE_TEST_MARIADB_URL: mariadb.url } : {}) };
const bundles = bundlesOf(process.argv.slice(2));
const countsFolder = bundles.length > 1 ? mkdtempSync(join(tmpdir(), 'tapline-counts-')) : undefined;
const running = new Set();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running.forEach((tests) => void tests.kill(signal)));
const print = printInOrder(bundles.length);
const codes = await inTurns(bundles, availableParallelism(), run);
if (countsFolder) console.log(closingLine(countsFolder));
await mariadb?.stop();
process.exit(codes.find((code) => code !== 0) ?? 0);

function run(parameters, index) {
  const tests = spawn(process.execPath, [join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), ...parameters], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment, ...(countsFolder ? { TAPLINE_TEST_COUNTS: join(countsFolder, String(index)) } : {}) },
  });
  running.add(tests);
  for (const stream of [tests.stdout, tests.stderr]) stream.on('data', (chunk) => print.say(index, chunk));
  return new Promise((resolve) =>
    tests.on('close', (code) => {
      running.delete(tests);
      print.end(index);
      resolve(code ?? 1);
    }),
  );
}

async function inTurns(items, atOnce, work) {
  const results = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}

function closingLine(folder) {
  const counts = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const sum = (key) => counts.reduce((total, each) => total + each[key], 0);
  rmSync(folder, { recursive: true });
  return `${sum('passes')} passed, ${sum('failures')} failed, ${sum('pending')} skipped`;
}
