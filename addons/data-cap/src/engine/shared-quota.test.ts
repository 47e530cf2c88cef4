import { expect } from 'chai';
import fc from 'fast-check';
import { standingOf } from './assessment.js';
import { type CapSettings, rulesOf } from './cap-settings.js';
import { CompanyHours } from './company-hours.js';
import { type Verdict, verdictOf } from './verdict.js';

const CLOCK = new CompanyHours('UTC');
const FROM_MS = Date.UTC(2026, 5, 1);
const UNTIL_MS = Date.UTC(2026, 6, 1);
const RATES = { downloadBitsPerSecond: 100_000_000, uploadBitsPerSecond: 100_000_000 };
const AMOUNT = 10_000n;

function verdict(usedOctets: bigint, sessionLimit: number, settings: Partial<CapSettings> = {}): Verdict {
  const rules = rulesOf({ amount: `${AMOUNT} B`, ...settings }, 'EUR');
  if (!rules) throw new Error('no rules');
  const standing = standingOf(
    {
      rules,
      period: { fromMs: FROM_MS, untilMs: UNTIL_MS },
      planExpiresAtMs: UNTIL_MS,
      lots: [],
      grants: [],
      hours: [{ hourMs: FROM_MS, downloadOctets: usedOctets, uploadOctets: 0n }],
    },
    CLOCK,
  );
  return verdictOf(rules, standing, {
    nowMs: FROM_MS,
    clock: CLOCK,
    planRates: RATES,
    sessionLimit,
    endsOn: '2026-07-01',
    payableOveruse: null,
  });
}

/** A router's session: it carries no more than what its login was told. */
class Session {
  carried = 0n;
  constructor(private readonly limit: bigint) {}

  carry(wanted: bigint): bigint {
    const part = wanted < this.limit - this.carried ? wanted : this.limit - this.carried;
    this.carried += part;
    return part;
  }
}

const told = (used: bigint, sessions: number, settings?: Partial<CapSettings>): bigint =>
  BigInt(verdict(used, sessions, settings).facts.totalOctetsLeft ?? 0);

const sessions = fc.integer({ min: 1, max: 4 });
const used = fc.bigInt({ min: 0n, max: AMOUNT });

describe('Sessions that share one quota', () => {
  it('stay within it to the octet when they are on together, whatever each carries and though none ever reports', () => {
    fc.assert(
      fc.property(sessions, used, fc.array(fc.tuple(fc.nat(3), fc.bigInt({ min: 0n, max: AMOUNT }))), (count, before, wants) => {
        const online = Array.from({ length: count }, () => new Session(told(before, count)));
        let total = before;
        for (const [at, want] of wants) total += online[at % count]?.carry(want) ?? 0n;
        expect(total <= AMOUNT).to.equal(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('stay within it where sessions are on one after the other, and may use all of it but the last octets', () => {
    fc.assert(
      fc.property(used, fc.array(fc.bigInt({ min: 0n, max: AMOUNT }), { maxLength: 30 }), (before, wants) => {
        let total = before;
        for (const want of wants) total += new Session(told(total, 1)).carry(want);
        expect(total <= AMOUNT).to.equal(true);
        expect(total + new Session(told(total, 1)).carry(AMOUNT)).to.equal(AMOUNT);
      }),
    );
  });

  it('go over it by no more than flows between two reports, though sessions come back while one that was told more stays', () => {
    const step = fc.record({ at: fc.nat(3), isAnew: fc.boolean(), want: fc.bigInt({ min: 0n, max: 3_000n }) });
    fc.assert(
      fc.property(sessions, fc.array(step, { maxLength: 60 }), (count, steps) => {
        const online = Array.from({ length: count }, () => new Session(told(0n, count)));
        let total = 0n;
        let sinceReport = 0n;
        for (const { at, isAnew, want } of steps) {
          const before = total;
          if (isAnew) online[at % count] = new Session(told(total, count));
          total += online[at % count]?.carry(want) ?? 0n;
          sinceReport = total - before;
          // Its report is looked at before anything else flows.
          if (verdict(total, count).restriction) break;
        }
        expect(total <= AMOUNT + sinceReport).to.equal(true);
        expect(total < AMOUNT || verdict(total, count).restriction?.effect.kind === 'block').to.equal(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('are told no more than what a dear hour leaves', () => {
    const settings = { windows: ['daily 0-24 2'] };
    fc.assert(
      fc.property(sessions, used, (count, before) => {
        const each = told(before, count, settings);
        expect(before * 2n + each * 2n * BigInt(count) <= AMOUNT || each === 0n).to.equal(true);
      }),
    );
  });
});
