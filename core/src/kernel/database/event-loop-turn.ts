import { setImmediate as nextTurn } from 'node:timers/promises';

const LONGEST_MS = 20;
let turnedAtMs = 0;

/**
 * Lets the event loop turn when it may not have turned for a while. SQLite answers at once, so that queries that follow one another are one chain of
 * microtasks: without this nothing else of the process would run until the last of them, no timer, no request of a browser.
 */
export async function turnEventLoop(): Promise<void> {
  if (performance.now() - turnedAtMs < LONGEST_MS) return;
  await nextTurn();
  turnedAtMs = performance.now();
}
