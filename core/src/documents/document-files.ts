import { createToken, type NotificationFile, type Transaction } from '@tapline/sdk';
import type { DocumentService } from './document-service.js';
import type { LogoStore } from './logo/logo-store.js';
import { DOCUMENT_TITLES, renderDocumentPdf } from './pdf/document-pdf.js';

/** Issued documents as files: made anew from what was issued each time, which always makes the same octets. */
export class DocumentFiles {
  constructor(
    private readonly documents: Pick<DocumentService, 'get'>,
    private readonly logos: LogoStore,
    private readonly locale: string,
  ) {}

  /** By id or number. Throws `DOCUMENT_UNKNOWN`. */
  async pdf(tx: Transaction, idOrNumber: string): Promise<NotificationFile> {
    const document = await this.documents.get(tx, idOrNumber);
    const title = DOCUMENT_TITLES[document.kind].toLowerCase().replaceAll(' ', '-');
    const filename = `${title}-${document.number.replaceAll(/[^\w.-]+/g, '-')}.pdf`;
    const { logoId } = document.issuer;
    const logo = logoId === undefined ? undefined : (await this.logos.get(tx, logoId)).content;
    return { filename, contentType: 'application/pdf', content: await renderDocumentPdf(document, this.locale, logo) };
  }
}

export const DOCUMENT_FILES = createToken<DocumentFiles>('core.document-files');
