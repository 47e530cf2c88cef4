import { TaplineError } from '@tapline/sdk';

/** An operation refused because an add-on that takes part in it failed. */
export function hookAborted(ownerId: string, hook: string, what: string, cause?: unknown): TaplineError {
  return new TaplineError(
    'HOOK_ABORTED',
    'unavailable',
    `nothing was done: the add-on ${ownerId} ${what} in ${hook}, which must not be skipped; try again, or disable the add-on`,
    cause === undefined ? {} : { cause },
  );
}

export function tapTimedOut(ownerId: string, hook: string, ms: number): TaplineError {
  return new TaplineError('HOOK_TIMED_OUT', 'unavailable', `the add-on ${ownerId} did not answer ${hook} within ${Math.round(ms)} ms`);
}

/** `undefined` for a misspelt hook of the catalogue, where nobody checks types. */
export function hookUnknown(hook: string | undefined): TaplineError {
  return new TaplineError('HOOK_UNKNOWN', 'internal', `there is no hook ${hook ?? 'of that name'}; HOOKS in @tapline/sdk lists them all`);
}

/** Who registers to be called gave nothing to call. */
export function callbackMissing(ownerId: string, occasion: string): TaplineError {
  return new TaplineError('ADDON_CALLBACK_MISSING', 'internal', `what the add-on ${ownerId} is to do ${occasion} is no function`);
}

export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
