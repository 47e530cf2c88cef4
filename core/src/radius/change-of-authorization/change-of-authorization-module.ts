import { CLOCK, createToken } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { DATABASE } from '../../kernel/database/database.js';
import { ROOT_LOGGER } from '../../kernel/logging/logger.js';
import { OUTBOX } from '../../kernel/outbox/dispatcher.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { ShortLog, shortLogFile } from '../log/short-log.js';
import { AccessEnforcer } from './access-enforcer.js';
import { DisconnectClient } from './disconnect-client.js';
import { DisconnectStore } from './disconnect-store.js';

export const ACCESS_ENFORCER = createToken<AccessEnforcer>('core.access-enforcer');

export function registerDisconnects(container: DependencyContainer): void {
  container.register(ACCESS_ENFORCER, {
    useFactory: instanceCachingFactory((c) => {
      const { dataDirectory, radius } = c.resolve(CONFIGURATION);
      const logger = c.resolve(ROOT_LOGGER);
      const outbox = c.resolve(OUTBOX);
      return new AccessEnforcer({
        database: c.resolve(DATABASE),
        store: new DisconnectStore(),
        client: new DisconnectClient({ timeoutMs: radius.disconnectTimeoutMs, tries: radius.disconnectTries }),
        routers: c.resolve(ROUTER_SERVICE),
        clock: c.resolve(CLOCK),
        logger,
        log: new ShortLog({ file: shortLogFile(dataDirectory), logger }),
        subscribe: (consumerId, eventName, listener) => outbox.subscribe(consumerId, eventName, listener),
        longestSendMs: radius.disconnectTimeoutMs * radius.disconnectTries,
      });
    }),
  });
}
