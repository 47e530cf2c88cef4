import { databaseErrorKind, TransactionConflict } from '../database/database-error.js';
import { DatabaseTransaction } from '../database/database-transaction.js';
import { isDatabaseTrouble } from './database-trouble.js';
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

/**
 * {@link lend} inside a savepoint: what failing work has written is undone, and the operation goes on. Throws `TransactionConflict` where the whole
 * transaction was rolled back beneath (at a deadlock, say), whatever the work made of that: the operation would go on outside of any transaction.
 */
export async function lendInSavepoint<T>(
  origin: DatabaseTransaction,
  owner: Owner,
  work: (tx: DatabaseTransaction) => Promise<T>,
): Promise<T> {
  if (!origin.sql.isTransaction) return lend(origin, owner, work);
  let failure: { readonly error: unknown } | undefined;
  try {
    return await origin.sql.transaction(async (savepoint) => {
      // One of our own within that of knex, which takes no notice when MariaDB says that there is none any more (1305).
      const mark = `lent_${++marks}`;
      try {
        await savepoint.raw(`SAVEPOINT ${mark}`);
        const result = await lendKnex(origin, savepoint, owner, work);
        await endMark(savepoint, `RELEASE SAVEPOINT ${mark}`);
        return result;
      } catch (error) {
        failure = { error: await undo(savepoint, mark, error) };
        throw failure.error;
      }
    });
  } catch (error) {
    // Rolling back to a savepoint that is gone would hide why.
    throw failure ? failure.error : error;
  }
}

let marks = 0;

/** Undoes what failed; returns what is to be thrown. */
async function undo(savepoint: DatabaseTransaction['sql'], mark: string, error: unknown): Promise<unknown> {
  if (isDatabaseTrouble(error)) return error;
  try {
    await endMark(savepoint, `ROLLBACK TO SAVEPOINT ${mark}`);
    return error;
  } catch (loss) {
    return loss;
  }
}

async function endMark(savepoint: DatabaseTransaction['sql'], statement: string): Promise<void> {
  try {
    await savepoint.raw(statement);
  } catch (error) {
    if (databaseErrorKind(error) === 'unreachable') throw error;
    throw new TransactionConflict('the transaction was rolled back beneath a tap', { cause: error });
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
