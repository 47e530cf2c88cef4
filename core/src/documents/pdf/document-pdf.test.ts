import { expect } from 'chai';
import { creditorReference } from './creditor-reference.js';
import { renderDocumentPdf } from './document-pdf.js';
import { paymentQrText, qrSquares } from './payment-qr.js';
import { pdfPages, requirePdftotext } from './pdf-text.test.helper.js';
import { sampleDocument, sampleLine } from './sample-document.test.helper.js';

describe('A document as PDF', () => {
  it('says what was issued, in any script', async function () {
    requirePdftotext(this);
    const pages = pdfPages(await renderDocumentPdf(sampleDocument(1), 'en-GB'));
    expect(pages).to.have.length(1);
    for (const words of [
      'Invoice',
      '2026000017',
      'Žofie Příšerně-Žluťoučká',
      '117 43 Αθήνα',
      'Интернет Долина s.r.o.',
      '15 Dec 2026',
      '€40.00',
      'VAT 21 % of 33.06',
    ]) {
      expect(pages[0], words).to.include(words);
    }
  });

  it('goes on over pages with every line on one of them, and numbers them', async function () {
    requirePdftotext(this);
    const pages = pdfPages(await renderDocumentPdf(sampleDocument(80), 'en-GB'));
    expect(pages.length).to.be.above(2);
    for (let line = 1; line <= 80; line++) {
      expect(
        pages.filter((page) => page.includes(`Internet 50M, line ${line}\n`) || page.includes(`Internet 50M, line ${line} `)),
      ).to.have.length(1);
    }
    for (const [index, page] of pages.entries()) expect(page).to.match(new RegExp(`${index + 1} ?/ ?${pages.length}`));
    expect(pages.join('')).to.include('€3,200.00');
  });

  it('of a credit note asks for nothing', async function () {
    requirePdftotext(this);
    const lines = [sampleLine({ unitPriceMinor: -4000, netMinor: -3306, taxMinor: -694, grossMinor: -4000 })];
    const creditNote = sampleDocument(1, { kind: 'credit-note', dueDate: null, lines, netMinor: -3306, taxMinor: -694, totalMinor: -4000 });
    const pages = pdfPages(await renderDocumentPdf(creditNote, 'en-GB'));
    expect(pages[0]).to.include('Credit note').and.to.include('-€40.00').and.not.to.include('to pay');
    expect(paymentQrText(creditNote)).to.equal(undefined);
  });

  it('says that the recipient owes the tax where a line is sold so, whatever the customer is otherwise', async function () {
    requirePdftotext(this);
    const owing = { ...sampleDocument(1).customer, taxTreatment: 'reverse-charge' } as const;
    const reversed = { taxCode: 'standard', title: 'Reverse charge', ratePartsPerMillion: 0, netMinor: 4000, taxMinor: 0 };
    const textOf = async (changes: Parameters<typeof sampleDocument>[1]) =>
      pdfPages(await renderDocumentPdf(sampleDocument(1, changes), 'en-GB'))[0];
    expect(await textOf({ customer: owing, taxes: [reversed] })).to.include('the recipient accounts for the tax');
    expect(await textOf({ taxes: [reversed] })).to.include('the recipient accounts for the tax');
    expect(await textOf({ customer: owing })).to.not.include('the recipient accounts for the tax');
  });

  it('does not say the rate twice of a tax that is called by it', async function () {
    requirePdftotext(this);
    const taxes = [{ taxCode: 'standard', title: 'VAT 21 %', ratePartsPerMillion: 210_000, netMinor: 3306, taxMinor: 694 }];
    expect(pdfPages(await renderDocumentPdf(sampleDocument(1, { taxes }), 'en-GB'))[0]).to.match(/ VAT 21 % of 33\.06/);
    expect(pdfPages(await renderDocumentPdf(sampleDocument(1, { taxes }), 'en-GB'))[0]).to.not.include('21 % 21 %');
  });

  it('gives payers the number as a creditor reference where the company wants that', async function () {
    requirePdftotext(this);
    const { issuer } = sampleDocument(1);
    const document = sampleDocument(1, { issuer: { ...issuer, usesCreditorReference: true } });
    expect(pdfPages(await renderDocumentPdf(document, 'en-GB'))[0]).to.include('RF95 2026 0000 17');
    // The example of ISO 11649.
    expect(creditorReference('539007547034')).to.equal('RF18539007547034');
    expect([creditorReference('2026/17'), creditorReference('A'.repeat(22))]).to.deep.equal([undefined, undefined]);
  });

  it('is the same octets each time it is made', async () => {
    const [first, second] = await Promise.all([
      renderDocumentPdf(sampleDocument(3), 'en-GB'),
      renderDocumentPdf(sampleDocument(3), 'en-GB'),
    ]);
    expect(first.equals(second)).to.equal(true);
  });

  it('holds what a banking app needs to pay it (EPC069-12), where the currency is the euro', () => {
    const invoice = sampleDocument(1);
    expect(paymentQrText(invoice)?.split('\n')).to.deep.equal([
      'BCD',
      '002',
      '1',
      'SCT',
      'GIBACZPX',
      'Интернет Долина s.r.o.',
      'CZ6508000000192000145399',
      'EUR40.00',
      '',
      '',
      '2026000017',
    ]);
    const issuer = { ...invoice.issuer, usesCreditorReference: true };
    // Structured or not, never both: nothing follows the reference.
    expect(
      paymentQrText({ ...invoice, issuer })
        ?.split('\n')
        .slice(7),
    ).to.deep.equal(['EUR40.00', '', 'RF952026000017']);
    expect(
      paymentQrText({ ...invoice, issuer, number: '2026/17' })
        ?.split('\n')
        .slice(8),
    ).to.deep.equal(['', '', '2026/17']);
    expect(paymentQrText({ ...invoice, currency: 'CZK' })).to.equal(undefined);
    expect(paymentQrText({ ...invoice, issuer: { ...invoice.issuer, iban: '' } })).to.equal(undefined);
    expect(qrSquares('tapline').size).to.equal(21);
  });
});
