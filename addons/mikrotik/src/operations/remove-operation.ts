import type { Operation } from '@tapline/sdk';
import { findRouter } from '../connections/find-router.js';
import type { MikrotikServices } from '../services.js';
import { ROUTER_INPUT, type RouterInput } from './router-input.js';

export function removeOperation({ routers, store, links, counting, clock }: MikrotikServices): Operation<RouterInput, string> {
  return {
    id: 'disconnect',
    title: 'Remove a connection',
    description:
      'Forgets address, user and password of a router’s API, and where its counters stood. What was set on the router stays there.',
    icon: 'x',
    permission: 'network.write',
    isReadOnly: false,
    input: ROUTER_INPUT,
    run: async ({ tx, input }) => {
      const router = await findRouter(tx, routers, input.router);
      await counting.endRouter(tx, router.id, clock.nowMs());
      await store.remove(tx, router.id);
      links.forget(router.id);
      return `The connection of ${router.name} is removed.`;
    },
  };
}
