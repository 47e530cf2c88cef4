/** On whose behalf something is done; written to the audit log. */
export interface Actor {
  readonly kind: 'admin' | 'token' | 'customer' | 'addon' | 'system';
  readonly id: string;
  readonly name: string;
}

/**
 * A database transaction in progress. It is passed to every service call that belongs to it; what they do is kept together or not at all.
 * Events raised in it are delivered after it commits. It must not be kept after the work that it was given to has returned.
 */
export interface Transaction {
  readonly actor: Actor;
}

/** Runs work in one transaction; retried from the start on a deadlock, so the work must have no effect outside of it. */
export interface TransactionRunner {
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Part of a transaction that goes on without it where it fails: what failing work has written is undone (a savepoint), and its error is thrown. */
  runPart<T>(tx: Transaction, work: (part: Transaction) => Promise<T>): Promise<T>;
}
