import type { UsageDelta } from '../domain/usage.js';
import type { Transaction } from '../transaction.js';

/**
 * Reads along with what is added to usage. Each addition is given once: the transaction also moves the reader's place, and what the reader has written
 * is undone with it when it fails; then it is given again. Additions wait up to 35 days for a reader whose add-on is disabled. Called in the worker,
 * within a second of accounting, with one delta for each service and hour; within 30 s.
 */
export interface UsageReader {
  readonly id: string;
  read(tx: Transaction, deltas: readonly UsageDelta[]): Promise<void>;
}
