import { expect } from 'chai';
import {
  asSentence,
  formatDay,
  formatDayRange,
  formatDuration,
  formatInstant,
  formatMonth,
  formatOctets,
  formatRate,
  formatRelative,
} from './format.js';

const plain = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, ' ');
const NOON = Date.parse('2026-05-04T10:00:00Z');

describe('formatting', () => {
  it('writes traffic and speeds in decimal units with three digits', () => {
    expect(plain(formatOctets(0n, 'en'))).to.equal('0 B');
    expect(plain(formatOctets(999n, 'en'))).to.equal('999 B');
    expect(plain(formatOctets(1_254_000_000n, 'en'))).to.equal('1.25 GB');
    expect(plain(formatOctets(12_345_678_901_234n, 'cs'))).to.equal('12,3 TB');
    expect(plain(formatRate(50_000_000, 'en'))).to.equal('50 Mbit/s');
    expect(plain(formatRate(512_000, 'en'))).to.equal('512 kbit/s');
  });

  it('writes days and months of the calendar, whatever the time zone of the machine', () => {
    expect(formatDay('2026-05-31', 'en-GB')).to.equal('31 May 2026');
    expect(formatMonth('2026-05', 'en-GB')).to.equal('May 2026');
    expect(plain(formatDayRange('2026-05-01', '2026-05-31', 'en-GB'))).to.match(/^1 ?– ?31 May 2026$/);
  });

  it('writes instants in the time zone that it is given', () => {
    expect(formatInstant(NOON, { locale: 'en-GB', timeZone: 'Europe/Prague' })).to.equal('4 May 2026, 12:00');
    expect(formatInstant(NOON, { locale: 'en-GB', timeZone: 'UTC', precision: 'time' })).to.equal('10:00:00');
  });

  it('says how long ago and how long', () => {
    expect(formatRelative(NOON - 3 * 3_600_000, NOON, 'en')).to.equal('3 hours ago');
    expect(formatRelative(NOON + 2 * 86_400_000, NOON, 'en')).to.equal('in 2 days');
    expect(formatRelative(NOON, NOON, 'en')).to.equal('now');
    expect(plain(formatDuration(2 * 86_400_000 + 3 * 3_600_000 + 4))).to.equal('2 d 3 h');
    expect(plain(formatDuration(304_000))).to.equal('5 min 4 s');
    expect(plain(formatDuration(500))).to.equal('0 s');
  });

  it('makes sentences of reasons', () => {
    expect(['the data is used up', 'Done.', 'who are you?'].map(asSentence)).to.deep.equal([
      'The data is used up.',
      'Done.',
      'Who are you?',
    ]);
  });
});
