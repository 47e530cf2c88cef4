import type { Clock, Job, Logger, Transaction, TransactionRunner } from '@tapline/sdk';
import type { LineSettling } from './line-settling.js';
import type { LineTables } from './line-tables.js';

const LINES_PER_LOOK = 500;

export interface RoundParts {
  readonly tables: LineTables;
  readonly settling: LineSettling;
  readonly transactions: TransactionRunner;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Looks at lines though nothing flows: because time has passed, or their plan has changed. A line that fails keeps no other waiting. */
export class LineRounds {
  constructor(private readonly parts: RoundParts) {}

  settleOne(serviceId: string): Promise<void> {
    return this.parts.transactions.run((tx) => this.parts.settling.settle(tx, serviceId));
  }

  async settleAll(serviceIds: readonly string[]): Promise<void> {
    for (const id of serviceIds) {
      try {
        await this.settleOne(id);
      } catch (error) {
        this.parts.logger.error({ service: id, err: error }, 'the data cap of a line could not be brought up to date');
      }
    }
  }

  /** Lines of which a period, a grant or an hour with another weight has ended. */
  async settleDue(): Promise<void> {
    const nowMs = this.parts.clock.nowMs();
    for (let before: string | undefined; ; ) {
      const due = await this.parts.transactions.run((tx) => this.due(tx, nowMs));
      const [first] = due;
      if (first === undefined || first === before) return;
      await this.settleAll(due);
      before = first;
    }
  }

  job(): Job {
    return {
      id: 'periods',
      title: 'Begin periods, and hours that count otherwise',
      // Periods begin and weights change on the hour; quarters, for zones whose hours do not begin with those of UTC.
      schedule: '*/15 * * * *',
      catchUp: 'latest',
      run: () => this.settleDue(),
    };
  }

  private async due(tx: Transaction, nowMs: number): Promise<readonly string[]> {
    const lines = await this.parts.tables.lines.find(
      tx,
      {},
      { orderBy: [{ column: 'recheck_at', direction: 'asc' }], limit: LINES_PER_LOOK },
    );
    return lines.filter(({ recheck_at }) => recheck_at <= nowMs).map(({ service }) => service);
  }
}
