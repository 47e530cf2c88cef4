import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { AccessStore } from '../../access/access-store.js';
import { RADIUS_NUDGE } from '../../access/radius-nudge.js';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { AUDIT_LOG } from '../../kernel/audit/audit-log.js';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { SESSION_QUERIES } from '../../usage/session-queries.js';
import { ANSWER_PREVIEW, AnswerPreview } from './answer-preview.js';
import { ANSWERING_SERVICE, AnsweringService } from './answering-service.js';

export function registerAnswers(container: DependencyContainer): void {
  container.register(ANSWER_PREVIEW, {
    useFactory: instanceCachingFactory(
      (c) =>
        new AnswerPreview({
          answering: c.resolve(ANSWERING_SERVICE),
          access: new AccessStore(),
          routers: c.resolve(ROUTER_SERVICE),
          sessions: c.resolve(SESSION_QUERIES),
          clock: c.resolve(CLOCK),
          interimIntervalSeconds: c.resolve(CONFIGURATION).radius.interimIntervalSeconds,
        }),
    ),
  });
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
