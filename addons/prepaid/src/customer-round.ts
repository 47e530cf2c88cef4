import {
  type Company,
  type Customer,
  type CustomerDirectory,
  goRound,
  type Logger,
  TaplineError,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ChargingStore } from './charging-store.js';
import type { CustomerCharging } from './customer-charging.js';
import { PREPAID } from './settings.js';
import type { Warnings } from './warnings.js';

export interface CustomerRoundParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly company: Company;
  readonly logger: Logger;
  readonly store: ChargingStore;
  readonly charging: CustomerCharging;
  readonly warnings: Warnings;
}

/** What a round does with customers. */
type RoundWord = 'charged' | 'warned' | 'invoiced';

const CUSTOMERS_PER_PAGE = 200;

/**
 * Goes through all prepaid customers, page by page; those of a page for whom nothing is to be done are passed over together, so that a try after one
 * that ended early is soon where that was. One who cannot be charged is logged and does not hold up the others; the round then fails with
 * `PREPAID_ROUND_INCOMPLETE`, and the next try goes on with whom it left.
 */
export class CustomerRound {
  constructor(private readonly parts: CustomerRoundParts) {}

  /** Settles every one who is not settled for today. */
  async settleAll(signal: AbortSignal): Promise<void> {
    const { charging } = this.parts;
    await this.go(
      this.pages((ids) => this.unsettled(ids)),
      { visit: (customerId) => charging.settleCustomer(customerId), what: 'charged', signal },
    );
  }

  /** Warns those who are to be warned. */
  async warnAll(signal: AbortSignal): Promise<void> {
    const { transactions, warnings } = this.parts;
    await this.go(
      this.pages((ids) => this.toBeWarned(ids)),
      { visit: (customerId) => transactions.run((tx) => warnings.warn(tx, customerId)), what: 'warned', signal },
    );
  }

  /** Warns one whom a change blocks tomorrow: the next round may come too late. */
  async warnOfTomorrow(customerId: string): Promise<void> {
    const { transactions, customers, warnings } = this.parts;
    await transactions.run(async (tx) => {
      if (isPrepaid(await customers.get(tx, customerId))) await warnings.warn(tx, customerId, 1);
    });
  }

  private async unsettled(customerIds: readonly string[]): Promise<readonly string[]> {
    const { transactions, store, company } = this.parts;
    const accounts = await transactions.run((tx) => store.accounts(tx, customerIds));
    const today = company.today();
    return customerIds.filter((id) => accounts.get(id)?.settledOn !== today);
  }

  private async toBeWarned(customerIds: readonly string[]): Promise<readonly string[]> {
    const { transactions, customers, warnings } = this.parts;
    return transactions.run(async (tx) => {
      const known = await customers.getMany(tx, customerIds);
      return warnings.toBeWarned(tx, [...known.values()].filter(isPrepaid));
    });
  }

  private async go(
    items: AsyncIterable<string>,
    {
      visit,
      what,
      signal,
    }: { readonly visit: (customerId: string) => Promise<void>; readonly what: RoundWord; readonly signal: AbortSignal },
  ): Promise<void> {
    await goRound({
      items,
      visit,
      signal,
      onFailure: (customerId, err) => this.parts.logger.error({ customerId, err }, `a prepaid customer could not be ${what}`),
      incomplete: (failedCount) => roundFailed(what, failedCount),
    });
  }

  private async *pages(left: (customerIds: readonly string[]) => Promise<readonly string[]>): AsyncGenerator<string> {
    const { transactions, customers } = this.parts;
    let afterId: string | undefined;
    for (;;) {
      const from = afterId === undefined ? {} : { afterId };
      const query = { billingType: PREPAID, limit: CUSTOMERS_PER_PAGE, ...from };
      const ids = await transactions.run((tx) => customers.idsByBillingType(tx, query));
      yield* await left(ids);
      afterId = ids.at(-1);
      if (ids.length < CUSTOMERS_PER_PAGE) return;
    }
  }
}

/** One may have been given another type since the page was read. */
function isPrepaid({ billingType }: Customer): boolean {
  return billingType === PREPAID;
}

export function roundFailed(what: RoundWord, count: number): TaplineError {
  const message = `prepaid customers that could not be ${what}: ${count}; the log names them, and it is tried again`;
  return new TaplineError('PREPAID_ROUND_INCOMPLETE', 'internal', message);
}
