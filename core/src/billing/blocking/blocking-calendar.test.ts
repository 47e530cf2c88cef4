import { expect } from 'chai';
import { type BlockingCalendar, blockingDay, blockingInstantMs } from './blocking-calendar.js';

const calendar = (changes: Partial<BlockingCalendar> = {}): BlockingCalendar => ({
  timeZone: 'Europe/Prague',
  blockingHour: 0,
  blocksOnWeekends: true,
  holidays: [],
  ...changes,
});

describe('The calendar of blocking', () => {
  it('moves a block from a weekend and from holidays to the next working day, where it is so set', () => {
    expect(blockingDay('2026-12-19', calendar())).to.equal('2026-12-19');
    const free = calendar({ blocksOnWeekends: false, holidays: ['12-24', '12-25', '2026-12-28', '01-01'] });
    expect(['2026-12-18', '2026-12-19', '2026-12-20'].map((day) => blockingDay(day, free))).to.deep.equal([
      '2026-12-18',
      '2026-12-21',
      '2026-12-21',
    ]);
    expect(blockingDay('2026-12-24', free)).to.equal('2026-12-29');
    expect(blockingDay('2027-12-24', free)).to.equal('2027-12-27');
    expect(blockingDay('2027-01-01', free)).to.equal('2027-01-04');
  });

  it('ends, whatever the holidays are', () => {
    const always = calendar({
      blocksOnWeekends: false,
      holidays: Array.from({ length: 366 }, (_, day) => new Date(Date.UTC(2028, 0, 1 + day)).toISOString().slice(5, 10)),
    });
    expect(blockingDay('2027-01-01', always)).to.equal('2027-03-02');
  });

  it('blocks at the hour of the company’s clocks', () => {
    expect(new Date(blockingInstantMs('2026-12-17', calendar({ blockingHour: 9 }))).toISOString()).to.equal('2026-12-17T08:00:00.000Z');
    expect(new Date(blockingInstantMs('2026-07-17', calendar({ blockingHour: 9 }))).toISOString()).to.equal('2026-07-17T07:00:00.000Z');
    // The clocks change on these.
    expect(new Date(blockingInstantMs('2026-10-25', calendar({ blockingHour: 9 }))).toISOString()).to.equal('2026-10-25T08:00:00.000Z');
    expect(new Date(blockingInstantMs('2027-03-28', calendar({ blockingHour: 9 }))).toISOString()).to.equal('2027-03-28T07:00:00.000Z');
  });
});
