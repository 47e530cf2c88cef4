import { addDays, addMonths, daysBetween, parseLocalDate } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { gridFrom, type PeriodMonths, periodAfter, periodOf } from './billing-period.js';
import { dayNumber, dayOfWeek, localDate, monthAndDay } from './day-number.js';

const anyDay = fc.integer({ min: dayNumber('1800-01-01'), max: dayNumber('2200-12-31') });

describe('Days as numbers', () => {
  it('say the same as the calendar, over 400 years', () => {
    let date = '1800-01-01';
    for (let day = dayNumber(date); day < dayNumber('2200-01-01'); day += 97) {
      expect(localDate(day)).to.equal(date);
      date = addDays(date, 97);
    }
    fc.assert(
      fc.property(anyDay, anyDay, (a, b) => {
        expect(dayNumber(parseLocalDate(localDate(a)))).to.equal(a);
        expect(daysBetween(localDate(a), localDate(b))).to.equal(b - a);
      }),
    );
    expect(dayOfWeek(dayNumber('2026-11-22'))).to.equal(7);
  });
});

describe('Billing periods', () => {
  it('meet, never overlap and keep their anchor: anchors 1 to 31, over 400 years', () => {
    const first = dayNumber('1800-01-31');
    const last = dayNumber('2200-01-31');
    for (let anchorDay = 1; anchorDay <= 31; anchorDay++) {
      const grid = gridFrom(first, anchorDay, 1);
      let period = periodOf(grid, first);
      while (period.start < last) {
        const { month, dayOfMonth } = monthAndDay(period.start);
        const next = periodAfter(grid, period);
        const isLastDay = monthAndDay(period.start + 1).month > month;
        if (dayOfMonth !== anchorDay && !(isLastDay && dayOfMonth < anchorDay))
          expect.fail(`anchor ${anchorDay}: ${localDate(period.start)}`);
        if (next.start !== period.end || monthAndDay(period.end).month !== month + 1)
          expect.fail(`anchor ${anchorDay}: ${localDate(period.end)}`);
        period = next;
      }
    }
  });

  it('of 1, 3, 6 and 12 months hold each day once, and come back to the day they began on', () => {
    fc.assert(
      fc.property(
        anyDay,
        anyDay,
        fc.integer({ min: 1, max: 31 }),
        fc.constantFrom<PeriodMonths[]>(1, 3, 6, 12),
        (origin, day, anchorDay, months) => {
          const grid = gridFrom(origin, anchorDay, months);
          const period = periodOf(grid, day);
          expect(period.start).to.be.at.most(day);
          expect(period.end).to.be.greaterThan(day);
          expect(periodOf(grid, period.end).start).to.equal(period.end);
          expect(periodOf(grid, period.start - 1).end).to.equal(period.start);
          expect(periodOf(grid, origin).start).to.be.at.most(origin);
        },
      ),
    );
  });

  it('go from 31 January over 28 February to 31 March', () => {
    const grid = gridFrom(dayNumber('2026-01-31'), 31, 1);
    const dates: string[] = [];
    for (let period = periodOf(grid, dayNumber('2026-01-31')); dates.length < 4; period = periodAfter(grid, period))
      dates.push(localDate(period.start));
    expect(dates).to.deep.equal(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
    expect(addMonths('2026-01-31', 1)).to.equal(dates[1]);
  });
});
