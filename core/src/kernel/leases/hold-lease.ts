import type { LeaseStore } from './lease-store.js';

const DURATION_MS = 15_000;

export interface HeldLease {
  /** Aborted when the lease could not be renewed: someone else may be at work. */
  readonly signal: AbortSignal;
}

/** Does work while holding a lease, renewed in the background; `undefined` when another owner has it. */
export async function holdLease<T>(
  leases: LeaseStore,
  name: string,
  work: (lease: HeldLease) => Promise<T>,
  durationMs = DURATION_MS,
): Promise<{ readonly result: T } | undefined> {
  if (!(await leases.acquire(name, durationMs))) return undefined;
  const lost = new AbortController();
  let heldUntilMs = performance.now() + durationMs;
  const renew = async (): Promise<void> => {
    const askedAtMs = performance.now();
    const isRenewed = await leases.renew(name, durationMs).catch(() => undefined);
    if (isRenewed) heldUntilMs = askedAtMs + durationMs;
    // A database that does not answer has not taken the lease away yet.
    if (isRenewed === false || performance.now() > heldUntilMs) lost.abort();
  };
  const timer = setInterval(() => void renew(), durationMs / 3);
  try {
    return { result: await work({ signal: lost.signal }) };
  } finally {
    clearInterval(timer);
    // Not worth failing finished work for: it runs out by itself.
    await leases.release(name).catch(() => undefined);
  }
}
