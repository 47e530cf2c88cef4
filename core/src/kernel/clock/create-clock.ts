import { join, resolve } from 'node:path';
import type { Clock } from '@tapline/sdk';
import type { Configuration } from '../config/configuration.js';
import { SystemClock } from './system-clock.js';
import { TestClock } from './test-clock.js';

export function createClock(configuration: Configuration): Clock {
  if (configuration.clock.mode === 'system') return new SystemClock();
  return new TestClock(join(resolve(configuration.dataDirectory), 'test-clock'), Date.now());
}
