import type { Clock } from '@tapline/sdk';

/** The clock of the demo's history: set to each moment that is told. */
export class MovableClock implements Clock {
  #nowMs: number;

  constructor(initialMs: number) {
    this.#nowMs = initialMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  set(instantMs: number): void {
    this.#nowMs = instantMs;
  }
}
