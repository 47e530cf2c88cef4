const FAILURES_IN_A_ROW = 5;
const WINDOW = 20;
const PAUSE_MS = 30_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Stops calling what keeps failing: 5 failures in a row, or over half of the last 20 calls, open it for 30 s; then one call is let through
 * (half-open) and decides whether it closes or stays open for another 30 s.
 */
export class Breaker {
  readonly #outcomes: boolean[] = [];
  #openedAtMs: number | undefined;
  #isProbing = false;

  constructor(private readonly nowMs: () => number) {}

  get state(): BreakerState {
    if (this.#openedAtMs === undefined) return 'closed';
    return this.pauseLeftMs() > 0 ? 'open' : 'half-open';
  }

  /** How long nothing is let through; 0 unless open. */
  pauseLeftMs(): number {
    return this.#openedAtMs === undefined ? 0 : Math.max(0, this.#openedAtMs + PAUSE_MS - this.nowMs());
  }

  /** Whether a call may be made now; each admitted call must be followed by one of the three reports below. */
  admit(): boolean {
    if (this.#openedAtMs === undefined) return true;
    if (this.#isProbing || this.pauseLeftMs() > 0) return false;
    this.#isProbing = true;
    return true;
  }

  reportSuccess(): void {
    if (this.#isProbing) this.close();
    this.record(true);
  }

  reportFailure(): void {
    this.record(false);
    if (this.#isProbing || this.hasFailedTooOften()) this.#openedAtMs = this.nowMs();
    this.#isProbing = false;
  }

  /** The call ended for a reason that says nothing about the callee. */
  reportNothing(): void {
    this.#isProbing = false;
  }

  private close(): void {
    this.#openedAtMs = undefined;
    this.#isProbing = false;
    this.#outcomes.length = 0;
  }

  private record(isSuccess: boolean): void {
    this.#outcomes.push(isSuccess);
    if (this.#outcomes.length > WINDOW) this.#outcomes.shift();
  }

  private hasFailedTooOften(): boolean {
    const latest = this.#outcomes.slice(-FAILURES_IN_A_ROW);
    if (latest.length === FAILURES_IN_A_ROW && !latest.includes(true)) return true;
    return this.#outcomes.filter((isSuccess) => !isSuccess).length > WINDOW / 2;
  }
}
