import type { QuotaGrant } from '@tapline/sdk';
import { allocate, type CountedHour, inOrderOfUse, type PlaceInHour, paysIn, type UnpaidPart } from './allocation.js';
import { type CapRules, HUNDREDTHS } from './cap-rules.js';
import type { CompanyHours } from './company-hours.js';
import { type Cut, lesserOf, type Octets } from './cut.js';
import type { Period } from './periods.js';
import type { RolloverLot } from './rollover.js';

/** What a service used in an hour. */
export interface HourOfUsage {
  readonly hourMs: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
  /** Where no more is known than that it flowed between the two; one hour after it began unless given. */
  readonly untilMs?: number;
}

/** Over-use of an hour that no grant pays for, in hundredths of an octet: of periods from before it was kept of each grant at which place it came. */
export interface Forgiven {
  readonly hourMs: number;
  readonly amount: bigint;
}

export interface GrantOfPeriod {
  readonly grant: QuotaGrant;
  /** What earlier periods have used of it, in hundredths of an octet. */
  readonly usedBefore: bigint;
  /** What had flowed by the time it came, in its hour and on its day: it pays for none of that. Unless given it pays for each hour that its time touches. */
  readonly cameAfter?: Cut | undefined;
}

/** Everything that decides how a line stands in a period. */
export interface PeriodFacts {
  readonly rules: CapRules;
  readonly period: Period;
  /** When what the plan gives is lost: at the period's end, or at the end of its rollover. */
  readonly planExpiresAtMs: number;
  readonly lots: readonly RolloverLot[];
  readonly grants: readonly GrantOfPeriod[];
  readonly forgiven?: readonly Forgiven[] | undefined;
  readonly hours: readonly HourOfUsage[];
}

export interface SourceStanding {
  readonly kind: 'plan' | 'rollover' | 'grant';
  readonly title: string;
  readonly grantId: string | null;
  readonly validFromMs: number;
  readonly expiresAtMs: number | null;
  /** In hundredths of an octet, as all amounts here. */
  readonly amount: bigint;
  readonly paid: bigint;
  /** Where in an hour it came; what counted before that is none of its. */
  readonly cameAt?: PlaceInHour | undefined;
}

/** How a line stands in a period. */
export interface Standing {
  readonly period: Period;
  /** In the order of use. */
  readonly sources: readonly SourceStanding[];
  readonly counted: bigint;
  readonly unpaid: bigint;
  readonly unpaidParts: readonly UnpaidPart[];
}

/** Works out how a line stands: the one place where traffic meets what pays for it, for real traffic, simulations and dry runs alike. */
export function standingOf(facts: PeriodFacts, clock: CompanyHours): Standing {
  const { rules, period, planExpiresAtMs, lots, grants } = facts;
  const plan = { kind: 'plan' as const, title: 'Plan', grantId: null, validFromMs: period.fromMs };
  const sources: readonly Omit<SourceStanding, 'paid'>[] = inOrderOfUse([
    { ...plan, expiresAtMs: planExpiresAtMs, amount: rules.amountOctets * HUNDREDTHS },
    ...lots.map(({ amount, expiresAtMs }) => ({
      ...plan,
      kind: 'rollover' as const,
      title: 'Left of earlier periods',
      expiresAtMs,
      amount,
    })),
    ...grants.map(({ grant, usedBefore, cameAfter }) => ({
      kind: 'grant' as const,
      title: grant.title,
      grantId: grant.id,
      validFromMs: grant.validFromMs,
      expiresAtMs: grant.expiresAtMs,
      amount: positive(grant.octets * HUNDREDTHS - usedBefore),
      cameAt: cameAfter && placeAfter(cameAfter, grant.validFromMs, { facts, clock }),
    })),
  ]);
  const hours = countedHours(facts, clock);
  const forgiven = (facts.forgiven ?? []).map(({ hourMs, amount }) => ({ amount, validFromMs: hourMs, expiresAtMs: hourMs + 1 }));
  const allocation = allocate(hours, [...forgiven, ...sources]);
  return {
    period,
    sources: sources.map((source, at) => ({ ...source, paid: allocation.paid[forgiven.length + at] as bigint })),
    counted: hours.reduce((sum, { counted }) => sum + counted, 0n),
    unpaid: allocation.unpaid,
    unpaidParts: allocation.unpaidParts,
  };
}

/** The place in its hour, or on its day where no more is known, at which so much had flowed. */
function placeAfter(
  flowed: Cut,
  atMs: number,
  { facts: { rules, hours }, clock }: { readonly facts: PeriodFacts; readonly clock: CompanyHours },
): PlaceInHour | undefined {
  const beginMs = clock.hourStartMs(atMs);
  const hour = hours.find(({ hourMs, untilMs }) => (untilMs === undefined ? hourMs === beginMs : hourMs <= atMs && atMs < untilMs));
  if (!hour) return undefined;
  const before = lesserOf(hour, hour.untilMs === undefined ? flowed.hour : flowed.day);
  return { hourMs: hour.hourMs, counted: countedOf(before, { rules, hourMs: hour.hourMs, clock }) };
}

export function countedHours(
  { rules, period, hours }: Pick<PeriodFacts, 'rules' | 'period' | 'hours'>,
  clock: CompanyHours,
): readonly CountedHour[] {
  return hoursOf(period, hours, clock).map((hour) => ({
    hourMs: hour.hourMs,
    untilMs: hour.untilMs,
    counted: countedOf(hour, { rules, hourMs: hour.hourMs, clock }),
  }));
}

function countedOf(
  octets: Octets,
  { rules, hourMs, clock }: { readonly rules: CapRules; readonly hourMs: number; readonly clock: CompanyHours },
): bigint {
  return octetsThatCount(rules, octets) * BigInt(weightAt(rules, clock, hourMs));
}

/** A period may begin within an hour: it has what the one before it leaves of that. */
function hoursOf({ fromMs, untilMs }: Period, hours: readonly HourOfUsage[], clock: CompanyHours): readonly HourOfUsage[] {
  const firstHourMs = clock.hourStartMs(fromMs);
  return hours.filter(({ hourMs }) => hourMs >= firstHourMs && hourMs < untilMs);
}

/** In hundredths. */
export function weightAt({ weights }: Pick<CapRules, 'weights'>, clock: CompanyHours, instantMs: number): number {
  return weights === null ? Number(HUNDREDTHS) : (weights[clock.hourOfWeek(instantMs)] ?? Number(HUNDREDTHS));
}

/** What has flowed in the direction that counts, in whole octets. */
export function flowedOctets({ rules, period, hours }: Pick<PeriodFacts, 'rules' | 'period' | 'hours'>, clock: CompanyHours): bigint {
  return hoursOf(period, hours, clock).reduce((sum, hour) => sum + octetsThatCount(rules, hour), 0n);
}

function octetsThatCount({ direction }: CapRules, { downloadOctets, uploadOctets }: Octets): bigint {
  return (direction === 'upload' ? 0n : downloadOctets) + (direction === 'download' ? 0n : uploadOctets);
}

/** What sources that pay now still have. */
export function leftAt({ sources }: Standing, nowMs: number): bigint {
  return sources.reduce(
    (sum, source) => sum + (paysIn(source, nowMs) && isUnexpired(source, nowMs) ? source.amount - source.paid : 0n),
    0n,
  );
}

function isUnexpired({ expiresAtMs }: SourceStanding, nowMs: number): boolean {
  return expiresAtMs === null || expiresAtMs > nowMs;
}

function positive(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
