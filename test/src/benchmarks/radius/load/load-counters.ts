import type { LoadResult, Pace } from './load.js';

const FIRST_CAPACITY = 1 << 18;

/** What is counted while a load runs. Only what was intended, or answered, within the measured time goes into the figures. */
export class LoadCounters {
  answered = 0;
  answeredInAll = 0;
  answeredInTime = 0;
  timeouts = 0;
  notSent = 0;
  retransmits = 0;
  verified = 0;
  withoutMessageAuthenticator = 0;
  wrong = 0;
  firstFault = '';
  late = 0;
  #latencies = new Float32Array(FIRST_CAPACITY);

  constructor(
    readonly fromMs: number,
    readonly toMs: number,
  ) {}

  isMeasured(atMs: number): boolean {
    return atMs >= this.fromMs && atMs < this.toMs;
  }

  answer(intendedMs: number, nowMs: number): void {
    this.answeredInAll++;
    if (this.isMeasured(nowMs)) this.answeredInTime++;
    if (!this.isMeasured(intendedMs)) return;
    if (this.answered === this.#latencies.length) this.grow();
    this.#latencies[this.answered++] = nowMs - intendedMs;
  }

  fault(what: string): void {
    this.wrong++;
    if (this.firstFault === '') this.firstFault = what;
  }

  /** In an open loop only the requests of the measured time count, however many answers an earlier storm still brings. */
  result(generatorCpu: number, pace: Pace['kind'] = 'closed'): LoadResult {
    const sorted = this.#latencies.slice(0, this.answered).sort();
    const percentile = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return {
      perSecond: ((pace === 'open' ? this.answered : this.answeredInTime) * 1000) / (this.toMs - this.fromMs),
      latencyMs: { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), max: sorted.at(-1) ?? 0 },
      answered: this.answered,
      timeouts: this.timeouts,
      notSent: this.notSent,
      retransmits: this.retransmits,
      answeredInAll: this.answeredInAll,
      verified: this.verified,
      withoutMessageAuthenticator: this.withoutMessageAuthenticator,
      wrong: this.wrong,
      firstFault: this.firstFault,
      late: this.late,
      generatorCpu,
    };
  }

  private grow(): void {
    const larger = new Float32Array(this.#latencies.length * 2);
    larger.set(this.#latencies);
    this.#latencies = larger;
  }
}
