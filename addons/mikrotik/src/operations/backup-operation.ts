import type { Operation } from '@tapline/sdk';
import { findRouter } from '../connections/find-router.js';
import type { MikrotikServices } from '../services.js';
import { ROUTER_INPUT, type RouterInput } from './router-input.js';

export function backupOperation({ routers, links, backups, transactions }: MikrotikServices): Operation<RouterInput, string> {
  return {
    id: 'backup',
    title: 'Back up a router’s configuration now',
    description: 'Keeps it, without its secrets, if it differs from the newest that is kept.',
    icon: 'device-floppy',
    permission: 'network.write',
    isReadOnly: false,
    input: ROUTER_INPUT,
    reach: async ({ input }) => {
      const router = await transactions.run((tx) => findRouter(tx, routers, input.router));
      const outcome = await links.use(router.id, (client) => backups.keep(client, router.id));
      return outcome === 'kept' ? `The configuration of ${router.name} is kept.` : `${router.name} is configured as in the newest backup.`;
    },
  };
}
