import { AsyncLocalStorage, createHook } from 'node:async_hooks';
import inspector from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { createToken } from '@tapline/sdk';
import { SQLITE_BUSY_TIMEOUT_MS } from '../database/sqlite-busy-timeout.js';
import type { CallMarker } from '../hooks/call-marker.js';
import { CORE_OWNER } from '../hooks/owner.js';
import { BEAT, CALL, CELL_COUNT, CHECKS, type WatchdogLabel, type WatchdogSetup } from './watchdog-memory.js';

export interface WatchdogOptions {
  /** Where the note for the next start is left. */
  readonly quarantineFile: string;
  readonly stallMs?: number;
}

/** Much longer than SQLite may wait for another process's lock, which holds this process up as well, and is no add-on's doing. */
const STALL_MS = 3 * SQLITE_BUSY_TIMEOUT_MS;

/**
 * Ends this process when an add-on keeps its event loop from turning: a synchronous endless loop, which no deadline can interrupt. A thread of its
 * own watches a heartbeat; what code is running is noted in memory that both share. It cannot be exact about blame where an add-on calls the
 * core, so it counts that as the add-on's. When it is the core that stands still, it only says so.
 */
export class Watchdog implements CallMarker {
  readonly #cells = new Int32Array(new SharedArrayBuffer(CELL_COUNT * Int32Array.BYTES_PER_ELEMENT));
  readonly #storage = new AsyncLocalStorage<number>();
  readonly #numbers = new Map<string, number>();
  readonly #outer: number[] = [];
  // Code after an await runs apart from the call that began it; this tells whose it is.
  readonly #continuations = createHook({
    before: () => {
      this.#outer.push(this.#cells[CALL] ?? 0);
      this.note(this.#storage.getStore() ?? 0);
    },
    after: () => this.note(this.#outer.pop() ?? 0),
  });
  #worker: Worker | undefined;
  #heart: NodeJS.Timeout | undefined;

  constructor(private readonly options: WatchdogOptions) {}

  /** Does nothing under a debugger, which stops the process on purpose. */
  start(): void {
    if (this.#worker || inspector.url() !== undefined) return;
    const { quarantineFile, stallMs = STALL_MS } = this.options;
    const setup: WatchdogSetup = { cells: this.#cells, quarantineFile, stallMs };
    this.#worker = new Worker(new URL('./watchdog-worker.js', import.meta.url), { workerData: setup, name: 'watchdog' });
    this.#worker.unref();
    this.#heart = setInterval(() => void Atomics.add(this.#cells, BEAT, 1), stallMs / CHECKS / 2);
    this.#heart.unref();
    this.#continuations.enable();
  }

  async stop(): Promise<void> {
    clearInterval(this.#heart);
    this.#continuations.disable();
    this.#outer.length = 0;
    await this.#worker?.terminate();
    this.#worker = undefined;
    this.#numbers.clear();
    this.#storage.disable();
  }

  run<T>(ownerId: string, call: string, work: () => T): T {
    if (!this.#worker) return work();
    const number = this.numberOf(this.#worker, ownerId, call);
    return this.#storage.run(number, () => {
      const outer = this.#cells[CALL] ?? 0;
      this.note(number);
      try {
        return work();
      } finally {
        this.note(outer);
      }
    });
  }

  private note(number: number): void {
    this.#cells[CALL] = number;
  }

  private numberOf(worker: Worker, ownerId: string, call: string): number {
    const key = `${ownerId} ${call}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#numbers.size + 1;
    this.#numbers.set(key, number);
    const label: WatchdogLabel = { number, ownerId, call, isCore: ownerId === CORE_OWNER.id };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(label);
    return number;
  }
}

export const WATCHDOG = createToken<Watchdog>('core.watchdog');
export const CALL_MARKER = createToken<CallMarker>('core.call-marker');
