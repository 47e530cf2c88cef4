// `npm test`: all set-up, a MariaDB where there is one, then every test.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepInMemory } from './keep-in-memory.mjs';
import { findMariadb } from './mariadb.mjs';
import { prepare, root } from './prepare.mjs';

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
const parts = partsOf(process.argv.slice(2));
const countsFolder = parts.length > 1 ? mkdtempSync(join(tmpdir(), 'tapline-counts-')) : undefined;
const running = parts.map((parameters, index) =>
  spawn(process.execPath, [join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), ...parameters], {
    cwd: root,
    // What the second one says comes whole after the first one's end.
    stdio: index === 0 ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...environment, ...(countsFolder ? { TAPLINE_TEST_COUNTS: join(countsFolder, String(index)) } : {}) },
  }),
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running.forEach((tests) => void tests.kill(signal)));
const ends = await Promise.all(running.map(endOf));
for (const { said } of ends) process.stdout.write(said);
if (countsFolder) console.log(closingLine(countsFolder));
await mariadb?.stop();
process.exit(ends.find(({ code }) => code !== 0)?.code ?? 0);

/** With nothing asked for, what spans packages runs beside the packages' own tests where there is a second core: each half takes as long as the other. */
function partsOf(asked) {
  if (asked.length > 0 || availableParallelism() < 2) return [asked];
  const { spec, timeout, reporter, 'node-option': nodeOptions } = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8'));
  const common = ['--no-config', '--timeout', String(timeout), '--reporter', reporter, ...nodeOptions.map((option) => `--${option}`)];
  const isAcross = (pattern) => pattern.startsWith('test/');
  return [
    [...common, ...spec.filter((pattern) => !isAcross(pattern))],
    [...common, ...spec.filter(isAcross)],
  ];
}

function endOf(tests) {
  const said = [];
  for (const stream of [tests.stdout, tests.stderr]) stream?.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => tests.on('close', (code) => resolve({ code: code ?? 1, said: Buffer.concat(said) })));
}

function closingLine(folder) {
  const counts = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  const sum = (key) => counts.reduce((total, each) => total + each[key], 0);
  rmSync(folder, { recursive: true });
  return `${sum('passes')} passed, ${sum('failures')} failed, ${sum('pending')} skipped`;
}
