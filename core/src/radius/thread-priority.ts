import { setPriority } from 'node:os';

const CALLING_THREAD = 0;
const NICE = 5;

/**
 * Lets the other threads of the process go first while processors are scarce: requests have a router waiting, what is on disk has not. Linux alone has a priority for each
 * thread (setpriority(2)); elsewhere it would be the whole process's.
 */
export function yieldToRequests(): void {
  if (process.platform === 'linux') setPriority(CALLING_THREAD, NICE);
}
