import type { Transaction } from '@tapline/sdk';

/** One thing in the books that is not as it must be. */
export interface Finding {
  /** Where: `journal entry 17 (01k…)`, `invoice 2026000017`. */
  readonly place: string;
  /** What is wrong with it. */
  readonly problem: string;
}

/** Looks through one part of the books; says in figures what it has looked at. */
export interface BooksCheck {
  readonly title: string;
  run(tx: Transaction, report: (finding: Finding) => void): Promise<Readonly<Record<string, number>>>;
}
