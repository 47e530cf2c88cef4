import { createToken } from '@tapline/sdk';
import { LogFileReader } from './log-file-reader.js';
import { parseShortLogEntry, type ShortLogEntry } from './short-log-entry.js';
import type { ShortLogFilter } from './short-log-filter.js';

const LOOKED_AT_ENTRIES = 5_000;

/** Reads the short log back, and follows it while it grows. */
export class ShortLogReader extends LogFileReader<ShortLogEntry> {
  constructor(file: string) {
    super(file, parseShortLogEntry);
  }

  /** The newest that pass, oldest of them first; of the newest 5,000, so that a filter that lets little through still finds something. */
  async latestPassing(filter: ShortLogFilter, count: number): Promise<readonly ShortLogEntry[]> {
    const entries = await this.latest(filter.passesAll ? count : Math.max(count, LOOKED_AT_ENTRIES));
    return count === 0 ? [] : entries.filter((entry) => filter.passes(entry)).slice(-count);
  }
}

export const SHORT_LOG_READER = createToken<ShortLogReader>('core.short-log-reader');
