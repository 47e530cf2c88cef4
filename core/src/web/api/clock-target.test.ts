import { expect } from 'chai';
import { assert, integer, property } from 'fast-check';
import { advanceInstant, parseInstant } from './clock-target.js';

const PRAGUE = 'Europe/Prague';
const at = (text: string): number => Date.parse(text);

describe('moving the clock', () => {
  it('takes seconds, minutes and hours as they are', () => {
    expect(advanceInstant(at('2026-05-01T10:00:00Z'), '90s', PRAGUE)).to.equal(at('2026-05-01T10:01:30Z'));
    expect(advanceInstant(at('2026-05-01T10:00:00Z'), '1h15m', PRAGUE)).to.equal(at('2026-05-01T11:15:00Z'));
  });

  it('takes days and weeks by the calendar of the company', () => {
    expect(advanceInstant(at('2026-03-28T08:00:00+01:00'), '2d', PRAGUE)).to.equal(at('2026-03-30T08:00:00+02:00'));
    expect(advanceInstant(at('2026-05-01T08:00:00+02:00'), '1w', PRAGUE)).to.equal(at('2026-05-08T08:00:00+02:00'));
  });

  it('never skips a day when it goes by days', () => {
    assert(
      property(integer({ min: 0, max: 366 * 24 * 60 }), integer({ min: 1, max: 40 }), (minute, days) => {
        const fromMs = at('2026-01-01T00:00:00Z') + minute * 60_000;
        const movedMs = advanceInstant(fromMs, `${days}d`, PRAGUE) - fromMs;
        expect(Math.abs(movedMs - days * 86_400_000)).to.be.at.most(3_600_000);
      }),
    );
  });

  it('refuses what it cannot read', () => {
    for (const text of ['', 'soon', '1', 'd', '1y', '-1d', '1.5h', '1d later']) {
      expect(() => advanceInstant(0, text, PRAGUE), text).to.throw('is not a duration');
    }
  });

  it('reads an instant with its offset and the beginning of a day', () => {
    expect(parseInstant('2026-05-01T12:00:00Z', PRAGUE)).to.equal(at('2026-05-01T12:00:00Z'));
    expect(parseInstant('2026-05-01T12:00+02:00', PRAGUE)).to.equal(at('2026-05-01T10:00:00Z'));
    expect(parseInstant('2026-05-01', PRAGUE)).to.equal(at('2026-05-01T00:00:00+02:00'));
  });

  it('refuses an instant without an offset and a day that does not exist', () => {
    expect(() => parseInstant('2026-05-01T12:00:00', PRAGUE)).to.throw('is not an instant');
    expect(() => parseInstant('2026-02-30', PRAGUE)).to.throw('is not a day');
    expect(() => parseInstant('2026-13-01T12:00:00Z', PRAGUE)).to.throw('is not an instant');
  });
});
