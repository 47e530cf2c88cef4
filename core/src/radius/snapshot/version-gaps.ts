/** Versions from one to another, both included, that were not there when later ones were. */
export interface VersionRange {
  readonly from: number;
  readonly to: number;
}

interface Gap extends VersionRange {
  readonly sinceMs: number;
}

const KEEP_MS = 5 * 60_000;
const MOST_GAPS = 200;

/**
 * Follows numbers that a database gives out before the commit: a transaction that commits late fills in a number below the highest one seen.
 * Missing numbers are looked for again for some minutes of real time, which no transaction outlives; then they belong to a rollback.
 */
export class VersionGaps {
  #last: number;
  #gaps: Gap[] = [];

  /** `last`: what has been read up to; `missing`: what was not there, in ascending order. */
  constructor(
    last: number,
    private readonly nowMs: () => number = () => performance.now(),
    missing: readonly VersionRange[] = [],
  ) {
    this.#last = last;
    const sinceMs = nowMs();
    this.#gaps = missing.map((range) => ({ ...range, sinceMs }));
    this.mergeOld();
  }

  /** The highest version seen. */
  get last(): number {
    return this.#last;
  }

  /** What to look for once more. */
  openGaps(): readonly VersionRange[] {
    const oldestMs = this.nowMs() - KEEP_MS;
    this.#gaps = this.#gaps.filter((gap) => gap.sinceMs >= oldestMs);
    return this.#gaps;
  }

  /** Notes versions that were read, in ascending order. */
  note(versions: readonly number[]): void {
    const nowMs = this.nowMs();
    for (const version of versions) {
      if (version <= this.#last) {
        this.#gaps = this.#gaps.flatMap((gap) => without(gap, version));
        continue;
      }
      if (version > this.#last + 1) this.#gaps.push({ from: this.#last + 1, to: version - 1, sinceMs: nowMs });
      this.#last = version;
    }
    this.mergeOld();
  }

  /** Where ids go in steps, as in a Galera cluster, gaps are many: old ones are looked for together with what is between them. */
  private mergeOld(): void {
    while (this.#gaps.length > MOST_GAPS) this.#gaps = merged(this.#gaps);
  }
}

function without(gap: Gap, version: number): Gap[] {
  if (version < gap.from || version > gap.to) return [gap];
  return [
    { ...gap, to: version - 1 },
    { ...gap, from: version + 1 },
  ].filter(({ from, to }) => from <= to);
}

function merged(gaps: readonly Gap[]): Gap[] {
  const half = Math.floor(gaps.length / 2);
  const old = gaps.slice(0, half);
  const first = old[0] as Gap;
  const last = old[half - 1] as Gap;
  return [{ from: first.from, to: last.to, sinceMs: last.sinceMs }, ...gaps.slice(half)];
}
