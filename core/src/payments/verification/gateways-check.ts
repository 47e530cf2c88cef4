import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { BooksCheck, Finding } from '../../ledger/verification/finding.js';

type Row = Readonly<Record<string, string | number | null>>;

const MOST = 100;

/** What gateways have told and what is booked of it agree: no capture without its payment, no fee without its entry, no sum that is another. */
export class GatewaysCheck implements BooksCheck {
  readonly title = 'Payment gateways';

  async run(tx: Transaction, report: (finding: Finding) => void): Promise<Readonly<Record<string, number>>> {
    const sql = sqlOf(tx);
    const captures = (await sql('gateway_movement as m')
      .leftJoin('gateway_payment as g', 'g.capture_id', 'm.id')
      .leftJoin('payment as p', 'p.id', 'g.payment_id')
      .where('m.kind', 'capture')
      .where('m.is_booked', 1)
      .groupBy('m.id', 'm.reference', 'm.amount_minor')
      .havingRaw('(COUNT(p.id) = 0 OR SUM(p.amount_minor) < m.amount_minor)')
      .limit(MOST)
      .select('m.id', 'm.reference')) as Row[];
    for (const { id, reference } of captures) {
      report({ place: `capture ${reference} (${id})`, problem: 'it counts as booked, and no payments come to its amount' });
    }
    const sums = sql('gateway_movement')
      .where('is_booked', 1)
      .groupBy('attempt_id')
      .select('attempt_id')
      .select(
        sql.raw("SUM(CASE WHEN kind = 'capture' THEN amount_minor ELSE 0 END) AS paid"),
        sql.raw("SUM(CASE WHEN kind = 'return' THEN amount_minor ELSE 0 END) AS returned"),
      )
      .as('s');
    const attempts = (await sql('payment_attempt as a')
      .leftJoin(sums, 's.attempt_id', 'a.id')
      .whereRaw('(a.paid_minor <> COALESCE(s.paid, 0) OR a.returned_minor <> COALESCE(s.returned, 0))')
      .limit(MOST)
      .select('a.id')) as Row[];
    for (const { id } of attempts)
      report({ place: `payment attempt ${id}`, problem: 'what came and went is another sum than is kept with it' });
    const strays = (await sql('gateway_payment as g')
      .leftJoin('payment as p', 'p.id', 'g.payment_id')
      .leftJoin('gateway_movement as m', 'm.id', 'g.capture_id')
      .leftJoin('payment_attempt as a', 'a.id', 'm.attempt_id')
      .whereRaw('(p.id IS NULL OR a.id IS NULL OR a.customer_id <> p.customer_id)')
      .limit(MOST)
      .select('g.payment_id')) as Row[];
    for (const { payment_id: id } of strays)
      report({ place: `payment ${id}`, problem: 'the gateway payment that it came by is gone or another customer’s' });
    const [count] = (await sql('payment_attempt').count({ total: '*' })) as Row[];
    return { paymentAttempts: Number(count?.total ?? 0) };
  }
}
