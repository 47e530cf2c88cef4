import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

const KEPT_CHARACTERS = 4_000;

/** A program in the foreground that is ended with the benchmark. */
export class ChildServer {
  #said = '';
  readonly #child: ChildProcess;

  constructor(command: string, parameters: readonly string[]) {
    this.#child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said = (this.#said + text).slice(-KEPT_CHARACTERS);
      });
    }
    // Also when the benchmark is ended in the middle of this server's start.
    const end = (): void => void this.#child.kill('SIGTERM');
    process.once('exit', end);
    this.#child.once('exit', () => process.off('exit', end));
    this.#child.on('error', (error) => {
      this.#said += error.message;
    });
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  /** The end of what it printed. */
  get said(): string {
    return this.#said;
  }

  isRunning(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async stop(): Promise<void> {
    if (!this.isRunning()) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await ended;
  }
}
