import { createToken } from '@tapline/sdk';
import { LogFileReader } from './log-file-reader.js';
import { parseShortLogEntry, type ShortLogEntry } from './short-log-entry.js';

/** Reads the short log back, and follows it while it grows. */
export class ShortLogReader extends LogFileReader<ShortLogEntry> {
  constructor(file: string) {
    super(file, parseShortLogEntry);
  }
}

export const SHORT_LOG_READER = createToken<ShortLogReader>('core.short-log-reader');
