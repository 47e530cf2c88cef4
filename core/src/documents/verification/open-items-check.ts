import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { JournalStore } from '../../ledger/journal-store.js';
import type { BooksCheck, Finding } from '../../ledger/verification/finding.js';

type Row = Readonly<Record<string, string | number | null>>;
type Report = (finding: Finding) => void;

const MOST = 100;
const CUSTOMERS_PER_PAGE = 1000;

/** What is open is what was issued or paid less what was allocated; every invoice that is to be paid has its item, and no money lies idle beside a debt. */
export class OpenItemsCheck implements BooksCheck {
  readonly title = 'Open amounts';

  constructor(private readonly journal: Pick<JournalStore, 'customerBalances'>) {}

  async run(tx: Transaction, report: Report): Promise<Readonly<Record<string, number>>> {
    await this.checkAmounts(tx, report);
    await this.checkInvoices(tx, report);
    await this.checkBalances(tx, report);
    const [items] = (await sqlOf(tx)('open_item').count({ total: '*' })) as Row[];
    const [allocations] = (await sqlOf(tx)('allocation').count({ total: '*' })) as Row[];
    return { openItems: Number(items?.total ?? 0), allocations: Number(allocations?.total ?? 0) };
  }

  private async checkAmounts(tx: Transaction, report: Report): Promise<void> {
    const sql = sqlOf(tx);
    for (const side of ['debit', 'credit']) {
      const allocated = sql('allocation')
        .groupBy(`${side}_item_id`)
        .select({ id: `${side}_item_id` })
        .sum({ sum_minor: 'amount_minor' })
        .as('a');
      const wrong = (await sql('open_item as o')
        .leftJoin(allocated, 'a.id', 'o.id')
        .where('o.side', side)
        .whereRaw('(o.amount_minor - COALESCE(a.sum_minor, 0) <> o.open_minor OR (o.open_minor > 0) <> (o.is_open = 1))')
        .limit(MOST)
        .select('o.kind', 'o.number', 'o.id', 'o.amount_minor', 'o.open_minor', { sum_minor: 'a.sum_minor' })) as Row[];
      for (const { kind, number, id, amount_minor: amount, open_minor: open, sum_minor: sum } of wrong) {
        report({ place: `${kind} ${number} (${id})`, problem: `${open} is open; of ${amount}, ${sum ?? 0} was allocated` });
      }
      const strays = (await sql('allocation as a')
        .leftJoin('open_item as o', 'o.id', `a.${side}_item_id`)
        .whereNotNull(`a.${side}_item_id`)
        .whereRaw('(o.id IS NULL OR o.customer_id <> a.customer_id)')
        .limit(MOST)
        .select('a.sequence', { item: `a.${side}_item_id` })) as Row[];
      for (const { sequence, item } of strays) {
        report({ place: `allocation ${sequence}`, problem: `its ${side}, ${item}, is gone or another customer's` });
      }
    }
  }

  private async checkInvoices(tx: Transaction, report: Report): Promise<void> {
    const wrong = (await sqlOf(tx)('document as d')
      .leftJoin('open_item as o', 'o.id', 'd.id')
      .whereIn('d.kind', ['invoice', 'credit-note'])
      .where('d.is_already_charged', 0)
      .whereRaw('(o.id IS NULL OR o.amount_minor <> d.total_minor OR o.customer_id <> d.customer_id)')
      .limit(MOST)
      .select('d.kind', 'd.number', 'd.id')) as Row[];
    for (const { kind, number, id } of wrong)
      report({ place: `${kind} ${number} (${id})`, problem: 'what is open of it is not kept, or for another amount' });
  }

  /** A customer that owes has nothing left on its balance that could pay it. */
  private async checkBalances(tx: Transaction, report: Report): Promise<void> {
    for (let afterId: string | undefined = ''; afterId !== undefined; ) {
      const owed = (await sqlOf(tx)('open_item')
        .where('customer_id', '>', afterId)
        .where({ is_open: 1, side: 'debit' })
        .groupBy('customer_id')
        .orderBy('customer_id')
        .limit(CUSTOMERS_PER_PAGE)
        .select('customer_id')
        .sum({ open_minor: 'open_minor' })) as Row[];
      const ids = owed.map(({ customer_id: id }) => String(id));
      const balances = await this.journal.customerBalances(tx, ids);
      for (const { customer_id: id, open_minor: open } of owed) {
        const availableMinor = Number(open) + (balances.get(String(id)) ?? 0);
        if (availableMinor > 0)
          report({ place: `customer ${id}`, problem: `${open} is open although the balance could pay ${availableMinor} of it` });
      }
      afterId = ids.at(-1);
    }
  }
}
