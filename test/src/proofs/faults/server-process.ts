import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Configuration } from '@tapline/core/testing';
import { repositoryRoot } from '../../repository/source-files.js';

const ROLES = { radius: ['radius'], app: ['web', 'worker'] } as const;
const KEPT_CHARACTERS = 4_000;

type FromChild = { readonly kind: string; readonly message?: string };

/** One of Tapline's processes, started as the supervisor starts it and killed without a word. */
export class ServerProcess {
  #child: ChildProcess | undefined;
  #said = '';

  constructor(
    private readonly name: keyof typeof ROLES,
    private readonly configuration: Configuration,
  ) {}

  /** Resolves when it serves. */
  async start(): Promise<void> {
    const child = this.spawn();
    await new Promise<void>((resolve, reject) => {
      const fail = (how: string): void => reject(new Error(`the ${this.name} process ${how}:\n${this.#said}`));
      child.on('message', ({ kind, message }: FromChild) => {
        if (kind === 'ready') resolve();
        else if (kind === 'refused') fail(`refused to start: ${message}`);
      });
      child.once('exit', (code, signal) => fail(`ended with ${signal ?? code} before it served`));
    });
  }

  /** For a start that is to be killed in its midst. */
  spawn(): ChildProcess {
    const child = fork(join(repositoryRoot, `core/dist/processes/${this.name}-process.js`), [], {
      execArgv: ['--enable-source-maps'],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said = (this.#said + text).slice(-KEPT_CHARACTERS);
      });
    }
    child.send({ kind: 'start', configuration: this.configuration, roles: ROLES[this.name] });
    this.#child = child;
    return child;
  }

  /** `kill -9`. */
  kill(): Promise<void> {
    return this.end((child) => child.kill('SIGKILL'));
  }

  /** In order. */
  stop(): Promise<void> {
    return this.end((child) => child.send({ kind: 'stop' }));
  }

  private async end(act: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    act(child);
    await ended;
  }
}
