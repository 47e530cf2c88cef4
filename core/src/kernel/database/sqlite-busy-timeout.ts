/**
 * How long SQLite waits for another process's lock, and with it this process's event loop. SQLite counts the pauses that it asks for, not the time that
 * they take: on a machine that is short of processors it is longer.
 */
export const SQLITE_BUSY_TIMEOUT_MS = 5_000;
