import type { BreakerState } from './breaker.js';

/** How the taps of one owner on one hook have fared in this process. */
export interface TapStatistics {
  readonly ownerId: string;
  readonly hook: string;
  readonly calls: number;
  readonly failures: number;
  readonly totalMs: number;
  readonly maxMs: number;
  readonly lastError: string | null;
  readonly lastFailedAtMs: number | null;
  readonly breaker: BreakerState;
}

/** Counts the calls of one owner's taps on one hook. */
export class TapCounter {
  #calls = 0;
  #failures = 0;
  #totalMs = 0;
  #maxMs = 0;
  #lastError: string | null = null;
  #lastFailedAtMs: number | null = null;

  count(elapsedMs: number): void {
    this.#calls += 1;
    this.#totalMs += elapsedMs;
    this.#maxMs = Math.max(this.#maxMs, elapsedMs);
  }

  countFailure(error: Error): void {
    this.#failures += 1;
    this.#lastError = error.message;
    this.#lastFailedAtMs = Date.now();
  }

  read(): Omit<TapStatistics, 'ownerId' | 'hook' | 'breaker'> {
    return {
      calls: this.#calls,
      failures: this.#failures,
      totalMs: this.#totalMs,
      maxMs: this.#maxMs,
      lastError: this.#lastError,
      lastFailedAtMs: this.#lastFailedAtMs,
    };
  }
}
