import { createToken, type NotificationFile, type Transaction } from '@tapline/sdk';
import type { DocumentService } from './document-service.js';
import { DOCUMENT_TITLES, renderDocumentPdf } from './pdf/document-pdf.js';

/** Issued documents as files: made anew from what was issued each time, which always makes the same octets. */
export class DocumentFiles {
  constructor(
    private readonly documents: Pick<DocumentService, 'get'>,
    private readonly locale: string,
  ) {}

  /** By id or number. Throws `DOCUMENT_UNKNOWN`. */
  async pdf(tx: Transaction, idOrNumber: string): Promise<NotificationFile> {
    const document = await this.documents.get(tx, idOrNumber);
    const title = DOCUMENT_TITLES[document.kind].toLowerCase().replaceAll(' ', '-');
    const filename = `${title}-${document.number.replaceAll(/[^\w.-]+/g, '-')}.pdf`;
    return { filename, contentType: 'application/pdf', content: await renderDocumentPdf(document, this.locale) };
  }
}

export const DOCUMENT_FILES = createToken<DocumentFiles>('core.document-files');
