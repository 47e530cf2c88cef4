import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { CONFIGURATION } from '../../kernel/config/configuration.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { CoaHealthStore } from '../change-of-authorization/coa-health-store.js';
import { SessionRequestStore } from '../change-of-authorization/session-request-store.js';
import { LeaseStore } from '../leases/lease-store.js';
import { RadsecConnectionStore } from '../radsec/radsec-connection-store.js';
import { HealthStore } from './health-store.js';
import { ROUTER_HEALTH, RouterHealthService } from './router-health.js';

export function registerRouterHealth(container: DependencyContainer): void {
  container.register(ROUTER_HEALTH, {
    useFactory: instanceCachingFactory(
      (c) =>
        new RouterHealthService({
          store: new HealthStore(),
          coaHealth: new CoaHealthStore(),
          requests: new SessionRequestStore(),
          routers: c.resolve(ROUTER_SERVICE),
          clock: c.resolve(CLOCK),
          leases: new LeaseStore(),
          radsec: new RadsecConnectionStore(),
          interimIntervalSeconds: c.resolve(CONFIGURATION).radius.interimIntervalSeconds,
        }),
    ),
  });
}
