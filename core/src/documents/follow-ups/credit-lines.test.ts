import { type IssuedDocument, TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { sampleDocument, sampleLine } from '../pdf/sample-document.test.helper.js';
import { creditTotals, type LineToCredit } from './credit-lines.js';

const line = (grossMinor: number) => {
  const taxMinor = Math.round((grossMinor * 21) / 121);
  return sampleLine({ unitPriceMinor: grossMinor, grossMinor, taxMinor, netMinor: grossMinor - taxMinor });
};

function invoiceOf(amounts: readonly number[]): IssuedDocument {
  const lines = amounts.map(line);
  const sum = (key: 'netMinor' | 'taxMinor'): number => lines.reduce((added, each) => added + each[key], 0);
  return sampleDocument(0, { lines, netMinor: sum('netMinor'), taxMinor: sum('taxMinor'), totalMinor: sum('netMinor') + sum('taxMinor') });
}

/** Credits one after the other; what each came to, or the code that refused it. */
function creditsOf(invoice: IssuedDocument, wanted: readonly (readonly LineToCredit[] | undefined)[]): readonly (number | string)[] {
  const notes: IssuedDocument[] = [];
  return wanted.map((lines) => {
    try {
      const totals = creditTotals(invoice, notes, lines);
      notes.push(sampleDocument(0, { ...totals, kind: 'credit-note' }));
      return totals.totalMinor;
    } catch (error) {
      if (error instanceof TaplineError) return error.code;
      throw error;
    }
  });
}

describe('What a credit note gives back', () => {
  it('is never more than is left of the invoice, also where it holds lines that give back', () => {
    const invoice = invoiceOf([-45_574, 19_295, 30_000]);
    const part = (grossMinor: number) => [{ line: 2, grossMinor }];
    expect(creditsOf(invoice, [part(30_000), part(3_722), undefined, part(3_721), undefined])).to.deep.equal([
      'CREDIT_TOO_MUCH',
      'CREDIT_TOO_MUCH',
      3_721,
      'CREDIT_TOO_MUCH',
      'CREDIT_NOTHING_LEFT',
    ]);
    expect(creditsOf(invoice, [part(3_000), undefined])).to.deep.equal([3_000, 721]);
  });

  it('adds up to the invoice once all of it is given back, whatever was asked for before', () => {
    const amounts = fc
      .array(fc.integer({ min: -9_999, max: 9_999 }), { minLength: 1, maxLength: 4 })
      .filter((lines) => lines.reduce((sum, amount) => sum + amount, 0) > 0);
    const wanted = fc.array(fc.record({ line: fc.nat({ max: 3 }), grossMinor: fc.integer({ min: 1, max: 9_999 }) }), { maxLength: 6 });
    fc.assert(
      fc.property(amounts, wanted, (lines, parts) => {
        const invoice = invoiceOf(lines);
        const outcomes = creditsOf(invoice, [...parts.map((each) => [each]), undefined]);
        const given = outcomes.filter((outcome): outcome is number => typeof outcome === 'number');
        expect(given.every((amount) => amount > 0)).to.equal(true);
        expect(given.reduce((sum, amount) => sum + amount, 0)).to.equal(invoice.totalMinor);
      }),
    );
  });
});
