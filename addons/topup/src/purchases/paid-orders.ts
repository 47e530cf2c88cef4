import { goRound, type Job, type JobRun, type Logger, TaplineError, type Transaction, type TransactionRunner } from '@tapline/sdk';
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
export function paidOrdersJob(parts: PaidOrdersParts): Job {
  return {
    id: 'orders',
    title: 'Give ordered data that was paid meanwhile',
    schedule: '10-59/15 * * * *',
    catchUp: 'latest',
    run: (run) => giveToEach(parts, run, (tx) => parts.store.customersWithOrders(tx)),
  };
}

/** As {@link paidOrdersJob}, for cancelled orders: what was paid of their pro-formas goes to the balance. They are more with each year, and seldom paid. */
export function cancelledOrdersJob(parts: PaidOrdersParts): Job {
  return {
    id: 'cancelled-orders',
    title: 'Leave on the balance what was paid for cancelled orders of data',
    schedule: '20 3 * * *',
    catchUp: 'latest',
    run: (run) => giveToEach(parts, run, (tx) => parts.store.customersWithUnansweredOrders(tx)),
  };
}

async function giveToEach(
  { purchasing, transactions, logger }: PaidOrdersParts,
  { signal }: JobRun,
  customersOf: (tx: Transaction) => Promise<readonly string[]>,
): Promise<void> {
  await goRound({
    items: await transactions.run(customersOf),
    visit: (customerId) => transactions.run((tx) => purchasing.giveWhatIsPaid(tx, customerId)),
    signal,
    onFailure: (customer, err) => logger.error({ customer, err }, 'data that a customer has ordered and paid could not be given'),
    incomplete,
  });
}

function incomplete(failedCount: number): TaplineError {
  const words = `customers whose ordered data could not be given: ${failedCount}; the log names them, and it is tried again`;
  return new TaplineError('TOPUP_ORDERS_INCOMPLETE', 'internal', words);
}
