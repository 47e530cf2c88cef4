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
import type { LineSettling, SettlingOptions } from './line-settling.js';
import type { LineRow, LineTables } from './line-tables.js';
import type { PeriodBook } from './period-book.js';

export interface FollowerParts {
  readonly tables: LineTables;
  readonly usage: Usage;
  readonly services: ServiceDirectory;
  readonly book: PeriodBook;
  readonly settling: LineSettling;
  readonly transactions: TransactionRunner;
  readonly clock: Clock;
  readonly hours: CompanyHours;
  readonly logger: Logger;
}

const OF_ONE_LINE: ReadonlySet<string> = new Set(['invalid', 'not-found', 'refused', 'conflict']);

/**
 * Looks at the lines over which something has flowed: at most of them only whether so much has flowed that something may happen, which is one question
 * for all lines with the same period. What is counted is read from the usage itself, so that nothing can be counted twice or left out here.
 */
export class UsageFollower {
  constructor(private readonly parts: FollowerParts) {}

  async read(tx: Transaction, deltas: readonly UsageDelta[]): Promise<void> {
    const services = [...new Set(deltas.map(({ serviceId }) => serviceId))].sort();
    const known = new Map((await this.parts.tables.lines.findIn(tx, 'service', services)).map((row) => [row.service, row]));
    const earliest = new Map<string, number>();
    for (const { serviceId, hourMs } of deltas) earliest.set(serviceId, Math.min(hourMs, earliest.get(serviceId) ?? hourMs));
    const ended = new Set(deltas.filter(({ isSessionEnd }) => isSessionEnd).map(({ serviceId }) => serviceId));
    // What the next login is told is to be of now.
    const going = [...known.values()].filter(({ service }) => !ended.has(service));
    const quiet = await this.quietLines(tx, going, earliest);
    const uncapped = await this.uncapped(
      tx,
      services.filter((service) => !known.has(service)),
    );
    for (const service of services) {
      if (quiet.has(service) || uncapped.has(service)) continue;
      await this.settle(tx, service, { hasSessionEnded: ended.has(service), sinceMs: earliest.get(service) });
    }
  }

  /** Lines that are new here and whose plan has no cap: most of a provider's, so they are looked at together. */
  private async uncapped(tx: Transaction, services: readonly string[]): Promise<ReadonlySet<string>> {
    const plans = await this.parts.services.plansOf(tx, services);
    const isCapped = new Map<Plan, boolean>();
    for (const plan of new Set(plans.values())) isCapped.set(plan, this.parts.book.isCapped(plan));
    return new Set([...plans].flatMap(([service, plan]) => (isCapped.get(plan) ? [] : [service])));
  }

  private async quietLines(
    tx: Transaction,
    lines: readonly LineRow[],
    earliest: ReadonlyMap<string, number>,
  ): Promise<ReadonlySet<string>> {
    const { hours, clock } = this.parts;
    const nowMs = clock.nowMs();
    const byPeriod = new Map<string, LineRow[]>();
    for (const line of lines) {
      // A late report of an earlier period changes what went over into this one.
      if (line.recheck_at <= nowMs || (earliest.get(line.service) ?? 0) < line.period_from || BigInt(line.quiet_until) === 0n) continue;
      const key = `${line.period_from} ${line.period_until}`;
      const together = byPeriod.get(key);
      if (together) together.push(line);
      else byPeriod.set(key, [line]);
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

  /**
   * A line that cannot be brought up to date is said aloud, is left as it was, and keeps nobody else waiting; trouble with the database begins the batch
   * anew. Invoices are left to the rounds: here the number series would be locked for all lines of the batch.
   */
  private async settle(tx: Transaction, service: string, news: Pick<SettlingOptions, 'hasSessionEnded' | 'sinceMs'>): Promise<void> {
    try {
      await this.parts.transactions.runPart(tx, (part) => this.parts.settling.settle(part, service, { ...news, issuesInvoices: false }));
    } catch (error) {
      if (!(error instanceof TaplineError) || !OF_ONE_LINE.has(error.kind)) throw error;
      this.parts.logger.error({ service, err: error }, 'the data cap of a line could not be brought up to date');
    }
  }
}
