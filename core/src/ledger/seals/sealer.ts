import { type Actor, type Clock, createToken } from '@tapline/sdk';
import type { Database } from '../../kernel/database/database.js';
import { isDuplicate, TransactionConflict } from '../../kernel/database/database-error.js';
import { nextSeal } from './seal.js';
import type { SealStore } from './seal-store.js';

const ENTRIES_PER_SEAL = 2000;

/**
 * Chains committed entries in blocks, some time after they were posted. A chain inside the posting transactions would put all of them in one row
 * on MariaDB, since each would need the hash of the one before; the entry's own hash is written with it, and covers it until then.
 */
export class LedgerSealer {
  constructor(
    private readonly database: Database,
    private readonly store: SealStore,
    private readonly clock: Clock,
  ) {}

  /** Seals all that is committed; returns how many entries. */
  async seal(actor: Actor, signal?: AbortSignal): Promise<number> {
    for (let total = 0; ; ) {
      const count = signal?.aborted ? 0 : await this.sealSome(actor);
      if (count === 0) return total;
      total += count;
    }
  }

  private sealSome(actor: Actor): Promise<number> {
    return this.database.transaction(actor, async (tx) => {
      const last = await this.store.last(tx);
      const entries = await this.store.unsealed(tx, last, ENTRIES_PER_SEAL);
      if (entries.length === 0) return 0;
      try {
        await this.store.append(tx, nextSeal(last, entries, this.clock.nowMs()));
      } catch (error) {
        if (isDuplicate(error)) throw new TransactionConflict('sealed at the same time by another process', { cause: error });
        throw error;
      }
      return entries.length;
    });
  }
}

export const LEDGER_SEALER = createToken<LedgerSealer>('core.ledger-sealer');
