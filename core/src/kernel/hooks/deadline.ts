import { MONOTONIC_TIME, type MonotonicTime } from './monotonic-time.js';

export interface Deadline {
  readonly ms: number;
  /** What the caller gets when the time is over. */
  readonly error: () => Error;
  /** Ends the waiting early, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly time?: MonotonicTime | undefined;
}

/**
 * Waits for work no longer than a deadline, and tells the work by its signal. Work cannot be stopped: what it returns or throws later is dropped.
 */
export function withDeadline<T>(deadline: Deadline, work: (signal: AbortSignal) => T | Promise<T>): Promise<T> {
  const own = new AbortController();
  const outer = deadline.signal;
  return new Promise<T>((resolve, reject) => {
    if (outer?.aborted) {
      reject(outer.reason as Error);
      return;
    }
    const giveUp = (error: Error): void => {
      settle();
      own.abort(error);
      reject(error);
    };
    const onAbort = (): void => giveUp(outer?.reason as Error);
    const cancel = (deadline.time ?? MONOTONIC_TIME).after(deadline.ms, () => giveUp(deadline.error()));
    const settle = (): void => {
      cancel();
      outer?.removeEventListener('abort', onAbort);
    };
    outer?.addEventListener('abort', onAbort);
    // Both outcomes are taken even when they come late, so that a late rejection is not an unhandled one.
    void new Promise<T>((answer) => answer(work(own.signal))).then(resolve, reject).finally(settle);
  });
}
