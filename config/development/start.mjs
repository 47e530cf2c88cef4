// `npm start`: all set-up, then Tapline.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

prepare();
const tapline = spawn(process.execPath, [join(root, 'core', 'bin', 'tapline.js'), 'start', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => tapline.kill(signal));
tapline.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
