import { goRound, type Job, type Logger, TaplineError, type TransactionRunner } from '@tapline/sdk';
import type { PurchaseStore } from './purchase-store.js';
import type { Purchasing } from './purchasing.js';

export interface PaidOrdersParts {
  readonly store: PurchaseStore;
  readonly purchasing: Purchasing;
  readonly transactions: TransactionRunner;
  readonly logger: Logger;
}

/**
 * Gives what waited to be paid and is, of which no event tells: money comes to a balance otherwise than by payments and credit notes, and events are dropped
 * that an add-on was disabled for too long to hear. One customer whose order cannot be given keeps no other waiting; the run then ends with
 * `TOPUP_ORDERS_INCOMPLETE`.
 */
export function paidOrdersJob({ store, purchasing, transactions, logger }: PaidOrdersParts): Job {
  return {
    id: 'orders',
    title: 'Give ordered data that was paid meanwhile',
    schedule: '10-59/15 * * * *',
    catchUp: 'latest',
    run: async ({ signal }) =>
      goRound({
        items: await transactions.run((tx) => store.customersWithOrders(tx)),
        visit: (customerId) => transactions.run((tx) => purchasing.giveWhatIsPaid(tx, customerId)),
        signal,
        onFailure: (customer, err) => logger.error({ customer, err }, 'data that a customer has ordered and paid could not be given'),
        incomplete,
      }),
  };
}

function incomplete(failedCount: number): TaplineError {
  const words = `customers whose ordered data could not be given: ${failedCount}; the log names them, and it is tried again`;
  return new TaplineError('TOPUP_ORDERS_INCOMPLETE', 'internal', words);
}
