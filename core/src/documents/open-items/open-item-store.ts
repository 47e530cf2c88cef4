import type { LocalDate, OpenInvoice, Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import { insertRows, pieces } from '../../kernel/database/insert-rows.js';
import type { Allocation } from './settle.js';

/** One side of what is owed: invoices and refunds are debits; payments, credit notes and write-offs are credits. */
export interface OpenItem {
  /** The id of the document, payment or journal entry that it stands for. */
  readonly id: string;
  readonly customerId: string;
  readonly side: 'debit' | 'credit';
  readonly kind: 'invoice' | 'refund' | 'payment' | 'credit-note' | 'write-off';
  /** What people know it by. */
  readonly number: string;
  readonly date: LocalDate;
  readonly dueDate: LocalDate | null;
  readonly amountMinor: number;
  readonly openMinor: number;
}

/** An allocation as it was kept. */
export interface KeptAllocation extends Allocation {
  readonly sequence: number;
  readonly date: LocalDate;
}

const ITEMS_AT_ONCE = 500;

export class OpenItemStore {
  async insert(tx: Transaction, items: readonly OpenItem[]): Promise<void> {
    const columns = ['id', 'customer_id', 'side', 'kind', 'number', 'date', 'due_date', 'amount_minor', 'open_minor', 'is_open'] as const;
    await insertRows(
      tx,
      'open_item',
      columns,
      items.map((item) => ({
        id: item.id,
        customer_id: item.customerId,
        side: item.side,
        kind: item.kind,
        number: item.number,
        date: item.date,
        due_date: item.dueDate,
        amount_minor: item.amountMinor,
        open_minor: item.openMinor,
        is_open: item.openMinor > 0 ? 1 : 0,
      })),
    );
  }

  async find(tx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, OpenItem>> {
    const rows = (await sqlOf(tx)('open_item').whereIn('id', ids)) as ItemRow[];
    return new Map(rows.map((row) => [String(row.id), toItem(row)]));
  }

  /** What these customers have open, the oldest first. */
  async openOf(tx: Transaction, customerIds: readonly string[], side: OpenItem['side']): Promise<readonly OpenItem[]> {
    const rows = (await sqlOf(tx)('open_item')
      .whereIn('customer_id', customerIds)
      .where({ is_open: 1, side })
      .orderBy('date')
      .orderBy('id')) as ItemRow[];
    return rows.map(toItem);
  }

  /** Of each customer that has any: what is open of its invoices. */
  async openTotals(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = (await sqlOf(tx)('open_item')
      .whereIn('customer_id', customerIds)
      .where({ is_open: 1, side: 'debit' })
      .groupBy('customer_id')
      .select('customer_id')
      .sum({ open_minor: 'open_minor' })) as { customer_id: string; open_minor: string | number }[];
    return new Map(rows.map((row) => [row.customer_id, Number(row.open_minor)]));
  }

  /** Open invoices that are due before a day, in pages by id. */
  async dueBefore(
    tx: Transaction,
    query: { readonly before: LocalDate; readonly afterId?: string; readonly limit: number },
  ): Promise<readonly OpenInvoice[]> {
    const rows = (await sqlOf(tx)('open_item')
      .where({ is_open: 1, side: 'debit', kind: 'invoice' })
      .where('due_date', '<', query.before)
      .where('id', '>', query.afterId ?? '')
      .orderBy('id')
      .limit(query.limit)) as ItemRow[];
    return rows.map((row) => toOpenInvoice(toItem(row)));
  }

  /** Keeps allocations and takes them off what is open; below 0 they are taken back. */
  async allocate(tx: Transaction, allocations: readonly (Allocation & { customerId: string })[], at: { date: LocalDate; atMs: number }) {
    await insertRows(
      tx,
      'allocation',
      ['customer_id', 'debit_item_id', 'credit_item_id', 'amount_minor', 'date', 'at_ms'],
      allocations.map((each) => ({
        customer_id: each.customerId,
        debit_item_id: each.debitId,
        credit_item_id: each.creditId,
        amount_minor: each.amountMinor,
        date: at.date,
        at_ms: at.atMs,
      })),
    );
    const changes = new Map<string, number>();
    for (const { debitId, creditId, amountMinor } of allocations) {
      for (const id of [debitId, creditId]) if (id !== null) changes.set(id, (changes.get(id) ?? 0) + amountMinor);
    }
    await this.takeOff(tx, changes);
  }

  /** All that was ever allocated to or from an item, in its order. */
  async allocationsOf(tx: Transaction, itemId: string): Promise<readonly KeptAllocation[]> {
    const rows = (await sqlOf(tx)('allocation')
      .where('debit_item_id', itemId)
      .orWhere('credit_item_id', itemId)
      .orderBy('sequence')) as Record<string, string | null>[];
    return rows.map((row) => ({
      sequence: Number(row.sequence),
      debitId: String(row.debit_item_id),
      creditId: row.credit_item_id ?? null,
      amountMinor: Number(row.amount_minor),
      date: String(row.date),
    }));
  }

  /** One statement for all, however many items a run settles. */
  private async takeOff(tx: Transaction, changes: ReadonlyMap<string, number>): Promise<void> {
    const entries = [...changes].filter(([, amountMinor]) => amountMinor !== 0);
    const { sql, dialect } = databaseTransactionOf(tx);
    for (const chunk of pieces(entries, { most: ITEMS_AT_ONCE, dialect })) {
      const cases = chunk.map(() => 'WHEN ? THEN ?').join(' ');
      const values = chunk.flat();
      const ids = chunk.map(([id]) => id);
      const places = chunk.map(() => '?').join(',');
      // MariaDB sets columns from left to right, SQLite all from the old row: the second statement reads what the first has kept on both.
      await sql.raw(`UPDATE open_item SET open_minor = open_minor - (CASE id ${cases} ELSE 0 END) WHERE id IN (${places})`, [
        ...values,
        ...ids,
      ]);
      await sql.raw(`UPDATE open_item SET is_open = CASE WHEN open_minor > 0 THEN 1 ELSE 0 END WHERE id IN (${places})`, ids);
    }
  }
}

type ItemRow = Readonly<Record<string, string | number | null>>;

function toItem(row: ItemRow): OpenItem {
  return {
    id: String(row.id),
    customerId: String(row.customer_id),
    side: row.side as OpenItem['side'],
    kind: row.kind as OpenItem['kind'],
    number: String(row.number),
    date: String(row.date),
    dueDate: row.due_date === null ? null : String(row.due_date),
    amountMinor: Number(row.amount_minor),
    openMinor: Number(row.open_minor),
  };
}

export function toOpenInvoice(item: OpenItem): OpenInvoice {
  return {
    documentId: item.id,
    customerId: item.customerId,
    number: item.number,
    issueDate: item.date,
    dueDate: item.dueDate ?? item.date,
    totalMinor: item.amountMinor,
    openMinor: item.openMinor,
  };
}
