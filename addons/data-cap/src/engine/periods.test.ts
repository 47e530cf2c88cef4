import { expect } from 'chai';
import fc from 'fast-check';
import { endAfter, type PeriodRule, periodAt } from './periods.js';

const ZONES = ['UTC', 'Europe/Prague', 'Asia/Kolkata', 'America/Sao_Paulo', 'Asia/Beirut', 'Pacific/Chatham'];
const FIRST_MS = Date.UTC(2020, 0, 1);
const LAST_MS = Date.UTC(2060, 0, 1);

describe('The periods of a cap', () => {
  it('follow each other without gap or overlap, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('day', 'week', 'month'),
        fc.constantFrom('calendar', 'service-start'),
        fc.constantFrom(...ZONES),
        fc.integer({ min: FIRST_MS, max: LAST_MS }),
        fc.constantFrom('2020-01-31', '2019-02-28', '2021-03-14', '2022-12-30'),
        (period, anchor, timeZone, atMs, serviceStart) => {
          const rule = { period, anchor } as PeriodRule;
          const calendar = { timeZone, serviceStart };
          const here = periodAt(rule, calendar, atMs);
          expect(here.fromMs <= atMs && atMs < here.untilMs).to.equal(true);
          expect(periodAt(rule, calendar, here.untilMs - 1)).to.deep.equal(here);
          expect(periodAt(rule, calendar, here.untilMs).fromMs).to.equal(here.untilMs);
          expect(endAfter(rule, calendar, here, 2)).to.equal(periodAt(rule, calendar, endAfter(rule, calendar, here, 1)).untilMs);
        },
      ),
    );
  });

  it('begin on the last day of months that are too short, and on the day itself again', () => {
    const rule = { period: 'month', anchor: 'service-start' } as const;
    const calendar = { timeZone: 'UTC', serviceStart: '2026-01-31' };
    const begins = ['2026-02-10', '2026-03-05', '2026-04-01', '2026-05-30'].map((day) =>
      new Date(periodAt(rule, calendar, Date.parse(day)).fromMs).toISOString().slice(0, 10),
    );
    expect(begins).to.deep.equal(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
  });
});
