import {
  type AddonTable,
  type Clock,
  goRound,
  type Job,
  type Logger,
  TaplineError,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { LineSettling } from './line-settling.js';
import type { LineRow } from './line-tables.js';

const LINES_PER_LOOK = 100;

export interface RoundParts {
  readonly tables: { readonly lines: Pick<AddonTable<LineRow>, 'find'> };
  readonly settling: Pick<LineSettling, 'settle'>;
  readonly transactions: TransactionRunner;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Looks at lines though nothing flows: because time has passed, or their plan has changed; each in a transaction of its own, in which invoices of periods
 * that are over are issued. A line that fails keeps no other waiting.
 */
export class LineRounds {
  constructor(private readonly parts: RoundParts) {}

  settleOne(serviceId: string): Promise<void> {
    return this.parts.transactions.run((tx) => this.parts.settling.settle(tx, serviceId, { issuesInvoices: true }));
  }

  /** Lines that fail are left as they were; the log names them. */
  settleAll(serviceIds: readonly string[]): Promise<void> {
    return goRound({
      items: serviceIds,
      visit: (id) => this.settleOne(id),
      onFailure: (id, error) => this.say(id, error),
    });
  }

  /** Lines of which a period, a grant or an hour with another weight has ended, or for which others are asked again. Throws `DATA_CAP_ROUND_INCOMPLETE` when all others are done. */
  settleDue(signal?: AbortSignal): Promise<void> {
    const failed = new Set<string>();
    return goRound({
      items: this.allDue(failed),
      visit: (id) => this.settleOne(id),
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
      title: 'Begin periods, and hours that count otherwise, and ask for more data',
      // Periods begin and weights change on the hour; quarters, for zones whose hours do not begin with those of UTC.
      schedule: '*/15 * * * *',
      catchUp: 'latest',
      run: ({ signal }) => this.settleDue(signal),
    };
  }

  private say(serviceId: string, error: unknown): void {
    this.parts.logger.error({ service: serviceId, err: error }, 'the data cap of a line could not be brought up to date');
  }

  private async *allDue(failed: ReadonlySet<string>): AsyncGenerator<string> {
    const nowMs = this.parts.clock.nowMs();
    for (;;) {
      const due = await this.parts.transactions.run((tx) => this.due(tx, nowMs, failed));
      if (due.length === 0) return;
      yield* due;
    }
  }

  /** Those that fail stay the longest due: they are passed over. */
  private async due(tx: Transaction, nowMs: number, failed: ReadonlySet<string>): Promise<readonly string[]> {
    const lines = await this.parts.tables.lines.find(
      tx,
      {},
      { orderBy: [{ column: 'recheck_at', direction: 'asc' }], limit: LINES_PER_LOOK + failed.size },
    );
    return lines.filter(({ service, recheck_at }) => recheck_at <= nowMs && !failed.has(service)).map(({ service }) => service);
  }
}

function roundFailed(count: number): TaplineError {
  const message = `lines whose data cap could not be brought up to date: ${count}; the log names them, and it is tried again`;
  return new TaplineError('DATA_CAP_ROUND_INCOMPLETE', 'internal', message);
}
