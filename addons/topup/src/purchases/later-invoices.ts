import {
  type CustomerDirectory,
  goRound,
  isOfEverybody,
  type Job,
  type Logger,
  type ServiceDirectory,
  TaplineError,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { OwedInvoiceStore } from './owed-invoice-store.js';
import type { PurchaseMoney } from './purchase-money.js';
import type { PurchaseStore } from './purchase-store.js';

export interface LaterInvoicesParts {
  readonly owed: OwedInvoiceStore;
  readonly store: PurchaseStore;
  readonly money: PurchaseMoney;
  readonly customers: CustomerDirectory;
  readonly services: ServiceDirectory;
  readonly transactions: TransactionRunner;
  readonly logger: Logger;
}

/**
 * Invoices over data that lines have bought in their meter's transaction, each customer's in a transaction of its own: there the number series would be
 * locked for all lines that are metered together, and they would wait for a billing run.
 */
export class LaterInvoices {
  constructor(private readonly parts: LaterInvoicesParts) {}

  /** Those of a customer. */
  issueNow(customerId: string): Promise<void> {
    return this.parts.transactions.run((tx) => this.issue(tx, customerId));
  }

  /** Those of a customer, as far as they can be issued: what follows for the customer does not wait for one that is refused, which is left to the job. */
  async issueOrLeave(customerId: string): Promise<void> {
    try {
      await this.issueNow(customerId);
    } catch (error) {
      if (!(error instanceof TaplineError) || isOfEverybody(error)) throw error;
      this.say(customerId, error);
    }
  }

  async issue(tx: Transaction, customerId: string): Promise<void> {
    const { owed, store, money, customers, services } = this.parts;
    if ((await owed.ofCustomer(tx, customerId)).length === 0) return;
    await customers.lock(tx, customerId);
    for (const purchaseId of await owed.ofCustomer(tx, customerId)) {
      const purchase = await store.find(tx, purchaseId);
      if (purchase) await store.put(tx, await money.charge(tx, purchase, await services.get(tx, purchase.serviceId)));
      await owed.remove(tx, purchaseId);
    }
  }

  /**
   * What follows a purchase at once, for those that it could not follow: the add-on was switched off meanwhile, or it was refused. One that cannot be
   * issued keeps no other waiting; the run then ends with `TOPUP_INVOICES_INCOMPLETE`.
   */
  job(): Job {
    return {
      id: 'invoices',
      title: 'Invoice what lines have bought by themselves',
      schedule: '5-59/15 * * * *',
      catchUp: 'latest',
      run: async ({ signal }) =>
        goRound({
          items: await this.parts.transactions.run((tx) => this.parts.owed.customers(tx)),
          visit: (customerId) => this.issueNow(customerId),
          signal,
          onFailure: (customerId, error) => this.say(customerId, error),
          incomplete,
        }),
    };
  }

  private say(customerId: string, error: unknown): void {
    const words = 'the invoice over data that a line has bought by itself could not be issued';
    this.parts.logger.error({ customer: customerId, err: error }, words);
  }
}

function incomplete(count: number): TaplineError {
  const message = `customers whose invoices over data could not be issued: ${count}; the log names them, and it is tried again`;
  return new TaplineError('TOPUP_INVOICES_INCOMPLETE', 'internal', message);
}
