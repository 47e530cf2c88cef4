const MEGABYTE = 1_048_576;
const SAMPLE_MS = 50;

export interface Measured {
  readonly ms: number;
  /** Processor time of this process alone, without the database's. */
  readonly processorMs: number;
  readonly peakMegabytes: number;
}

export function residentMegabytes(): number {
  return Math.round(process.memoryUsage.rss() / MEGABYTE);
}

/** Does some work and says what it took. */
export async function measured(work: () => Promise<unknown>): Promise<Measured> {
  let peakMegabytes = residentMegabytes();
  const sampler = setInterval(() => {
    peakMegabytes = Math.max(peakMegabytes, residentMegabytes());
  }, SAMPLE_MS);
  const beganMs = performance.now();
  const usedBefore = process.cpuUsage();
  try {
    await work();
  } finally {
    clearInterval(sampler);
  }
  const { user, system } = process.cpuUsage(usedBefore);
  return { ms: performance.now() - beganMs, processorMs: (user + system) / 1000, peakMegabytes };
}
