import { readFileSync } from 'node:fs';

/**
 * What a lock file says of the process that holds it: its number, and on Linux the start of the machine and that of the process (in clock
 * ticks), a line each. The number alone may belong to another process, or a thread, after the machine has been started again.
 */
export function describeHolder(pid: number): string {
  return `${[pid, bootId() ?? '', startOf(pid) ?? ''].join('\n').trimEnd()}\n`;
}

/** The number of the process that holds the lock still, by the text of its file. */
export function runningHolder(text: string): number | undefined {
  const [number, boot = '', start = ''] = text.split('\n');
  const pid = Number(number);
  return isRunning(pid) && isSame(pid, boot, start) ? pid : undefined;
}

function isSame(pid: number, boot: string, start: string): boolean {
  // Earlier versions wrote the number alone.
  if (boot === '') return readProc(`${pid}/cmdline`)?.includes('tapline') ?? true;
  if (boot !== bootId()) return false;
  // Where the processes of other users are hidden (hidepid) there is nothing to compare.
  const startNow = startOf(pid);
  return startNow === undefined || startNow === start;
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const bootId = (): string | undefined => readProc('sys/kernel/random/boot_id')?.trim();

/** proc(5), `/proc/[pid]/stat`: field 22; the second is a name that may hold spaces and brackets. */
function startOf(pid: number): string | undefined {
  const stat = readProc(`${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1');
  } catch {
    return undefined;
  }
}
