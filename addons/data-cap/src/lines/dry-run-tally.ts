const MOST_SHOWN = 25;

export interface DryRunLine {
  readonly login: string;
  readonly periodFrom: string;
  readonly used: string;
  readonly percent: number;
  readonly over: string;
  /** When each step was reached. */
  readonly reached: Readonly<Record<string, string>>;
}

export interface PlayedPeriod {
  readonly line: DryRunLine;
  readonly units: number;
  /** The percents at which its customer would have been told. */
  readonly told: readonly string[];
}

export interface Tallied {
  readonly periods: number;
  /** How many periods of lines reached each step. */
  readonly reached: Readonly<Record<string, number>>;
  /** In how many of them customers would have been told at each percent. */
  readonly told: Readonly<Record<string, number>>;
  readonly unitsCharged: number;
  /** Those that used the largest part of what they had. */
  readonly top: readonly DryRunLine[];
}

/** Adds played periods up; of them only those are kept that are shown. */
export class DryRunTally {
  #periods = 0;
  #unitsCharged = 0;
  /** By falling percent. */
  readonly #top: DryRunLine[] = [];
  readonly #reached: Map<string, number>;
  readonly #told: Map<string, number>;

  constructor({ steps, told }: { readonly steps: readonly string[]; readonly told: readonly string[] }) {
    this.#reached = new Map(steps.map((step) => [step, 0]));
    this.#told = new Map(told.map((percent) => [percent, 0]));
  }

  add({ line, units, told }: PlayedPeriod): void {
    this.#periods++;
    this.#unitsCharged += units;
    count(this.#reached, Object.keys(line.reached));
    count(this.#told, told);
    if (this.#top.length === MOST_SHOWN && line.percent <= (this.#top.at(-1)?.percent ?? 0)) return;
    const behind = this.#top.findIndex(({ percent }) => percent < line.percent);
    this.#top.splice(behind === -1 ? this.#top.length : behind, 0, line);
    if (this.#top.length > MOST_SHOWN) this.#top.pop();
  }

  result(): Tallied {
    return {
      periods: this.#periods,
      reached: Object.fromEntries(this.#reached),
      told: Object.fromEntries(this.#told),
      unitsCharged: this.#unitsCharged,
      top: [...this.#top],
    };
  }
}

function count(counts: Map<string, number>, names: readonly string[]): void {
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
}
