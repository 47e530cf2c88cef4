import type { Job } from '@tapline/sdk';
import type { CustomerRound } from './customer-round.js';
import type { MonthInvoices } from './month-invoices.js';
import type { PriceRound } from './price-round.js';

/**
 * Charges all prepaid customers for the day that begins, and first for the days that were missed. After downtime the latest run is enough,
 * as each customer's own missed days are charged in their order; runs for days of the past would let one that fails hold up today.
 */
export function dailyJob(round: CustomerRound): Job {
  return {
    id: 'charge-day',
    title: 'Charge the day in advance',
    schedule: '0 0 * * *',
    catchUp: 'latest',
    run: ({ signal }) => round.settleAll(signal),
  };
}

/** On the 1st, once the day is charged. */
export function invoiceJob(invoices: MonthInvoices): Job {
  return {
    id: 'invoice-month',
    title: 'Invoice what the last month has charged',
    schedule: '30 0 1 * *',
    catchUp: 'latest',
    run: ({ signal }) => invoices.issueAll(signal),
  };
}

export function warningJob(round: CustomerRound): Job {
  return {
    id: 'warn',
    title: 'Warn customers whose balance runs out',
    schedule: '0 9 * * *',
    catchUp: 'latest',
    run: ({ signal }) => round.warnAll(signal),
  };
}

/** A minute after a price has changed at most. */
export function priceJob(prices: PriceRound): Job {
  return {
    id: 'new-prices',
    title: 'Charge at new prices of plans',
    schedule: '* * * * *',
    catchUp: 'latest',
    run: ({ signal }) => prices.settleConcerned(signal),
  };
}
