import { type Clock, createToken, type IssuedDocument, type NotificationFile } from '@tapline/sdk';
import type { Database } from '../kernel/database/database.js';
import { CORE_OWNER } from '../kernel/hooks/owner.js';
import type { DocumentFileStore } from './document-file-store.js';
import type { DocumentService } from './document-service.js';
import type { LogoStore } from './logo/logo-store.js';
import { DOCUMENT_TITLES, renderDocumentPdf } from './pdf/document-pdf.js';

/** Issued documents as files: drawn when somebody first wants one, and kept in those octets. */
export class DocumentFiles {
  constructor(
    private readonly parts: {
      readonly database: Database;
      readonly documents: Pick<DocumentService, 'get'>;
      readonly logos: LogoStore;
      readonly files: DocumentFileStore;
      readonly clock: Clock;
      /** Of documents from before each kept its own. */
      readonly locale: string;
    },
  ) {}

  /**
   * By id or number, in transactions of its own: none is held while a file is drawn, so it is not called inside of one. Throws
   * `DOCUMENT_UNKNOWN`, `DOCUMENT_FILE_DAMAGED`.
   */
  async pdf(idOrNumber: string): Promise<NotificationFile> {
    const { documents, files, logos, database } = this.parts;
    const { document, kept, logo } = await database.view(CORE_OWNER.actor, async (tx) => {
      const found = await documents.get(tx, idOrNumber);
      const { logoId } = found.issuer;
      const file = await files.find(tx, found.id);
      return { document: found, kept: file, logo: file || logoId === undefined ? undefined : (await logos.get(tx, logoId)).content };
    });
    const title = DOCUMENT_TITLES[document.kind].toLowerCase().replaceAll(' ', '-');
    const filename = `${title}-${document.number.replaceAll(/[^\w.-]+/g, '-')}.pdf`;
    return { filename, contentType: 'application/pdf', content: kept ?? (await this.make(document, logo)) };
  }

  private async make(document: IssuedDocument, logo: Buffer | undefined): Promise<Buffer> {
    const { database, files, clock, locale } = this.parts;
    const drawn = await renderDocumentPdf(document, document.locale ?? locale, logo);
    return database.transaction(CORE_OWNER.actor, async (tx) => {
      await files.keep(tx, document.id, drawn, clock.nowMs());
      return (await files.find(tx, document.id)) ?? drawn;
    });
  }
}

export const DOCUMENT_FILES = createToken<DocumentFiles>('core.document-files');
