import type { Clock, Quotas } from '@tapline/sdk';
import { weightAt } from '../engine/assessment.js';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { chargedUpTo, overuseOf, overuseRuleOf } from '../engine/overuse.js';
import { isAskingForMore, type SettledLine } from './settled-line.js';

const HOUR_MS = 3_600_000;
const ASKED_AGAIN_AFTER_MS = HOUR_MS / 4;
/** A line is looked at again when so much of what is left has flowed: what routers are told at logins is never further behind. Over its limit, so much of what it had. */
const PARTS = 16n;

/** When a line is to be looked at again: after so many octets, or at an instant though nothing flows. */
export class NextLook {
  constructor(
    private readonly parts: {
      readonly quotas: Pick<Quotas, 'isAnybodyAsked'>;
      readonly clock: Clock;
      readonly hours: CompanyHours;
    },
  ) {}

  /** What may flow before anything can happen, at the dearest weight of the week: whole octets, download and upload together. */
  quietOctets(settled: SettledLine): bigint {
    const { rules } = settled.line;
    const { all, left } = settled.verdict.amounts;
    const most = BigInt(Math.max(1, ...(rules.weights ?? [Number(HUNDREDTHS)])));
    const untilShut = payableAhead(settled);
    const part = (left > 0n ? left : untilShut > 0n ? untilShut : all) / PARTS;
    const quiet = least([part, ...thresholdsAhead(settled)]) / most;
    const paid = left > 0n ? undefined : paidAhead(settled);
    if (paid === undefined) return quiet;
    // The octet behind it starts a unit.
    const untilUnit = paid / most + 1n;
    return untilUnit < quiet ? untilUnit : quiet;
  }

  atMs({ line: { rules }, standing, verdict, payableOveruse }: Omit<SettledLine, 'open'>): number {
    const { clock, hours } = this.parts;
    const nowMs = clock.nowMs();
    const ends = standing.sources.map(({ expiresAtMs }) => expiresAtMs ?? Number.POSITIVE_INFINITY);
    // Data pays in the whole of the hour from which on it counts; what was over the limit before it counts is let off then.
    const begins = standing.sources.flatMap(({ validFromMs }) => [hours.hourStartMs(validFromMs), validFromMs]);
    const hour = rules.weights === null ? [] : [this.nextOtherHour(rules.weights, nowMs)];
    const asked = isAskingForMore(verdict) ? [this.askedAgainAt(nowMs, payableOveruse !== null)] : [];
    const ahead = [...ends, ...begins].filter((atMs) => atMs > nowMs);
    return Math.min(standing.period.untilMs, ...ahead, ...hour, ...asked);
  }

  /**
   * With the rounds. Where nobody is asked yet, somebody may be later: an add-on is not up, or comes. What a balance pays for may change without a word: a
   * day is charged, or money is put right by hand.
   */
  private askedAgainAt(nowMs: number, dependsOnBalance: boolean): number {
    const everyMs = dependsOnBalance || this.parts.quotas.isAnybodyAsked() ? ASKED_AGAIN_AFTER_MS : HOUR_MS;
    return (Math.floor(nowMs / everyMs) + 1) * everyMs;
  }

  private nextOtherHour(weights: readonly number[], nowMs: number): number {
    const { hours } = this.parts;
    const weight = weightAt({ weights }, hours, nowMs);
    let at = hours.nextHourMs(nowMs);
    for (let count = 0; count < weights.length && weightAt({ weights }, hours, at) === weight; count++) at += HOUR_MS;
    return at;
  }
}

/** How much more over-use can be paid for; 0 where that is nothing, or nothing limits it. */
function payableAhead({ standing, payableOveruse }: SettledLine): bigint {
  const ahead = payableOveruse === null ? 0n : payableOveruse - overuseOf(standing);
  return ahead > 0n ? ahead : 0n;
}

/** How much more over-use is paid for already; undefined where it costs nothing, or cannot be paid. */
function paidAhead({ line: { rules }, open, standing, payableOveruse }: SettledLine): bigint | undefined {
  const rule = overuseRuleOf(rules);
  if (!rule || rule.priceMinor === 0) return undefined;
  const overuse = overuseOf(standing);
  const ahead = chargedUpTo(rule, overuse, { chargedOctets: open.content.charged.octets, payableOveruse }) - overuse;
  return ahead < 0n ? undefined : ahead;
}

/** What may count until each step and each notice that is not reached. */
function thresholdsAhead({ line: { rules }, standing, verdict }: SettledLine): readonly bigint[] {
  const { used, all } = verdict.amounts;
  const noticePercents = rules.noticeRules.map(({ atPercent }) => atPercent);
  const ofAll = [...rules.steps.map(({ atPercent }) => atPercent), ...noticePercents].map((percent) => (all * BigInt(percent)) / 100n);
  // A notice may count percents of the plan alone.
  const plan = rules.notifyOf === 'plan' ? standing.sources.find(({ kind }) => kind === 'plan') : undefined;
  const ofPlan = plan ? noticePercents.map((percent) => (plan.amount * BigInt(percent)) / 100n) : [];
  return [...ofAll, ...ofPlan].map((at) => at - used).filter((octets) => octets > 0n);
}

function least(amounts: readonly [bigint, ...bigint[]]): bigint {
  return amounts.reduce((a, b) => (a < b ? a : b));
}
