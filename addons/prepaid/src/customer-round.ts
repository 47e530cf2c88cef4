import {
  type Company,
  type CustomerDirectory,
  goRound,
  type Logger,
  type ServiceDirectory,
  TaplineError,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ChargingReader } from './charging-reader.js';
import type { CustomerCharging } from './customer-charging.js';
import { isPriceOld } from './service-charge.js';
import { PREPAID } from './settings.js';
import type { Warnings } from './warnings.js';

export interface CustomerRoundParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly services: Pick<ServiceDirectory, 'ofPlan'>;
  readonly company: Company;
  readonly logger: Logger;
  readonly reader: ChargingReader;
  readonly charging: CustomerCharging;
  readonly warnings: Warnings;
}

/** What a round does with customers. */
type RoundWord = 'charged' | 'warned' | 'invoiced';

const CUSTOMERS_PER_PAGE = 200;

/**
 * Goes through all prepaid customers. One who cannot be charged is logged and does not hold up the others; the round then fails with
 * `PREPAID_ROUND_INCOMPLETE`, and the next try goes on with whom it left.
 */
export class CustomerRound {
  constructor(private readonly parts: CustomerRoundParts) {}

  /** Settles every one. */
  async settleAll(signal: AbortSignal): Promise<void> {
    await this.goRound((customerId) => this.parts.charging.settleCustomer(customerId), 'charged', { signal });
  }

  /** Warns those who are to be warned. */
  async warnAll(signal: AbortSignal): Promise<void> {
    const { transactions, warnings } = this.parts;
    await this.goRound((customerId) => transactions.run((tx) => warnings.warn(tx, customerId)), 'warned', { signal });
  }

  /** Settles those whom a new price of a plan concerns at once: who waits for money, and who has paid days to come at another one. */
  async settleConcerned(planId: string): Promise<void> {
    await this.goRound((customerId) => this.parts.charging.settleCustomer(customerId), 'charged', {
      customerIds: this.concernedBy(planId),
    });
  }

  /** Reads the plan's lines a page at a time, as a listener's time is limited and most of them are of no concern. */
  private async *concernedBy(planId: string): AsyncGenerator<string> {
    const { transactions, services } = this.parts;
    const seen = new Set<string>();
    let afterId = '';
    for (;;) {
      const { page, concerned } = await transactions.run(async (tx) => {
        const found = await services.ofPlan(tx, planId, { afterId, limit: CUSTOMERS_PER_PAGE });
        const ids = [...new Set(found.map(({ customerId }) => customerId))].filter((id) => !seen.has(id));
        return { page: found, concerned: await this.concernedOf(tx, ids, planId) };
      });
      for (const { customerId } of page) seen.add(customerId);
      yield* concerned;
      const last = page.at(-1);
      if (!last || page.length < CUSTOMERS_PER_PAGE) return;
      afterId = last.id;
    }
  }

  private async concernedOf(tx: Transaction, customerIds: readonly string[], planId: string): Promise<readonly string[]> {
    const { customers, company, reader } = this.parts;
    const today = company.today();
    const prepaid = [];
    for (const id of customerIds) {
      const customer = await customers.get(tx, id);
      if (customer.billingType === PREPAID) prepaid.push(customer);
    }
    const days = await reader.days(tx, prepaid, today);
    return prepaid
      .map(({ id }) => id)
      .filter((id) => {
        const day = days.get(id);
        return day?.charges.some(({ service, isPaid }) => {
          const state = day.states.get(service.id);
          return service.planId === planId && (!isPaid || (state !== undefined && isPriceOld({ service }, state)));
        });
      });
  }

  private async goRound(
    visit: (customerId: string) => Promise<void>,
    what: RoundWord,
    { signal, customerIds = this.customerIds() }: { readonly signal?: AbortSignal; readonly customerIds?: AsyncIterable<string> },
  ): Promise<void> {
    await goRound({
      items: customerIds,
      visit,
      signal,
      onFailure: (customerId, err) => this.parts.logger.error({ customerId, err }, `a prepaid customer could not be ${what}`),
      incomplete: (failedCount) => roundFailed(what, failedCount),
    });
  }

  private async *customerIds(): AsyncGenerator<string> {
    const { transactions, customers } = this.parts;
    let afterId: string | undefined;
    for (;;) {
      const from = afterId === undefined ? {} : { afterId };
      const query = { billingType: PREPAID, limit: CUSTOMERS_PER_PAGE, ...from };
      const ids = await transactions.run((tx) => customers.idsByBillingType(tx, query));
      yield* ids;
      afterId = ids.at(-1);
      if (ids.length < CUSTOMERS_PER_PAGE) return;
    }
  }
}

export function roundFailed(what: RoundWord, count: number): TaplineError {
  const message = `prepaid customers that could not be ${what}: ${count}; the log names them, and it is tried again`;
  return new TaplineError('PREPAID_ROUND_INCOMPLETE', 'internal', message);
}
