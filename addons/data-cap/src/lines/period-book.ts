import {
  addDays,
  type Company,
  localDateOf,
  type Plan,
  parseLocalDate,
  type QuotaGrant,
  type ServiceWithPlan,
  startOfDayMs,
  type Transaction,
  type Usage,
} from '@tapline/sdk';
import { type HourOfUsage, type PeriodFacts, type Standing, standingOf } from '../engine/assessment.js';
import { type CapRules, HUNDREDTHS } from '../engine/cap-rules.js';
import { type CapSettings, rulesOf } from '../engine/cap-settings.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { endAfter, type Period, periodAt } from '../engine/periods.js';
import { rolledOver } from '../engine/rollover.js';
import { type LineTables, NOTHING_CHARGED, type PeriodContent, type StoredPeriod } from './line-tables.js';

export const ADDON_ID = 'data-cap';
/** Hours of usage are kept for 40 days; what is older is known by days. */
const HOURS_KEPT_MS = 39 * 86_400_000;

export interface CappedLine {
  readonly service: ServiceWithPlan;
  readonly settings: Partial<CapSettings>;
  readonly rules: CapRules;
}

export interface OpenPeriod {
  readonly facts: PeriodFacts;
  readonly content: PeriodContent;
  readonly standing: Standing;
  /** The periods that are not stored yet, or stand otherwise than they are stored. */
  readonly changed: readonly StoredPeriod[];
  /** The periods before it that late reports may still change, as they stand now. */
  readonly ended: readonly EndedPeriod[];
}

export interface EndedPeriod {
  readonly period: StoredPeriod;
  readonly rules: CapRules;
  readonly standing: Standing;
  /** Whether what counts of it is known: its hours are still kept, or count alike. */
  readonly isExact: boolean;
}

/** Works out with what a line began its period: what earlier periods have left over, and what they have taken of grants. */
export class PeriodBook {
  constructor(
    private readonly parts: {
      readonly tables: LineTables;
      readonly usage: Usage;
      readonly company: Company;
      readonly clock: CompanyHours;
    },
  ) {}

  isCapped(plan: Plan): boolean {
    const settings = plan.addonSettings[ADDON_ID] as Partial<CapSettings> | undefined;
    return settings !== undefined && rulesOf(settings, this.parts.company.currency) !== undefined;
  }

  /** The cap of a service by its plan; `undefined` without one. `settings` in place of the plan's: to try them out. */
  lineOf(
    service: ServiceWithPlan,
    settings = service.plan.addonSettings[ADDON_ID] as Partial<CapSettings> | undefined,
  ): CappedLine | undefined {
    const rules = rulesOf(settings ?? {}, this.parts.company.currency);
    return rules && settings && { service, settings, rules };
  }

  /** The period of an instant. Nothing is written. */
  async open(
    tx: Transaction,
    line: CappedLine,
    grants: readonly QuotaGrant[],
    nowMs: number,
    more: readonly HourOfUsage[] = [],
  ): Promise<OpenPeriod> {
    const calendar = this.calendarOf(line.service);
    const wanted = periodAt(line.rules, calendar, nowMs);
    const stored = [...(await this.parts.tables.periods(tx, line.service.id))].sort((a, b) => a.fromMs - b.fromMs);
    const changed: StoredPeriod[] = [];
    const ended: EndedPeriod[] = [];
    let before = this.firstOf(stored, wanted, nowMs);
    while (before) {
      const { next, rules, standing } = await this.following(tx, line, { before, grants, stored, wanted, nowMs });
      if (next.fromMs > wanted.fromMs) break;
      ended.push({ period: before, rules, standing, isExact: rules.weights === null || before.fromMs >= this.exactFromMs(nowMs) });
      if (!isSame(next, stored)) changed.push(next);
      if (next.fromMs === wanted.fromMs) return this.opened(tx, line, { period: next, grants, changed, ended, more, nowMs });
      before = next;
    }
    const known = stored.find(({ fromMs }) => fromMs === wanted.fromMs);
    const first = known ?? { ...wanted, content: this.firstContent(line, wanted, grants) };
    return this.opened(tx, line, {
      period: { ...first, untilMs: wanted.untilMs, content: this.ruled(line, wanted, first.content) },
      grants,
      changed,
      ended,
      more,
      nowMs,
    });
  }

  calendarOf({ createdAtMs }: ServiceWithPlan) {
    const { timeZone } = this.parts.company;
    return { timeZone, serviceStart: localDateOf(createdAtMs, timeZone) };
  }

  /**
   * The latest stored period that ended before; the one before that too, for late reports change what it has left. One whose hours are gone is only
   * looked at again where nothing newer is known: the add-on was disabled for long.
   */
  private firstOf(stored: readonly StoredPeriod[], wanted: Period, nowMs: number): StoredPeriod | undefined {
    const ended = stored.filter(({ untilMs }) => untilMs <= wanted.fromMs);
    const exact = ended.filter(({ fromMs }) => fromMs >= nowMs - HOURS_KEPT_MS);
    if (exact.length > 0) return exact.at(-2) ?? exact.at(-1);
    return stored.some(({ fromMs }) => fromMs === wanted.fromMs) ? undefined : ended.at(-1);
  }

  private async following(
    tx: Transaction,
    line: CappedLine,
    {
      before,
      grants,
      stored,
      wanted,
      nowMs,
    }: { before: StoredPeriod; grants: readonly QuotaGrant[]; stored: readonly StoredPeriod[]; wanted: Period; nowMs: number },
  ): Promise<{ readonly next: StoredPeriod; readonly rules: CapRules; readonly standing: Standing }> {
    const rules = rulesOf(before.content.settings, this.parts.company.currency) ?? line.rules;
    const { standing } = await this.opened(
      tx,
      { ...line, rules, settings: before.content.settings },
      { period: before, grants, changed: [], ended: [], more: [], nowMs },
    );
    const period = periodAt(line.rules, this.calendarOf(line.service), before.untilMs);
    const known = stored.find(({ fromMs }) => fromMs === period.fromMs)?.content;
    // A period that is over keeps the rules that it ended with.
    const isPast = period.fromMs !== wanted.fromMs;
    const fresh = isPast ? this.gapContent(line, period, before.content) : this.firstContent(line, period, []);
    const content = known && !isPast ? this.ruled(line, period, known) : (known ?? fresh);
    const rest = standing.sources
      .filter(({ kind }) => kind === 'rollover' || (kind === 'plan' && !before.content.isUnpaid))
      .map(({ amount, paid, expiresAtMs }) => ({ amount: amount - paid, expiresAtMs: expiresAtMs ?? before.untilMs }));
    const lots = rules.rollover
      ? rolledOver(rest, {
          endMs: before.untilMs,
          most: rules.rollover.mostOctets === null ? null : rules.rollover.mostOctets * HUNDREDTHS,
        })
      : [];
    const usedBefore = { ...before.content.usedBefore };
    for (const { grantId, paid } of standing.sources) if (grantId !== null) usedBefore[grantId] = (usedBefore[grantId] ?? 0n) + paid;
    return { next: { ...period, content: { ...content, lots, usedBefore } }, rules, standing };
  }

  /** A period in which nobody looked at the line: of one that was let go, nothing in it was paid. */
  private gapContent(line: CappedLine, period: Period, { isReleased }: PeriodContent): PeriodContent {
    const content = this.firstContent(line, period, []);
    return isReleased ? { ...content, isUnpaid: true, isReleased } : content;
  }

  private firstContent(line: CappedLine, period: Period, grants: readonly QuotaGrant[]): PeriodContent {
    const usedBefore = Object.fromEntries(
      grants.filter(({ usedOctets }) => usedOctets > 0n).map(({ id, usedOctets }) => [id, usedOctets * HUNDREDTHS]),
    );
    const fresh = {
      settings: line.settings,
      planExpiresAtMs: period.untilMs,
      lots: [],
      usedBefore,
      forgiven: [],
      charged: NOTHING_CHARGED,
      isUnpaid: true,
      isReleased: false,
    };
    return this.ruled(line, period, { ...fresh, seenGrants: grants.map(({ id }) => id) });
  }

  /** The rules of now count for the whole of the period that is not over. */
  private ruled(line: CappedLine, period: Period, content: PeriodContent): PeriodContent {
    const periods = line.rules.rollover?.periods ?? 0;
    const planExpiresAtMs = endAfter(line.rules, this.calendarOf(line.service), period, periods);
    const isUnpaid = content.isUnpaid && line.service.status !== 'active';
    return { ...content, settings: line.settings, planExpiresAtMs, isUnpaid, isReleased: false };
  }

  private async opened(
    tx: Transaction,
    line: CappedLine,
    {
      period,
      grants,
      changed,
      ended,
      more,
      nowMs,
    }: {
      period: StoredPeriod;
      grants: readonly QuotaGrant[];
      changed: readonly StoredPeriod[];
      ended: readonly EndedPeriod[];
      more: readonly HourOfUsage[];
      nowMs: number;
    },
  ): Promise<OpenPeriod> {
    const { fromMs, untilMs, content } = period;
    const hours = await this.usageOf(tx, line.service.id, { period, nowMs });
    const facts: PeriodFacts = {
      rules: line.rules,
      period: { fromMs, untilMs },
      planExpiresAtMs: content.planExpiresAtMs,
      lots: content.lots,
      grants: grants
        .filter(({ validFromMs, expiresAtMs }) => validFromMs < untilMs && (expiresAtMs === null || expiresAtMs > fromMs))
        .map((grant) => ({ grant, usedBefore: content.usedBefore[grant.id] ?? 0n })),
      forgiven: content.forgiven,
      hours: [...hours, ...more],
    };
    return { facts, content, standing: standingOf(facts, this.parts.clock), changed, ended };
  }

  /** From this day on the hours of usage are kept. */
  private exactFromMs(nowMs: number): number {
    const { clock } = this.parts;
    return startOfDayMs(clock.dateOf(nowMs - HOURS_KEPT_MS), clock.timeZone);
  }

  /** By the hour; what lies so far back that hours are not kept, by the day: as if all of a day had flowed in its first hour. */
  private async usageOf(
    tx: Transaction,
    serviceId: string,
    { period: { fromMs, untilMs }, nowMs }: { readonly period: Period; readonly nowMs: number },
  ): Promise<readonly HourOfUsage[]> {
    const { usage, clock } = this.parts;
    const exactFromMs = this.exactFromMs(nowMs);
    const hourly = await usage.hourly(tx, { serviceIds: [serviceId], fromMs: Math.max(fromMs, exactFromMs), untilMs });
    const hours = hourly.get(serviceId) ?? [];
    if (fromMs >= exactFromMs) return hours;
    const lastDay = untilMs <= exactFromMs ? clock.dateOf(untilMs - 1) : addDays(clock.dateOf(exactFromMs), -1);
    const daily = await usage.daily(tx, { serviceIds: [serviceId], from: clock.dateOf(fromMs), to: lastDay });
    const days = (daily.get(serviceId) ?? []).map(({ date, ...octets }) => ({
      hourMs: startOfDayMs(parseLocalDate(date), clock.timeZone),
      ...octets,
    }));
    return [...days, ...hours];
  }
}

function isSame(period: StoredPeriod, stored: readonly StoredPeriod[]): boolean {
  const known = stored.find(({ fromMs }) => fromMs === period.fromMs);
  return known !== undefined && text(known) === text(period);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}
