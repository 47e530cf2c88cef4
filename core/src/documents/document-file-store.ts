import { TaplineError, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { sha256 } from '../kernel/database/row-hash.js';

interface Row {
  readonly content: Uint8Array;
  readonly sha256: string;
}

/** The files of documents, as they were first made. */
export class DocumentFileStore {
  /** Throws `DOCUMENT_FILE_DAMAGED` for one that is no longer what was kept. */
  async find(tx: Transaction, documentId: string): Promise<Buffer | undefined> {
    const [row] = (await sqlOf(tx)('document_file').where('document_id', documentId).select('content', 'sha256')) as Row[];
    if (!row) return undefined;
    const content = Buffer.from(row.content);
    if (sha256(content) === row.sha256) return content;
    throw new TaplineError(
      'DOCUMENT_FILE_DAMAGED',
      'internal',
      `the kept file of the document ${documentId} is not what was made of it; restore its row of document_file from a backup`,
    );
  }

  /** Keeps a file, unless there is one already: the first one stays. */
  async keep(tx: Transaction, documentId: string, content: Buffer, madeAtMs: number): Promise<void> {
    const row = { document_id: documentId, content, sha256: sha256(content), made_at_ms: madeAtMs };
    await sqlOf(tx)('document_file').insert(row).onConflict('document_id').ignore();
  }
}
