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
}

export interface Tallied {
  readonly periods: number;
  /** How many periods of lines reached each step. */
  readonly reached: Readonly<Record<string, number>>;
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

  constructor(steps: readonly string[]) {
    this.#reached = new Map(steps.map((step) => [step, 0]));
  }

  add({ line, units }: PlayedPeriod): void {
    this.#periods++;
    this.#unitsCharged += units;
    for (const step of Object.keys(line.reached)) this.#reached.set(step, (this.#reached.get(step) ?? 0) + 1);
    if (this.#top.length === MOST_SHOWN && line.percent <= (this.#top.at(-1)?.percent ?? 0)) return;
    const behind = this.#top.findIndex(({ percent }) => percent < line.percent);
    this.#top.splice(behind === -1 ? this.#top.length : behind, 0, line);
    if (this.#top.length > MOST_SHOWN) this.#top.pop();
  }

  result(): Tallied {
    return { periods: this.#periods, reached: Object.fromEntries(this.#reached), unitsCharged: this.#unitsCharged, top: [...this.#top] };
  }
}
