import { expect } from 'chai';
import fc from 'fast-check';
import { calculateDocument } from './calculate-document.js';
import type { ResolvedLine } from './resolved-line.js';

const line = (over: Partial<ResolvedLine>): ResolvedLine => ({
  description: 'Internet',
  quantityThousandths: 1000,
  unit: null,
  unitPriceMinor: over.amountMinor ?? 1000,
  amountMinor: 1000,
  isTaxIncluded: false,
  isTaxWaived: false,
  taxCode: 'standard',
  taxTitle: 'VAT 21 %',
  ratePartsPerMillion: 210_000,
  revenue: 'internet',
  serviceId: null,
  periodFrom: null,
  periodTo: null,
  ...over,
});

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe('What a document comes to', () => {
  it('adds the tax to prices without it and takes it out of prices that hold it', () => {
    const totals = calculateDocument([line({ amountMinor: 10_000 }), line({ amountMinor: 12_100, isTaxIncluded: true })], 1);
    expect(totals).to.deep.include({ netMinor: 20_000, taxMinor: 4200, roundingMinor: 0, totalMinor: 24_200 });
    expect(totals.taxes).to.have.length(1);
  });

  it('rounds the tax once for each rate, and divides it among the lines so that they add up', () => {
    const totals = calculateDocument([line({ amountMinor: 2 }), line({ amountMinor: 2 }), line({ amountMinor: 3 })], 1);
    expect(totals.taxMinor).to.equal(1);
    expect(totals.lines.map(({ taxMinor }) => taxMinor)).to.deep.equal([0, 1, 0]);
  });

  it('asks no tax of a customer who is exempt, whose price is the one without tax', () => {
    const totals = calculateDocument([line({ amountMinor: 12_100, isTaxIncluded: true, isTaxWaived: true, taxTitle: 'Exempt' })], 1);
    expect(totals).to.deep.include({ netMinor: 10_000, taxMinor: 0, totalMinor: 10_000 });
    expect(totals.taxes).to.deep.equal([{ taxCode: 'standard', title: 'Exempt', ratePartsPerMillion: 0, netMinor: 10_000, taxMinor: 0 }]);
  });

  it('names every reason for which no tax is asked', () => {
    const waived = (taxTitle: string): ResolvedLine => line({ isTaxWaived: true, taxTitle });
    const totals = calculateDocument([waived('Exempt'), waived('Reverse charge'), waived('Exempt')], 1);
    expect(totals.taxes.map(({ title, netMinor }) => `${title}: ${netMinor}`)).to.deep.equal(['Exempt, Reverse charge: 3000']);
    const reduced = calculateDocument([line({ taxTitle: 'VAT, reduced' }), line({ taxTitle: 'VAT, reduced' })], 1);
    expect(reduced.taxes.map(({ title }) => title)).to.deep.equal(['VAT, reduced']);
  });

  it('rounds the total to the smallest coin and says what that added', () => {
    expect(calculateDocument([line({ amountMinor: 10_033 })], 100)).to.deep.include({
      taxMinor: 2107,
      roundingMinor: -40,
      totalMinor: 12_100,
    });
    expect(calculateDocument([line({ amountMinor: 10_033 })], 5)).to.deep.include({ roundingMinor: 0, totalMinor: 12_140 });
  });

  it('invents no minor unit: lines, rates and total always add up, and no line is a unit or more off its own tax', () => {
    const anyLine = fc.record({
      amountMinor: fc.integer({ min: -1e9, max: 1e9 }),
      isTaxIncluded: fc.boolean(),
      isTaxWaived: fc.boolean(),
      rate: fc.constantFrom(0, 55_000, 88_750, 100_000, 210_000, 250_000, 1_000_000),
    });
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 80 }), fc.constantFrom(1, 5, 100), (drawn, coin) => {
        const lines = drawn.map(({ rate, ...rest }) => line({ ...rest, ratePartsPerMillion: rate, taxCode: `r${rate}` }));
        const totals = calculateDocument(lines, coin);
        expect(sum(totals.lines.map(({ netMinor }) => netMinor))).to.equal(totals.netMinor);
        expect(sum(totals.lines.map(({ taxMinor }) => taxMinor))).to.equal(totals.taxMinor);
        expect(sum(totals.taxes.map(({ netMinor, taxMinor }) => netMinor + taxMinor))).to.equal(totals.netMinor + totals.taxMinor);
        expect(totals.netMinor + totals.taxMinor + totals.roundingMinor).to.equal(totals.totalMinor);
        expect(Math.abs(totals.totalMinor % coin)).to.equal(0);
        expect(Math.abs(totals.roundingMinor) * 2).to.be.at.most(coin);
        totals.lines.forEach((calculated, index) => {
          const { amountMinor, isTaxIncluded, isTaxWaived, ratePartsPerMillion: rate } = lines[index] as ResolvedLine;
          expect(calculated.grossMinor).to.equal(calculated.netMinor + calculated.taxMinor);
          const exact = (amountMinor * rate) / (isTaxIncluded ? 1_000_000 + rate : 1_000_000);
          const priceTax = isTaxIncluded ? amountMinor - calculated.netMinor : isTaxWaived ? exact : calculated.taxMinor;
          expect(Math.abs(priceTax - exact)).to.be.lessThan(1.0001);
          if (isTaxWaived) expect(calculated.taxMinor).to.equal(0);
          else if (isTaxIncluded) expect(calculated.grossMinor).to.equal(amountMinor);
        });
      }),
      { numRuns: 300 },
    );
  });
});
