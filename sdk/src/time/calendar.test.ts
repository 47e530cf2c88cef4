import { expect } from 'chai';
import { addDays, addMonths, daysBetween, daysInMonth, localDateOf, localTimeMs, parseLocalDate, startOfDayMs } from './calendar.js';

describe('The calendar', () => {
  it('knows the day of an instant in the company’s zone', () => {
    const instantMs = Date.UTC(2026, 4, 31, 22, 30);
    expect(localDateOf(instantMs, 'Europe/Prague')).to.equal('2026-06-01');
    expect(localDateOf(instantMs, 'America/New_York')).to.equal('2026-05-31');
  });

  it('starts a day that has no midnight at its first instant', () => {
    // In Beirut the clocks went from 00:00 to 01:00 on 27 March 2022.
    const startMs = startOfDayMs('2022-03-27', 'Asia/Beirut');
    expect(localDateOf(startMs, 'Asia/Beirut')).to.equal('2022-03-27');
    expect(localDateOf(startMs - 1, 'Asia/Beirut')).to.equal('2022-03-26');
  });

  it('knows when the clocks show a time, also on the days on which they change', () => {
    const at = (date: string, hour: number, minute = 0): string =>
      new Date(localTimeMs(date, { hour, minute }, 'Europe/Prague')).toISOString();
    expect(at('2026-10-24', 9)).to.equal('2026-10-24T07:00:00.000Z');
    expect(at('2026-10-25', 9)).to.equal('2026-10-25T08:00:00.000Z');
    expect(at('2027-03-28', 9)).to.equal('2027-03-28T07:00:00.000Z');
    // Shown twice, and skipped.
    expect(at('2026-10-25', 2, 30)).to.equal('2026-10-25T00:30:00.000Z');
    expect(at('2027-03-28', 2, 30)).to.equal('2027-03-28T01:30:00.000Z');
  });

  it('counts across months, leap years and changes of the clocks', () => {
    expect(addDays('2024-02-28', 1)).to.equal('2024-02-29');
    expect(daysBetween('2026-03-28', '2026-03-30')).to.equal(2);
    expect(daysInMonth('2100-02-01')).to.equal(28);
    expect(addMonths('2026-01-31', 1)).to.equal('2026-02-28');
  });

  it('refuses days that do not exist', () => {
    for (const text of ['2026-02-30', '2026-2-3', 'today']) expect(() => parseLocalDate(text), text).to.throw(/not a day/);
  });
});
