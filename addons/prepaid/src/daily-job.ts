import type { Job } from '@tapline/sdk';
import type { CustomerRound } from './customer-round.js';

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
