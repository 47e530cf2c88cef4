import { setTimeout as pause } from 'node:timers/promises';

const REQUIRED = new Set((process.env.TAPLINE_TEST_REQUIRE ?? '').split(',').filter((name) => name !== ''));

/** Skips a suite whose tool is not installed; fails it where the tool must be (continuous integration). */
export function requireTool(suite: Mocha.Context, name: string, isThere: boolean): void {
  if (isThere) return;
  if (REQUIRED.has(name)) throw new Error(`${name} is not installed, and TAPLINE_TEST_REQUIRE asks for it`);
  suite.skip();
}

const POLL_MS = 25;
const PATIENCE_MS = 10_000;

/** Asks again until there is an answer: for what another process does in its own time. */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const giveUpAtMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > giveUpAtMs) throw new Error(`it did not come to pass within ${PATIENCE_MS} ms: ${ask.toString()}`);
    await pause(POLL_MS);
  }
}

export async function withinMs<T>(promise: Promise<T>, limitMs: number): Promise<T> {
  const abort = new AbortController();
  const limit = pause(limitMs, undefined, { signal: abort.signal }).then(() => {
    throw new Error(`it did not come to pass within ${limitMs} ms`);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    abort.abort();
    limit.catch(() => undefined);
  }
}
