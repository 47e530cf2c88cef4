import type { Access, Customer, Router, Service, SubscriberSession, Transaction } from '@tapline/sdk';
import type { AccessService } from '../../access/access-service.js';
import type { CustomerService } from '../../customers/customer-service.js';
import type { RouterService } from '../../network/router-service.js';
import type { ServiceService } from '../../services/service-service.js';
import type { SessionQueries } from '../../usage/session-queries.js';
import { coaAddressOf } from '../health/coa-address.js';
import type { LineSource } from './find-tested-line.js';

export interface FactSources {
  readonly services: LineSource & Pick<ServiceService, 'password'>;
  readonly customers: Pick<CustomerService, 'get'>;
  readonly access: Pick<AccessService, 'access'>;
  readonly sessions: Pick<SessionQueries, 'online' | 'onlineOfService' | 'ofServices'>;
  readonly routers: Pick<RouterService, 'list' | 'secret'>;
}

/** All that the database says of a line. */
export interface LineFacts {
  readonly service: Service;
  readonly customer: Customer;
  readonly access: Access;
  readonly password: string;
  readonly online: readonly SubscriberSession[];
  /** The last one, online or not. */
  readonly lastSession: SubscriberSession | undefined;
  /** Others who are online with this line's address. */
  readonly sameAddress: readonly SubscriberSession[];
}

export interface RouterWithSecret extends Router {
  readonly secret: string;
}

const MOST_SESSIONS = 50;

export async function readLineFacts(tx: Transaction, sources: FactSources, service: Service): Promise<LineFacts> {
  const { ipv4Address } = service;
  const withAddress =
    ipv4Address === null ? [] : (await sources.sessions.online(tx, { page: 1, pageSize: MOST_SESSIONS, text: ipv4Address })).sessions;
  return {
    service,
    customer: await sources.customers.get(tx, service.customerId),
    access: await sources.access.access(tx, service.id),
    password: await sources.services.password(tx, service.id),
    online: await sources.sessions.onlineOfService(tx, service.id),
    lastSession: (await sources.sessions.ofServices(tx, [service.id], 1))[0],
    sameAddress: withAddress.filter((session) => session.ipv4Address === ipv4Address && session.serviceId !== service.id),
  };
}

export async function readRouters(tx: Transaction, { routers }: FactSources): Promise<readonly RouterWithSecret[]> {
  const found: RouterWithSecret[] = [];
  for (const router of await routers.list(tx)) {
    const coaAddress = (await coaAddressOf(tx, router)) ?? null;
    found.push({ ...router, coaAddress, secret: await routers.secret(tx, router.id) });
  }
  return found;
}
