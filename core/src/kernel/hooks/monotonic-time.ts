/** Real time that never jumps: deadlines and pauses are measured in it, whatever the business clock says. */
export interface MonotonicTime {
  nowMs(): number;
  /** Calls back once, unless the returned function is called before. */
  after(ms: number, callback: () => void): () => void;
}

export const MONOTONIC_TIME: MonotonicTime = {
  nowMs: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
