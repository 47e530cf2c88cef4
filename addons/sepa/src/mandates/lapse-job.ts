import type { Job } from '@tapline/sdk';
import type { SepaParts } from '../sepa-parts.js';

/** Notes each night which mandates have lapsed. What is collected is checked by itself. */
export function lapseJob({ transactions, mandates }: Pick<SepaParts, 'transactions' | 'mandates'>): Job {
  return {
    id: 'mandate-lapse',
    title: 'Let unused mandates lapse',
    schedule: '20 2 * * *',
    catchUp: 'latest',
    run: async () => {
      await transactions.run((tx) => mandates.lapse(tx));
    },
  };
}
