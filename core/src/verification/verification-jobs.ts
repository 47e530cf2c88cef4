import type { Job } from '@tapline/sdk';
import type { DependencyContainer } from '@tapline/sdk/di';
import { DATABASE } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import { ROOT_LOGGER } from '../kernel/logging/logger.js';
import { LEDGER_SEALER } from '../ledger/seals/sealer.js';
import { BOOKS_VERIFIER } from './books-verifier.js';

/** Sealing of what was posted, and the nightly look through all the books. */
export function verificationJobs(container: DependencyContainer): readonly Job[] {
  return [
    {
      id: 'seal-ledger',
      title: 'Chain new journal entries',
      schedule: '*/10 * * * *',
      catchUp: 'latest',
      run: async ({ signal }) => {
        await container.resolve(LEDGER_SEALER).seal(CORE_OWNER.actor, signal);
      },
    },
    {
      id: 'verify-books',
      title: 'Look through the books',
      schedule: '20 2 * * *',
      catchUp: 'latest',
      run: async ({ signal }) => {
        await container.resolve(LEDGER_SEALER).seal(CORE_OWNER.actor, signal);
        const report = await container.resolve(DATABASE).snapshot(CORE_OWNER.actor, (tx) => container.resolve(BOOKS_VERIFIER).verify(tx));
        if (report.isSound) return;
        const [first] = report.findings;
        container.resolve(ROOT_LOGGER).error({ findings: report.findings }, 'the books are damaged');
        throw new Error(
          `the books are damaged in ${report.findingCount} places, first ${first?.place}: ${first?.problem}; run tapline ledger verify`,
        );
      },
    },
  ];
}
