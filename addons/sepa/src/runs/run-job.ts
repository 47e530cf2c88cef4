import type { Job, Logger } from '@tapline/sdk';
import type { SepaParts } from '../sepa-parts.js';

/** Goes on with large runs, some hundred customers in a transaction: a kill at any instant loses none of them. */
export function runJob({ transactions, runStore, runs, files }: SepaParts, logger: Logger): Job {
  return {
    id: 'collection-runs',
    title: 'Make and withdraw collection runs',
    schedule: '* * * * *',
    catchUp: 'latest',
    run: async ({ signal }) => {
      for (const { id } of await transactions.run((tx) => runStore.inState(tx, 'building'))) {
        while (!signal.aborted && (await transactions.run((tx) => runs.step(tx, id))));
        if (signal.aborted) return;
        for (const made of await runs.unwritten((read) => transactions.run(read), id)) await transactions.run((tx) => files.keep(tx, made));
        const { items } = await transactions.run((tx) => runs.ready(tx, id));
        logger.info({ runId: id, items }, 'a collection run is ready');
      }
      for (const { id } of await transactions.run((tx) => runStore.inState(tx, 'cancelling'))) {
        while (!signal.aborted && (await transactions.run((tx) => runs.cancelStep(tx, id))));
      }
    },
  };
}
