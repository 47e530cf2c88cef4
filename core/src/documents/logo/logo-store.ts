import { notFound, type Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { DocumentLogo } from './document-logo.js';

type Row = Readonly<Record<string, string | number>>;

/** Every logo that ever stood on a document is kept: the document is printed with it again. */
export class LogoStore {
  async keep(tx: Transaction, { id, contentType, content }: DocumentLogo, addedAtMs: number): Promise<void> {
    const row = { id, content_type: contentType, content: content.toString('base64'), added_at_ms: addedAtMs };
    await sqlOf(tx)('document_logo').insert(row).onConflict('id').ignore();
  }

  /** Throws `DOCUMENT_LOGO_UNKNOWN`. */
  async get(tx: Transaction, id: string): Promise<DocumentLogo> {
    const [row] = (await sqlOf(tx)('document_logo').where('id', id)) as Row[];
    if (!row) throw notFound('DOCUMENT_LOGO_UNKNOWN', `there is no logo ${id}`);
    const contentType = row.content_type as DocumentLogo['contentType'];
    return { id, contentType, content: Buffer.from(String(row.content), 'base64') };
  }
}
