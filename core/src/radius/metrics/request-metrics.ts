/** What can become of a request that is not answered as such. */
export const DROP_CAUSES = ['duplicate', 'malformed', 'stranger', 'misnamed', 'refused'] as const;
export type DropCause = (typeof DROP_CAUSES)[number];

/** Upper bounds in seconds. */
export const DURATION_BUCKETS = [0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1] as const;
const MS = 1_000;

/** As it is reported; counted since the start of the process. */
export interface RequestMetricsReport {
  readonly answers: readonly { readonly routerId: string; readonly verdict: string; readonly cause: string; readonly count: number }[];
  readonly drops: Readonly<Record<DropCause, number>>;
  /** One for each bucket, not summed up, and one for what took longer than all. */
  readonly durations: readonly number[];
  readonly durationSumSeconds: number;
}

/** Counts what one of the two servers does, in memory. */
export class RequestMetrics {
  readonly #answers = new Map<string, Map<string, number>>();
  readonly #drops: Record<DropCause, number> = { duplicate: 0, malformed: 0, stranger: 0, misnamed: 0, refused: 0 };
  readonly #durations = new Float64Array(DURATION_BUCKETS.length + 1);
  #durationSumMs = 0;

  /** `outcome`: the verdict, with a cause behind a blank where there is one: `reject wrong-password`. */
  answered(routerId: string, outcome: string): void {
    let ofRouter = this.#answers.get(routerId);
    if (!ofRouter) {
      ofRouter = new Map();
      this.#answers.set(routerId, ofRouter);
    }
    ofRouter.set(outcome, (ofRouter.get(outcome) ?? 0) + 1);
  }

  dropped(cause: DropCause): void {
    this.#drops[cause]++;
  }

  /** From the reading of a request to its answer. */
  took(durationMs: number): void {
    this.#durationSumMs += durationMs;
    let bucket = 0;
    while (bucket < DURATION_BUCKETS.length && durationMs > (DURATION_BUCKETS[bucket] as number) * MS) bucket++;
    this.#durations[bucket] = (this.#durations[bucket] as number) + 1;
  }

  report(): RequestMetricsReport {
    const answers = [...this.#answers].flatMap(([routerId, outcomes]) =>
      [...outcomes].map(([outcome, count]) => {
        const [verdict = '', cause = ''] = outcome.split(' ');
        return { routerId, verdict, cause, count };
      }),
    );
    return { answers, drops: { ...this.#drops }, durations: [...this.#durations], durationSumSeconds: this.#durationSumMs / MS };
  }
}
