import {
  addDays,
  type Clock,
  type Company,
  conflict,
  createToken,
  invalid,
  type LocalDate,
  type LocalMonth,
  localMonthOf,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { type ClosedMonth, lastDayOf, type MonthFigures, monthAfter } from './closed-month.js';
import type { ClosingStore } from './closing-store.js';

/** The month that can be closed next. */
export interface NextMonth extends MonthFigures {
  readonly month: LocalMonth;
  /** False while it lasts: then it cannot be closed yet. */
  readonly isOver: boolean;
}

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/**
 * Closes months, one after the other, and opens the latest again. Ledger and database refuse what is dated into a closed month; what was in it when it was
 * closed is kept, and `ledger verify` compares.
 */
export class MonthClosingService {
  constructor(
    private readonly store: ClosingStore,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly company: Company,
  ) {}

  /** The latest first. */
  list(tx: Transaction): Promise<readonly ClosedMonth[]> {
    return this.store.months(tx);
  }

  /** With what it holds so far; undefined while the journal is empty. */
  async next(tx: Transaction): Promise<NextMonth | undefined> {
    const [latest] = await this.store.months(tx);
    const first = await this.store.firstEntryDate(tx);
    if (!latest && first === null) return undefined;
    const month = latest ? monthAfter(latest.month) : localMonthOf(first as LocalDate);
    const figures = await this.store.figures(tx, latest ? addDays(latest.through, 1) : null, lastDayOf(month));
    return { ...figures, month, isOver: lastDayOf(month) < this.company.today() };
  }

  /**
   * Closes a month that is over; one that is closed stays as it is. The first that is ever closed takes everything before it along, then each follows
   * the one before. Throws `LEDGER_MONTH_WRONG`, `LEDGER_MONTH_NOT_OVER`, `LEDGER_MONTH_OUT_OF_ORDER`.
   */
  async close(tx: Transaction, month: string): Promise<ClosedMonth> {
    if (!MONTH.test(month)) throw invalid('LEDGER_MONTH_WRONG', `"${month}" is not a month; write it as 2026-11`, 'month');
    const through = lastDayOf(month);
    if (through >= this.company.today()) {
      throw refused('LEDGER_MONTH_NOT_OVER', `${month} is not over; a month is closed from the first day after it`);
    }
    // Whoever posts waits until this month is closed, and is refused then.
    await this.store.closedThrough(tx, 'alone');
    const months = await this.store.months(tx);
    const closed = months.find((each) => each.month === month);
    if (closed) return closed;
    const [latest] = months;
    if (latest && month !== monthAfter(latest.month)) {
      throw conflict(
        'LEDGER_MONTH_OUT_OF_ORDER',
        `${latest.month} is the last closed month; close ${monthAfter(latest.month)} next`,
        'month',
      );
    }
    const figures = await this.store.figures(tx, latest ? addDays(latest.through, 1) : null, through);
    const kept: ClosedMonth = { ...figures, month, closedAtMs: this.clock.nowMs(), closedBy: tx.actor.name };
    await this.store.insert(tx, kept);
    await this.store.setClosedThrough(tx, through);
    await this.audit.record(tx, { action: 'ledger.close', subject: `month:${month}`, details: { entryCount: kept.entryCount } });
    return kept;
  }

  /** Opens the latest closed month again; the audit log keeps the reason. Throws `LEDGER_MONTH_NOT_CLOSED`, `LEDGER_MONTH_OUT_OF_ORDER`. */
  async reopen(tx: Transaction, month: string, reason: string): Promise<void> {
    if (reason.trim() === '') throw invalid('LEDGER_REOPEN_REASON_MISSING', 'say why the month is opened again', 'reason');
    await this.store.closedThrough(tx, 'alone');
    const [latest, before] = await this.store.months(tx);
    if (!latest || month > latest.month) throw refused('LEDGER_MONTH_NOT_CLOSED', `${month} is not closed`);
    if (latest.month !== month) {
      throw conflict('LEDGER_MONTH_OUT_OF_ORDER', `${latest.month} was closed after ${month}; open ${latest.month} again first`, 'month');
    }
    await this.store.delete(tx, month);
    await this.store.setClosedThrough(tx, before?.through ?? null);
    await this.audit.record(tx, { action: 'ledger.reopen', subject: `month:${month}`, details: { reason } });
  }
}

export const MONTH_CLOSING = createToken<MonthClosingService>('core.month-closing');
