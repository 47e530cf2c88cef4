import { type BankFiles, invalid } from '@tapline/sdk';
import type { ContributionRegistry } from '../../kernel/addons/contribution-registry.js';

/** Asks the readers of all running add-ons. */
export function bankFilesOf(contributions: Pick<ContributionRegistry, 'bankFileReaders'>): BankFiles {
  const readers = (): ReturnType<ContributionRegistry['bankFileReaders']> => contributions.bankFileReaders();
  return {
    formats: () => readers().map(({ reader }) => reader.title),
    read: async (file) => {
      const found = readers().find(({ reader }) => reader.recognises(file));
      if (!found) {
        const known = readers().map(({ reader }) => reader.title);
        const cure = known.length === 0 ? 'no add-on that runs reads bank files' : `what can be read: ${known.join('; ')}`;
        throw invalid('BANK_FILE_UNKNOWN', `nothing here can read ${file.name}: ${cure}`, 'file');
      }
      return { ...(await found.reader.read(file)), readerId: found.reader.id };
    },
  };
}
