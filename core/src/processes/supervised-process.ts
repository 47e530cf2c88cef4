import { TaplineError } from '@tapline/sdk';
import type { FromChild, ToChild } from './process-messages.js';

/** What a child process is made of. */
export interface ProcessBody {
  start(message: Extract<ToChild, { kind: 'start' }>): Promise<{ readonly announcement: readonly string[] }>;
  accessChanged(): void;
  stop(): Promise<void>;
}

/** Runs a body under the supervisor: starts and stops it by messages, and stops it when the supervisor is gone. */
export function runSupervised(body: ProcessBody): void {
  let isStopping = false;
  const stop = (): void => {
    if (isStopping) return;
    isStopping = true;
    body.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('message', (message: ToChild) => {
    if (message.kind === 'start') start(body, message);
    else if (message.kind === 'access-changed') body.accessChanged();
    else stop();
  });
  process.on('disconnect', stop);
  // The terminal sends its interrupt to the whole group; the supervisor then says when to stop.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', stop);
}

export function tellSupervisor(message: FromChild): void {
  process.send?.(message);
}

function start(body: ProcessBody, message: Extract<ToChild, { kind: 'start' }>): void {
  body.start(message).then(
    ({ announcement }) => tellSupervisor({ kind: 'ready', announcement }),
    (error: unknown) => {
      if (error instanceof TaplineError) {
        process.send?.({ kind: 'refused', code: error.code, message: error.message } satisfies FromChild, () => process.exit(1));
        return;
      }
      console.error(error);
      process.exit(1);
    },
  );
}
