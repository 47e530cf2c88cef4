import type { Logger } from '@tapline/sdk';

/** Calls a function again and again: after a pause, or at once when nudged. An error is logged and does not end it. */
export class Wakeable {
  #running: Promise<void> | undefined;
  #isNudged = false;
  #wake: (() => void) | undefined;
  isStopping = false;

  constructor(
    private readonly pauseMs: number,
    private readonly work: () => Promise<unknown>,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.isStopping = false;
    this.#running ??= this.run();
  }

  nudge(): void {
    this.#isNudged = true;
    this.#wake?.();
  }

  /** Resolves when the call under way has ended. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.nudge();
    await this.#running;
    this.#running = undefined;
    this.isStopping = false;
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      this.#isNudged = false;
      try {
        await this.work();
      } catch (error) {
        this.logger.error({ err: error }, 'work in the background failed and is tried again');
      }
      if (!this.isStopping) await this.pause();
    }
  }

  private async pause(): Promise<void> {
    if (this.#isNudged) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.pauseMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
