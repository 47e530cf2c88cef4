import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { EVENT_RAISER } from '../kernel/outbox/event-raiser.js';
import { ACCESS_SERVICE, AccessService } from './access-service.js';
import { AccessStore } from './access-store.js';
import { RADIUS_NUDGE } from './radius-nudge.js';

export function registerAccess(container: DependencyContainer): void {
  container.register(ACCESS_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) => new AccessService(new AccessStore(), c.resolve(EVENT_RAISER), c.resolve(CLOCK), c.resolve(RADIUS_NUDGE)),
    ),
  });
}
