import type { Job, Logger } from '@tapline/sdk';
import type { ImportService } from './import-service.js';

/** Finishes imports that are too large for one request, or were interrupted. */
export function importJob(imports: ImportService, logger: Logger): Job {
  return {
    id: 'imports',
    title: 'Go on with imports of bank files',
    schedule: '* * * * *',
    catchUp: 'latest',
    run: ({ signal }) =>
      imports.goOn(signal, (importId, error) => logger.error({ importId, err: error }, 'an import of a bank file cannot go on')),
  };
}
