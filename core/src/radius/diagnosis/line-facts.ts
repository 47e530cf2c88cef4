import type { Access, Customer, Router, Service, SubscriberSession, Transaction } from '@tapline/sdk';
import type { AccessService } from '../../access/access-service.js';
import type { CustomerService } from '../../customers/customer-service.js';
import type { RouterService } from '../../network/router-service.js';
import type { ServiceService } from '../../services/service-service.js';
import type { SessionQueries } from '../../usage/session-queries.js';
import { coaAddressOf } from '../health/coa-address.js';
import { RadsecConnectionStore, type RadsecWay } from '../radsec/radsec-connection-store.js';
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
  /** `undefined` of one that is asked by UDP only. */
  readonly radsec: RadsecWay | undefined;
}

const MOST_SESSIONS = 50;
const radsecConnections = new RadsecConnectionStore();

export async function readLineFacts(tx: Transaction, sources: FactSources, service: Service): Promise<LineFacts> {
  const { ipv4Address } = service;
  const withAddress =
    ipv4Address === null ? [] : (await sources.sessions.online(tx, { page: 1, pageSize: MOST_SESSIONS, whose: ipv4Address })).sessions;
  return {
    service,
    customer: await sources.customers.get(tx, service.customerId),
    access: await sources.access.access(tx, service.id),
    password: await sources.services.password(tx, service.id),
    online: await sources.sessions.onlineOfService(tx, service.id),
    lastSession: (await sources.sessions.ofServices(tx, [service.id], 1))[0],
    sameAddress: withAddress.filter((session) => session.serviceId !== service.id),
  };
}

/** Those that are answered. */
export async function readRouters(tx: Transaction, { routers }: FactSources): Promise<readonly RouterWithSecret[]> {
  const found: RouterWithSecret[] = [];
  for (const router of (await routers.list(tx)).filter(({ isEnabled }) => isEnabled))
    found.push(await withWays(tx, router, await routers.secret(tx, router.id)));
  return found;
}

/** With its secret, and where it can be asked now. */
export async function withWays(tx: Transaction, router: Router, secret: string): Promise<RouterWithSecret> {
  const coaAddress = (await coaAddressOf(tx, router)) ?? null;
  return { ...router, coaAddress, secret, radsec: await radsecConnections.wayTo(tx, router, Date.now()) };
}
