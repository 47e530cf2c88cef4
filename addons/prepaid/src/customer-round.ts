import { type Company, type CustomerDirectory, type Logger, TaplineError, type Transaction, type TransactionRunner } from '@tapline/sdk';
import type { ChargingReader } from './charging-reader.js';
import type { CustomerCharging } from './customer-charging.js';
import { PREPAID } from './settings.js';

export interface CustomerRoundParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly company: Company;
  readonly logger: Logger;
  readonly reader: ChargingReader;
  readonly charging: CustomerCharging;
}

const CUSTOMERS_PER_PAGE = 200;

/**
 * Goes through all prepaid customers. One who cannot be charged is logged and does not hold up the others; the round then fails with
 * `PREPAID_CUSTOMERS_NOT_CHARGED`, and the next try charges whom it left.
 */
export class CustomerRound {
  constructor(private readonly parts: CustomerRoundParts) {}

  /** Settles every one. */
  async settleAll(signal: AbortSignal): Promise<void> {
    await this.goRound((customerId) => this.parts.charging.settleCustomer(customerId), signal);
  }

  /** Settles those who wait for money for a service on a plan: its price has changed, and so what opens the line. */
  async settleWaiting(planId: string): Promise<void> {
    await this.goRound(async (customerId) => {
      const isWaiting = await this.parts.transactions.run((tx) => this.waits(tx, customerId, planId));
      if (isWaiting) await this.parts.charging.settleCustomer(customerId);
    });
  }

  private async waits(tx: Transaction, customerId: string, planId: string): Promise<boolean> {
    const { customers, company, reader } = this.parts;
    const { charges } = await reader.day(tx, await customers.get(tx, customerId), company.today());
    return charges.some(({ service, isPaid }) => !isPaid && service.planId === planId);
  }

  private async goRound(visit: (customerId: string) => Promise<void>, signal?: AbortSignal): Promise<void> {
    let failedCount = 0;
    for await (const customerId of this.customerIds()) {
      signal?.throwIfAborted();
      if (!(await this.tryToVisit(customerId, visit))) failedCount++;
    }
    if (failedCount === 0) return;
    throw new TaplineError(
      'PREPAID_CUSTOMERS_NOT_CHARGED',
      'internal',
      `prepaid customers that could not be charged: ${failedCount}; the log names them, and it is tried again`,
    );
  }

  private async tryToVisit(customerId: string, visit: (customerId: string) => Promise<void>): Promise<boolean> {
    try {
      await visit(customerId);
      return true;
    } catch (error) {
      // Without a database, or disabled meanwhile, nobody can be charged: that is no fault of this customer.
      if (error instanceof TaplineError && error.kind === 'unavailable') throw error;
      this.parts.logger.error({ customerId, err: error }, 'a prepaid customer could not be charged');
      return false;
    }
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
