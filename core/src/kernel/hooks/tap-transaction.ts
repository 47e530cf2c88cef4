import { DatabaseTransaction } from '../database/database-transaction.js';
import type { Owner } from './owner.js';

/** An operation's transaction lent to an add-on for one call: it acts as the add-on and is taken back when the call is over. */
class LentTransaction extends DatabaseTransaction {
  constructor(
    owner: Owner,
    private readonly origin: DatabaseTransaction,
    knex: DatabaseTransaction['sql'],
  ) {
    super(owner.actor, origin.dialect, knex);
  }

  override afterCommit(callback: () => void): void {
    this.origin.afterCommit(callback);
  }
}

/** Lends the transaction for the time of the work. A call that hangs and goes on later finds it over (`TRANSACTION_OVER`). */
export async function lend<T>(origin: DatabaseTransaction, owner: Owner, work: (tx: DatabaseTransaction) => Promise<T>): Promise<T> {
  return lendKnex(origin, origin.sql, owner, work);
}

/** {@link lend} inside a savepoint: what failing work has written is undone, and the operation goes on. */
export async function lendInSavepoint<T>(
  origin: DatabaseTransaction,
  owner: Owner,
  work: (tx: DatabaseTransaction) => Promise<T>,
): Promise<T> {
  if (!origin.sql.isTransaction) return lend(origin, owner, work);
  let failure: { readonly error: unknown } | undefined;
  try {
    return await origin.sql.transaction(async (savepoint) => {
      try {
        return await lendKnex(origin, savepoint, owner, work);
      } catch (error) {
        failure = { error };
        throw error;
      }
    });
  } catch (error) {
    // After a deadlock the savepoint is gone as well, and rolling back to it would hide why.
    throw failure ? failure.error : error;
  }
}

async function lendKnex<T>(
  origin: DatabaseTransaction,
  knex: DatabaseTransaction['sql'],
  owner: Owner,
  work: (tx: DatabaseTransaction) => Promise<T>,
): Promise<T> {
  const lent = new LentTransaction(owner, origin, knex);
  try {
    return await work(lent);
  } finally {
    lent.end();
  }
}
