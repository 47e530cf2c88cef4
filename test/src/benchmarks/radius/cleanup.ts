type Undo = () => void | Promise<void>;

/** Undoes what was begun, the last first, at the end as at Ctrl+C. */
export class Cleanup {
  readonly #undo: Undo[] = [];
  #running: Promise<void> | undefined;

  add(undo: Undo): void {
    this.#undo.push(undo);
  }

  run(): Promise<void> {
    this.#running ??= this.undoAll().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Ends the process in order when it is asked to end. */
  onSignals(): void {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      process.once(signal, () => void this.run().finally(() => process.exit(code)));
    }
  }

  private async undoAll(): Promise<void> {
    for (let undo = this.#undo.pop(); undo; undo = this.#undo.pop()) {
      try {
        await undo();
      } catch (error) {
        process.stderr.write(`while tidying up: ${(error as Error).message}\n`);
      }
    }
  }
}
