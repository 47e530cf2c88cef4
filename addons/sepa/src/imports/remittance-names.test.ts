import { expect } from 'chai';
import { remittanceNames } from './remittance-names.js';

const names = (...remittance: string[]) => remittanceNames({ creditorReferences: [], remittance, text: null });

describe('What a payer has written', () => {
  it('names invoices wherever they stand, also where the bank has cut them in two', () => {
    expect(names('Invoice 2026000017, thanks').documentNumbers).to.include('2026000017');
    expect(names('Invoice 20260', '00017 thanks').documentNumbers).to.include('2026000017');
    expect(names('FV-2026/0017.').documentNumbers).to.include('FV-2026/0017');
  });

  it('names an invoice by its RF reference, with blanks, in small letters, and in the structured field', () => {
    expect(names('rf18 5390 0754 7034').documentNumbers[0]).to.equal('539007547034');
    const structured = remittanceNames({ creditorReferences: ['RF18539007547034'], remittance: [], text: null });
    expect(structured.documentNumbers[0]).to.equal('539007547034');
  });

  it('names a customer only where a number is called so, or is all that is written', () => {
    expect(names('Customer no. 17').customerNumber).to.equal(17);
    expect(names('Kundennummer: 4711 Juni').customerNumber).to.equal(4711);
    expect(names('VS 1234').customerNumber).to.equal(1234);
    expect(names(' 17 ').customerNumber).to.equal(17);
    expect(names('Kunde 17').customerNumber).to.equal(17);
    expect(names('Cliente 17, noviembre').customerNumber).to.equal(17);
    expect(names('KdNr. 17').customerNumber).to.equal(17);
    expect(names('Rent 17 November').customerNumber).to.equal(null);
  });

  it('takes no month, no number of months, and no end of another word for a customer', () => {
    for (const text of [
      'Cuota cliente 11/2026',
      'Cuota cliente 11-2026',
      'Cuota cliente 11 2026',
      'Zahlung Kunden 2 Monate',
      'Cliente 3 meses',
      'Stadtwerke ABCKD 12',
      'Focust 12',
    ])
      expect(names(text).customerNumber, text).to.equal(null);
  });
});
