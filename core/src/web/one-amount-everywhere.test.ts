import { formatAmount } from '@tapline/sdk';
import { expect } from 'chai';
import { DOCUMENT_FILES } from '../documents/document-files.js';
import { pdfPages, requirePdftotext } from '../documents/pdf/pdf-text.test.helper.js';
import { aCustomer, aLine, anInvoice, aTax, balanceOf, forEachDatabase } from '../testing/index.js';
import { AdminBrowser } from './admin/testing/admin-browser.js';
import { startApi } from './api/testing/api-story.js';

forEachDatabase((database) => {
  describe(`The amount of an invoice on ${database.name}`, () => {
    afterEach(() => database.close());

    for (const currency of ['JPY', 'EUR', 'KWD']) {
      it(`is one in its lines, its total, the ledger, the PDF, the API and on its page, in ${currency}`, async function everywhere() {
        requirePdftotext(this);
        const configuration = await database.createMigrated();
        const { application: app, api } = await startApi({ ...configuration, company: { ...configuration.company, currency } });
        try {
          await aTax(app);
          const { id } = await aCustomer(app);
          const lines = [
            aLine({ description: 'Internet', unitPriceMinor: 12_345, isTaxIncluded: false }),
            aLine({ description: 'Cable', unitPriceMinor: 333, quantityThousandths: 2_500 }),
            aLine({ description: 'Deposit', unitPriceMinor: 7, taxCode: null }),
          ];
          const { totalMinor, number, lines: issued, id: documentId } = await anInvoice(app, id, { lines });
          expect(issued.reduce((sum, { grossMinor }) => sum + grossMinor, 0)).to.equal(totalMinor);
          expect(await balanceOf(app, id)).to.equal(0 - totalMinor);
          const { body } = await api.get<{ document: { totalMinor: number; lines: { grossMinor: number }[] } }>(`/documents/${number}`);
          expect(body.document.totalMinor).to.equal(totalMinor);
          expect(body.document.lines.map(({ grossMinor }) => grossMinor)).to.deep.equal(issued.map(({ grossMinor }) => grossMinor));
          const total = formatAmount(totalMinor, currency, 'en-GB');
          const file = await app.container.resolve(DOCUMENT_FILES).pdf(documentId);
          expect(pdfPages(Buffer.from(file.content)).join('').replaceAll('\u00A0', ' ')).to.include(total.replaceAll('\u00A0', ' '));
          const page = (await (await AdminBrowser.signedIn(app)).get(`/invoices/${documentId}`)).text;
          expect(page).to.include(total);
        } finally {
          await app.stop();
        }
      });
    }
  });
});
