import { type DocumentLine, type IssuedDocument, TaplineError } from '@tapline/sdk';
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

  it('counts what a credit note written by hand has given back, on lines of its rate first', () => {
    const reduced = sampleLine({ taxCode: 'reduced', ratePartsPerMillion: 100_000, netMinor: 1000, taxMinor: 100, grossMinor: 1100 });
    const invoice = sampleDocument(0, { lines: [line(4000), reduced], netMinor: 4306, taxMinor: 794, totalMinor: 5100 });
    const byHand = (lines: readonly DocumentLine[], totalMinor: number) => sampleDocument(0, { kind: 'credit-note', lines, totalMinor });
    const whole = byHand([line(5100)], 5100);
    expect(() => creditTotals(invoice, [whole], undefined)).to.throw('nothing is left');
    expect(() => creditTotals(invoice, [whole], [{ line: 0, grossMinor: 1 }])).to.throw('0 is left');
    const rest = creditTotals(invoice, [byHand([reduced], 1100)], undefined);
    expect([rest.totalMinor, rest.lines.map(({ creditsLine }) => creditsLine)]).to.deep.equal([4000, [0]]);
    expect(creditTotals(invoice, [byHand([line(100)], 100)], undefined).totalMinor).to.equal(5000);
    expect(creditTotals(invoice, [byHand([line(150), line(-50)], 100)], undefined).totalMinor).to.equal(5000);
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
