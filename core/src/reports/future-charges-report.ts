import { addMonths, type LocalDate, type Transaction } from '@tapline/sdk';
import type { BillService } from '../billing/bills/bill-service.js';
import { localDate } from '../billing/engine/day-number.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { CUSTOMER_COLUMNS, numberOf, type Report, type ReportPage, type ReportPeriod } from './report.js';

/** What recurring billing will ask for by a day if nothing changes. */
export function futureChargesReport(bills: Pick<BillService, 'plan' | 'rules'>): Report {
  return {
    id: 'future-charges',
    title: 'Future charges',
    description: 'What recurring billing will ask customers for by a day, if nothing changes until then.',
    icon: 'calendar-due',
    asks: 'day',
    dayWord: 'Until',
    columns: [
      ...CUSTOMER_COLUMNS,
      { key: 'date', title: 'First bill', kind: 'day' },
      { key: 'bills', title: 'Bills', kind: 'count' },
      { key: 'amountMinor', title: 'Amount', kind: 'amount' },
      { key: 'note', title: 'Note', kind: 'text' },
    ],
    defaultPeriod: (today: LocalDate) => ({ from: today, to: addMonths(today, 1) }),

    async page(tx: Transaction, { to }: ReportPeriod, { limit, offset }): Promise<ReportPage> {
      const sql = sqlOf(tx);
      const due = sql('billing_customer as b').join('customer as c', 'c.id', 'b.customer_id').where('b.next_bill_on', '<=', to);
      const [count] = (await due.clone().count({ total: '*' })) as Record<string, unknown>[];
      const customers = (await due
        .orderBy('b.next_bill_on')
        .orderBy('c.number')
        .limit(limit)
        .offset(offset)
        .select('c.id', 'c.name', 'c.number', 'b.next_bill_on')) as Record<string, unknown>[];
      const ids = customers.map(({ id }) => String(id));
      const { plans, parked } = await bills.plan(tx, ids, to, await bills.rules(tx));
      const planOf = new Map(plans.map((plan) => [plan.customerId, plan]));
      const problemOf = new Map(parked.map(({ customerId, reason }) => [customerId, reason]));
      return {
        rows: customers.map((row) => {
          const customerId = String(row.id);
          const planned = planOf.get(customerId)?.bills.filter(({ draft }) => draft !== null) ?? [];
          const [first] = planned;
          return {
            customerId,
            customerNumber: String(row.number),
            customerName: String(row.name),
            date: first ? localDate(first.billDate) : String(row.next_bill_on),
            bills: planned.length,
            amountMinor: planned.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
            note: problemOf.get(customerId) ?? '',
          };
        }),
        total: numberOf(count?.total),
      };
    },
  };
}
