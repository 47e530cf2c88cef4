import { expect } from 'chai';
import { parseLocalInstant } from './local-instant.js';

describe('An instant as people type it', () => {
  const parse = (text: string): string => new Date(parseLocalInstant(text, 'Europe/Prague')).toISOString();

  it('is on the company’s clocks unless it names its offset', () => {
    expect(parse('2026-11-22 14:05')).to.equal('2026-11-22T13:05:00.000Z');
    expect(parse('2026-07-22T9:05:30')).to.equal('2026-07-22T07:05:30.000Z');
    expect(parse('2026-11-22T14:05:00Z')).to.equal('2026-11-22T14:05:00.000Z');
  });

  it('is right on the days on which the clocks change', () => {
    expect(parse('2026-03-29 12:00')).to.equal('2026-03-29T10:00:00.000Z');
    expect(parse('2026-10-25 12:00')).to.equal('2026-10-25T11:00:00.000Z');
    expect(parse('2026-10-25 02:30')).to.equal('2026-10-25T00:30:00.000Z');
  });

  it('is refused when it is none', () => {
    for (const text of ['', 'noon', '2026-11-22', '2026-11-22 25:00', '2026-02-30 10:00'])
      expect(() => parseLocalInstant(text, 'Europe/Prague'), text).to.throw(/is not/);
  });
});
