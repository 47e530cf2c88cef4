import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { RADIUS_NUDGE } from '../../access/radius-nudge.js';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../../kernel/audit/audit-log.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { ANSWERING_SERVICE, AnsweringService } from './answering-service.js';

export function registerAnswers(container: DependencyContainer): void {
  container.register(ANSWERING_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) =>
        new AnsweringService({
          routers: c.resolve(ROUTER_SERVICE),
          drivers: () => c.resolve(CONTRIBUTIONS).routerDrivers(),
          audit: c.resolve(AUDIT_LOG),
          nudge: c.resolve(RADIUS_NUDGE),
        }),
    ),
  });
}
