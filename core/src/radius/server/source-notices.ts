const EVERY_MS = 1_000;

export interface NoticeLimits {
  /** In a second. */
  readonly perSource: number;
  /** In a second, of all sources together. */
  readonly most: number;
}

const LIMITS: NoticeLimits = { perSource: 1, most: 20 };

/** Lets through so many notices a second for each source, and so many of all, so that strangers cannot flood the log. */
export class SourceNotices {
  readonly #noticed = new Map<string, number>();
  #count = 0;
  #sinceMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly nowMs: () => number = () => performance.now(),
    private readonly limits: NoticeLimits = LIMITS,
  ) {}

  isDue(source: string): boolean {
    const nowMs = this.nowMs();
    if (nowMs - this.#sinceMs >= EVERY_MS) {
      this.#sinceMs = nowMs;
      this.#noticed.clear();
      this.#count = 0;
    }
    const ofSource = this.#noticed.get(source) ?? 0;
    if (this.#count >= this.limits.most || ofSource >= this.limits.perSource) return false;
    this.#noticed.set(source, ofSource + 1);
    this.#count++;
    return true;
  }
}
