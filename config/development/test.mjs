// `npm test`: all set-up, a MariaDB where there is one, then every test.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findMariadb } from './mariadb.mjs';
import { prepare, root } from './prepare.mjs';

prepare();
const mariadb = await findMariadb();
console.log(
  mariadb ? `MariaDB: ${mariadb.description}` : 'MariaDB: no server answers and mariadbd is not installed; its tests are skipped',
);
if (!mariadb && (process.env.TAPLINE_TEST_REQUIRE ?? '').split(',').includes('mariadb')) {
  console.error('TAPLINE_TEST_REQUIRE asks for MariaDB; install mariadb-server or name one by TAPLINE_TEST_MARIADB_URL');
  process.exit(1);
}
const tests = spawn(process.execPath, [join(root, 'node_modules', 'mocha', 'bin', 'mocha.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(mariadb ? { TAPLINE_TEST_MARIADB_URL: mariadb.url } : {}) },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tests.kill(signal));
tests.on('exit', async (code) => {
  await mariadb?.stop();
  process.exit(code ?? 1);
});
