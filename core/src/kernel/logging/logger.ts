// The one import of pino.
import { createToken, type Logger } from '@tapline/sdk';
import { type DestinationStream, pino } from 'pino';
import type { Configuration } from '../config/configuration.js';

const SECRET_FIELDS = ['password', 'secret', 'token', 'masterKey', 'authorization', 'cookie'];

export interface RootLogger extends Logger {
  child(fields: Readonly<Record<string, unknown>>): RootLogger;
}

/** Lines of JSON; fields that hold secrets are redacted wherever they stand. */
export function createLogger(level: Configuration['log']['level'], destination?: DestinationStream): RootLogger {
  const options = {
    level,
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    base: null,
  };
  return destination ? pino(options, destination) : pino(options, pino.destination({ fd: 2, sync: true }));
}

export const ROOT_LOGGER = createToken<RootLogger>('core.root-logger');
