import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ServerUnderTest } from './server-under-test.js';

/** A UDP echo in one Node.js process: the ceiling of logins. */
export async function startEcho(): Promise<ServerUnderTest> {
  const child = fork(fileURLToPath(new URL('./echo-process.js', import.meta.url)), [], { execArgv: [] });
  const [{ port }] = (await once(child, 'message')) as [{ readonly port: number }];
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  };
  return { authPort: port, accountingPort: port, processId: child.pid ?? 0, stop };
}
