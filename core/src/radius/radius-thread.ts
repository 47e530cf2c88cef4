import { type TransferListItem, Worker } from 'node:worker_threads';
import { type Logger, TaplineError } from '@tapline/sdk';
import type { RouterCount } from './health/router-counters.js';
import type { FromLeaseKeeper } from './leases/lease-messages.js';
import type { SessionEnds } from './leases/session-ends.js';
import type { LoopReport } from './metrics/loop-watch.js';
import type { SessionNote } from './online/online-session.js';
import type { FromThread, ThreadData } from './thread-messages.js';

export interface RadiusThreadOptions {
  readonly name: string;
  readonly module: URL;
  readonly data: ThreadData;
  readonly logger: Logger;
  /** The thread ended although nobody had stopped it. */
  readonly onDeath: (error: Error) => void;
  readonly onSettled?: (request: number) => void;
  readonly onRadsecAnswer?: (answer: Uint8Array, port: number) => void;
  readonly onCounts?: (counts: readonly RouterCount[], loop: LoopReport) => void;
  readonly onEnds?: (ends: SessionEnds) => void;
  readonly onLeases?: (message: FromLeaseKeeper) => void;
  readonly onNotes?: (notes: readonly SessionNote[]) => void;
}

/** What a thread makes dies young, packet by packet and batch by batch: more room for it only takes memory. V8's own limit is three times that. */
const YOUNG_GENERATION_MB = 12;

/** A worker thread of the radius process, as the main thread holds it. */
export class RadiusThread<ToThread extends { readonly kind: string }> {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #isEnding = false;
  #port: number | undefined;

  constructor(private readonly options: RadiusThreadOptions) {
    const transferList: TransferListItem[] = [options.data.durable];
    this.#worker = new Worker(options.module, {
      workerData: options.data,
      transferList,
      name: options.name,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#ended = new Promise((resolve) => {
      this.#worker.once('exit', () => resolve());
    });
  }

  /** The UDP port that it listens on. */
  get port(): number {
    return this.#port ?? 0;
  }

  tell(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  /** Lets the thread finish what it holds. */
  async stop(): Promise<void> {
    this.#isEnding = true;
    this.#worker.postMessage({ kind: 'stop' });
    await this.#ended;
  }

  /** Resolves when the thread serves; throws what kept it from that. */
  ready(): Promise<void> {
    const { name, logger, onSettled, onCounts, onRadsecAnswer, onEnds, onLeases, onNotes, onDeath } = this.options;
    return new Promise((resolve, reject) => {
      let isReady = false;
      const die = (error: Error): void => {
        if (!isReady) reject(error);
        else if (!this.#isEnding) onDeath(error);
        this.#isEnding = true;
      };
      this.#worker.on('message', (message: FromThread) => {
        if (message.kind === 'log') logger[message.level]({ thread: name, ...message.fields }, message.message);
        else if (message.kind === 'settled') onSettled?.(message.request);
        else if (message.kind === 'radsec-answer') onRadsecAnswer?.(message.answer, message.port);
        else if (message.kind === 'counts') onCounts?.(message.counts, message.loop);
        else if (message.kind === 'ends') onEnds?.(message.ends);
        else if (message.kind === 'leases') onLeases?.(message.message);
        else if (message.kind === 'notes') onNotes?.(message.notes);
        else if (message.kind === 'refused') die(new TaplineError(message.code, 'unavailable', message.message, fieldOf(message.field)));
        else if (message.kind === 'ready') {
          isReady = true;
          this.#port = message.port;
          resolve();
        }
      });
      this.#worker.on('error', die);
      this.#worker.once('exit', (code) => die(new Error(`the thread ${name} ended with code ${code}`)));
    });
  }
}

function fieldOf(field: string | undefined): { readonly field?: string } {
  return field === undefined ? {} : { field };
}
