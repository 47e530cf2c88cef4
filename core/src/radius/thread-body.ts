import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { type Logger, TaplineError } from '@tapline/sdk';
import type { FromThread, ThreadData } from './thread-messages.js';

export interface ThreadBody<ToThread> {
  /** Resolves when the thread serves; with the port that it listens on, if it does. */
  start(data: ThreadData, logger: Logger): Promise<number | undefined>;
  receive(message: ToThread): void;
  stop(): Promise<void>;
}

/** Runs a body as a thread of the radius process. What it throws later ends the thread, and with it the process. */
export function runThread<ToThread extends { readonly kind: string }>(body: ThreadBody<ToThread>): void {
  if (!parentPort) throw new Error('this module runs as a worker thread only');
  const main = parentPort;
  main.on('message', (message: ToThread) => {
    if (message.kind !== 'stop') {
      body.receive(message);
      return;
    }
    // Nothing then keeps the thread's loop going, and the main thread waits for its end.
    void body.stop().then(() => main.close());
  });
  void start(main, body);
}

export function tellMain(message: FromThread): void {
  if (parentPort) tell(parentPort, message);
}

async function start<ToThread>(main: MessagePort, body: ThreadBody<ToThread>): Promise<void> {
  const data = workerData as ThreadData;
  try {
    const port = await body.start(data, threadLogger(main));
    tell(main, port === undefined ? { kind: 'ready' } : { kind: 'ready', port });
  } catch (error) {
    if (!(error instanceof TaplineError)) throw error;
    tell(main, { kind: 'refused', code: error.code, message: error.message, field: error.field });
    main.close();
  }
}

/** The main thread writes all log lines, so that they stay whole and go where its own go. */
function threadLogger(main: MessagePort): Logger {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (fields: Readonly<Record<string, unknown>>, message: string): void =>
      tell(main, { kind: 'log', level, fields, message });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

function tell(main: MessagePort, message: FromThread): void {
  main.postMessage(message);
}
