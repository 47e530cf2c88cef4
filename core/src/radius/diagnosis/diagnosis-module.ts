import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { ACCESS_SERVICE } from '../../access/access-service.js';
import { CUSTOMER_SERVICE } from '../../customers/customer-service.js';
import { AUDIT_LOG } from '../../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { DATABASE } from '../../kernel/database/database.js';
import { SECRET_BOX } from '../../kernel/security/secret-box.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { SERVICE_SERVICE } from '../../services/service-service.js';
import { SESSION_QUERIES } from '../../usage/session-queries.js';
import { SHORT_LOG_READER } from '../log/short-log-reader.js';
import { RelayClient } from '../radsec/relay-client.js';
import { RELAY_KEY_PURPOSE } from '../radsec/relay-message.js';
import { LOGIN_TESTER, LoginTester } from './login-tester.js';
import { ROUTER_TESTER, RouterTester } from './router-tester.js';

export function registerDiagnosis(container: DependencyContainer): void {
  container.register(LOGIN_TESTER, {
    useFactory: instanceCachingFactory(
      (c) =>
        new LoginTester({
          configuration: c.resolve(CONFIGURATION),
          database: c.resolve(DATABASE),
          sources: {
            services: c.resolve(SERVICE_SERVICE),
            customers: c.resolve(CUSTOMER_SERVICE),
            access: c.resolve(ACCESS_SERVICE),
            sessions: c.resolve(SESSION_QUERIES),
            routers: c.resolve(ROUTER_SERVICE),
          },
          shortLog: c.resolve(SHORT_LOG_READER),
          audit: c.resolve(AUDIT_LOG),
          clock: c.resolve(CLOCK),
          relay: relayOf(c),
        }),
    ),
  });
  container.register(ROUTER_TESTER, {
    useFactory: instanceCachingFactory(
      (c) =>
        new RouterTester({
          database: c.resolve(DATABASE),
          routers: c.resolve(ROUTER_SERVICE),
          audit: c.resolve(AUDIT_LOG),
          timeoutMs: c.resolve(CONFIGURATION).radius.disconnectTimeoutMs,
          relay: relayOf(c),
          clock: c.resolve(CLOCK),
        }),
    ),
  });
}

function relayOf(c: DependencyContainer): RelayClient {
  return new RelayClient(c.resolve(SECRET_BOX).deriveKey(RELAY_KEY_PURPOSE));
}
