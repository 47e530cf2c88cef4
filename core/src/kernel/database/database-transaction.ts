import { type Actor, TaplineError, type Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';

export type Dialect = 'sqlite' | 'mysql';

/** The core's side of a transaction: what the sdk shows, and the SQL beneath. */
export class DatabaseTransaction implements Transaction {
  readonly #afterCommit: (() => void)[] = [];
  #isOver = false;

  constructor(
    readonly actor: Actor,
    readonly dialect: Dialect,
    private readonly knex: Knex,
  ) {}

  get sql(): Knex {
    if (this.#isOver) {
      throw new TaplineError('TRANSACTION_OVER', 'internal', 'this transaction has ended; await all work before its function returns');
    }
    return this.knex;
  }

  /** The same transaction on behalf of someone else: what an add-on does inside an operation is the add-on's. */
  as(actor: Actor): DatabaseTransaction {
    return new ActingTransaction(actor, this);
  }

  /** Runs once the transaction is committed; for nudges only, since a crash may come between. */
  afterCommit(callback: () => void): void {
    this.#afterCommit.push(callback);
  }

  end(): void {
    this.#isOver = true;
  }

  runAfterCommit(): void {
    for (const callback of this.#afterCommit) callback();
  }
}

class ActingTransaction extends DatabaseTransaction {
  constructor(
    actor: Actor,
    private readonly origin: DatabaseTransaction,
  ) {
    super(actor, origin.dialect, origin.sql);
  }

  override get sql(): Knex {
    return this.origin.sql;
  }

  override afterCommit(callback: () => void): void {
    this.origin.afterCommit(callback);
  }
}

/** The SQL of a transaction that came through the sdk. */
export function sqlOf(tx: Transaction): Knex {
  return databaseTransactionOf(tx).sql;
}

export function databaseTransactionOf(tx: Transaction): DatabaseTransaction {
  if (tx instanceof DatabaseTransaction) return tx;
  throw new TaplineError(
    'TRANSACTION_FOREIGN',
    'internal',
    'the transaction passed was not made by Tapline; pass on the one that was given',
  );
}
