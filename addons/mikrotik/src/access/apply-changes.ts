import { TaplineError } from '@tapline/sdk';
import type { ApiClient } from '../routeros/client.js';
import type { Change } from './difference.js';

const AT_A_TIME = 50;
/** What is free first can be taken after: names and addresses are unique on a router. */
const ORDER: readonly Change['kind'][] = ['remove', 'change', 'add'];

/** Changes in the order in which they can be done, as many together as a router is asked for at a time. */
export function batchesOf(changes: readonly Change[]): readonly (readonly Change[])[] {
  return ORDER.flatMap((kind) => {
    const some = changes.filter((change) => change.kind === kind);
    return Array.from({ length: Math.ceil(some.length / AT_A_TIME) }, (_, n) => some.slice(n * AT_A_TIME, (n + 1) * AT_A_TIME));
  });
}

/**
 * Does the changes of a batch side by side; what the router refuses of them, in its words, is left to the next pass. When the connection ends, so does this,
 * and the next pass finds out by itself what is left.
 */
export async function applyBatch(client: ApiClient, batch: readonly Change[]): Promise<readonly string[]> {
  const settled = await Promise.allSettled(batch.map((change) => applyOne(client, change)));
  return settled.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (isRefusal(result.reason)) return [result.reason.message];
    throw result.reason;
  });
}

async function applyOne(client: ApiClient, change: Change): Promise<void> {
  const { menu } = change;
  if (change.kind === 'remove') await client.ask(`${menu}/remove`, [`=.id=${change.id}`]);
  else if (change.kind === 'change') await client.ask(`${menu}/set`, [`=.id=${change.id}`, ...wordsOf(change.values)]);
  else if (change.adopts === undefined) await client.ask(`${menu}/add`, wordsOf(change.values));
  else {
    await client.ask(`${menu}/make-static`, [`=.id=${change.adopts}`]);
    await client.ask(`${menu}/set`, [`=.id=${change.adopts}`, ...wordsOf(change.values)]);
  }
}

function wordsOf(values: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(values).map(([name, value]) => `=${name}=${value}`);
}

function isRefusal(reason: unknown): reason is TaplineError {
  return reason instanceof TaplineError && reason.code === 'MIKROTIK_REFUSED';
}
