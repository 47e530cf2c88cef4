import {
  type AddonTable,
  type Clock,
  goRound,
  isOfEverybody,
  type Job,
  type Logger,
  TaplineError,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { LineRow } from './line-row.js';
import type { LineSettling } from './line-settling.js';
import type { LineState } from './line-state.js';

const LINES_PER_LOOK = 100;
/** Of a plan: what a listener has time for. */
const LINES_AT_ONCE = 50;
const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MINUTES = 60;
/** Who cannot surf, or only slowly, is waiting. */
const BY_URGENCY: readonly LineState[] = ['blocked', 'slowed', 'charged', 'near', 'open'];

export interface RoundParts {
  readonly tables: { readonly lines: Pick<AddonTable<LineRow>, 'find' | 'findOne' | 'update'> };
  readonly settling: Pick<LineSettling, 'settle'>;
  readonly transactions: TransactionRunner;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Looks at lines that are due though nothing flows: because time has passed, their plan has changed, or others were looked at first; each in a transaction of
 * its own, in which invoices of periods that are over are issued. A line that fails keeps no other waiting, and is tried again with growing pauses.
 */
export class LineRounds {
  constructor(private readonly parts: RoundParts) {}

  settleOne(serviceId: string): Promise<void> {
    return this.parts.transactions.run((tx) => this.parts.settling.settle(tx, serviceId, { issuesInvoices: true }));
  }

  /** The first lines of a plan that are due; the others are left to the next round. */
  async settleSomeOf(planId: string): Promise<void> {
    const of = { nowMs: this.parts.clock.nowMs(), failed: new Set<string>(), most: LINES_AT_ONCE, plan: planId };
    const items = await this.parts.transactions.run((tx) => this.due(tx, of));
    await goRound({ items, visit: (id) => this.visit(id), onFailure: (id, error) => this.say(id, error) });
  }

  /** All that are due, who waits most first. Throws `DATA_CAP_ROUND_INCOMPLETE` when all others are done. */
  settleDue(signal?: AbortSignal): Promise<void> {
    const failed = new Set<string>();
    return goRound({
      items: this.allDue(failed),
      visit: (id) => this.visit(id),
      signal,
      onFailure: (id, error) => {
        failed.add(id);
        this.say(id, error);
      },
      incomplete: roundFailed,
    });
  }

  job(): Job {
    return {
      id: 'periods',
      title: 'Begin periods, and hours that count otherwise, and look at lines that are due',
      schedule: '* * * * *',
      catchUp: 'latest',
      run: ({ signal }) => this.settleDue(signal),
    };
  }

  private async visit(serviceId: string): Promise<void> {
    try {
      await this.settleOne(serviceId);
    } catch (error) {
      if (!isOfEverybody(error)) await this.postpone(serviceId);
      throw error;
    }
  }

  private postpone(serviceId: string): Promise<void> {
    const { tables, transactions, clock } = this.parts;
    return transactions.run(async (tx) => {
      const failures = ((await tables.lines.findOne(tx, { service: serviceId }))?.failures ?? 0) + 1;
      const pauseMs = Math.min(2 ** (failures - 1), LONGEST_PAUSE_MINUTES) * MINUTE_MS;
      await tables.lines.update(tx, { service: serviceId }, { failures, recheck_at: clock.nowMs() + pauseMs });
    });
  }

  private say(serviceId: string, error: unknown): void {
    this.parts.logger.error({ service: serviceId, err: error }, 'the data cap of a line could not be brought up to date');
  }

  private async *allDue(failed: ReadonlySet<string>): AsyncGenerator<string> {
    const nowMs = this.parts.clock.nowMs();
    for (;;) {
      const due = await this.parts.transactions.run((tx) => this.due(tx, { nowMs, failed, most: LINES_PER_LOOK }));
      if (due.length === 0) return;
      yield* due;
    }
  }

  /** The first of those that are due. Those that have failed are passed over, also where they could not be postponed. */
  private async due(tx: Transaction, { nowMs, failed, most, plan }: DueLines): Promise<readonly string[]> {
    const found: string[] = [];
    for (const state of BY_URGENCY) {
      const limit = most - found.length + failed.size;
      const where = { state, ...(plan === undefined ? {} : { plan }) };
      const lines = await this.parts.tables.lines.find(tx, where, { orderBy: [{ column: 'recheck_at', direction: 'asc' }], limit });
      found.push(...lines.flatMap(({ service, recheck_at }) => (recheck_at <= nowMs && !failed.has(service) ? [service] : [])));
      if (found.length >= most) break;
    }
    return found.slice(0, most);
  }
}

interface DueLines {
  readonly nowMs: number;
  readonly failed: ReadonlySet<string>;
  readonly most: number;
  /** Only those of a plan. */
  readonly plan?: string;
}

function roundFailed(count: number): TaplineError {
  const message = `lines whose data cap could not be brought up to date: ${count}; the log names them, and it is tried again`;
  return new TaplineError('DATA_CAP_ROUND_INCOMPLETE', 'internal', message);
}
