import { expect } from 'chai';
import { checkNumberFormat, formatNumber, seriesPeriod } from './number-format.js';

describe('Document numbers', () => {
  const values = { next: 17, date: '2026-03-05', customer: 42 };

  it('are written by the format of their series', () => {
    expect(formatNumber('{year}{next|6}', values)).to.equal('2026000017');
    expect(formatNumber('{year|2}-{month}-{day}/{next}', values)).to.equal('26-03-05/17');
    expect(formatNumber('INV-{customer|5}-{next|1}', values)).to.equal('INV-00042-17');
  });

  it('begin anew each year or month where the series says so', () => {
    expect([seriesPeriod('never', values.date), seriesPeriod('yearly', values.date), seriesPeriod('monthly', values.date)]).to.deep.equal([
      '',
      '2026',
      '2026-03',
    ]);
  });

  it('are refused in a format that would give one number twice', () => {
    for (const format of ['{year}{next|6}', '{next}{year}', '{customer}-{year}{next}']) {
      expect(() => checkNumberFormat(format, 'yearly'), format).not.to.throw();
    }
    for (const [format, resets] of [
      ['{year}', 'never'],
      ['{next}{next}', 'never'],
      ['{next|6}', 'yearly'],
      ['{year|1}{next}', 'yearly'],
      ['{year}{next}', 'monthly'],
      ['{year}{nxt}', 'never'],
      ['{next', 'never'],
      ['{customer}{next}', 'never'],
      ['{next}{year}{customer|5}', 'yearly'],
      ['{customer}0{next}', 'never'],
    ] as const) {
      expect(() => checkNumberFormat(format, resets), format).to.throw(/number format/);
    }
  });
});
