import type { Operation } from '@tapline/sdk';
import { notConnected } from '../connections/connection-store.js';
import { findRouter } from '../connections/find-router.js';
import { readFacts } from '../connections/router-facts.js';
import { FaultList } from '../pages/fault-list.js';
import type { MikrotikServices } from '../services.js';
import { checkRouter, type SetupFault } from '../setup/router-check.js';
import { readRouter } from '../setup/router-reading.js';
import { ROUTER_INPUT, type RouterInput } from './router-input.js';

interface Checked {
  readonly router: string;
  readonly faults: readonly SetupFault[];
  /** Menus that the API user may not read. */
  readonly refused: readonly string[];
}

export function checkOperation({ routers, store, links, transactions, clock }: MikrotikServices): Operation<RouterInput, Checked> {
  return {
    id: 'check',
    title: 'Check a router’s set-up',
    description: 'Reads the router and says what is missing or contradicts, each with the command that mends it. Nothing is changed.',
    icon: 'search',
    permission: 'network.write',
    isReadOnly: true,
    input: ROUTER_INPUT,
    reach: async ({ input }) => {
      const { router, settings, radiusSecret } = await transactions.run(async (tx) => {
        const found = await findRouter(tx, routers, input.router);
        const connection = await store.find(tx, found.id);
        if (!connection) throw notConnected();
        return { router: found, settings: connection.settings, radiusSecret: await routers.secret(tx, found.id) };
      });
      return links.use(router.id, async (client) => {
        const facts = await readFacts(client, clock.nowMs());
        const { reading, refused } = await readRouter(client);
        const faults = checkRouter({ reading, facts, router, settings, radiusSecret, radius: routers.radius });
        await transactions.run((tx) => store.note(tx, router.id, { facts, check_result: faults }));
        return { router: router.name, faults, refused };
      });
    },
    view: ({ router, faults, refused }) => <FaultList router={router} faults={faults} refused={refused} />,
  };
}
