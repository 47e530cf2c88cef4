import { expect } from 'chai';
import fc from 'fast-check';
import { CronSchedule } from './cron-schedule.js';

const PATTERNS = ['* * * * *', '*/15 * * * *', '30 2 * * *', '0 0 1 * *', '0 6 29 2 *'];
const FROM_MS = Date.UTC(2026, 0, 1);
const UNTIL_MS = Date.UTC(2028, 5, 1);

describe('The instants of a schedule', () => {
  it('are the same whatever was asked before, forwards, backwards and where the clocks change', () => {
    const instants = fc.array(fc.integer({ min: FROM_MS, max: UNTIL_MS }), { minLength: 1, maxLength: 20 });
    const steps = fc.array(fc.integer({ min: -120, max: 120 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.constantFrom(...PATTERNS), instants, steps, (pattern, leaps, minutes) => {
        const asked = new CronSchedule(pattern, 'Europe/Prague');
        const walked = minutes.map(
          (_, index) => (leaps[0] as number) + minutes.slice(0, index + 1).reduce((sum, each) => sum + each * 60_000, 0),
        );
        for (const atMs of [...leaps, ...walked]) {
          const fresh = new CronSchedule(pattern, 'Europe/Prague');
          expect([asked.next(atMs), asked.latest(atMs)]).to.deep.equal([fresh.next(atMs), fresh.latest(atMs)]);
          expect(asked.latest(atMs) ?? atMs).to.be.at.most(atMs);
          expect(asked.next(atMs) ?? atMs + 1).to.be.above(atMs);
        }
      }),
      { numRuns: 60 },
    );
  });
});
