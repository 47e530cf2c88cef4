import { type CustomerDirectory, type Job, type JobRun, type Logger, TaplineError, type TransactionRunner } from '@tapline/sdk';
import type { CustomerCharging } from './customer-charging.js';
import { PREPAID } from './settings.js';

export interface DailyJobParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly logger: Logger;
  readonly charging: CustomerCharging;
}

const CUSTOMERS_PER_PAGE = 200;

/**
 * Charges all prepaid customers for the day that begins, and first for the days that were missed. After downtime the latest run is enough,
 * as each customer's own missed days are charged in their order; runs for days of the past would let one that fails hold up today.
 *
 * A customer who cannot be charged is logged and does not hold up the others; the run then fails, and the next try charges whom it left.
 */
export function dailyJob(parts: DailyJobParts): Job {
  return {
    id: 'charge-day',
    title: 'Charge the day in advance',
    schedule: '0 0 * * *',
    catchUp: 'latest',
    run: (run) => chargeAll(parts, run),
  };
}

async function chargeAll(parts: DailyJobParts, { signal }: JobRun): Promise<void> {
  let failedCount = 0;
  for await (const customerId of prepaidCustomers(parts)) {
    signal.throwIfAborted();
    if (!(await tryCustomer(parts, customerId))) failedCount++;
  }
  if (failedCount === 0) return;
  throw new TaplineError(
    'PREPAID_CUSTOMERS_NOT_CHARGED',
    'internal',
    `prepaid customers that could not be charged: ${failedCount}; the log names them, and the job is tried again`,
  );
}

async function tryCustomer({ charging, logger }: DailyJobParts, customerId: string): Promise<boolean> {
  try {
    await charging.settleCustomer(customerId);
    return true;
  } catch (error) {
    // Without a database, or disabled meanwhile, nobody can be charged: that is no fault of this customer.
    if (error instanceof TaplineError && error.kind === 'unavailable') throw error;
    logger.error({ customerId, err: error }, 'a prepaid customer could not be charged');
    return false;
  }
}

async function* prepaidCustomers({ transactions, customers }: DailyJobParts): AsyncGenerator<string> {
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
