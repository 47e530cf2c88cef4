const EVERY_MS = 1_000;
const MOST_NOTICES = 20;

/** Lets through one notice a second for each source, and twenty of all, so that strangers cannot flood the log. */
export class SourceNotices {
  readonly #noticed = new Set<string>();
  #sinceMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  isDue(source: string): boolean {
    const nowMs = this.nowMs();
    if (nowMs - this.#sinceMs >= EVERY_MS) {
      this.#sinceMs = nowMs;
      this.#noticed.clear();
    }
    if (this.#noticed.size >= MOST_NOTICES || this.#noticed.has(source)) return false;
    this.#noticed.add(source);
    return true;
  }
}
