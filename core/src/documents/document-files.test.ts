import { CLOCK, COMPANY } from '@tapline/sdk';
import { expect } from 'chai';
import { DATABASE } from '../kernel/database/database.js';
import { aCustomer, anInvoice, aTax, DOCUMENT_SERVICE, forEachApplication, sqlOf } from '../testing/index.js';
import { DocumentFileStore } from './document-file-store.js';
import { DOCUMENT_FILES, DocumentFiles } from './document-files.js';
import { LogoStore } from './logo/logo-store.js';
import { renderDocumentPdf } from './pdf/document-pdf.js';

forEachApplication('The file of an issued document', '2026-11-05T08:00:00Z', (app) => {
  /** As they are after the company has moved to another country. */
  const filesIn = (locale: string) =>
    new DocumentFiles({
      database: app().container.resolve(DATABASE),
      documents: app().container.resolve(DOCUMENT_SERVICE),
      logos: new LogoStore(),
      files: new DocumentFileStore(),
      clock: app().container.resolve(CLOCK),
      locale,
    });
  const octets = async (id: string, files = app().container.resolve(DOCUMENT_FILES)) => Buffer.from((await files.pdf(id)).content);
  const kept = async () => Number((await app().view((tx) => sqlOf(tx)('document_file').count({ count: '*' })))[0]?.count);
  const anInvoiceOfSomebody = async () => {
    await aTax(app());
    return anInvoice(app(), (await aCustomer(app())).id);
  };

  it('is drawn at the first asking, with the locale of the issue, and is the same octets ever after', async () => {
    const invoice = await anInvoiceOfSomebody();
    expect(await kept()).to.equal(0);
    const first = await octets(invoice.id, filesIn('cs-CZ'));
    expect(first.equals(await renderDocumentPdf(invoice, app().container.resolve(COMPANY).locale))).to.equal(true);
    expect(await kept()).to.equal(1);
    expect((await octets(invoice.number)).equals(first)).to.equal(true);
  });

  it('is what was first kept, whatever would be drawn now, and one for all who ask at once', async () => {
    const invoice = await anInvoiceOfSomebody();
    const store = new DocumentFileStore();
    await app().write((tx) => store.keep(tx, invoice.id, Buffer.from('as it was drawn by an earlier version'), 1));
    expect((await octets(invoice.id)).toString()).to.equal('as it was drawn by an earlier version');
    const other = await anInvoice(app(), invoice.customerId);
    const all = await Promise.all(Array.from({ length: 8 }, () => octets(other.id)));
    expect(new Set(all.map(String)).size).to.equal(1);
    expect(await kept()).to.equal(2);
  });

  it('never changes, and one that was changed all the same is not handed out', async () => {
    const invoice = await anInvoiceOfSomebody();
    await octets(invoice.id);
    const change = () => app().write((tx) => sqlOf(tx)('document_file').update({ content: Buffer.from('forged') }));
    expect(await change().catch(String)).to.include('never changes');
    await app().write((tx) => sqlOf(tx).raw('DROP TRIGGER document_file_no_update'));
    await change();
    expect(await octets(invoice.id).catch(({ code }: { code: string }) => code)).to.equal('DOCUMENT_FILE_DAMAGED');
  });
});
