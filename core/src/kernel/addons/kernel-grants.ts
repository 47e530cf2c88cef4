import { ADDON_TABLES, CLOCK, type Clock, LOGGER, TRANSACTIONS, type TransactionRunner } from '@tapline/sdk';
import type { Database } from '../database/database.js';
import { databaseTransactionOf } from '../database/database-transaction.js';
import type { Owner } from '../hooks/owner.js';
import { refuseInTapScope } from '../hooks/tap-scope.js';
import { lendInSavepoint } from '../hooks/tap-transaction.js';
import type { RootLogger } from '../logging/logger.js';
import { addonNotRunning, type Grant, grant } from './addon-container.js';
import type { AddonSchema } from './addon-schema.js';
import { DatabaseAddonTables } from './addon-tables.js';

export interface KernelServices {
  readonly clock: Clock;
  readonly database: Database;
  readonly logger: RootLogger;
}

/** The services that the kernel itself has for an add-on; the rest is granted by the composition root. */
export function kernelGrants(services: KernelServices, schema: AddonSchema, life: AbortSignal): readonly Grant[] {
  return [
    grant(CLOCK, () => services.clock),
    grant(LOGGER, ({ id }) => services.logger.child({ addon: id })),
    grant(TRANSACTIONS, (addon) => transactionsOf(addon, services.database, life)),
    grant(ADDON_TABLES, ({ id }) => new DatabaseAddonTables(id, schema)),
  ];
}

/** Transactions in the add-on's name, as long as it lives: what goes on running in a disabled add-on can change nothing any more. */
function transactionsOf(addon: Owner, database: Database, life: AbortSignal): TransactionRunner {
  return {
    run: async (work) => {
      if (life.aborted) throw addonNotRunning(addon.id);
      refuseInTapScope(addon.id);
      return database.transaction(addon.actor, work);
    },
    runPart: (tx, work) => lendInSavepoint(databaseTransactionOf(tx), addon, work),
  };
}
