import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { BooksCheck, Finding } from '../../ledger/verification/finding.js';

type Row = Readonly<Record<string, string | number | null>>;

const MOST = 100;

/** Every payment and refund moved what it says, and a payment is cancelled when, and only when, its entry is reversed. */
export class PaymentsCheck implements BooksCheck {
  readonly title = 'Payments';

  async run(tx: Transaction, report: (finding: Finding) => void): Promise<Readonly<Record<string, number>>> {
    const sql = sqlOf(tx);
    for (const [table, side] of [
      ['payment', 'credit_account'],
      ['refund', 'debit_account'],
    ] as const) {
      const wrong = (await sql(`${table} as m`)
        .leftJoin('posting as p', 'p.entry_id', 'm.entry_id')
        .leftJoin('ledger_account as a', 'a.code', `p.${side}`)
        .whereRaw('(p.entry_id IS NULL OR p.amount_minor <> m.amount_minor OR a.customer_id IS NULL OR a.customer_id <> m.customer_id)')
        .limit(MOST)
        .select('m.id')) as Row[];
      for (const { id } of wrong) report({ place: `${table} ${id}`, problem: 'its journal entry is gone or moved something else' });
    }
    const uneven = (await sql('payment as m')
      .leftJoin('journal_entry as r', 'r.reverses_entry_id', 'm.entry_id')
      .whereRaw('(m.cancelled_at_ms IS NULL) <> (r.id IS NULL)')
      .limit(MOST)
      .select('m.id')) as Row[];
    for (const { id } of uneven)
      report({ place: `payment ${id}`, problem: 'it is cancelled without a reversal, or reversed without being cancelled' });
    const [payments] = (await sql('payment').count({ total: '*' })) as Row[];
    return { payments: Number(payments?.total ?? 0) };
  }
}
