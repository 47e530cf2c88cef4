import { AsyncLocalStorage } from 'node:async_hooks';
import { TaplineError } from '@tapline/sdk';

const scope = new AsyncLocalStorage<string>();

/** Runs a tap so that code called from it knows. */
export function runInTapScope<T>(hook: string, work: () => T): T {
  return scope.run(hook, work);
}

/**
 * Throws `TRANSACTION_INSIDE_TAP`: a second transaction would wait for the operation's own until the tap's time is over, and then commit what
 * the operation has rolled back.
 */
export function refuseInTapScope(ownerId: string): void {
  const hook = scope.getStore();
  if (hook === undefined) return;
  throw new TaplineError(
    'TRANSACTION_INSIDE_TAP',
    'internal',
    `the add-on ${ownerId} began a transaction in a tap of ${hook}; it must use the tx in the tap's input`,
  );
}
