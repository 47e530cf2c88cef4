import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, LoadResult } from './load.js';
import type { FromGenerator } from './load-generator.js';
import type { LoadObserver } from './run-load.js';

/** The load generator in a process of its own, one load at a time. */
export class GeneratorProcess {
  readonly #child: ChildProcess = fork(fileURLToPath(new URL('./load-generator.js', import.meta.url)), [], { execArgv: [] });

  run(load: Load, observer?: LoadObserver): Promise<LoadResult> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        child.off('message', hear);
        child.off('exit', died);
        act();
      };
      const hear = (message: FromGenerator): void => {
        if (message.kind === 'window') observer?.onWindow(message.is);
        else if (message.kind === 'result') settle(() => resolve(message.result));
        else settle(() => reject(new Error(message.message)));
      };
      const died = (): void => settle(() => reject(new Error('the load generator ended before its result')));
      child.on('message', hear);
      child.on('exit', died);
      child.send(load);
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
