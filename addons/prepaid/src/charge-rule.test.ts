import { multiplyRatio } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { EMPTY_TALLY, type MonthTally, monthLengthDays, nextDayCharge, withDay } from './charge-rule.js';

const price = fc.integer({ min: 0, max: 100_000_000 });
const monthLength = fc.integer({ min: 28, max: 31 });

function chargeDays(priceMinor: number, lengthDays: number, days: number): readonly number[] {
  let tally: MonthTally = EMPTY_TALLY;
  return Array.from({ length: days }, () => {
    const chargeMinor = nextDayCharge(priceMinor, lengthDays, tally);
    tally = withDay(tally, chargeMinor);
    return chargeMinor;
  });
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

describe('the charge of a day', () => {
  it('splits 40.00 over 30 days as 1.33, 1.34, 1.33', () => {
    expect(chargeDays(4000, 30, 6)).to.deep.equal([133, 134, 133, 133, 134, 133]);
  });

  it('makes 20.00 last exactly 15 days of a 30-day month at 40.00', () => {
    expect(sum(chargeDays(4000, 30, 15))).to.equal(2000);
    expect(sum(chargeDays(4000, 30, 16))).to.be.above(2000);
  });

  it('takes as many days for a month as the calendar has, in leap years too, or always 30', () => {
    expect(['2026-01-15', '2026-02-01', '2028-02-01', '2026-04-30'].map((date) => monthLengthDays('calendar', date))).to.deep.equal([
      31, 28, 29, 30,
    ]);
    expect(['2026-01-15', '2026-02-01'].map((date) => monthLengthDays('fixed-30', date))).to.deep.equal([30, 30]);
  });

  it('adds up to the price over a whole calendar month', () => {
    fc.assert(fc.property(price, monthLength, (priceMinor, days) => sum(chargeDays(priceMinor, days, days)) === priceMinor));
  });

  it('adds up to 31/30 of the price over 31 days of a fixed month', () => {
    fc.assert(fc.property(price, (priceMinor) => sum(chargeDays(priceMinor, 30, 31)) === multiplyRatio(priceMinor, 31, 30)));
  });

  it('adds up to the rounded share after any number of days', () => {
    fc.assert(
      fc.property(price, monthLength, fc.integer({ min: 0, max: 31 }), (priceMinor, lengthDays, days) => {
        expect(sum(chargeDays(priceMinor, lengthDays, days))).to.equal(multiplyRatio(priceMinor, days, lengthDays));
      }),
    );
  });

  it('is never negative and never more than a minor unit from its neighbours', () => {
    fc.assert(
      fc.property(price, monthLength, (priceMinor, lengthDays) => {
        const charges = chargeDays(priceMinor, lengthDays, lengthDays);
        expect(Math.min(...charges)).to.be.at.least(0);
        expect(Math.max(...charges) - Math.min(...charges)).to.be.at.most(1);
      }),
    );
  });

  it('adds up for each price by itself, whatever the order in which prices change', () => {
    fc.assert(
      fc.property(
        fc.array(price, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3), { maxLength: 31 }),
        monthLength,
        (prices, order, days) => {
          const tallies = new Map<number, MonthTally>();
          for (const index of order) {
            const priceMinor = prices[index % prices.length] ?? 0;
            const tally = tallies.get(priceMinor) ?? EMPTY_TALLY;
            tallies.set(priceMinor, withDay(tally, nextDayCharge(priceMinor, days, tally)));
          }
          for (const [priceMinor, { daysCharged, chargedMinor }] of tallies) {
            expect(chargedMinor).to.equal(multiplyRatio(priceMinor, daysCharged, days));
          }
        },
      ),
    );
  });
});
