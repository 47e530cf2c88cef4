import {
  ACCOUNTS,
  type Clock,
  type Company,
  type CustomerDirectory,
  type Ledger,
  localDateOf,
  type Notifications,
  type QuotaGrant,
  type Quotas,
  type Restrictions,
  type ServiceDirectory,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import { type Standing, standingOf, weightAt } from '../engine/assessment.js';
import { HUNDREDTHS } from '../engine/cap-rules.js';
import type { CompanyHours } from '../engine/company-hours.js';
import { type Verdict, verdictOf } from '../engine/verdict.js';
import { NOTICE_KIND, noticeValues } from '../notices.js';
import type { LineRow, LineState, LineTables, PeriodContent } from './line-tables.js';
import type { CappedLine, OpenPeriod, PeriodBook } from './period-book.js';

const HOUR_MS = 3_600_000;
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
  readonly ledger: Ledger;
  readonly company: Company;
  readonly clock: Clock;
  readonly hours: CompanyHours;
}

export interface SettledLine {
  readonly line: CappedLine;
  readonly open: OpenPeriod;
  readonly standing: Standing;
  readonly verdict: Verdict;
}

/** Brings a line to what its traffic, its rules and its grants require now. May be called at any time, any number of times. */
export class LineSettling {
  constructor(private readonly parts: SettlingParts) {}

  async settle(tx: Transaction, serviceId: string): Promise<void> {
    const { services, customers, tables, book } = this.parts;
    const { customerId } = await services.get(tx, serviceId);
    await customers.lock(tx, customerId);
    const service = await services.get(tx, serviceId);
    const line = service.status === 'stopped' ? undefined : book.lineOf(service);
    if (!line) return this.release(tx, serviceId);
    const before = await tables.lines.findOne(tx, { service: serviceId });
    const settled = await this.assess(tx, line, { isAsking: true });
    await this.keepPeriods(tx, serviceId, settled);
    await this.act(tx, settled);
    const told = await this.tell(tx, settled, before);
    await this.charge(tx, settled);
    await tables.lines.put(tx, this.rowOf(settled, told));
  }

  /** How a line stands; `isAsking`: others may grant more in this transaction. */
  async assess(
    tx: Transaction,
    line: CappedLine,
    { isAsking, nowMs = this.parts.clock.nowMs() }: { readonly isAsking: boolean; readonly nowMs?: number },
  ): Promise<SettledLine> {
    const { service } = line;
    for (let asked = 0; ; asked++) {
      const grants = await this.grantsOf(tx, service.id, isAsking);
      const open = this.forgiving(await this.parts.book.open(tx, line, grants, nowMs), grants);
      const standing = standingOf(open.facts, this.parts.hours);
      const verdict = this.verdictOf(line, standing, nowMs);
      const settled = { line, open, standing, verdict };
      if (!isAsking || !verdict.isExhausted || !verdict.step || asked === MOST_ASKED) return settled;
      if (!(await this.parts.quotas.askForMore(tx, needOf(service, standing, nowMs)))) return settled;
    }
  }

  verdictOf(line: CappedLine, standing: Standing, nowMs: number): Verdict {
    const { service } = line;
    const { hours: clock, company } = this.parts;
    const sessionLimit = service.loginRules.sessionLimit ?? service.plan.sessionLimit;
    const endsOn = localDateOf(standing.period.untilMs, company.timeZone);
    return verdictOf(line.rules, standing, { nowMs, clock, planRates: service.plan, sessionLimit, endsOn });
  }

  private async grantsOf(tx: Transaction, serviceId: string, isLocking: boolean): Promise<readonly QuotaGrant[]> {
    const { quotas } = this.parts;
    return isLocking ? ((await quotas.lockOfServices(tx, [serviceId])).get(serviceId) ?? []) : quotas.ofService(tx, serviceId);
  }

  /** What was over the limit in the hour in which a grant came, before it came, is not taken from it. */
  private forgiving(open: OpenPeriod, grants: readonly QuotaGrant[]): OpenPeriod {
    const { content, facts } = open;
    const fresh = grants.filter(({ id }) => !content.seenGrants.includes(id));
    if (fresh.length === 0) return open;
    const known = { ...facts, grants: facts.grants.filter(({ grant }) => content.seenGrants.includes(grant.id)) };
    const forgiven = [...content.forgiven];
    for (const { validFromMs, createdAtMs } of fresh) {
      if (validFromMs < createdAtMs) continue;
      const hourMs = this.parts.hours.hourStartMs(validFromMs);
      const hour = { ...known, forgiven, hours: facts.hours.filter((each) => each.hourMs <= hourMs) };
      const until =
        standingOf(hour, this.parts.hours).unpaid -
        standingOf({ ...hour, hours: hour.hours.filter((each) => each.hourMs < hourMs) }, this.parts.hours).unpaid;
      if (until > 0n) forgiven.push({ hourMs, amount: until });
    }
    const next: PeriodContent = { ...content, forgiven, seenGrants: [...content.seenGrants, ...fresh.map(({ id }) => id)] };
    return { ...open, content: next, facts: { ...facts, forgiven } };
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

  private async act(tx: Transaction, { line, verdict }: SettledLine): Promise<void> {
    const { restrictions } = this.parts;
    const serviceId = line.service.id;
    if (verdict.restriction) await restrictions.set(tx, { serviceId, ...verdict.restriction });
    else await restrictions.lift(tx, serviceId);
    await restrictions.state(tx, serviceId, verdict.facts);
  }

  /** The highest notice that is due, once in a period; lower ones that became due with it are passed over. */
  private async tell(tx: Transaction, { line, standing, verdict }: SettledLine, before: LineRow | undefined): Promise<number> {
    const told = before?.period_from === standing.period.fromMs ? before.told_percent : 0;
    const due = verdict.notices.at(-1) ?? 0;
    if (due <= told) return told;
    const { id, customerId } = line.service;
    await this.parts.notifications.want(tx, {
      kind: NOTICE_KIND.id,
      customerId,
      key: `data-cap:${id}:${standing.period.fromMs}:${due}`,
      values: noticeValues({ line, standing, verdict, percent: due, timeZone: this.parts.company.timeZone }),
    });
    return due;
  }

  /** Over-use by started units; what was charged once stays charged. */
  private async charge(tx: Transaction, { line, open, standing, verdict }: SettledLine): Promise<void> {
    const action = line.rules.steps.find((step) => step.action.kind === 'charge')?.action;
    const units = Number(verdict.unitsOverused);
    if (action?.kind !== 'charge' || units <= open.content.unitsCharged || action.priceMinor === 0) return;
    const { service } = line;
    const key = `data-cap.overuse:${service.id}:${standing.period.fromMs}`;
    const title = `${service.plan.name}, data over the limit from ${localDateOf(standing.period.fromMs, this.parts.company.timeZone)}`;
    const amountMinor = (units - open.content.unitsCharged) * action.priceMinor;
    await this.parts.ledger.post(
      tx,
      {
        kind: 'data-cap.overuse',
        description: `${title}: unit ${open.content.unitsCharged + 1} to ${units}`,
        postings: [{ debit: { customerId: service.customerId }, credit: ACCOUNTS.internetRevenue, amountMinor }],
        customerId: service.customerId,
        serviceId: service.id,
        statement: { key, title },
      },
      { idempotencyKey: `${key}:${units}` },
    );
    await this.parts.tables.putPeriod(tx, service.id, { ...standing.period, content: { ...open.content, unitsCharged: units } });
  }

  private async release(tx: Transaction, serviceId: string): Promise<void> {
    const { tables, restrictions } = this.parts;
    if ((await tables.lines.findOne(tx, { service: serviceId })) === undefined) return;
    await restrictions.lift(tx, serviceId);
    await restrictions.state(tx, serviceId, {});
    await tables.lines.remove(tx, { service: serviceId });
  }

  private rowOf({ line, open, standing, verdict }: SettledLine, told: number): LineRow {
    const { service } = line;
    const raw = open.facts.hours.reduce((sum, { downloadOctets, uploadOctets }) => sum + downloadOctets + uploadOctets, 0n);
    return {
      service: service.id,
      customer: service.customerId,
      plan: service.planId,
      period_from: standing.period.fromMs,
      period_until: standing.period.untilMs,
      state: stateOf(verdict),
      percent: Math.min(verdict.percent, 1_000_000),
      used: String(standing.sources.reduce((sum, { paid }) => sum + paid, standing.unpaid)),
      has_left: String(verdict.left),
      explanation: verdict.explanation,
      told_percent: told,
      quiet_until: String(raw + this.quietOctets({ line, open, standing, verdict })),
      recheck_at: this.recheckAt(line, standing),
    };
  }

  /** What may flow before anything can happen, at the dearest weight of the week. */
  private quietOctets({ line, standing, verdict }: SettledLine): bigint {
    const { rules } = line;
    const most = BigInt(Math.max(1, ...(rules.weights ?? [Number(HUNDREDTHS)])));
    const paid = standing.sources.reduce((sum, source) => sum + source.paid, 0n);
    const [used, all] = [paid + standing.unpaid, paid + verdict.left];
    if (all === 0n || verdict.left === 0n) return 0n;
    const steps = [...rules.steps.map(({ atPercent }) => atPercent), ...rules.notifyAtPercents];
    const ahead = steps.map((percent) => (all * BigInt(percent)) / 100n - used).filter((octets) => octets > 0n);
    // A notice may count percents of the plan alone.
    const plan = standing.sources.find(({ kind }) => kind === 'plan');
    if (rules.notifyOf === 'plan' && plan)
      ahead.push(...rules.notifyAtPercents.map((at) => (plan.amount * BigInt(at)) / 100n - used).filter((octets) => octets > 0n));
    const next = [verdict.left / LEFT_PARTS, ...ahead].reduce((a, b) => (a < b ? a : b));
    return next / most;
  }

  private recheckAt({ rules }: CappedLine, standing: Standing): number {
    const nowMs = this.parts.clock.nowMs();
    const ends = standing.sources.flatMap(({ expiresAtMs }) => (expiresAtMs !== null && expiresAtMs > nowMs ? [expiresAtMs] : []));
    const hour = rules.weights === null ? [] : [this.nextOtherHour(rules.weights, nowMs)];
    return Math.min(standing.period.untilMs, ...ends, ...hour);
  }

  private nextOtherHour(weights: readonly number[], nowMs: number): number {
    const { hours } = this.parts;
    const weight = weightAt({ weights }, hours, nowMs);
    let at = hours.nextHourMs(nowMs);
    for (let count = 0; count < weights.length && weightAt({ weights }, hours, at) === weight; count++) at += HOUR_MS;
    return at;
  }
}

function needOf({ id, customerId }: ServiceWithPlan, standing: Standing, nowMs: number) {
  return {
    serviceId: id,
    customerId,
    period: standing.period,
    overusedOctets: roundedUp(standing.unpaid),
    exhaustedSinceMs: standing.unpaidSinceMs ?? nowMs,
  };
}

function stateOf({ restriction, step, unitsOverused }: Verdict): LineState {
  if (restriction) return restriction.effect.kind === 'block' ? 'blocked' : 'slowed';
  return step?.action.kind === 'charge' && unitsOverused > 0n ? 'charged' : 'open';
}

function roundedUp(hundredths: bigint): bigint {
  return (hundredths + HUNDREDTHS - 1n) / HUNDREDTHS;
}
