import {
  type Clock,
  type Company,
  type CustomerDirectory,
  localDateOf,
  type Notifications,
  type QuotaGrant,
  type QuotaNeed,
  type Quotas,
  type Restrictions,
  type ServiceDirectory,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import { flowedOctets, type Standing, standingOf, weightAt } from '../engine/assessment.js';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { NOTHING_FLOWED } from '../engine/cut.js';
import { isLessThanTold, type ToldShare } from '../engine/told-share.js';
import { dueNotice, type Verdict, type VerdictMoment, verdictOf } from '../engine/verdict.js';
import { NOTICE_KIND, noticeValues, UNPAID_KIND, unpaidValues } from '../notices.js';
import { forgiving } from './forgiving.js';
import type { LineRow, LineState, LineTables, StoredPeriod } from './line-tables.js';
import { type OveruseCharging, owesInvoiceFor } from './overuse-charging.js';
import type { CappedLine, OpenPeriod, PeriodBook } from './period-book.js';

const HOUR_MS = 3_600_000;
const ASKED_AGAIN_AFTER_MS = HOUR_MS / 4;
const MOST_ASKED = 5;
/** A line is looked at again when so much of what is left has flowed: what routers are told at logins is never further behind. */
const LEFT_PARTS = 16n;

export interface SettlingParts {
  readonly tables: LineTables;
  readonly book: PeriodBook;
  readonly customers: CustomerDirectory;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly restrictions: Restrictions;
  readonly notifications: Notifications;
  readonly overuse: OveruseCharging;
  readonly company: Company;
  readonly clock: Clock;
  readonly hours: CompanyHours;
}

export interface SettlingOptions {
  /** A session of the line has ended since it was looked at last; those that stay, or have begun meanwhile, are told what that leaves. */
  readonly hasSessionEnded?: boolean;
  /** The first hour of which more has become known since the line was looked at last. */
  readonly sinceMs?: number | undefined;
  /**
   * Whether invoices of periods that are over are issued now, which takes the lock of their number series until the transaction ends: only where that
   * is of this line alone. Else the line is due at once, for the rounds.
   */
  readonly issuesInvoices: boolean;
}

interface AssessOptions extends Pick<SettlingOptions, 'sinceMs'> {
  readonly isAsking: boolean;
  /** How it stands then, as far as is known now; now unless given. */
  readonly atMs?: number;
}

export interface SettledLine {
  readonly line: CappedLine;
  readonly open: OpenPeriod;
  readonly standing: Standing;
  readonly verdict: Verdict;
  /** As {@link VerdictMoment} has it. */
  readonly payableOveruse: bigint | null;
}

/** Brings a line to what its traffic, its rules and its grants require now. May be called at any time, any number of times. */
export class LineSettling {
  constructor(private readonly parts: SettlingParts) {}

  async settle(tx: Transaction, serviceId: string, { hasSessionEnded = false, sinceMs, issuesInvoices }: SettlingOptions): Promise<void> {
    const { services, customers, tables, book } = this.parts;
    const { customerId } = await services.get(tx, serviceId);
    await customers.lock(tx, customerId);
    const service = await services.get(tx, serviceId);
    const line = book.lineOf(service);
    if (!line || service.status === 'stopped') return this.release(tx, service, { line, sinceMs, issuesInvoices });
    const before = await tables.lines.findOne(tx, { service: serviceId });
    const settled = await this.assess(tx, line, { isAsking: true, sinceMs });
    await this.keepPeriods(tx, serviceId, settled);
    await this.act(tx, settled, { before, hasSessionEnded });
    const told = await this.tell(tx, settled, before);
    const owesInvoice = await this.charge(tx, settled, { isOver: false, issuesInvoices });
    const row = this.rowOf(settled, told);
    await tables.lines.put(tx, owesInvoice ? this.due(row) : row);
  }

  /** How a line stands; `isAsking`: others may grant more in this transaction. */
  async assess(
    tx: Transaction,
    line: CappedLine,
    { isAsking, sinceMs, atMs = this.parts.clock.nowMs() }: AssessOptions,
  ): Promise<SettledLine> {
    const { service } = line;
    const { book, clock } = this.parts;
    for (let asked = 0; ; asked++) {
      const grants = await this.grantsOf(tx, service.id, isAsking);
      const open = forgiving(await book.open(tx, line, grants, { atMs, nowMs: clock.nowMs(), sinceMs }), grants, this.parts.hours);
      const standing = standingOf(open.facts, this.parts.hours);
      const of = { charged: open.content.charged, rules: line.rules };
      const payableOveruse = await this.parts.overuse.payableOctets(tx, service.customerId, of);
      const verdict = this.verdictOf(line, standing, { nowMs: atMs, payableOveruse });
      const settled = { line, open, standing, verdict, payableOveruse };
      if (!isAsking || !isAskingForMore(verdict) || asked === MOST_ASKED) return settled;
      if (!(await this.parts.quotas.askForMore(tx, needOf(settled, atMs)))) return settled;
    }
  }

  verdictOf(line: CappedLine, standing: Standing, at: Pick<VerdictMoment, 'nowMs' | 'payableOveruse'>): Verdict {
    const { service } = line;
    const { hours: clock, company } = this.parts;
    const sessionLimit = service.loginRules.sessionLimit ?? service.plan.sessionLimit;
    const endsOn = localDateOf(standing.period.untilMs, company.timeZone);
    return verdictOf(line.rules, standing, { ...at, clock, planRates: service.plan, sessionLimit, endsOn });
  }

  private async grantsOf(tx: Transaction, serviceId: string, isLocking: boolean): Promise<readonly QuotaGrant[]> {
    const { quotas } = this.parts;
    return isLocking ? ((await quotas.lockOfServices(tx, [serviceId])).get(serviceId) ?? []) : quotas.ofService(tx, serviceId);
  }

  private async keepPeriods(tx: Transaction, serviceId: string, { open, standing }: SettledLine): Promise<void> {
    const { tables, quotas } = this.parts;
    for (const period of open.changed) await tables.putPeriod(tx, serviceId, period);
    if (open.changed.length > 0) await tables.prunePeriods(tx, serviceId);
    await tables.putPeriod(tx, serviceId, { ...standing.period, content: open.content });
    const used = standing.sources.flatMap(({ grantId, paid }) => (grantId === null ? [] : [{ grantId, paid }]));
    const said = used.map(({ grantId, paid }) => ({ grantId, usedOctets: roundedUp(paid + (open.content.usedBefore[grantId] ?? 0n)) }));
    const known = new Map(open.facts.grants.map(({ grant }) => [grant.id, grant.usedOctets]));
    await quotas.setUsed(
      tx,
      said.filter(({ grantId, usedOctets }) => known.get(grantId) !== usedOctets),
    );
  }

  private async act(
    tx: Transaction,
    settled: SettledLine,
    { before, hasSessionEnded }: { readonly before: LineRow | undefined; readonly hasSessionEnded: boolean },
  ): Promise<void> {
    const { restrictions } = this.parts;
    const { line, verdict } = settled;
    const serviceId = line.service.id;
    if (verdict.restriction) await restrictions.set(tx, { serviceId, ...verdict.restriction });
    else await restrictions.lift(tx, serviceId);
    const told = before && toldShareOf(before);
    const now = shareNow(settled, this.parts.hours);
    const isLess = told !== undefined && now !== undefined && isLessThanTold(told, now, verdict.sessions);
    await restrictions.state(tx, serviceId, verdict.facts, { tellsLiveSessions: isLess || hasSessionEnded });
  }

  private async tell(tx: Transaction, settled: SettledLine, before: LineRow | undefined): Promise<number> {
    const { line, open, standing, verdict } = settled;
    const told = toldPercentOf(before, settled);
    const due = dueNotice(verdict, told);
    if (due === null) {
      if (isNewlyUnpaid(verdict, before)) await this.tellUnpaid(tx, settled);
      return told;
    }
    const { id, customerId } = line.service;
    await this.parts.notifications.want(tx, {
      kind: NOTICE_KIND.id,
      customerId,
      key: `data-cap:${id}:${standing.period.fromMs}:${open.content.seenGrants.length}:${due.atPercent}`,
      values: noticeValues({ line, standing, verdict, percent: due.atPercent, timeZone: this.parts.company.timeZone }),
      ...(due.channels ? { channels: due.channels } : {}),
      ...(due.wording === null ? {} : { wording: due.wording }),
    });
    return due.atPercent;
  }

  private async tellUnpaid(tx: Transaction, { line, open, standing }: SettledLine): Promise<void> {
    const { id, customerId } = line.service;
    await this.parts.notifications.want(tx, {
      kind: UNPAID_KIND.id,
      customerId,
      key: `data-cap:${id}:${standing.period.fromMs}:unpaid:${open.content.charged.steps}`,
      values: unpaidValues({ line, standing, timeZone: this.parts.company.timeZone }),
    });
  }

  /**
   * `isOver`: nothing more is to come of the period that is open. Periods that have ended are charged for what was reported late. Answers whether an
   * invoice is left to issue.
   */
  private async charge(
    tx: Transaction,
    { line, open, standing }: SettledLine,
    { isOver, issuesInvoices }: { readonly isOver: boolean; readonly issuesInvoices: boolean },
  ): Promise<boolean> {
    let owesInvoice = false;
    const { service, rules } = line;
    const current = { period: { ...standing.period, content: open.content }, rules, standing, isExact: true };
    const all = [...open.ended.map((each) => ({ ...each, isOver: true })), { ...current, isOver }];
    for (const { period, isOver: isEnded, isExact, ...rest } of all) {
      // By days alone, hours that cost nothing would be charged.
      const charged = isExact ? await this.parts.overuse.charge(tx, { service, period, ...rest }) : period.content.charged;
      const next = { ...period, content: { ...period.content, charged } };
      if (charged !== period.content.charged) await this.parts.tables.putPeriod(tx, service.id, next);
      if (isEnded && (await this.invoice(tx, service, { periods: [next], issuesInvoices }))) owesInvoice = true;
    }
    return owesInvoice;
  }

  /** Answers whether an invoice is left to issue. */
  private async invoice(
    tx: Transaction,
    service: ServiceWithPlan,
    { periods, issuesInvoices }: { readonly periods: readonly StoredPeriod[]; readonly issuesInvoices: boolean },
  ): Promise<boolean> {
    const owed = periods.filter(({ content }) => owesInvoiceFor(content.charged));
    if (!issuesInvoices) return owed.length > 0;
    for (const period of owed) {
      const charged = await this.parts.overuse.invoice(tx, { service, period });
      await this.parts.tables.putPeriod(tx, service.id, { ...period, content: { ...period.content, charged } });
    }
    return false;
  }

  /** Answers the line's row where an invoice is left to issue. */
  private async close(tx: Transaction, line: CappedLine, { sinceMs, issuesInvoices }: SettlingOptions): Promise<LineRow | undefined> {
    const settled = await this.assess(tx, line, { isAsking: false, sinceMs });
    await this.keepPeriods(tx, line.service.id, settled);
    return (await this.charge(tx, settled, { isOver: true, issuesInvoices })) ? this.rowOf(settled, 0) : undefined;
  }

  /** `line`: of a service that was stopped; what its last reports bring is charged. Its row is kept while an invoice is left to issue. */
  private async release(
    tx: Transaction,
    service: ServiceWithPlan,
    { line, ...options }: SettlingOptions & { readonly line: CappedLine | undefined },
  ): Promise<void> {
    const { tables, restrictions, book, clock } = this.parts;
    const serviceId = service.id;
    const known = await tables.lines.findOne(tx, { service: serviceId });
    if (!line && !known) return;
    const owing = line
      ? await this.close(tx, line, options)
      : (await this.invoice(tx, service, { periods: await tables.periods(tx, serviceId), issuesInvoices: options.issuesInvoices })) &&
        known;
    const last = await book.released(tx, serviceId, { isCapped: line !== undefined, nowMs: clock.nowMs() });
    if (last) await tables.putPeriod(tx, serviceId, last);
    if (known) {
      await restrictions.lift(tx, serviceId);
      await restrictions.state(tx, serviceId, {});
    }
    if (owing) await tables.lines.put(tx, this.due(owing));
    else if (known) await tables.lines.remove(tx, { service: serviceId });
  }

  private due(row: LineRow): LineRow {
    return { ...row, recheck_at: this.parts.clock.nowMs() };
  }

  private rowOf(settled: SettledLine, told: number): LineRow {
    const { line, open, standing, verdict } = settled;
    const { service } = line;
    const stated = shareNow(settled, this.parts.hours);
    // All of the hour in which it begins, as the sums that it is compared with have it.
    const first = open.content.beginCut?.hour ?? NOTHING_FLOWED;
    const raw = [...open.facts.hours, first].reduce((sum, { downloadOctets, uploadOctets }) => sum + downloadOctets + uploadOctets, 0n);
    return {
      service: service.id,
      customer: service.customerId,
      plan: service.planId,
      period_from: standing.period.fromMs,
      period_until: standing.period.untilMs,
      state: stateOf(verdict),
      percent: Math.min(verdict.percent, 1_000_000),
      used: String(verdict.amounts.used),
      has_left: String(verdict.amounts.left),
      explanation: verdict.explanation,
      told_percent: told,
      told_grants: open.content.seenGrants.length,
      quiet_until: String(raw + this.quietOctets(settled)),
      recheck_at: this.recheckAt(settled),
      told_share: stated === undefined ? null : String(stated.shareOctets),
      told_flow: stated === undefined ? null : String(stated.flowedOctets),
    };
  }

  /** What may flow before anything can happen, at the dearest weight of the week. */
  private quietOctets({ line, standing, verdict }: SettledLine): bigint {
    const { rules } = line;
    const most = BigInt(Math.max(1, ...(rules.weights ?? [Number(HUNDREDTHS)])));
    const { used, all, left } = verdict.amounts;
    if (left === 0n) return 0n;
    const noticePercents = rules.noticeRules.map(({ atPercent }) => atPercent);
    const steps = [...rules.steps.map(({ atPercent }) => atPercent), ...noticePercents];
    const ahead = steps.map((percent) => (all * BigInt(percent)) / 100n - used).filter((octets) => octets > 0n);
    // A notice may count percents of the plan alone.
    const plan = standing.sources.find(({ kind }) => kind === 'plan');
    if (rules.notifyOf === 'plan' && plan)
      ahead.push(...noticePercents.map((at) => (plan.amount * BigInt(at)) / 100n - used).filter((octets) => octets > 0n));
    const next = [left / LEFT_PARTS, ...ahead].reduce((a, b) => (a < b ? a : b));
    return next / most;
  }

  private recheckAt({ line: { rules }, standing, verdict, payableOveruse }: Omit<SettledLine, 'open'>): number {
    const nowMs = this.parts.clock.nowMs();
    const ends = standing.sources.flatMap(({ expiresAtMs }) => (expiresAtMs !== null && expiresAtMs > nowMs ? [expiresAtMs] : []));
    const hour = rules.weights === null ? [] : [this.nextOtherHour(rules.weights, nowMs)];
    const asked = isAskingForMore(verdict) ? [this.askedAgainAt(nowMs, payableOveruse !== null)] : [];
    return Math.min(standing.period.untilMs, ...ends, ...hour, ...asked);
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

function isAskingForMore({ isExhausted, step }: Verdict): boolean {
  return isExhausted && step !== null;
}

/** Shut, where it was not: whoever is told of a threshold at that moment reads it there. */
function isNewlyUnpaid({ isUnpaid }: Verdict, before: LineRow | undefined): boolean {
  return isUnpaid && before?.state !== 'blocked';
}

function needOf({ line: { service }, standing, verdict: { amounts } }: SettledLine, nowMs: number): QuotaNeed {
  return {
    serviceId: service.id,
    customerId: service.customerId,
    period: standing.period,
    overusedOctets: roundedUp(amounts.overused),
    exhaustedSinceMs: amounts.overusedSinceMs ?? nowMs,
  };
}

/** The highest notice that has gone out in the period and still holds: where data has come, those that it has left behind go out again. */
export function toldPercentOf(line: LineRow | undefined, { open, standing, verdict }: SettledLine): number {
  if (line?.period_from !== standing.period.fromMs) return 0;
  const hasMore = line.told_grants !== null && open.content.seenGrants.length > line.told_grants;
  return hasMore ? Math.min(line.told_percent, verdict.notices.at(-1)?.atPercent ?? 0) : line.told_percent;
}

function toldShareOf({ told_share, told_flow }: LineRow): ToldShare | undefined {
  return told_share === null || told_flow === null ? undefined : { shareOctets: BigInt(told_share), flowedOctets: BigInt(told_flow) };
}

function shareNow({ open, verdict: { shareOctets } }: SettledLine, clock: CompanyHours): ToldShare | undefined {
  return shareOctets === null ? undefined : { shareOctets, flowedOctets: flowedOctets(open.facts, clock) };
}

function stateOf({ restriction, step, unitsOverused }: Verdict): LineState {
  if (restriction) return restriction.effect.kind === 'block' ? 'blocked' : 'slowed';
  return step?.action.kind === 'charge' && unitsOverused > 0n ? 'charged' : 'open';
}

function roundedUp(hundredths: bigint): bigint {
  return (hundredths + HUNDREDTHS - 1n) / HUNDREDTHS;
}
