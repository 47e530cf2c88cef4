import type { Routers } from '@tapline/sdk';
import type { Configuration } from '../kernel/config/configuration.js';
import type { RouterService } from './router-service.js';

/** Routers as add-ons may see them: to read. */
export function addonRoutersOf(
  routers: Pick<RouterService, 'list' | 'get' | 'secret'>,
  { radius: { authPort, accountingPort, interimIntervalSeconds } }: Pick<Configuration, 'radius'>,
): Routers {
  return {
    list: (tx) => routers.list(tx),
    get: (tx, routerId) => routers.get(tx, routerId),
    secret: (tx, routerId) => routers.secret(tx, routerId),
    radius: { authPort, accountingPort, interimIntervalSeconds },
  };
}
