import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { OverloadQueue, type WaitingRequest } from './overload-queue.js';

export interface LoadGateOptions {
  /** Takes a request that is worth its answer. */
  readonly handle: (datagram: Buffer, address: string, port: number) => void;
  /** Which requests share a turn: those of a router; all strangers' together. */
  readonly laneOf: (address: string) => string;
  /** How long the sender waits for an answer. */
  readonly patienceMs: (address: string) => number;
  /** What must be worked on however old it is. */
  readonly isNeverShed: (datagram: Buffer, address: string) => boolean;
  /** What waits in the kernel to be read, in octets; `undefined` where it does not tell. Asked for only while the loop has no rest. */
  readonly queuedOctets: () => number | undefined;
  /** Real time and the loop's work, for tests. */
  readonly nowMs?: () => number;
  readonly later?: (work: () => void) => void;
}

const LOOK_EVERY_MS = 50;
/** The share of its time that the loop is at work. */
const OVERLOADED_ABOVE = 0.97;
/** Some hundred requests, ten milliseconds of work: less is a wave that passes. */
const BACKLOG_OCTETS = 384 * 1024;
const RELIEVED_BELOW = 0.9;
const LOOKS_UNTIL_OVERLOADED = 2;
/** libuv reads up to 32 datagrams of a socket before anything else gets its turn: fewer are worked on, so that the kernel's queue empties into ours, where age is known. */
const MOST_HANDLED_A_TURN = 16;
const MORE_HANDLED_A_TURN = 2;

/**
 * Between socket and server. As long as the event loop finds time to wait for packets, a request goes straight through. When it has not for 100 ms and requests
 * wait in the kernel, they are read faster than they are worked on, and wait here: the routers take turns, the newest request first, and what is older than its router's
 * patience is dropped, because its answer would come to nobody.
 *
 * Node gives no time of receipt, so a request's age counts from when the loop reads it. What waits in the kernel is therefore kept short: while it is
 * not, fewer and fewer requests are worked on between two reads, since an answer that comes too late is worth less than one fewer.
 */
export class LoadGate {
  readonly #queue: OverloadQueue;
  readonly #nowMs: () => number;
  readonly #later: (work: () => void) => void;
  #isOverloaded = false;
  #busyLooks = 0;
  #isDraining = false;
  #isStopped = false;
  #handledATurn = MOST_HANDLED_A_TURN;
  #timer: NodeJS.Timeout | undefined;
  #before: EventLoopUtilization = performance.eventLoopUtilization();

  constructor(private readonly options: LoadGateOptions) {
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#later = options.later ?? setImmediate;
    this.#queue = new OverloadQueue(options);
  }

  /** Begins to watch the event loop. */
  start(): void {
    this.#before = performance.eventLoopUtilization();
    this.#timer = setInterval(() => {
      const now = performance.eventLoopUtilization();
      this.look(performance.eventLoopUtilization(now, this.#before).utilization);
      this.#before = now;
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** What waits is left to the routers' next tries. */
  stop(): void {
    clearInterval(this.#timer);
    this.#isStopped = true;
  }

  get isOverloaded(): boolean {
    return this.#isOverloaded;
  }

  /** How many requests were dropped for their age, or because too many waited. */
  get shed(): number {
    return this.#queue.shed;
  }

  receive(datagram: Buffer, address: string, port: number): void {
    if (!this.#isOverloaded) {
      this.options.handle(datagram, address, port);
      return;
    }
    const request: WaitingRequest = { datagram, address, port, readAtMs: this.#nowMs() };
    // What may not be dropped and has no room waits in the kernel, while this one is worked on.
    if (!this.#queue.add(request)) this.options.handle(datagram, address, port);
    this.drainLater();
  }

  /** `utilization`: the share of its time since the last look that the loop was at work. */
  look(utilization: number): void {
    this.#busyLooks = utilization > OVERLOADED_ABOVE ? this.#busyLooks + 1 : 0;
    if (this.#isOverloaded) {
      if (utilization < RELIEVED_BELOW && this.#queue.size === 0) this.#isOverloaded = false;
      else this.pace();
    } else if (this.#busyLooks >= LOOKS_UNTIL_OVERLOADED && this.hasBacklog()) {
      this.#isOverloaded = true;
      this.#handledATurn = MOST_HANDLED_A_TURN;
    }
  }

  /** Half as many while the kernel's queue is long, some more when it is not: the speed at which it stays short is found within some looks. */
  private pace(): void {
    const octets = this.options.queuedOctets();
    if (octets === undefined) return;
    this.#handledATurn =
      octets > BACKLOG_OCTETS
        ? Math.max(1, this.#handledATurn >> 1)
        : Math.min(MOST_HANDLED_A_TURN, this.#handledATurn + MORE_HANDLED_A_TURN);
  }

  private hasBacklog(): boolean {
    const octets = this.options.queuedOctets();
    return octets === undefined || octets > BACKLOG_OCTETS;
  }

  private drainLater(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#later(() => this.drain());
  }

  private drain(): void {
    this.#isDraining = false;
    if (this.#isStopped) return;
    const nowMs = this.#nowMs();
    for (let handled = 0; handled < this.#handledATurn; handled++) {
      const request = this.#queue.take(nowMs);
      if (!request) break;
      this.options.handle(request.datagram, request.address, request.port);
    }
    if (this.#queue.size > 0) this.drainLater();
  }
}
