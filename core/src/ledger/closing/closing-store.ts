import type { LocalDate, Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { type ClosedMonth, CUSTOMERS, type MonthFigures, type Turnover } from './closed-month.js';

type Row = Readonly<Record<string, string | number | null>>;

const BOOKS = 'books';
const ACCOUNT = (side: string): string => `CASE WHEN p.${side} LIKE 'customer:%' THEN '${CUSTOMERS}' ELSE p.${side} END`;

export class ClosingStore {
  /** The last day that is closed. Whoever writes afterwards asks for `share`: nobody closes until the transaction ends. */
  async closedThrough(tx: Transaction, lock?: 'share' | 'alone'): Promise<LocalDate | null> {
    const sql = sqlOf(tx);
    const read = async (): Promise<Row | undefined> => {
      const query = sql('ledger_closing').where('name', BOOKS).select('closed_through');
      const [row] = (await (lock === 'share' ? query.forShare() : lock === 'alone' ? query.forUpdate() : query)) as Row[];
      return row;
    };
    let row = await read();
    if (!row && lock !== undefined) {
      // A row that is not there holds nobody.
      await sql('ledger_closing').insert({ name: BOOKS, closed_through: null }).onConflict('name').ignore();
      row = await read();
    }
    return row?.closed_through == null ? null : String(row.closed_through);
  }

  async setClosedThrough(tx: Transaction, date: LocalDate | null): Promise<void> {
    await sqlOf(tx)('ledger_closing').insert({ name: BOOKS, closed_through: date }).onConflict('name').merge();
  }

  /** The latest first. */
  async months(tx: Transaction): Promise<readonly ClosedMonth[]> {
    return ((await sqlOf(tx)('ledger_closed_month').orderBy('month', 'desc')) as Row[]).map(toMonth);
  }

  async insert(tx: Transaction, month: ClosedMonth): Promise<void> {
    await sqlOf(tx)('ledger_closed_month').insert({
      month: month.month,
      from_date: month.from,
      through_date: month.through,
      entry_count: month.entryCount,
      turnover: JSON.stringify(month.turnover),
      closed_at_ms: month.closedAtMs,
      closed_by: month.closedBy,
    });
  }

  async delete(tx: Transaction, month: string): Promise<void> {
    await sqlOf(tx)('ledger_closed_month').where('month', month).delete();
  }

  async firstEntryDate(tx: Transaction): Promise<LocalDate | null> {
    const [row] = (await sqlOf(tx)('journal_entry').min({ date: 'date' })) as Row[];
    return row?.date == null ? null : String(row.date);
  }

  /** Read from the journal. */
  async figures(tx: Transaction, from: LocalDate | null, through: LocalDate): Promise<MonthFigures> {
    const sql = sqlOf(tx);
    const entries = () => {
      const query = sql('journal_entry as e').where('e.date', '<=', through);
      return from === null ? query : query.where('e.date', '>=', from);
    };
    const totals = new Map<string, { debitMinor: number; creditMinor: number }>();
    for (const [side, key] of [
      ['debit_account', 'debitMinor'],
      ['credit_account', 'creditMinor'],
    ] as const) {
      const account = sql.raw(ACCOUNT(side));
      const rows = (await entries()
        .join('posting as p', 'p.entry_id', 'e.id')
        .groupByRaw(ACCOUNT(side))
        .select({ account })
        .sum({ total: 'p.amount_minor' })) as Row[];
      for (const row of rows) {
        const total = totals.get(String(row.account)) ?? { debitMinor: 0, creditMinor: 0 };
        total[key] = Number(row.total);
        totals.set(String(row.account), total);
      }
    }
    const [count] = (await entries().count({ total: '*' })) as Row[];
    const turnover = [...totals].map(([account, total]) => ({ account, ...total })).sort((a, b) => (a.account < b.account ? -1 : 1));
    return { from, through, entryCount: Number(count?.total ?? 0), turnover };
  }
}

function toMonth(row: Row): ClosedMonth {
  return {
    month: String(row.month),
    from: row.from_date === null ? null : String(row.from_date),
    through: String(row.through_date),
    entryCount: Number(row.entry_count),
    turnover: JSON.parse(String(row.turnover)) as readonly Turnover[],
    closedAtMs: Number(row.closed_at_ms),
    closedBy: String(row.closed_by),
  };
}
