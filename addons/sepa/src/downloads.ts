import type { Download } from '@tapline/sdk';
import type { SepaParts } from './sepa-parts.js';

/** The files of collection runs: the same octets each time. */
export function fileDownload({ files }: Pick<SepaParts, 'files'>): Download {
  return {
    id: 'file',
    title: 'Files for the bank',
    permission: 'payments.write',
    find: async ({ tx, key }) => {
      const { file, content } = await files.read(tx, key);
      return { filename: file.name, contentType: 'application/xml', content };
    },
  };
}

/** Signed mandates, as they were scanned. */
export function paperDownload({ mandateStore }: Pick<SepaParts, 'mandateStore'>): Download {
  return {
    id: 'paper',
    title: 'Signed mandates',
    permission: 'customers.read',
    find: async ({ tx, key }) => {
      const paper = await mandateStore.paper(tx, key);
      return paper && { filename: paper.fileName, contentType: paper.contentType, content: paper.content };
    },
  };
}

/** Files of refunds. */
export function transfersDownload({ transferStore }: Pick<SepaParts, 'transferStore'>): Download {
  return {
    id: 'transfers',
    title: 'Refunds for the bank',
    permission: 'documents.write',
    find: async ({ tx, key }) => {
      const { name, content } = await transferStore.file(tx, key);
      return { filename: name, contentType: 'application/xml', content: Buffer.from(content) };
    },
  };
}
