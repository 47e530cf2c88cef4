import { type Company, localDateOf, type Plan, type QuotaGrant, type ServiceWithPlan, type Transaction, type Usage } from '@tapline/sdk';
import { type HourOfUsage, type PeriodFacts, type Standing, standingOf } from '../engine/assessment.js';
import { type CapRules, HUNDREDTHS } from '../engine/cap-rules.js';
import { type CapSettings, rulesOf } from '../engine/cap-settings.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { endAfter, type Period, periodAt } from '../engine/periods.js';
import { rolledOver } from '../engine/rollover.js';
import type { LineTables, PeriodContent, StoredPeriod } from './line-tables.js';

export const ADDON_ID = 'data-cap';
/** Hours of usage are kept for 40 days. */
const USAGE_KEPT_MS = 39 * 86_400_000;

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
    let before = this.firstOf(stored, wanted, nowMs);
    while (before) {
      const next = await this.following(tx, line, { before, grants, stored, wanted });
      if (next.fromMs > wanted.fromMs) break;
      if (!isSame(next, stored)) changed.push(next);
      if (next.fromMs === wanted.fromMs) return this.opened(tx, line, { period: next, grants, changed, more });
      before = next;
    }
    const known = stored.find(({ fromMs }) => fromMs === wanted.fromMs);
    const first = known ?? { ...wanted, content: this.firstContent(line, wanted, grants) };
    return this.opened(tx, line, {
      period: { ...first, untilMs: wanted.untilMs, content: this.ruled(line, wanted, first.content) },
      grants,
      changed,
      more,
    });
  }

  calendarOf({ createdAtMs }: ServiceWithPlan) {
    const { timeZone } = this.parts.company;
    return { timeZone, serviceStart: localDateOf(createdAtMs, timeZone) };
  }

  /** The latest stored period that ended before; the one before that too, for late reports change what it has left. Usage of older ones is gone. */
  private firstOf(stored: readonly StoredPeriod[], wanted: Period, nowMs: number): StoredPeriod | undefined {
    const ended = stored.filter(({ fromMs, untilMs }) => untilMs <= wanted.fromMs && fromMs >= nowMs - USAGE_KEPT_MS);
    return ended.at(-2) ?? ended.at(-1);
  }

  private async following(
    tx: Transaction,
    line: CappedLine,
    {
      before,
      grants,
      stored,
      wanted,
    }: { before: StoredPeriod; grants: readonly QuotaGrant[]; stored: readonly StoredPeriod[]; wanted: Period },
  ): Promise<StoredPeriod> {
    const rules = rulesOf(before.content.settings, this.parts.company.currency) ?? line.rules;
    const { standing } = await this.opened(
      tx,
      { ...line, rules, settings: before.content.settings },
      { period: before, grants, changed: [], more: [] },
    );
    const period = periodAt(line.rules, this.calendarOf(line.service), before.untilMs);
    const known = stored.find(({ fromMs }) => fromMs === period.fromMs)?.content;
    // A period that is over keeps the rules that it ended with.
    const content =
      known && period.fromMs !== wanted.fromMs ? known : this.ruled(line, period, known ?? this.firstContent(line, period, []));
    const rest = standing.sources
      .filter(({ kind }) => kind !== 'grant')
      .map(({ amount, paid, expiresAtMs }) => ({ amount: amount - paid, expiresAtMs: expiresAtMs ?? before.untilMs }));
    const lots = rules.rollover
      ? rolledOver(rest, {
          endMs: before.untilMs,
          most: rules.rollover.mostOctets === null ? null : rules.rollover.mostOctets * HUNDREDTHS,
        })
      : [];
    const usedBefore = { ...before.content.usedBefore };
    for (const { grantId, paid } of standing.sources) if (grantId !== null) usedBefore[grantId] = (usedBefore[grantId] ?? 0n) + paid;
    return { ...period, content: { ...content, lots, usedBefore } };
  }

  private firstContent(line: CappedLine, period: Period, grants: readonly QuotaGrant[]): PeriodContent {
    const usedBefore = Object.fromEntries(
      grants.filter(({ usedOctets }) => usedOctets > 0n).map(({ id, usedOctets }) => [id, usedOctets * HUNDREDTHS]),
    );
    const fresh = { settings: line.settings, planExpiresAtMs: period.untilMs, lots: [], usedBefore, forgiven: [], unitsCharged: 0 };
    return this.ruled(line, period, { ...fresh, seenGrants: grants.map(({ id }) => id) });
  }

  /** The rules of now count for the whole of the period that is not over. */
  private ruled(line: CappedLine, period: Period, content: PeriodContent): PeriodContent {
    const periods = line.rules.rollover?.periods ?? 0;
    const planExpiresAtMs = endAfter(line.rules, this.calendarOf(line.service), period, periods);
    return { ...content, settings: line.settings, planExpiresAtMs };
  }

  private async opened(
    tx: Transaction,
    line: CappedLine,
    {
      period,
      grants,
      changed,
      more,
    }: { period: StoredPeriod; grants: readonly QuotaGrant[]; changed: readonly StoredPeriod[]; more: readonly HourOfUsage[] },
  ): Promise<OpenPeriod> {
    const { fromMs, untilMs, content } = period;
    const span = { serviceIds: [line.service.id], fromMs, untilMs };
    const hours = (await this.parts.usage.hourly(tx, span)).get(line.service.id) ?? [];
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
    return { facts, content, standing: standingOf(facts, this.parts.clock), changed };
  }
}

function isSame(period: StoredPeriod, stored: readonly StoredPeriod[]): boolean {
  const known = stored.find(({ fromMs }) => fromMs === period.fromMs);
  return known !== undefined && text(known) === text(period);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}
