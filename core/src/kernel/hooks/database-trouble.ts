import { TaplineError } from '@tapline/sdk';
import { databaseErrorKind } from '../database/database-error.js';

/** Whether the whole transaction has to be run again, or cannot be: nothing that the code which met with it can be blamed for. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (error instanceof TaplineError) return error.code === 'DATABASE_UNREACHABLE';
  const kind = databaseErrorKind(error);
  return kind === 'retryable' || kind === 'unreachable';
}
