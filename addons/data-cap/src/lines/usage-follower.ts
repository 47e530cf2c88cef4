import {
  type Clock,
  type Logger,
  type Plan,
  type ServiceDirectory,
  TaplineError,
  type Transaction,
  type TransactionRunner,
  type Usage,
  type UsageDelta,
} from '@tapline/sdk';
import type { CompanyHours } from '../engine/company-hours.js';
import { bothNews, type LineNews, type LineRow, newsOf } from './line-row.js';
import type { LineSettling } from './line-settling.js';
import type { LineTables } from './line-tables.js';
import type { PeriodBook } from './period-book.js';

export interface FollowerParts {
  readonly tables: { readonly lines: Pick<LineTables['lines'], 'findIn'>; readonly known: Pick<LineTables['known'], 'takeUp' | 'note'> };
  readonly usage: Pick<Usage, 'sums'>;
  readonly services: Pick<ServiceDirectory, 'find' | 'plansOf'>;
  readonly book: Pick<PeriodBook, 'isCapped'>;
  readonly settling: Pick<LineSettling, 'settle'>;
  readonly transactions: TransactionRunner;
  readonly clock: Clock;
  readonly hours: CompanyHours;
  readonly logger: Logger;
}

const OF_ONE_LINE: ReadonlySet<string> = new Set(['invalid', 'not-found', 'refused', 'conflict']);
/** A turn holds the customers of its lines until it ends. */
const LINES_PER_TURN = 50;

/** A line over which something has flowed; `row`: where it is known. */
interface FlowingLine {
  readonly service: string;
  readonly row: LineRow | undefined;
  readonly news: LineNews & { readonly sinceMs: number };
}

/**
 * Looks at the lines over which something has flowed: at most of them only whether so much has flowed that something may happen, which is one question
 * for all lines with the same period. What is counted is read from the usage itself, so that nothing can be counted twice or left out here.
 */
export class UsageFollower {
  constructor(private readonly parts: FollowerParts) {}

  async read(tx: Transaction, deltas: readonly UsageDelta[]): Promise<void> {
    const lines = await this.linesOf(tx, deltas);
    // What the next login is told is to be of now.
    const going = lines.filter(({ row, news }) => row && !news.hasSessionEnded);
    const quiet = await this.quietLines(tx, going);
    const { uncapped, plans } = await this.plansOfUnknown(tx, lines);
    const loud = lines.filter(({ service }) => !quiet.has(service) && !uncapped.has(service));
    const nowMs = this.parts.clock.nowMs();
    // The rounds come to lines that are due in any case.
    const isDue = ({ row }: FlowingLine): boolean => row !== undefined && row.recheck_at <= nowMs;
    const urgent = [...loud.filter((line) => !isDue(line)), ...loud.filter(isDue)];
    const failed = await this.settleAll(tx, urgent.slice(0, LINES_PER_TURN));
    await this.leave(tx, [...failed, ...urgent.slice(LINES_PER_TURN)], { plans, nowMs });
  }

  private async linesOf(tx: Transaction, deltas: readonly UsageDelta[]): Promise<readonly FlowingLine[]> {
    const news = new Map<string, FlowingLine['news']>();
    for (const { serviceId, hourMs, isSessionEnd } of deltas) {
      const known = news.get(serviceId);
      news.set(serviceId, {
        sinceMs: Math.min(hourMs, known?.sinceMs ?? hourMs),
        hasSessionEnded: isSessionEnd || (known?.hasSessionEnded ?? false),
      });
    }
    const rows = new Map((await this.parts.tables.lines.findIn(tx, 'service', [...news.keys()])).map((row) => [row.service, row]));
    return [...news].map(([service, of]) => ({ service, row: rows.get(service), news: of }));
  }

  /** Of lines that are new here: most of a provider's have no cap, so they are looked at together. */
  private async plansOfUnknown(
    tx: Transaction,
    lines: readonly FlowingLine[],
  ): Promise<{ readonly uncapped: ReadonlySet<string>; readonly plans: ReadonlyMap<string, Plan> }> {
    const unknown = lines.flatMap(({ service, row }) => (row ? [] : [service]));
    const plans = await this.parts.services.plansOf(tx, unknown);
    const isCapped = new Map<Plan, boolean>();
    for (const plan of new Set(plans.values())) isCapped.set(plan, this.parts.book.isCapped(plan));
    return { plans, uncapped: new Set([...plans].flatMap(([service, plan]) => (isCapped.get(plan) ? [] : [service]))) };
  }

  private async quietLines(tx: Transaction, lines: readonly FlowingLine[]): Promise<ReadonlySet<string>> {
    const { hours, clock } = this.parts;
    const nowMs = clock.nowMs();
    const byPeriod = new Map<string, LineRow[]>();
    for (const { row, news } of lines) {
      // A late report of an earlier period changes what went over into this one.
      if (!row || row.recheck_at <= nowMs || news.sinceMs < row.period_from || BigInt(row.quiet_until) === 0n) continue;
      const key = `${row.period_from} ${row.period_until}`;
      const together = byPeriod.get(key);
      if (together) together.push(row);
      else byPeriod.set(key, [row]);
    }
    const quiet = new Set<string>();
    for (const together of byPeriod.values()) {
      const [first] = together as [LineRow, ...LineRow[]];
      const span = {
        serviceIds: together.map(({ service }) => service),
        fromMs: hours.hourStartMs(first.period_from),
        untilMs: first.period_until,
      };
      const sums = await this.parts.usage.sums(tx, span);
      for (const { service, quiet_until } of together) {
        const { downloadOctets = 0n, uploadOctets = 0n } = sums.get(service) ?? {};
        if (downloadOctets + uploadOctets < BigInt(quiet_until)) quiet.add(service);
      }
    }
    return quiet;
  }

  /** In the order of their customers, as whoever locks several: two who wait for each other would both begin anew. Answers those that failed. */
  private async settleAll(tx: Transaction, lines: readonly FlowingLine[]): Promise<readonly FlowingLine[]> {
    const found: { readonly customerId: string; readonly line: FlowingLine }[] = [];
    for (const line of lines) {
      const customerId = line.row?.customer ?? (await this.parts.services.find(tx, line.service))?.customerId ?? '';
      found.push({ customerId, line });
    }
    found.sort((a, b) => compare(a.customerId, b.customerId) || compare(a.line.service, b.line.service));
    const failed: FlowingLine[] = [];
    for (const { line } of found) if (!(await this.settle(tx, line))) failed.push(line);
    return failed;
  }

  /**
   * A line that cannot be brought up to date is said aloud, is left as it was, and keeps nobody else waiting; trouble with the database begins the batch
   * anew. Invoices are left to the rounds: here the number series would be locked for all lines of the batch.
   */
  private async settle(tx: Transaction, { service, news }: FlowingLine): Promise<boolean> {
    try {
      await this.parts.transactions.runPart(tx, (part) => this.parts.settling.settle(part, service, { news, issuesInvoices: false }));
      return true;
    } catch (error) {
      if (!(error instanceof TaplineError) || !OF_ONE_LINE.has(error.kind)) throw error;
      this.parts.logger.error({ service, err: error }, 'the data cap of a line could not be brought up to date');
      return false;
    }
  }

  /** To the rounds. Last of all: whoever holds a line's row by then holds all else that it needs. */
  private async leave(
    tx: Transaction,
    lines: readonly FlowingLine[],
    { plans, nowMs }: { readonly plans: ReadonlyMap<string, Plan>; readonly nowMs: number },
  ): Promise<void> {
    const { known } = this.parts.tables;
    const together = new Map<string, { readonly news: LineNews; readonly services: string[] }>();
    for (const { service, row, news } of lines) {
      if (!row) {
        await this.takeUp(tx, service, { plan: plans.get(service), news, nowMs });
        continue;
      }
      const before = newsOf(row);
      // What belongs to the period that is open is looked at anyhow.
      const all = bothNews(before, { ...news, sinceMs: news.sinceMs < row.period_from ? news.sinceMs : undefined });
      if (row.recheck_at <= nowMs && all.hasSessionEnded === before.hasSessionEnded && all.sinceMs === before.sinceMs) continue;
      const key = `${all.sinceMs} ${all.hasSessionEnded}`;
      const same = together.get(key);
      if (same) same.services.push(service);
      else together.set(key, { news: all, services: [service] });
    }
    for (const { news, services } of together.values()) await known.note(tx, services, news, nowMs);
  }

  private async takeUp(
    tx: Transaction,
    service: string,
    { plan, news, nowMs }: { readonly plan: Plan | undefined; readonly news: LineNews; readonly nowMs: number },
  ): Promise<void> {
    const customerId = (await this.parts.services.find(tx, service))?.customerId;
    if (plan && customerId !== undefined)
      await this.parts.tables.known.takeUp(tx, [{ service, customer: customerId, plan: plan.id, news }], nowMs);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
