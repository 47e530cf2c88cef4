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
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'retryable';
  if (!code.startsWith('SQLITE_CONSTRAINT')) return 'other';
  if (/UNIQUE|PRIMARYKEY|ROWID/.test(code) || /UNIQUE constraint/.test(error.message)) return 'duplicate';
  if (/FOREIGNKEY/.test(code) || /FOREIGN KEY constraint/.test(error.message)) return 'foreign-key';
  return 'refused-by-rule';
}

export const isDuplicate = (error: unknown): boolean => databaseErrorKind(error) === 'duplicate';
