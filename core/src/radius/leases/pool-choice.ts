import type { AddressPart } from '@tapline/sdk';
import type { LeasePool } from './lease-pool.js';

export interface PoolWish {
  readonly part: AddressPart;
  /** `null`: one of the router's. */
  readonly networkId: string | null;
  /** `undefined`: any, to whatever routers the pools are bound. */
  readonly router: { readonly id: string; readonly name: string } | undefined;
  readonly serviceId: string;
}

export type PoolChoice =
  | {
      readonly pools: readonly LeasePool[];
      /** What is free for the service, its last one if it can be. */
      readonly place: { readonly pool: LeasePool; readonly index: number } | undefined;
      /** Why there is no place, in words. */
      readonly shortage: string;
    }
  | { readonly reason: string };

/** Where a session's address may come from: the pool that its service names, or those of the router, and those of no router where they run out. */
export function choosePool(pools: ReadonlyMap<string, LeasePool>, wish: PoolWish): PoolChoice {
  const candidates = wish.networkId === null ? ofRouter(pools, wish) : named(pools, wish, wish.networkId);
  if ('reason' in candidates) return candidates;
  const last = candidates.find((pool) => pool.lastOf(wish.serviceId) !== undefined);
  const pool = last ?? candidates.find((candidate) => candidate.freeCount > 0);
  const index = pool?.peek(wish.serviceId);
  return {
    pools: candidates,
    place: pool && index !== undefined ? { pool, index } : undefined,
    shortage: shortageOf(candidates, wish),
  };
}

function named(
  pools: ReadonlyMap<string, LeasePool>,
  { part, router }: PoolWish,
  networkId: string,
): readonly LeasePool[] | { readonly reason: string } {
  const pool = pools.get(networkId);
  if (!pool || pool.network.gives !== part) {
    return { reason: "the service's pool is no longer one that gives addresses; choose another for it" };
  }
  const { name, routerIds } = pool.network;
  if (router && routerIds.length > 0 && !routerIds.includes(router.id)) {
    const cure = 'bind it to this router under Networks, or let the service use the pools of the router';
    return { reason: `pool "${name}" is not routed to the router "${router.name}"; ${cure}` };
  }
  return [pool];
}

/** Its own first. */
function ofRouter(pools: ReadonlyMap<string, LeasePool>, { part, router }: PoolWish): readonly LeasePool[] | { readonly reason: string } {
  const giving = [...pools.values()].filter(({ network }) => network.gives === part);
  const own = giving.filter(({ network }) => !router || network.routerIds.includes(router.id));
  const found = router ? [...own, ...giving.filter(({ network }) => network.routerIds.length === 0)] : own;
  if (found.length > 0) return found;
  const what = part === 'ipv4' ? 'IPv4 pool' : part === 'ipv6' ? 'pool of IPv6 link prefixes' : 'pool of delegated IPv6 prefixes';
  if (!router) return { reason: `there is no ${what}; add one under Networks` };
  return { reason: `the router "${router.name}" has no ${what}; bind one to it under Networks` };
}

function shortageOf(pools: readonly LeasePool[], { part, networkId, router }: PoolWish): string {
  const nothing = `no free ${part === 'ipv4' ? 'address' : 'prefix'}`;
  const [first] = pools;
  if (pools.length === 1 && first) return `pool "${first.network.name}" has ${nothing}`;
  const names = pools.map(({ network }) => `"${network.name}"`).join(', ');
  return networkId === null && router
    ? `the pools of the router "${router.name}" have ${nothing}: ${names}`
    : `pools ${names} have ${nothing}`;
}
