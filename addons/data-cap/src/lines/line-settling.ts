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
import { flowedOctets, type Standing } from '../engine/assessment.js';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { NOTHING_FLOWED } from '../engine/cut.js';
import { isLessThanTold, type ToldShare } from '../engine/told-share.js';
import { type Verdict, type VerdictMoment, verdictOf } from '../engine/verdict.js';
import { LineNotices } from './line-notices.js';
import { bothNews, type LineNews, type LineRow, newsOf } from './line-row.js';
import { lineStateOf } from './line-state.js';
import type { LineTables, StoredPeriod } from './line-tables.js';
import { NextLook } from './next-look.js';
import { type OveruseCharging, owesInvoiceFor } from './overuse-charging.js';
import type { CappedLine, PeriodBook } from './period-book.js';
import { isAskingForMore, type SettledLine } from './settled-line.js';

const MOST_ASKED = 5;

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
  /** Besides what is noted of the line. */
  readonly news?: LineNews;
  /**
   * Whether invoices of periods that are over are issued now, which takes the lock of their number series until the transaction ends: only where that
   * is of this line alone. Else the line is due at once, for the rounds.
   */
  readonly issuesInvoices: boolean;
}

const NO_NEWS: LineNews = { hasSessionEnded: false, sinceMs: undefined };

interface Releasing extends Pick<SettlingOptions, 'issuesInvoices'>, Pick<LineNews, 'sinceMs'> {
  /** Of a service that was stopped; what its last reports bring is charged. */
  readonly line: CappedLine | undefined;
  readonly before: LineRow | undefined;
}

interface AssessOptions {
  readonly isAsking: boolean;
  /** The first hour of which more has become known since the line was looked at last. */
  readonly sinceMs?: number | undefined;
  /** How it stands then, as far as is known now; now unless given. */
  readonly atMs?: number;
}

/** Brings a line to what its traffic, its rules and its grants require now. May be called at any time, any number of times. */
export class LineSettling {
  private readonly nextLook: NextLook;
  private readonly notices: LineNotices;

  constructor(private readonly parts: SettlingParts) {
    this.nextLook = new NextLook(parts);
    this.notices = new LineNotices(parts);
  }

  async settle(tx: Transaction, serviceId: string, { news = NO_NEWS, issuesInvoices }: SettlingOptions): Promise<void> {
    const { services, customers, tables, book, clock } = this.parts;
    const { customerId } = await services.get(tx, serviceId);
    await customers.lock(tx, customerId);
    const service = await services.get(tx, serviceId);
    const line = book.lineOf(service);
    // Before its usage: what is noted of it from here on, that may not tell.
    const before = await tables.lines.findOne(tx, { service: serviceId });
    const { hasSessionEnded, sinceMs } = before ? bothNews(news, newsOf(before)) : news;
    if (!line || service.status === 'stopped') return this.release(tx, service, { line, before, sinceMs, issuesInvoices });
    const settled = await this.assess(tx, line, { isAsking: true, sinceMs });
    await this.keepPeriods(tx, serviceId, settled);
    await this.act(tx, settled, { before, hasSessionEnded });
    const told = await this.notices.tell(tx, settled, before);
    const owesInvoice = await this.charge(tx, settled, { isOver: false, issuesInvoices });
    const row = this.rowOf(settled, told);
    await tables.known.keep(tx, owesInvoice ? this.due(row) : row, { before, nowMs: clock.nowMs() });
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
      const open = await book.open(tx, line, grants, { atMs, nowMs: clock.nowMs(), sinceMs });
      const { standing } = open;
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
    // Shares add up to too much where one is not told; a session alone on its line is worth no new login, which would end another session.
    const tellsLiveSessions = isLess || (hasSessionEnded && (verdict.sessions > 1 || 'by-coa'));
    await restrictions.state(tx, serviceId, verdict.facts, { tellsLiveSessions });
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
  private async close(
    tx: Transaction,
    line: CappedLine,
    { sinceMs, issuesInvoices }: Pick<Releasing, 'sinceMs' | 'issuesInvoices'>,
  ): Promise<LineRow | undefined> {
    const settled = await this.assess(tx, line, { isAsking: false, sinceMs });
    await this.keepPeriods(tx, line.service.id, settled);
    return (await this.charge(tx, settled, { isOver: true, issuesInvoices })) ? this.rowOf(settled, 0) : undefined;
  }

  /** Its row is kept while an invoice is left to issue. */
  private async release(tx: Transaction, service: ServiceWithPlan, { line, before, ...options }: Releasing): Promise<void> {
    const { tables, restrictions, book, clock } = this.parts;
    const serviceId = service.id;
    if (!line && !before) return;
    const owing = line
      ? await this.close(tx, line, options)
      : (await this.invoice(tx, service, { periods: await tables.periods(tx, serviceId), issuesInvoices: options.issuesInvoices })) &&
        before;
    const last = await book.released(tx, serviceId, { isCapped: line !== undefined, nowMs: clock.nowMs() });
    if (last) await tables.putPeriod(tx, serviceId, last);
    if (before) {
      await restrictions.lift(tx, serviceId);
      await restrictions.state(tx, serviceId, {});
    }
    if (owing) await tables.known.keep(tx, this.due(owing), { before, nowMs: clock.nowMs() });
    else if (before) await tables.known.letGo(tx, before);
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
      state: lineStateOf(verdict),
      percent: Math.min(verdict.percent, 1_000_000),
      used: String(verdict.amounts.used),
      has_left: String(verdict.amounts.left),
      explanation: verdict.explanation,
      told_percent: told,
      told_grants: open.content.seenGrants.length,
      told_all: String(verdict.amounts.all),
      quiet_until: String(raw + this.nextLook.quietOctets(settled)),
      recheck_at: this.nextLook.atMs(settled),
      told_share: stated === undefined ? null : String(stated.shareOctets),
      told_flow: stated === undefined ? null : String(stated.flowedOctets),
      since_ms: null,
      has_session_ended: null,
      failures: null,
    };
  }
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

function toldShareOf({ told_share, told_flow }: LineRow): ToldShare | undefined {
  return told_share === null || told_flow === null ? undefined : { shareOctets: BigInt(told_share), flowedOctets: BigInt(told_flow) };
}

function shareNow({ open, verdict: { shareOctets } }: SettledLine, clock: CompanyHours): ToldShare | undefined {
  return shareOctets === null ? undefined : { shareOctets, flowedOctets: flowedOctets(open.facts, clock) };
}

function roundedUp(hundredths: bigint): bigint {
  return (hundredths + HUNDREDTHS - 1n) / HUNDREDTHS;
}
