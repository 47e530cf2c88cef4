import type { WriteStream } from 'node:tty';

const BAR_WIDTH = 30;

/** One line that fills up on a terminal; one line a step elsewhere. */
export class ProgressLine {
  #step = '';
  readonly #startedAtMs = performance.now();

  constructor(private readonly stream: NodeJS.WriteStream | WriteStream) {}

  show(step: string, done: number, total: number): void {
    if (this.stream.isTTY) {
      const filled = Math.round((BAR_WIDTH * done) / Math.max(1, total));
      this.stream.write(`\r\x1b[2K${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}  ${step} ${done}/${total}`);
    } else if (step !== this.#step) {
      this.stream.write(`${step} …\n`);
    }
    this.#step = step;
  }

  end(sentence: string): void {
    const seconds = ((performance.now() - this.#startedAtMs) / 1000).toFixed(1);
    this.stream.write(`${this.stream.isTTY ? '\r\x1b[2K' : ''}${sentence} (${seconds} s)\n`);
  }
}
