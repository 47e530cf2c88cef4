// `npm run test:core-alone`: builds sdk and core in a copy where no add-on is, neither its code nor its package, and runs core's tests there. Files and
// options of mocha may follow: `npm run test:core-alone -- 'core/dist/kernel/**/*.test.js'`.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepInMemory } from './keep-in-memory.mjs';
import { root, run } from './prepare.mjs';

const COPIED = ['sdk', 'core', 'config', 'package.json', 'tsconfig.base.json'];
const LINKED = ['sdk', 'core', 'config'];
const OWN_SCOPE = '@tapline';

keepInMemory();
const copy = mkdtempSync(join(tmpdir(), 'tapline-core-alone-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const name of COPIED) {
  cpSync(join(root, name), join(copy, name), { recursive: true, filter: (source) => !/[\\/](dist|node_modules)$/.test(source) });
}
const defaults = join(copy, 'config', 'default.json');
writeFileSync(defaults, JSON.stringify({ ...JSON.parse(readFileSync(defaults, 'utf8')), addons: { packages: [] } }));
const modules = join(copy, 'node_modules');
mkdirSync(join(modules, OWN_SCOPE), { recursive: true });
for (const name of readdirSync(join(root, 'node_modules'))) {
  if (name !== OWN_SCOPE && name !== '.bin') symlinkSync(join(root, 'node_modules', name), join(modules, name));
}
for (const name of LINKED) symlinkSync(join(copy, name), join(modules, OWN_SCOPE, name));

const inCopy = { cwd: copy };
run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', 'core'], inCopy);
const asked = process.argv.slice(2);
const files = asked.some((argument) => !argument.startsWith('-')) ? asked : ['core/dist/**/*.test.js', ...asked];
const mocha = join(root, 'node_modules', 'mocha', 'bin', 'mocha.js');
run(process.execPath, [mocha, '--no-config', '--enable-source-maps', '--timeout', '60000', '--reporter', 'dot', ...files], inCopy);
