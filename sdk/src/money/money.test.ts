import { expect } from 'chai';
import fc from 'fast-check';
import { TaplineError } from '../errors.js';
import { decimalAmount, formatAmount, multiplyRatio, parseAmount } from './money.js';

const amount = fc.integer({ min: -1_000_000_000, max: 1_000_000_000 });

describe('Money', () => {
  it('reads and writes amounts of currencies with 0, 2 and 3 decimals', () => {
    expect(parseAmount('20', 'JPY')).to.equal(20);
    expect(parseAmount('20.5', 'EUR')).to.equal(2050);
    expect(parseAmount('-0,07', 'EUR')).to.equal(-7);
    expect(parseAmount('1.234', 'KWD')).to.equal(1234);
    expect([decimalAmount(5, 'EUR'), decimalAmount(-5, 'KWD'), decimalAmount(5, 'JPY')]).to.deep.equal(['0.05', '-0.005', '5']);
  });

  it('gives back every amount that it wrote', () => {
    fc.assert(
      fc.property(
        amount,
        fc.constantFrom('JPY', 'EUR', 'KWD'),
        (value, currency) => parseAmount(decimalAmount(value, currency), currency) === value,
      ),
    );
  });

  it('refuses more decimals than the currency has, words and nothing', () => {
    for (const text of ['1.005', 'ten', '', '1e3', '--1']) {
      expect(() => parseAmount(text, 'EUR', 'price'), text)
        .to.throw(TaplineError)
        .that.includes({ code: 'MONEY_UNREADABLE', field: 'price' });
    }
  });

  it('rounds half-up away from zero, on the last step only', () => {
    expect(multiplyRatio(4000, 1, 30)).to.equal(133);
    expect(multiplyRatio(5, 1, 2)).to.equal(3);
    expect(multiplyRatio(-5, 1, 2)).to.equal(-3);
  });

  it('is exact where a double is not', () => {
    expect(multiplyRatio(9_007_199_254_740_991, 2, 2)).to.equal(9_007_199_254_740_991);
  });

  it('splits an amount by days into pieces that add up to it', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 366 }), (value, days) => {
        let charged = 0;
        for (let day = 1; day <= days; day++) charged += multiplyRatio(value, day, days) - charged;
        return charged === value;
      }),
    );
  });

  it('has the decimals of ISO 4217 for currencies that are usually shown without', () => {
    const amounts = ['HUF', 'PKR', 'IDR'].map((currency) => parseAmount('1234.50', currency));
    expect(amounts).to.deep.equal([123450, 123450, 123450]);
    expect(formatAmount(123450, 'HUF', 'en')).to.match(/1,234\.50/);
    expect(decimalAmount(1, 'CLF')).to.equal('0.0001');
  });

  it('writes large amounts for people without losing a digit', () => {
    expect(formatAmount(9_007_199_254_740_991, 'EUR', 'en-GB')).to.equal('€90,071,992,547,409.91');
  });
});
