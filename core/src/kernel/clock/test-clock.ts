import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Clock, invalid } from '@tapline/sdk';

/** Business time that stands still until it is moved. It lives in a file, so that all processes of a machine see one time at once. */
export class TestClock implements Clock {
  constructor(
    private readonly file: string,
    initialMs: number,
  ) {
    try {
      readFileSync(file);
    } catch {
      this.set(initialMs);
    }
  }

  nowMs(): number {
    return Number(readFileSync(this.file, 'utf8'));
  }

  /** Throws `CLOCK_BACKWARDS`: what has been charged and posted cannot be undone by going back. */
  moveTo(instantMs: number): void {
    const nowMs = this.nowMs();
    if (!Number.isSafeInteger(instantMs) || instantMs < nowMs) {
      throw invalid('CLOCK_BACKWARDS', `the test clock is at ${new Date(nowMs).toISOString()} and only goes forward`, 'to');
    }
    this.set(instantMs);
  }

  private set(instantMs: number): void {
    const next = `${this.file}.next`;
    writeFileSync(next, String(instantMs));
    renameSync(next, this.file);
  }
}
