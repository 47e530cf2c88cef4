import type { Terminal } from '../terminal.js';

/** Keeps what a command writes. */
export class RecordingTerminal implements Terminal {
  readonly out: string[] = [];
  readonly err: string[] = [];
  readonly progress: string[] = [];

  constructor(readonly environment: Readonly<Record<string, string>> = {}) {}

  write(line: string): void {
    this.out.push(line);
  }

  writeError(line: string): void {
    this.err.push(line);
  }

  showProgress(text: string): void {
    this.progress.push(text);
  }

  paint(_colour: string, text: string): string {
    return text;
  }

  readInput(): Promise<string> {
    return Promise.resolve('');
  }
}
