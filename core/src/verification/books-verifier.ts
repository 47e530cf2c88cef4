import { type Clock, createToken, type Transaction } from '@tapline/sdk';
import type { BooksCheck, Finding } from '../ledger/verification/finding.js';

/** What a look through the books found. */
export interface BooksReport {
  readonly isSound: boolean;
  /** At most {@link MOST_FINDINGS}; `findingCount` counts all. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
  /** What was looked at: entries, documents, payments. */
  readonly figures: Readonly<Record<string, number>>;
  readonly verifiedAtMs: number;
  readonly durationMs: number;
}

const MOST_FINDINGS = 200;

/** Looks through all the books: `tapline ledger verify`, the nightly job, and after every test that runs the application. */
export class BooksVerifier {
  #last: BooksReport | undefined;

  constructor(
    private readonly checks: readonly BooksCheck[],
    private readonly clock: Clock,
  ) {}

  /** The report of this process's last look; nothing after a restart. */
  get last(): BooksReport | undefined {
    return this.#last;
  }

  async verify(tx: Transaction): Promise<BooksReport> {
    const startedAt = performance.now();
    const findings: Finding[] = [];
    let findingCount = 0;
    let figures: Readonly<Record<string, number>> = {};
    const report = (finding: Finding): void => {
      if (findingCount++ < MOST_FINDINGS) findings.push(finding);
    };
    for (const check of this.checks) figures = { ...figures, ...(await check.run(tx, report)) };
    const durationMs = Math.round(performance.now() - startedAt);
    this.#last = { isSound: findingCount === 0, findings, findingCount, figures, verifiedAtMs: this.clock.nowMs(), durationMs };
    return this.#last;
  }
}

export const BOOKS_VERIFIER = createToken<BooksVerifier>('core.books-verifier');
