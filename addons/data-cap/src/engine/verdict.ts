import type { ReplyFacts, RestrictionEffect } from '@tapline/sdk';
import { type Amounts, amountsAt } from './amounts.js';
import { type Standing, weightAt } from './assessment.js';
import { type CapRules, type Direction, HUNDREDTHS, type NoticeRule, type Step, type StepAction } from './cap-rules.js';
import type { CompanyHours } from './company-hours.js';
import { formatOctets } from './format-octets.js';
import { overuseOf, overuseRuleOf, startedUnits } from './overuse.js';
import { formatRate } from './rates.js';

/** What has to happen to a line that stands so. */
export interface Verdict {
  readonly amounts: Amounts;
  /** Of all that the line may use in the period; over-use is over 100. */
  readonly percent: number;
  readonly isExhausted: boolean;
  /** The step that counts now; null below the first. */
  readonly step: Step | null;
  readonly restriction: { readonly effect: RestrictionEffect; readonly reason: string } | null;
  /** For people, whether anything happens or not: what counts now and why. */
  readonly explanation: string;
  readonly facts: ReplyFacts;
  /** What each session may still carry until the line is shut, in whole octets; null where nothing shuts it. */
  readonly shareOctets: bigint | null;
  /** Among how many sessions what is left is shared. */
  readonly sessions: number;
  /** The notices that are due, by rising percent. */
  readonly notices: readonly NoticeRule[];
  /** What over-use costs, in started units; 0 where it costs nothing. */
  readonly unitsOverused: bigint;
  /** Whether the line is shut because the customer's balance does not pay for more over-use. */
  readonly isUnpaid: boolean;
}

interface Rates {
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
}

export interface VerdictMoment {
  readonly nowMs: number;
  readonly clock: CompanyHours;
  readonly planRates: Rates;
  /** How many sessions of the line may share what is left; 0 for any number. */
  readonly sessionLimit: number;
  /** The period's end, as people write it. */
  readonly endsOn: string;
  /** How much over-use is paid for, or can be, in hundredths of an octet; null where nothing limits that. */
  readonly payableOveruse: bigint | null;
}

const FULL = 100n;
const LOWEST_RATE = 1_000;
const SESSIONS_OF_ANY_NUMBER = 4;
/** RFC 2869 s5.16 allows no less than a minute. */
const SHORTEST_INTERIM_SECONDS = 60;
const LONGEST_SHORTENED_SECONDS = 300;

/** The one rule of what a cap does. */
export function verdictOf(rules: CapRules, standing: Standing, moment: VerdictMoment): Verdict {
  const { nowMs, clock } = moment;
  const amounts = amountsAt(standing, nowMs);
  const { used, all, left } = amounts;
  const percent = all === 0n ? 100 : Number((used * FULL) / all);
  const isExhausted = left === 0n;
  const step = stepAt(rules.steps, amounts);
  const weight = weightAt(rules, clock, nowMs);
  const said = `used ${octets(used)} of ${octets(all)}, counted until ${moment.endsOn}`;
  const isFree = weight === 0 && rules.isOpenInFreeHours;
  const sessions = moment.sessionLimit === 0 ? SESSIONS_OF_ANY_NUMBER : moment.sessionLimit;
  const payable = payableLeft(rules, standing, moment);
  const untilShut = weight === 0 ? null : untilShutOf(rules, amounts, payable);
  const shareOctets = untilShut === null ? null : shareOf(rules, untilShut, { ...moment, weight, sessions });
  const isUnpaid = !isFree && step?.action.kind === 'charge' && payable === 0n;
  const restriction = step && !isFree ? restrictionOf(step, said, { ...moment, isUnpaid }) : null;
  return {
    amounts,
    percent,
    isExhausted,
    step,
    restriction,
    explanation: explain({ step, restriction, said, isFree }),
    facts: factsOf(rules, shareOctets, interimFacts(rules, amounts, { ...moment, weight, untilShut })),
    shareOctets,
    sessions,
    notices: noticesOf(rules, standing, { used, percent }),
    unitsOverused: startedUnits(overuseRuleOf(rules), overuseOf(standing)),
    isUnpaid,
  };
}

/** How much more over-use can be paid for; null where nothing limits it, or over-use costs nothing. */
function payableLeft(rules: CapRules, standing: Standing, { payableOveruse }: VerdictMoment): bigint | null {
  if (payableOveruse === null || !overuseRuleOf(rules)) return null;
  const left = payableOveruse - overuseOf(standing);
  return left > 0n ? left : 0n;
}

/** At 100 % it is not enough that something expired unused: nothing may be left. */
export function reachedSteps(steps: readonly Step[], { used, all, left }: Pick<Amounts, 'used' | 'all' | 'left'>): readonly Step[] {
  return steps.filter(({ atPercent }) => (atPercent >= 100 ? left === 0n : used * FULL >= all * BigInt(atPercent)));
}

function stepAt(steps: readonly Step[], amounts: Amounts): Step | null {
  const reached = reachedSteps(steps, amounts);
  // A line that is shut stays shut: rules from before that was asked for may have steps beyond a block.
  return reached.find(({ action }) => action.kind === 'block') ?? reached.at(-1) ?? null;
}

function restrictionOf(
  { action, atPercent }: Step,
  said: string,
  { planRates, isUnpaid }: VerdictMoment & { readonly isUnpaid: boolean },
): Verdict['restriction'] {
  const cure = 'more data, or the next period, opens it';
  if (action.kind === 'charge') {
    if (!isUnpaid) return null;
    const unit = octets(action.unitOctets * HUNDREDTHS);
    return { effect: { kind: 'block' }, reason: `the balance does not pay for another ${unit}: ${said}; a payment, ${cure}` };
  }
  if (action.kind === 'block') return { effect: { kind: 'block' }, reason: `the data is used up: ${said}; ${cure}` };
  const rates = slowedRates(action, planRates);
  const { downloadBitsPerSecond, uploadBitsPerSecond } = rates;
  if (downloadBitsPerSecond === planRates.downloadBitsPerSecond && uploadBitsPerSecond === planRates.uploadBitsPerSecond) return null;
  const speeds = `${formatRate(downloadBitsPerSecond)} down, ${formatRate(uploadBitsPerSecond)} up`;
  return {
    effect: { kind: 'limit', ...rates },
    reason: `${atPercent} % of the data is used: ${said}; slowed to ${speeds}`,
  };
}

/** Never faster than the plan. */
function slowedRates(action: Extract<StepAction, { readonly kind: 'slow' | 'slow-to-percent' }>, plan: Rates): Rates {
  const slowed = (rate: number, slowTo: number): number =>
    Math.min(rate, action.kind === 'slow' ? slowTo : Math.max(LOWEST_RATE, Math.floor((rate * action.percent) / 100)));
  const { downloadBitsPerSecond, uploadBitsPerSecond } = action.kind === 'slow' ? action : plan;
  return {
    downloadBitsPerSecond: slowed(plan.downloadBitsPerSecond, downloadBitsPerSecond),
    uploadBitsPerSecond: slowed(plan.uploadBitsPerSecond, uploadBitsPerSecond),
  };
}

function explain(of: { step: Step | null; restriction: Verdict['restriction']; said: string; isFree: boolean }): string {
  if (of.restriction) return of.restriction.reason;
  if (of.step?.action.kind === 'charge') return `over-use is charged: ${of.said}`;
  if (of.step && of.isFree) return `open, as this hour counts nothing: ${of.said}`;
  if (of.step) return `its plan is no faster than what ${of.step.atPercent} % slows to: ${of.said}`;
  return `no rule applies: ${of.said}`;
}

/** What routers are told: how much may still flow until a step shuts the line, and to report more often when that is soon. */
function factsOf({ direction }: CapRules, shareOctets: bigint | null, interim: ReplyFacts): ReplyFacts {
  if (shareOctets === null) return interim;
  return { ...interim, [LEFT_OF[direction]]: Math.min(Number(shareOctets), Number.MAX_SAFE_INTEGER) };
}

interface Sharing extends VerdictMoment {
  readonly weight: number;
  readonly sessions: number;
}

/** What may still count until the line is shut, in hundredths of an octet; null where nothing shuts it. */
function untilShutOf({ steps }: CapRules, { all, used, left }: Amounts, payable: bigint | null): bigint | null {
  const blocking = steps.find(({ action }) => action.kind === 'block');
  if (!blocking) return payable === null ? null : left + payable;
  const until = (all * BigInt(blocking.atPercent) + FULL - 1n) / FULL - used;
  const toGo = until < left ? until : left;
  return toGo > 0n ? toGo : 0n;
}

function shareOf(rules: CapRules, untilShut: bigint, moment: Sharing): bigint {
  return untilShut / BigInt(dearest(rules, moment)) / BigInt(moment.sessions);
}

const LEFT_OF = {
  both: 'totalOctetsLeft',
  download: 'downloadOctetsLeft',
  upload: 'uploadOctetsLeft',
} as const satisfies Record<Direction, keyof ReplyFacts>;

/**
 * A router that was told in a cheap hour what is left counts on into the next, dear one: it is told what the dearer of the two leaves. Where a dear hour
 * comes later, it is told anew when that begins.
 */
function dearest(rules: CapRules, { nowMs, clock, weight }: VerdictMoment & { readonly weight: number }): number {
  return Math.max(weight, weightAt(rules, clock, clock.nextHourMs(nowMs)));
}

function interimFacts(
  rules: CapRules,
  { used, all }: Amounts,
  { planRates, weight, untilShut }: VerdictMoment & { readonly weight: number; readonly untilShut: bigint | null },
): ReplyFacts {
  const next = rules.steps.find(({ atPercent }) => used * FULL < all * BigInt(atPercent));
  const toGo = next ? (all * BigInt(next.atPercent)) / FULL - used : (untilShut ?? 0n);
  if (toGo === 0n || weight === 0) return {};
  const bitsPerSecond = Math.max(planRates.downloadBitsPerSecond, planRates.uploadBitsPerSecond);
  const seconds = Number((toGo * 8n) / BigInt(weight)) / bitsPerSecond / 2;
  return seconds >= LONGEST_SHORTENED_SECONDS ? {} : { interimIntervalSeconds: Math.max(SHORTEST_INTERIM_SECONDS, Math.floor(seconds)) };
}

/** Of the notices that are due the highest, once: lower ones that became due with it are passed over. Null for none. */
export function dueNotice({ notices }: Pick<Verdict, 'notices'>, toldPercent: number): NoticeRule | null {
  const due = notices.at(-1);
  return due && due.atPercent > toldPercent ? due : null;
}

/** Those that are reached, by rising percent. */
export function noticesOf(
  rules: CapRules,
  { sources }: Standing,
  { used, percent }: { readonly used: bigint; readonly percent: number },
): readonly NoticeRule[] {
  const plan = sources.find(({ kind }) => kind === 'plan');
  const ofPlan = plan && plan.amount > 0n ? Number((used * FULL) / plan.amount) : 100;
  const reached = rules.notifyOf === 'plan' ? ofPlan : percent;
  return rules.noticeRules.filter(({ atPercent }) => reached >= atPercent);
}

function octets(amount: bigint): string {
  return formatOctets(amount / HUNDREDTHS);
}
