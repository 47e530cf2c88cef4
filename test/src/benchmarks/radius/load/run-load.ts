import { setTimeout as pause } from 'node:timers/promises';
import { findDigestFault, findPlainFault, offsetOfMessageAuthenticator } from './answer-check.js';
import type { Load, LoadResult } from './load.js';
import { LoadCounters } from './load-counters.js';
import type { RequestSource } from './request-source.js';
import { SentQueue } from './sent-queue.js';
import { SourceSockets } from './source-sockets.js';

const VERIFY_EVERY = 16;
/** New requests, and those sent again, leave in no larger gusts than that. */
const TICK_MS = 1;
const FEWEST_SOCKETS = 4;
const MOST_SOCKETS = 256;

export interface LoadObserver {
  /** The measured time begins or ends. */
  readonly onWindow: (is: 'open' | 'closed') => void;
}

/** Runs one load from this thread and resolves when the last request is answered or given up. */
export async function runLoad(load: Load, source: RequestSource, observer?: LoadObserver): Promise<LoadResult> {
  const run = new LoadRun(load, source);
  await run.start();
  const { fromMs, toMs } = run.counters;
  await pause(fromMs - performance.now());
  const before = process.cpuUsage();
  observer?.onWindow('open');
  await pause(toMs - performance.now());
  const { user, system } = process.cpuUsage(before);
  observer?.onWindow('closed');
  await run.finished();
  return run.counters.result((user + system) / 1000 / load.durationMs, load.pace.kind);
}

class LoadRun {
  readonly counters: LoadCounters;
  #sockets: SourceSockets | undefined;
  readonly #packets: (Buffer | undefined)[] = [];
  readonly #takenOf: number[] = [];
  readonly #intendedMs: Float64Array;
  readonly #sentMs: Float64Array;
  readonly #sent = new SentQueue();
  readonly #tries: Uint8Array;
  /** A late answer to an earlier request may come here, so each answer is verified. */
  readonly #isDoubtful: Uint8Array;
  readonly #socketCount: number;
  #nextMs: number;
  #timer: NodeJS.Timeout | undefined;
  #finish: (() => void) | undefined;

  constructor(
    private readonly load: Load,
    private readonly source: RequestSource,
  ) {
    const fromMs = performance.now() + load.warmUpMs;
    this.counters = new LoadCounters(fromMs, fromMs + load.durationMs);
    this.#nextMs = performance.now();
    this.#socketCount = socketsFor(load);
    const places = this.#socketCount * 256;
    this.#intendedMs = new Float64Array(places);
    this.#sentMs = new Float64Array(places);
    this.#tries = new Uint8Array(places);
    this.#isDoubtful = new Uint8Array(places);
  }

  async start(): Promise<void> {
    this.#sockets = await SourceSockets.open(this.#socketCount, this.load.port, (place, answer) => this.receive(place, answer));
    this.#timer = setInterval(() => this.tick(), TICK_MS);
    this.sendDue(performance.now());
  }

  async finished(): Promise<void> {
    if (this.sockets.taken > 0) {
      await new Promise<void>((resolve) => {
        this.#finish = resolve;
      });
    }
    clearInterval(this.#timer);
    this.sockets.close();
  }

  private get sockets(): SourceSockets {
    return this.#sockets as SourceSockets;
  }

  private tick(): void {
    const nowMs = performance.now();
    this.sendAgain(nowMs);
    this.sendDue(nowMs);
  }

  private sendDue(nowMs: number): void {
    const { pace } = this.load;
    if (nowMs >= this.counters.toMs) {
      if (this.sockets.taken === 0) this.#finish?.();
      return;
    }
    if (pace.kind === 'closed') {
      while (this.sockets.taken < pace.inFlight) if (!this.sendNew(nowMs, nowMs)) return;
      return;
    }
    for (; this.#nextMs <= nowMs; this.#nextMs += 1000 / pace.perSecond) {
      if (!this.sendNew(this.#nextMs, nowMs) && this.counters.isMeasured(this.#nextMs)) this.counters.notSent++;
    }
  }

  private sendNew(intendedMs: number, nowMs: number): boolean {
    const taken = this.source.take();
    if (taken < 0) return false;
    const place = this.sockets.take();
    if (place < 0) {
      this.source.done(taken);
      return false;
    }
    this.#packets[place] = this.source.packetOf(taken, place & 255);
    this.#takenOf[place] = taken;
    this.#intendedMs[place] = intendedMs;
    this.#tries[place] = 1;
    this.send(place, nowMs);
    return true;
  }

  private receive(place: number, answer: Buffer): void {
    const request = this.#packets[place];
    if (!this.sockets.isTaken(place) || !request) {
      this.counters.late++;
      return;
    }
    const nowMs = performance.now();
    if (!this.check(place, answer, request)) return;
    this.counters.answer(this.#intendedMs[place] as number, nowMs);
    this.release(place);
    this.sendDue(nowMs);
  }

  /** Whether the answer ends the request. */
  private check(place: number, answer: Buffer, request: Buffer): boolean {
    const { counters, load } = this;
    const fault = findPlainFault(answer, load.requests);
    if (fault !== undefined) counters.fault(fault);
    if (load.requests === 'echo') return true;
    const isDoubtful = this.#isDoubtful[place] === 1;
    if (!isDoubtful && counters.answeredInAll % VERIFY_EVERY !== 0) return true;
    const digestFault = findDigestFault(answer, request, load.secret);
    counters.verified++;
    if (offsetOfMessageAuthenticator(answer) === undefined) counters.withoutMessageAuthenticator++;
    if (digestFault === undefined) return true;
    if (isDoubtful) counters.late++;
    else counters.fault(digestFault);
    return !isDoubtful;
  }

  private sendAgain(nowMs: number): void {
    this.#sent.takeUntil(nowMs - this.load.timeoutMs, (place, sentMs) => {
      // Else it is over, and the place may serve another request.
      if (this.sockets.isTaken(place) && this.#sentMs[place] === sentMs) this.losePatience(place, nowMs);
    });
  }

  private losePatience(place: number, nowMs: number): void {
    const isMeasured = this.counters.isMeasured(this.#intendedMs[place] as number);
    this.#isDoubtful[place] = 1;
    if ((this.#tries[place] as number) >= this.load.tries) {
      if (isMeasured) this.counters.timeouts++;
      this.release(place);
      return;
    }
    if (isMeasured) this.counters.retransmits++;
    this.#tries[place] = (this.#tries[place] as number) + 1;
    this.send(place, nowMs);
  }

  private send(place: number, nowMs: number): void {
    this.#sentMs[place] = nowMs;
    this.#sent.push(place, nowMs);
    this.sockets.send(place, this.#packets[place] as Buffer);
  }

  private release(place: number): void {
    this.source.done(this.#takenOf[place] as number);
    this.#packets[place] = undefined;
    this.sockets.release(place);
  }
}

/** Enough identifiers for the rate while every request waits out its patience. */
function socketsFor({ pace, timeoutMs, tries }: Load): number {
  const needed = pace.kind === 'closed' ? pace.inFlight / 32 : (pace.perSecond * timeoutMs * tries) / 1000 / 256 + 1;
  return Math.min(MOST_SOCKETS, Math.max(FEWEST_SOCKETS, Math.ceil(needed)));
}
