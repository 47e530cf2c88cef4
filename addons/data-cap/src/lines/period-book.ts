import {
  type Company,
  type CustomerDirectory,
  localDateOf,
  type Plan,
  type QuotaGrant,
  type ServiceWithPlan,
  type Transaction,
  type Usage,
} from '@tapline/sdk';
import { type PeriodFacts, type Standing, standingOf } from '../engine/assessment.js';
import { type CapRules, HUNDREDTHS } from '../engine/cap-rules.js';
import { type CapSettings, rulesOf } from '../engine/cap-settings.js';
import type { CompanyHours } from '../engine/company-hours.js';
import type { Cut } from '../engine/cut.js';
import { type Calendar, endAfter, type Period, periodAt } from '../engine/periods.js';
import { leftToNext } from '../engine/rollover.js';
import { withArrivals } from './grant-arrivals.js';
import { type LineTables, NOTHING_CHARGED, type PeriodContent, type StoredPeriod } from './line-tables.js';
import { LineUsage } from './line-usage.js';
import { type Follow, followOf } from './period-sequence.js';

export const ADDON_ID = 'data-cap';

export interface CappedLine {
  readonly service: ServiceWithPlan;
  readonly settings: Partial<CapSettings>;
  readonly rules: CapRules;
}

interface PaidLine extends CappedLine {
  /** Whether somebody is charged for it by now. */
  readonly isPaid: boolean;
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

export interface Moment {
  readonly atMs: number;
  /** What is known exactly is known so at this instant. */
  readonly nowMs: number;
  /** What flowed before it is known as it was when the line was looked at last; the last two periods are looked at in any case. */
  readonly sinceMs?: number | undefined;
}

interface PeriodAt extends Pick<Moment, 'atMs' | 'nowMs'> {
  readonly period: StoredPeriod;
  readonly grants: readonly QuotaGrant[];
}

/** Works out with what a line began its period: what earlier periods have left over, and what they have taken of grants. */
export class PeriodBook {
  private readonly usage: LineUsage;

  constructor(
    private readonly parts: {
      readonly tables: Pick<LineTables, 'periods'>;
      readonly usage: Usage;
      readonly customers: Pick<CustomerDirectory, 'isCharged'>;
      readonly company: Company;
      readonly clock: CompanyHours;
    },
  ) {
    this.usage = new LineUsage(parts.usage, parts.clock);
  }

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
    capped: CappedLine,
    grants: readonly QuotaGrant[],
    { atMs, nowMs, sinceMs = atMs }: Moment,
  ): Promise<OpenPeriod> {
    const { status, customerId } = capped.service;
    const line = { ...capped, isPaid: status === 'active' && (await this.parts.customers.isCharged(tx, customerId)) };
    const all = await this.parts.tables.periods(tx, line.service.id);
    const stored = all.filter(({ fromMs }) => fromMs <= atMs).sort((a, b) => a.fromMs - b.fromMs);
    const begun = await this.begun(tx, line, { stored, grants, atMs: Math.min(atMs, nowMs) });
    const { ended: known, gaps, current } = await this.sequenceOf(tx, line, begun, atMs);
    const first = this.firstOf(known, { isNew: !stored.some(({ fromMs }) => fromMs === current.fromMs), nowMs, sinceMs });
    const changed: StoredPeriod[] = [];
    const ended: EndedPeriod[] = [];
    let next = first ?? current;
    for (const following of first ? [...known.slice(known.indexOf(first) + 1), ...gaps, current] : []) {
      const { period, rules, standing } = await this.endedOf(tx, line, { period: next, grants, atMs, nowMs });
      ended.push({ period, rules, standing, isExact: rules.weights === null || this.usage.isExact(period, nowMs) });
      if (!isSame(period, stored)) changed.push(period);
      next = {
        ...following,
        content: { ...following.content, ...this.passedOn(line, { before: period, rules, standing, next: following }) },
      };
    }
    const opened = await this.opened(tx, line, { period: next, grants, atMs, nowMs });
    const now = { ...next, content: opened.content };
    if (first && !isSame(now, stored)) changed.push(now);
    return { ...opened, changed, ended };
  }

  /** The newest period of a line that is let go now. Without a cap it is over: what flows from now on is none of its. */
  async released(
    tx: Transaction,
    serviceId: string,
    { isCapped, nowMs }: { readonly isCapped: boolean; readonly nowMs: number },
  ): Promise<StoredPeriod | undefined> {
    const [newest] = await this.parts.tables.periods(tx, serviceId);
    if (!newest) return undefined;
    const isOver = isCapped || newest.untilMs <= nowMs || newest.fromMs > nowMs;
    const period = isOver ? newest : await this.cutOff(tx, serviceId, newest, nowMs);
    return { ...period, content: { ...period.content, isReleased: true } };
  }

  calendarOf({ createdAtMs }: ServiceWithPlan): Calendar {
    const { timeZone } = this.parts.company;
    return { timeZone, serviceStart: localDateOf(createdAtMs, timeZone) };
  }

  /**
   * The stored periods, and behind them the one that begins now: of a line that comes to a cap, or is back after a time without one in which its period
   * ended. What it has carried by then is none of the cap's; where that is nothing, it has the whole period.
   */
  private async begun(
    tx: Transaction,
    line: PaidLine,
    { stored, grants, atMs }: { readonly stored: readonly StoredPeriod[]; readonly grants: readonly QuotaGrant[]; readonly atMs: number },
  ): Promise<readonly StoredPeriod[]> {
    const { service, rules } = line;
    const newest = stored.at(-1);
    // What the last reports of a service that was stopped bring belongs to its last period.
    const isBack = newest?.content.isReleased === true && service.status !== 'stopped';
    if (newest && !(isBack && this.followOf(line, newest, atMs).kind === 'later')) return stored;
    const whole = periodAt(rules, this.calendarOf(service), atMs);
    if (!newest && !(await this.usage.hasFlowed(tx, service, atMs))) {
      return [{ ...whole, content: this.firstContent(line, whole, { grants }) }];
    }
    const period = { fromMs: atMs, untilMs: whole.untilMs };
    const beginCut = await this.usage.cutAt(tx, service.id, atMs, newest);
    return [...stored, { ...period, content: this.firstContent(line, period, { grants: newest ? [] : grants, beginCut }) }];
  }

  /** The periods that are over, those between them and the current one that are not stored, and the current one; only that has the rules of now. */
  private async sequenceOf(
    tx: Transaction,
    line: PaidLine,
    begun: readonly StoredPeriod[],
    atMs: number,
  ): Promise<{ readonly ended: readonly StoredPeriod[]; readonly gaps: readonly StoredPeriod[]; readonly current: StoredPeriod }> {
    const newest = begun.at(-1) as StoredPeriod;
    const earlier = begun.slice(0, -1);
    const follow = this.followOf(line, newest, atMs);
    const { period } = follow;
    if (follow.kind === 'same') {
      const content = { ...this.ruled(line, period, newest.content), endCut: null };
      return { ended: earlier, gaps: [], current: { ...period, content } };
    }
    const last = follow.kind === 'cut' ? await this.cutOff(tx, line.service.id, newest, atMs) : newest;
    const { endCut: beginCut, seenGrants } = last.content;
    const isCut = beginCut !== null && last.untilMs === period.fromMs;
    const content = this.firstContent(line, period, isCut ? { beginCut, seenGrants } : {});
    return {
      ended: [...earlier, last],
      gaps: follow.kind === 'later' ? follow.gaps.map((gap) => ({ ...gap, content: this.firstContent(line, gap, {}) })) : [],
      current: { ...period, content },
    };
  }

  private followOf(line: CappedLine, newest: StoredPeriod, atMs: number): Follow {
    return followOf(newest, { newestRules: this.rulesOf(newest, line), rules: line.rules, calendar: this.calendarOf(line.service), atMs });
  }

  private async cutOff(tx: Transaction, serviceId: string, period: StoredPeriod, atMs: number): Promise<StoredPeriod> {
    const endCut = await this.usage.cutAt(tx, serviceId, atMs, period);
    return { ...period, untilMs: atMs, content: { ...period.content, endCut } };
  }

  /**
   * The latest period that ended before; the one before that too, for late reports change what it has left, and as far back as they reach. One whose hours
   * are gone is only looked at again where nothing newer is known: the add-on was disabled for long.
   */
  private firstOf(
    ended: readonly StoredPeriod[],
    { isNew, nowMs, sinceMs }: { readonly isNew: boolean; readonly nowMs: number; readonly sinceMs: number },
  ): StoredPeriod | undefined {
    const exact = ended.filter((period) => this.usage.isKeptByHours(period, nowMs));
    const [last] = exact.slice(-2);
    if (!last) return isNew ? ended.at(-1) : undefined;
    const touched = exact.find(({ untilMs }) => untilMs > sinceMs);
    return touched && touched.fromMs < last.fromMs ? touched : last;
  }

  /** How a period that is over stands, by the rules that it ended with. */
  private async endedOf(tx: Transaction, line: CappedLine, { period, grants, ...moment }: PeriodAt): Promise<Omit<EndedPeriod, 'isExact'>> {
    const rules = this.rulesOf(period, line);
    const { content, standing } = await this.opened(
      tx,
      { ...line, rules, settings: period.content.settings },
      { period, grants, ...moment },
    );
    return { period: { ...period, content }, rules, standing };
  }

  private rulesOf({ content }: StoredPeriod, line: CappedLine): CapRules {
    return rulesOf(content.settings, this.parts.company.currency) ?? line.rules;
  }

  /** What a period that is over leaves to the next one. */
  private passedOn(
    line: CappedLine,
    { before, rules, standing, next }: { before: StoredPeriod; rules: CapRules; standing: Standing; next: Period },
  ): Pick<PeriodContent, 'lots' | 'usedBefore'> {
    const { fromMs, content } = before;
    // What a change of plan has cut short is replaced by the whole amount of the new plan.
    const isWhole = content.endCut === null || periodAt(rules, this.calendarOf(line.service), fromMs).untilMs <= next.fromMs;
    const lasting = standing.sources.filter(({ kind }) => kind !== 'plan' || (isWhole && !content.isUnpaid));
    const usedBefore = { ...content.usedBefore };
    for (const { grantId, paid } of standing.sources) if (grantId !== null) usedBefore[grantId] = (usedBefore[grantId] ?? 0n) + paid;
    return { lots: leftToNext(rules, lasting, next.fromMs), usedBefore };
  }

  private firstContent(
    line: PaidLine,
    period: Period,
    {
      grants = [],
      seenGrants = grants.map(({ id }) => id),
      beginCut = null,
    }: { readonly grants?: readonly QuotaGrant[]; readonly seenGrants?: readonly string[]; readonly beginCut?: Cut | null },
  ): PeriodContent {
    const usedBefore = Object.fromEntries(
      grants.filter(({ usedOctets }) => usedOctets > 0n).map(({ id, usedOctets }) => [id, usedOctets * HUNDREDTHS]),
    );
    const fresh = {
      settings: line.settings,
      planExpiresAtMs: period.untilMs,
      lots: [],
      usedBefore,
      cameAfter: {},
      charged: NOTHING_CHARGED,
      isUnpaid: true,
      isReleased: false,
      seenGrants,
      beginCut,
      endCut: null,
    };
    return this.ruled(line, period, fresh);
  }

  /** The rules of now count for the whole of the period that is not over. */
  private ruled(line: PaidLine, period: Period, content: PeriodContent): PeriodContent {
    const periods = line.rules.rollover?.periods ?? 0;
    const planExpiresAtMs = endAfter(line.rules, this.calendarOf(line.service), period, periods);
    const isUnpaid = content.isUnpaid && !line.isPaid;
    return { ...content, settings: line.settings, planExpiresAtMs, isUnpaid, isReleased: false };
  }

  private async opened(
    tx: Transaction,
    line: CappedLine,
    { period, grants, atMs, nowMs }: PeriodAt,
  ): Promise<Pick<OpenPeriod, 'facts' | 'content' | 'standing'>> {
    const { fromMs, untilMs } = period;
    const inTime = grants.filter(({ validFromMs, expiresAtMs }) => validFromMs < untilMs && (expiresAtMs === null || expiresAtMs > fromMs));
    const hours = await this.usage.of(tx, line.service.id, period, nowMs);
    const content = withArrivals(period.content, { grants: inTime, hours, atMs }, this.parts.clock);
    const { planExpiresAtMs, lots, usedBefore, cameAfter, forgiven } = content;
    const facts: PeriodFacts = {
      rules: line.rules,
      period: { fromMs, untilMs },
      planExpiresAtMs,
      lots,
      grants: inTime.map((grant) => ({ grant, usedBefore: usedBefore[grant.id] ?? 0n, cameAfter: cameAfter[grant.id] })),
      forgiven,
      hours,
    };
    return { facts, content, standing: standingOf(facts, this.parts.clock) };
  }
}

function isSame(period: StoredPeriod, stored: readonly StoredPeriod[]): boolean {
  const known = stored.find(({ fromMs }) => fromMs === period.fromMs);
  return known !== undefined && text(known) === text(period);
}

function text(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
}
