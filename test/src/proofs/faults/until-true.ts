import { setTimeout as pause } from 'node:timers/promises';
import { proofSize } from '@tapline/core/testing';

const POLL_MS = 50;
const PATIENCE_MS = proofSize({ sample: 60_000, full: 300_000 });

/** Asks until it is so: for what other processes do in their own time. Throws when that is never. */
export async function untilTrue(ask: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + PATIENCE_MS;
  while (!(await ask())) {
    if (performance.now() > giveUpAtMs) throw new Error(`it did not come to pass within ${PATIENCE_MS} ms: ${ask.toString()}`);
    await pause(POLL_MS);
  }
}
