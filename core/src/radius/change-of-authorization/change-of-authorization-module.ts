import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { AUDIT_LOG } from '../../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { DATABASE } from '../../kernel/database/database.js';
import { ROOT_LOGGER } from '../../kernel/logging/logger.js';
import { OUTBOX } from '../../kernel/outbox/dispatcher.js';
import { EVENT_RAISER } from '../../kernel/outbox/event-raiser.js';
import { SECRET_BOX } from '../../kernel/security/secret-box.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { SESSION_ENDS } from '../accounting/session-ends.js';
import { ANSWERING_SERVICE } from '../answers/answering-service.js';
import { ShortLog, shortLogFile } from '../log/short-log.js';
import { RelayClient } from '../radsec/relay-client.js';
import { RELAY_KEY_PURPOSE } from '../radsec/relay-message.js';
import { ACCESS_ENFORCER, AccessEnforcer } from './access-enforcer.js';
import { CoaClient } from './coa-client.js';
import { RadsecFirst } from './radsec-first.js';
import { RequestSender } from './request-sender.js';
import { SESSION_CHANGE_QUEUE, SessionChangeQueue } from './session-change-queue.js';
import { SESSION_CHANGES, SessionChangeService } from './session-change-service.js';
import { SessionRequestStore } from './session-request-store.js';

export function registerChangeOfAuthorization(container: DependencyContainer): void {
  container.register(SESSION_CHANGE_QUEUE, {
    useFactory: instanceCachingFactory((c) => new SessionChangeQueue({ clock: c.resolve(CLOCK) })),
  });
  container.register(SESSION_CHANGES, {
    useFactory: instanceCachingFactory(
      (c) =>
        new SessionChangeService({
          queue: c.resolve(SESSION_CHANGE_QUEUE),
          requests: new SessionRequestStore(),
          audit: c.resolve(AUDIT_LOG),
          nudge: () => c.resolve(ACCESS_ENFORCER).nudge(),
        }),
    ),
  });
  container.register(ACCESS_ENFORCER, { useFactory: instanceCachingFactory(createEnforcer) });
}

function createEnforcer(c: DependencyContainer): AccessEnforcer {
  const { dataDirectory, radius } = c.resolve(CONFIGURATION);
  const logger = c.resolve(ROOT_LOGGER);
  const outbox = c.resolve(OUTBOX);
  const log = new ShortLog({ file: shortLogFile(dataDirectory), logger });
  const shared = { database: c.resolve(DATABASE), queue: c.resolve(SESSION_CHANGE_QUEUE), logger, log, realNowMs: Date.now };
  return new AccessEnforcer({
    ...shared,
    createSender: (onSettled) =>
      new RequestSender({
        ...shared,
        client: new RadsecFirst({
          client: new CoaClient({ timeoutMs: radius.disconnectTimeoutMs, tries: radius.disconnectTries }),
          relay: new RelayClient(c.resolve(SECRET_BOX).deriveKey(RELAY_KEY_PURPOSE)),
          waitMs: radius.disconnectTimeoutMs * radius.disconnectTries,
        }),
        routers: c.resolve(ROUTER_SERVICE),
        answerRouter: (tx, { id }) => c.resolve(ANSWERING_SERVICE).profile(tx, id),
        interimIntervalSeconds: radius.interimIntervalSeconds,
        clock: c.resolve(CLOCK),
        events: c.resolve(EVENT_RAISER),
        ends: c.resolve(SESSION_ENDS),
        // By RadSec, and then by UDP.
        longestSendMs: 2 * radius.disconnectTimeoutMs * radius.disconnectTries,
        onSettled,
      }),
    subscribe: (consumerId, eventName, listener) => outbox.subscribe(consumerId, eventName, listener),
  });
}
