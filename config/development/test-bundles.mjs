// What `npm test` runs side by side: bundles of tests, each by a mocha of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const ACROSS = 'test/dist/';
const FILES_OF_A_BUNDLE = 8;

/**
 * With nothing asked for: the packages' own tests, and what spans packages by its folders, so that each core has one at any time. What one
 * bundle leaves behind, none of another sees.
 */
export function bundlesOf(asked) {
  if (asked.length > 0 || availableParallelism() < 2) return [asked];
  const { spec, timeout, reporter, 'node-option': nodeOptions } = JSON.parse(readFileSync(join(root, '.mocharc.json'), 'utf8'));
  const common = ['--no-config', '--timeout', String(timeout), '--reporter', reporter, ...nodeOptions.map((option) => `--${option}`)];
  const across = spec.find((pattern) => pattern.startsWith(ACROSS));
  const found = [{ patterns: spec.filter((pattern) => pattern !== across), files: Number.POSITIVE_INFINITY }];
  for (const entry of readdirSync(join(root, ACROSS), { withFileTypes: true })) {
    const files = entry.isDirectory() ? testsIn(join(root, ACROSS, entry.name)) : Number(isTest(entry.name));
    if (files === 0) continue;
    if (found.at(-1).files >= FILES_OF_A_BUNDLE) found.push({ patterns: [], files: 0 });
    const bundle = found.at(-1);
    bundle.patterns.push(entry.isDirectory() ? across.replace('**', `${entry.name}/**`) : ACROSS + entry.name);
    bundle.files += files;
  }
  return found.map(({ patterns }) => [...common, ...patterns]);
}

function testsIn(folder) {
  return readdirSync(folder, { recursive: true }).filter(isTest).length;
}

function isTest(name) {
  return name.endsWith('.test.js');
}
