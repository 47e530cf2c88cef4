import { notFound, type Router, type Routers, type Transaction } from '@tapline/sdk';

/** By name or id. Throws `ROUTER_UNKNOWN`. */
export async function findRouter(tx: Transaction, routers: Routers, nameOrId: string): Promise<Router> {
  const list = await routers.list(tx);
  const found = list.find(({ id, name }) => id === nameOrId || name === nameOrId);
  if (found) return found;
  const names = list.map(({ name }) => name).slice(0, 10);
  throw notFound(
    'ROUTER_UNKNOWN',
    `there is no router "${nameOrId}"; there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ') || 'none yet'}`,
  );
}

/** The field by which operations ask for a router. */
export const ROUTER_FIELD = { type: 'string', title: 'Router', description: 'Its name or id.', minLength: 1, maxLength: 100 } as const;
