import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { readKernelSocket } from '../server/kernel-socket.js';
import type { LoadGate } from '../server/load-gate.js';
import type { UdpListener } from '../server/udp-listener.js';
import type { RequestMetrics, RequestMetricsReport } from './request-metrics.js';

const NANOSECONDS = 1e9;
const RESOLUTION_MS = 20;
const P99 = 99;

/** How one of the two servers does: its requests, its event loop and its socket. */
export interface LoopReport extends RequestMetricsReport {
  readonly shed: number;
  readonly isOverloaded: boolean;
  /** Since the last report. */
  readonly eventLoopDelayP99Seconds: number;
  /** `null` where the kernel does not tell. */
  readonly socketLosses: number | null;
  readonly receiveBufferOctets: number;
}

export interface LoopWatchOptions {
  readonly metrics: RequestMetrics;
  readonly gate: LoadGate;
  readonly listener: UdpListener;
}

/** Watches the event loop that it is made in. */
export class LoopWatch {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor(private readonly options: LoopWatchOptions) {
    this.#delay.enable();
  }

  report(): LoopReport {
    const { metrics, gate, listener } = this.options;
    const delaySeconds = Math.max(0, this.#delay.percentile(P99) / NANOSECONDS - RESOLUTION_MS / 1_000);
    this.#delay.reset();
    return {
      ...metrics.report(),
      shed: gate.shed,
      isOverloaded: gate.isOverloaded,
      eventLoopDelayP99Seconds: delaySeconds,
      socketLosses: readKernelSocket(listener.port)?.losses ?? null,
      receiveBufferOctets: listener.receiveBufferOctets,
    };
  }

  stop(): void {
    this.#delay.disable();
  }
}
