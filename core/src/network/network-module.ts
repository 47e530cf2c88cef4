import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { RADIUS_NUDGE } from '../access/radius-nudge.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { ADDRESS_BOOK, AddressBook } from './address-book.js';
import { ADDRESS_QUERIES, AddressQueries } from './address-queries.js';
import { NETWORK_SERVICE, NetworkService } from './network-service.js';
import { NetworkStore } from './network-store.js';
import { ROUTER_SERVICE, RouterService } from './router-service.js';

export function registerNetwork(container: DependencyContainer): void {
  const store = new NetworkStore();
  container.register(ADDRESS_BOOK, { useValue: new AddressBook(store) });
  container.register(ADDRESS_QUERIES, { useValue: new AddressQueries() });
  container.register(NETWORK_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) => new NetworkService({ store, audit: c.resolve(AUDIT_LOG), clock: c.resolve(CLOCK), nudge: c.resolve(RADIUS_NUDGE) }),
    ),
  });
  container.register(ROUTER_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) => new RouterService(c.resolve(SECRET_BOX), c.resolve(AUDIT_LOG), c.resolve(CLOCK), c.resolve(RADIUS_NUDGE)),
    ),
  });
}
