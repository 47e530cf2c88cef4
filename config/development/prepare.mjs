// Brings a clone to where it can run: the packages that the lock file names, and the built code. Plain Node.js, since nothing is installed yet.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export function prepare() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) stop(`Tapline needs Node.js 20.19 or newer; this is ${process.versions.node}`);
  if (!isInstalled()) {
    console.log('Installing packages …');
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
}

/** Whether what npm says that it has installed, whoever called it, is what the lock file names. What is for other machines is named there only. */
function isInstalled() {
  const installed = packagesOf(join('node_modules', '.package-lock.json'));
  const { '': _root, ...wanted } = packagesOf('package-lock.json');
  const isAsWanted = ([path, { version, integrity, optional = false }]) => {
    const has = installed[path];
    return has ? has.version === version && has.integrity === integrity : optional;
  };
  return Object.entries(wanted).every(isAsWanted) && Object.keys(installed).every((path) => path in wanted);
}

function packagesOf(lockFile) {
  const path = join(root, lockFile);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32', ...options });
  if (error) stop(`${command} could not be run: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}

function stop(message) {
  console.error(message);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
