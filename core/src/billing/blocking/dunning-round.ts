import { setImmediate as breathe } from 'node:timers/promises';
import { addDays, type Company, createToken, goRound, type Logger, type OpenInvoice, TaplineError } from '@tapline/sdk';
import type { SettlementService } from '../../documents/open-items/settlement-service.js';
import type { Database } from '../../kernel/database/database.js';
import { isDatabaseTrouble } from '../../kernel/hooks/database-trouble.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import type { DunningService } from './dunning-service.js';
import type { DunningStore } from './dunning-store.js';

export interface DunningRoundParts {
  readonly dunning: Pick<DunningService, 'settleCustomer'>;
  readonly store: DunningStore;
  readonly settlement: SettlementService;
  readonly database: Database;
  readonly company: Company;
  readonly logger: Logger;
}

const CUSTOMERS_PER_READ = 500;
/** The longest time before a due date at which somebody may want a reminder. */
const LOOK_AHEAD_DAYS = 366;

/** Brings everybody who owes or is held to what the rules of blocking want. */
export class DunningRound {
  constructor(private readonly parts: DunningRoundParts) {}

  /**
   * Settles each in a transaction of its own. One who cannot be settled (an add-on vetoes the block, say) is logged and does not hold up the
   * others; the round then ends with `BLOCKING_INCOMPLETE`.
   */
  async go(signal: AbortSignal): Promise<void> {
    const { dunning, logger } = this.parts;
    await goRound({
      items: this.concernedOnce(),
      visit: (customerId) => dunning.settleCustomer(customerId),
      signal,
      onFailure: (customerId, err) => logger.error({ customerId, err }, 'a customer could not be reminded, blocked or let in again'),
      incomplete,
      // An add-on that fails in a hook may fail at this customer alone.
      endsAt: isDatabaseTrouble,
    });
  }

  private async *concernedOnce(): AsyncGenerator<string> {
    const done = new Set<string>();
    for await (const customerId of this.concerned()) {
      if (done.has(customerId)) continue;
      done.add(customerId);
      yield customerId;
      await breathe();
    }
  }

  private async *concerned(): AsyncGenerator<string> {
    const { database, settlement, store, company } = this.parts;
    const before = addDays(company.today(), LOOK_AHEAD_DAYS);
    for (let afterId = '', page: readonly OpenInvoice[] = []; ; afterId = page.at(-1)?.documentId ?? '') {
      const query = { before, afterId, limit: CUSTOMERS_PER_READ };
      page = await database.view(CORE_OWNER.actor, (tx) => settlement.dueBefore(tx, query));
      for (const { customerId } of page) yield customerId;
      if (page.length < CUSTOMERS_PER_READ) break;
    }
    for (let afterId = '', page: readonly string[] = []; ; afterId = page.at(-1) ?? '') {
      const from = afterId;
      page = await database.view(CORE_OWNER.actor, (tx) => store.held(tx, from, CUSTOMERS_PER_READ));
      yield* page;
      if (page.length < CUSTOMERS_PER_READ) return;
    }
  }
}

function incomplete(count: number): TaplineError {
  const message = `customers who could not be reminded, blocked or let in again: ${count}; the log names them, and they are tried again`;
  return new TaplineError('BLOCKING_INCOMPLETE', 'internal', message);
}

export const DUNNING_ROUND = createToken<DunningRound>('core.dunning-round');
