import { join, resolve } from 'node:path';
import type { Logger } from '@tapline/sdk';
import { LogFile } from './log-file.js';
import { formatShortLogEntry, type ShortLogEntry } from './short-log-entry.js';

export function shortLogFile(dataDirectory: string): string {
  return join(resolve(dataDirectory), 'logs', 'radius-short.log');
}

export interface ShortLogOptions {
  readonly file: string;
  readonly logger: Logger;
  readonly rotateAtOctets?: number;
}

/** A line per request: who asked, from where, and what became of it. */
export class ShortLog extends LogFile<ShortLogEntry> {
  constructor(options: ShortLogOptions) {
    super({ ...options, name: 'short log', format: formatShortLogEntry });
  }
}
