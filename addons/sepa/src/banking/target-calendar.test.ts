import { expect } from 'chai';
import { collectionDate, earliestCollection } from './collection-date.js';
import { localDateTime } from './local-date-time.js';
import { addTargetDays, easterSunday, isTargetDay, nextTargetDay } from './target-calendar.js';

const ms = (instant: string): number => Date.parse(instant);

describe('The TARGET calendar', () => {
  it('knows Easter for centuries', () => {
    const published: Record<number, string> = {
      1961: '1961-04-02',
      2000: '2000-04-23',
      2024: '2024-03-31',
      2026: '2026-04-05',
      2038: '2038-04-25',
      2285: '2285-03-22',
    };
    for (const [year, easter] of Object.entries(published)) expect(easterSunday(Number(year))).to.equal(easter);
  });

  it('closes at weekends, New Year, Good Friday, Easter Monday, 1 May and at Christmas, and on no other day of 2026 and 2027', () => {
    const closed: string[] = [];
    for (let day = Date.UTC(2026, 0, 1); day < Date.UTC(2028, 0, 1); day += 86_400_000) {
      const date = new Date(day);
      const text = date.toISOString().slice(0, 10);
      if (![0, 6].includes(date.getUTCDay()) && !isTargetDay(text)) closed.push(text);
      if ([0, 6].includes(date.getUTCDay())) expect(isTargetDay(text), text).to.equal(false);
    }
    expect(closed).to.deep.equal([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-12-25',
      '2027-01-01',
      '2027-03-26',
      '2027-03-29',
    ]);
  });

  it('steps over what is closed', () => {
    expect(nextTargetDay('2026-12-25')).to.equal('2026-12-28');
    expect(addTargetDays('2026-04-02', 1)).to.equal('2026-04-07');
    expect(addTargetDays('2026-12-24', 2)).to.equal('2026-12-29');
  });
});

describe('The time in a file', () => {
  it('is what the bank’s clocks show, through the change to summer time', () => {
    expect(localDateTime(ms('2026-03-29T00:59:59Z'), 'Europe/Berlin')).to.equal('2026-03-29T01:59:59');
    expect(localDateTime(ms('2026-03-29T01:00:07Z'), 'Europe/Berlin')).to.equal('2026-03-29T03:00:07');
  });
});

describe('The day of a collection', () => {
  const berlin = { timeZone: 'Europe/Berlin', leadDays: 1, cutoffHour: 14 };

  it('is the next working day before the bank’s closing hour, and one later from that hour on', () => {
    expect(earliestCollection(ms('2026-11-26T12:59:59Z'), berlin)).to.equal('2026-11-27');
    expect(earliestCollection(ms('2026-11-26T13:00:00Z'), berlin)).to.equal('2026-11-30');
  });

  it('reads the bank’s clock through the change to summer time and back', () => {
    // The clocks go forward on Sunday 2026-03-29: 14:00 in Berlin is 13:00 UTC before and 12:00 after.
    expect(earliestCollection(ms('2026-03-27T12:59:00Z'), berlin)).to.equal('2026-03-30');
    expect(earliestCollection(ms('2026-03-30T12:00:00Z'), berlin)).to.equal('2026-04-01');
    expect(earliestCollection(ms('2026-03-30T11:59:00Z'), berlin)).to.equal('2026-03-31');
    expect(earliestCollection(ms('2026-10-26T12:59:00Z'), berlin)).to.equal('2026-10-27');
  });

  it('does not count the hour of a day on which the bank does not work', () => {
    expect(earliestCollection(ms('2026-11-28T20:00:00Z'), berlin)).to.equal('2026-12-01');
    expect(earliestCollection(ms('2026-04-03T20:00:00Z'), { ...berlin, leadDays: 2 })).to.equal('2026-04-09');
  });

  it('is moved to what is possible and to a working day', () => {
    expect(collectionDate('2026-12-25', '2026-12-02')).to.equal('2026-12-28');
    expect(collectionDate('2026-11-01', '2026-12-02')).to.equal('2026-12-02');
  });
});
