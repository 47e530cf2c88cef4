import { TaplineError } from '@tapline/sdk';

/** What a driver's error means, for both databases. */
export type DatabaseErrorKind = 'duplicate' | 'foreign-key' | 'retryable' | 'unreachable' | 'refused-by-rule' | 'other';

const MYSQL_KINDS: Readonly<Record<string, DatabaseErrorKind>> = {
  ER_DUP_ENTRY: 'duplicate',
  ER_NO_REFERENCED_ROW_2: 'foreign-key',
  ER_ROW_IS_REFERENCED_2: 'foreign-key',
  ER_LOCK_DEADLOCK: 'retryable',
  ER_LOCK_WAIT_TIMEOUT: 'retryable',
  ER_CHECKREAD: 'retryable',
  ER_SIGNAL_EXCEPTION: 'refused-by-rule',
  ER_CON_COUNT_ERROR: 'unreachable',
  ER_SERVER_SHUTDOWN: 'unreachable',
  PROTOCOL_CONNECTION_LOST: 'unreachable',
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  ETIMEDOUT: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EPIPE: 'unreachable',
};

/** Thrown by a store that lost a race it can only win from the start: the transaction is run again. */
export class TransactionConflict extends Error {}

const MARIADB_CONSTRAINT_FAILED = 4025;

export function databaseErrorKind(error: unknown): DatabaseErrorKind {
  if (error instanceof TransactionConflict) return 'retryable';
  if (!(error instanceof Error)) return 'other';
  const code = String((error as NodeJS.ErrnoException).code ?? '');
  // MariaDB's number for a failed CHECK is one that mysql2 knows under MySQL's name for it.
  if ((error as { errno?: number }).errno === MARIADB_CONSTRAINT_FAILED) return 'refused-by-rule';
  const known = MYSQL_KINDS[code];
  if (known) return known;
  // mysql2 has no code for a connection that it has closed itself.
  if (code === '' && (error as { fatal?: boolean }).fatal === true) return 'unreachable';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'retryable';
  if (!code.startsWith('SQLITE_CONSTRAINT')) return 'other';
  if (/UNIQUE|PRIMARYKEY|ROWID/.test(code) || /UNIQUE constraint/.test(error.message)) return 'duplicate';
  if (/FOREIGNKEY/.test(code) || /FOREIGN KEY constraint/.test(error.message)) return 'foreign-key';
  return 'refused-by-rule';
}

/** A coded error for what an operator has to mend; anything else as it came. */
export function explainDatabaseError(error: unknown): unknown {
  const code = error instanceof Error ? String((error as NodeJS.ErrnoException).code ?? '') : '';
  const refusal = REFUSALS[code];
  if (refusal !== undefined) {
    return new TaplineError('DATABASE_REFUSED', 'unavailable', `the database refuses us (${(error as Error).message}); ${refusal}`, {
      cause: error,
    });
  }
  if (databaseErrorKind(error) !== 'unreachable') return error;
  return new TaplineError(
    'DATABASE_UNREACHABLE',
    'unavailable',
    `the database does not answer (${(error as Error).message}); check database.host, database.port and the server`,
    { cause: error },
  );
}

const REFUSALS: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR: 'check database.user and database.password',
  ER_DBACCESS_DENIED_ERROR: 'give database.user all rights on database.name',
  ER_BAD_DB_ERROR: 'create the database that database.name names',
};

export const isDuplicate = (error: unknown): boolean => databaseErrorKind(error) === 'duplicate';
