import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { shortLogFile } from './short-log.js';
import { SHORT_LOG_READER, ShortLogReader } from './short-log-reader.js';

export function registerRadiusLog(container: DependencyContainer): void {
  container.register(SHORT_LOG_READER, {
    useFactory: instanceCachingFactory((c) => new ShortLogReader(shortLogFile(c.resolve(CONFIGURATION).dataDirectory))),
  });
}
