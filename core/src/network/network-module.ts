import { CLOCK } from '@tapline/sdk';
import { type DependencyContainer, instanceCachingFactory } from '@tapline/sdk/di';
import { RADIUS_NUDGE } from '../access/radius-nudge.js';
import { AUDIT_LOG } from '../kernel/audit/audit-log.js';
import { SECRET_BOX } from '../kernel/security/secret-box.js';
import { ADDRESS_BOOK, AddressBook } from './address-book.js';
import { NETWORK_SERVICE, NetworkService } from './network-service.js';
import { ROUTER_SERVICE, RouterService } from './router-service.js';

export function registerNetwork(container: DependencyContainer): void {
  container.register(ADDRESS_BOOK, { useValue: new AddressBook() });
  container.register(NETWORK_SERVICE, {
    useFactory: instanceCachingFactory((c) => new NetworkService(c.resolve(AUDIT_LOG), c.resolve(CLOCK))),
  });
  container.register(ROUTER_SERVICE, {
    useFactory: instanceCachingFactory(
      (c) => new RouterService(c.resolve(SECRET_BOX), c.resolve(AUDIT_LOG), c.resolve(CLOCK), c.resolve(RADIUS_NUDGE)),
    ),
  });
}
