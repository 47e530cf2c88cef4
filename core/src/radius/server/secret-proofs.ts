import type { RouterCount } from '../health/router-counters.js';
import type { KnownRouter } from './router-table.js';

const PROVEN_FOR_MS = 15 * 60_000;
const MOST_ADDRESSES = 10_000;

type Router = Pick<KnownRouter, 'id' | 'secret'>;

interface Proof {
  readonly secret: Buffer;
  readonly atMs: number;
}

/**
 * From where routers have lately shown that they have the secret that they have here. By address too: of the routers of a network each has its own,
 * right or wrong. Business time.
 */
export class SecretProofs {
  readonly #proofs = new Map<string, Proof>();

  /** A request came that only who has the secret can have made. What is no news is not taken: it may be of a secret before this one. */
  note({ id, secret }: Router, address: string, atMs: number): void {
    const key = keyOf(id, address);
    const known = this.#proofs.get(key);
    if (known && known.atMs >= atMs) return;
    if (!known && this.#proofs.size >= MOST_ADDRESSES) this.#proofs.clear();
    this.#proofs.set(key, { secret: secret.bytes, atMs });
  }

  /** What accounting has counted: it counts nothing of a router that does not have the secret. */
  noteAccounting(counts: readonly RouterCount[], routerOf: (routerId: string) => Router | undefined): void {
    for (const { routerId, lastAddress, lastAccountingAtMs } of counts) {
      const router = lastAddress === null || lastAccountingAtMs === null ? undefined : routerOf(routerId);
      if (router) this.note(router, lastAddress as string, lastAccountingAtMs as number);
    }
  }

  has({ id, secret }: Router, address: string, nowMs: number): boolean {
    const proof = this.#proofs.get(keyOf(id, address));
    return proof !== undefined && nowMs - proof.atMs <= PROVEN_FOR_MS && proof.secret.equals(secret.bytes);
  }
}

function keyOf(routerId: string, address: string): string {
  return `${routerId} ${address}`;
}
