import type { Clock } from '@tapline/sdk';

/** The machine's time. Leases, deadlines and pauses between tries use it too, whatever business time is. */
export class SystemClock implements Clock {
  nowMs(): number {
    return Date.now();
  }
}
