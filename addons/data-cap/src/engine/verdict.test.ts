import { parseOctets, type QuotaGrant } from '@tapline/sdk';
import { expect } from 'chai';
import { type HourOfUsage, type PeriodFacts, standingOf } from './assessment.js';
import { HUNDREDTHS } from './cap-rules.js';
import { type CapSettings, newRulesOf, rulesOf } from './cap-settings.js';
import { CompanyHours } from './company-hours.js';
import { type Verdict, verdictOf } from './verdict.js';

const CLOCK = new CompanyHours('UTC');
const MAKERS = { currency: 'EUR', channels: ['email', 'sms'] };
/** A Monday. */
const FROM_MS = Date.UTC(2026, 5, 1);
const UNTIL_MS = Date.UTC(2026, 6, 1);
const HOUR_MS = 3_600_000;
const RATES = { downloadBitsPerSecond: 100_000_000, uploadBitsPerSecond: 100_000_000 };

const used = (text: string, hour = 100): HourOfUsage => ({
  hourMs: FROM_MS + hour * HOUR_MS,
  downloadOctets: parseOctets(text) ?? 0n,
  uploadOctets: 0n,
});

const grant = (text: string, changes: Partial<QuotaGrant> = {}): QuotaGrant => ({
  id: text,
  serviceId: 's',
  customerId: 'c',
  source: 'topup',
  title: text,
  octets: parseOctets(text) ?? 0n,
  usedOctets: 0n,
  validFromMs: FROM_MS,
  expiresAtMs: null,
  priority: 100,
  withdrawnAtMs: null,
  createdAtMs: FROM_MS,
  ...changes,
});

function verdict(
  settings: Partial<CapSettings>,
  hours: readonly HourOfUsage[],
  given: { grants?: readonly QuotaGrant[]; nowMs?: number; sessionLimit?: number; payable?: string } = {},
): Verdict {
  const rules = rulesOf({ amount: '10 GB', ...settings }, 'EUR');
  if (!rules) throw new Error('no rules');
  const grants = (given.grants ?? []).map((each) => ({ grant: each, usedBefore: 0n }));
  const facts: PeriodFacts = {
    rules,
    period: { fromMs: FROM_MS, untilMs: UNTIL_MS },
    planExpiresAtMs: UNTIL_MS,
    lots: [],
    grants,
    hours,
  };
  const nowMs = given.nowMs ?? FROM_MS + 101 * HOUR_MS;
  const payableOveruse = given.payable === undefined ? null : (parseOctets(given.payable) ?? 0n) * HUNDREDTHS;
  const moment = { nowMs, clock: CLOCK, planRates: RATES, sessionLimit: given.sessionLimit ?? 1, endsOn: '2026-07-01', payableOveruse };
  return verdictOf(rules, standingOf(facts, CLOCK), moment);
}

describe('What a cap does to a line', () => {
  it('blocks when all is used, and says why and what helps', () => {
    expect(verdict({}, [used('9.99 GB')]).restriction).to.equal(null);
    const { restriction, percent } = verdict({}, [used('10 GB')]);
    expect(percent).to.equal(100);
    expect(restriction).to.deep.equal({
      effect: { kind: 'block' },
      reason: 'the data is used up: used 10 GB of 10 GB, counted until 2026-07-01; more data, or the next period, opens it',
    });
  });

  it('slows to a percent of the plan: 100/100 Mbit/s less 90 % is 10/10', () => {
    const { restriction } = verdict({ steps: ['100% slow 10%'] }, [used('10 GB')]);
    expect(restriction?.effect).to.deep.equal({ kind: 'limit', downloadBitsPerSecond: 10_000_000, uploadBitsPerSecond: 10_000_000 });
  });

  it('goes from step to step', () => {
    const steps = ['100% block', '80% slow 2M/1M'];
    expect(verdict({ steps }, [used('7.9 GB')]).step).to.equal(null);
    expect(verdict({ steps }, [used('8 GB')]).restriction?.effect).to.deep.equal({
      kind: 'limit',
      downloadBitsPerSecond: 2_000_000,
      uploadBitsPerSecond: 1_000_000,
    });
    expect(verdict({ steps }, [used('10 GB')]).restriction?.effect).to.deep.equal({ kind: 'block' });
  });

  it('stays shut beyond a block, whatever older rules say of more', () => {
    expect(verdict({ steps: ['90% block', '100% slow 50%'] }, [used('11 GB')]).restriction?.effect).to.deep.equal({ kind: 'block' });
  });

  it('charges over-use by started units: 200 MB over 1 GB in units of 10 MB are 20, one octet is one', () => {
    const settings = { amount: '1 GB', steps: ['100% charge 0.10 per 10 MB'] };
    expect(verdict(settings, [used('1.2 GB')])).to.deep.include({ unitsOverused: 20n, restriction: null });
    expect(verdict(settings, [used('1 GB')]).unitsOverused).to.equal(0n);
    expect(verdict(settings, [{ ...used('1 GB'), uploadOctets: 1n }]).unitsOverused).to.equal(1n);
  });

  it('goes on over the limit as far as the balance pays, tells routers so, and shuts the line then', () => {
    const settings = { steps: ['100% charge 1.00 per 1 GB'] };
    expect(verdict(settings, [used('9 GB')], { payable: '2 GB' })).to.deep.include({ restriction: null, shareOctets: 3_000_000_000n });
    expect(verdict(settings, [used('11 GB')], { payable: '2 GB' })).to.deep.include({ restriction: null, isUnpaid: false });
    expect(verdict(settings, [used('11 GB')], { payable: '2 GB' }).facts).to.deep.equal({
      totalOctetsLeft: 1_000_000_000,
      interimIntervalSeconds: 60,
    });
    const shut = verdict(settings, [used('12 GB')], { payable: '2 GB' });
    expect(shut).to.deep.include({ isUnpaid: true, shareOctets: 0n });
    expect(shut.restriction).to.deep.equal({
      effect: { kind: 'block' },
      reason:
        'the balance does not pay for another 1 GB: used 12 GB of 10 GB, counted until 2026-07-01; a payment, more data, or the next period, opens it',
    });
  });

  it('stays open in hours that count nothing, though the balance pays for no more', () => {
    const settings = { steps: ['100% charge 1.00 per 1 GB'], windows: ['daily 0-24 0'] };
    const grants = [grant('5 GB')];
    expect(verdict({ ...settings, amount: '0 B' }, [used('1 GB')], { payable: '0 B' }).restriction).to.equal(null);
    expect(verdict({ steps: settings.steps }, [used('12 GB')], { payable: '0 B', grants }).restriction).to.equal(null);
  });

  it('tells routers what is left to the octet, and shares it among the sessions that a line may have', () => {
    expect(verdict({}, [used('9 GB')]).facts).to.deep.include({ totalOctetsLeft: 1_000_000_000 });
    expect(verdict({ direction: 'download' }, [{ ...used('9 GB'), uploadOctets: 999n }]).facts).to.deep.include({
      downloadOctetsLeft: 1_000_000_000,
    });
    expect(verdict({}, [used('9 GB')], { sessionLimit: 2 }).facts.totalOctetsLeft).to.equal(500_000_000);
    expect(verdict({ steps: ['100% slow 1M/1M'] }, [used('9 GB')]).facts).to.not.have.property('totalOctetsLeft');
  });

  it('has routers report more often when a step is near', () => {
    expect(verdict({}, [used('1 GB')]).facts).to.not.have.property('interimIntervalSeconds');
    expect(verdict({}, [used('9 GB')]).facts.interimIntervalSeconds).to.equal(60);
    expect(verdict({}, [used('3 GB')]).facts.interimIntervalSeconds).to.equal(280);
  });

  it('counts an octet as much as its hour says, exactly', () => {
    const windows = ['daily 0-8 0.5', 'Sat,Sun 0-24 0'];
    const night = used('8 GB', 24);
    const { amounts } = verdict({ windows }, [{ ...night, uploadOctets: 1n }, used('3 GB', 5 * 24 + 12)]);
    // Half of eight billion and one: what is left is five and a half octets less than six billion and five.
    expect(amounts.left).to.equal(600_000_000_000n - 50n);
  });

  it('opens a blocked line in hours that count nothing, unless told otherwise', () => {
    const windows = ['daily 0-8 0'];
    const nowMs = FROM_MS + 5 * 24 * HOUR_MS;
    expect(verdict({ windows }, [used('10 GB', 12)], { nowMs }).restriction).to.equal(null);
    expect(verdict({ windows, isOpenInFreeHours: false }, [used('10 GB', 12)], { nowMs }).restriction?.effect).to.deep.equal({
      kind: 'block',
    });
    expect(verdict({ windows }, [used('10 GB', 12)], { nowMs: nowMs + 8 * HOUR_MS }).restriction?.effect).to.deep.equal({ kind: 'block' });
  });

  it('gives a top-up whole: what was over the limit in hours before it came is let off, until it is used up itself', () => {
    const settings = { steps: ['80% slow 2M/1M', '100% block'] };
    const bought = { grants: [grant('5 GB', { validFromMs: FROM_MS + 102 * HOUR_MS })], nowMs: FROM_MS + 102.5 * HOUR_MS };
    const fresh = verdict(settings, [used('13 GB')], bought);
    expect(fresh).to.deep.include({ percent: 66, restriction: null, notices: [] });
    expect(fresh.explanation).to.include('used 10 GB of 15 GB');
    expect(fresh.facts.totalOctetsLeft).to.equal(5_000_000_000);
    const nearly = verdict({}, [used('13 GB'), used('4 GB', 102)], bought);
    expect([nearly.restriction, nearly.facts.totalOctetsLeft]).to.deep.equal([null, 1_000_000_000]);
    const { amounts, restriction } = verdict({}, [used('13 GB'), used('5.2 GB', 102)], bought);
    expect([restriction?.effect, amounts.overused / 100n, amounts.overusedSinceMs]).to.deep.equal([
      { kind: 'block' },
      200_000_000n,
      FROM_MS + 102 * HOUR_MS,
    ]);
  });

  it('uses what expires first, so that a top-up for a day does not wait for the plan', () => {
    const day = grant('2 GB', { expiresAtMs: FROM_MS + 110 * HOUR_MS });
    const rules = rulesOf({ amount: '10 GB' }, 'EUR');
    if (!rules) throw new Error('no rules');
    const facts = {
      rules,
      period: { fromMs: FROM_MS, untilMs: UNTIL_MS },
      planExpiresAtMs: UNTIL_MS,
      lots: [],
      hours: [used('3 GB')],
    };
    const { sources } = standingOf({ ...facts, grants: [{ grant: day, usedBefore: 0n }] }, CLOCK);
    expect(sources.map(({ title, paid }) => [title, paid / 100n])).to.deep.equal([
      ['2 GB', 2_000_000_000n],
      ['Plan', 1_000_000_000n],
    ]);
  });

  it('tells of thresholds of the plan alone, or of all: 50 % of 100 GB is 50, with 10 GB more 55', () => {
    const settings = { amount: '100 GB', notifyAtPercents: ['50'] };
    const grants = [grant('10 GB')];
    expect(verdict({ ...settings, notifyOf: 'plan' }, [used('50 GB')], { grants }).notices.map(({ atPercent }) => atPercent)).to.deep.equal(
      [50],
    );
    expect(verdict({ ...settings, notifyOf: 'total' }, [used('54.9 GB')], { grants }).notices).to.deep.equal([]);
    expect(
      verdict({ ...settings, notifyOf: 'total' }, [used('55 GB')], { grants }).notices.map(({ atPercent }) => atPercent),
    ).to.deep.equal([50]);
  });

  it('is never faster than its plan, whatever a step slows to', () => {
    const settings = { steps: ['50% slow 200M/20M', '60% slow 200M/200M', '100% block'] };
    const slowed = verdict(settings, [used('5 GB')]);
    expect(slowed.restriction?.effect).to.deep.equal({
      kind: 'limit',
      downloadBitsPerSecond: 100_000_000,
      uploadBitsPerSecond: 20_000_000,
    });
    expect(slowed.explanation).to.include('slowed to 100 Mbit/s down, 20 Mbit/s up');
    const asFast = verdict(settings, [used('6 GB')]);
    expect(asFast.restriction).to.equal(null);
    expect(asFast.explanation).to.include('no faster than what 60 % slows to');
  });

  it('refuses rules that nobody can mean, naming the setting', () => {
    const faults = [
      { steps: ['101% block'] },
      { steps: ['80% charge 1.00 per 1 GB'] },
      { steps: ['90% block', '100% slow 50%'] },
      { steps: ['100% block', '100% charge 1.00 per 1 GB'] },
      { windows: ['Mon 3-3 1'] },
      { rollover: 'limited' as const },
      { notifyAtPercents: ['80 fax'] },
      { notifyAtPercents: ['80', '150'] },
    ];
    const fields = faults.map((settings) => {
      try {
        newRulesOf({ amount: '1 GB', ...settings }, MAKERS);
        return undefined;
      } catch (error) {
        return (error as { field?: string }).field;
      }
    });
    expect(fields.join()).to.equal('steps,steps,steps,steps,windows,rolloverMost,notifyAtPercents,notifyAtPercents');
  });

  it('tells customers over the limit where the line goes on there, or has more than its plan gives', () => {
    for (const settings of [{ steps: ['100% charge 1.00 per 1 GB'] }, { steps: ['100% slow 1M/1M'] }, { notifyOf: 'plan' as const }]) {
      expect(newRulesOf({ amount: '1 GB', notifyAtPercents: ['150 sms'], ...settings }, MAKERS)?.noticeRules).to.have.length(1);
    }
  });
});
