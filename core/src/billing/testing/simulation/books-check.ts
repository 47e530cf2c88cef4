import { strict as assert } from 'node:assert';
import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import type { TestApplication } from '../../../testing/test-application.js';

type Row = Readonly<Record<string, string | number | null>>;

interface Amounts {
  readonly netMinor: number;
  readonly taxMinor: number;
}

const FORBIDDEN = [
  'UPDATE journal_entry SET description = description',
  'DELETE FROM journal_entry',
  'UPDATE posting SET amount_minor = amount_minor + 1',
  'DELETE FROM posting',
  'UPDATE document SET total_minor = total_minor + 1',
  'DELETE FROM document',
];

/** The books after a step: what the ledger and the documents must be whatever the customers have done. */
export class BooksCheck {
  #sequence = 0;

  /** Documents issued since the last look: lines, taxes, total and ledger say the same (L4). */
  async newDocuments(tx: Transaction): Promise<void> {
    const rows = (await sqlOf(tx)('document as d')
      .join('journal_entry as e', 'e.id', 'd.entry_id')
      .where('e.sequence', '>', this.#sequence)
      .select('d.*', 'e.sequence')) as Row[];
    const sums = await ledgerSums(
      tx,
      rows.map((row) => String(row.entry_id)),
    );
    for (const row of rows) {
      checkDocument(row, sums.get(String(row.entry_id)) ?? 0);
      this.#sequence = Math.max(this.#sequence, Number(row.sequence));
    }
  }

  /** Debits are credits (L1), and journal, chains, documents, numbers and open amounts are sound (L6). */
  async wholeBooks(tx: Transaction, app: TestApplication): Promise<void> {
    assert.deepEqual((await app.verifyBooks()).findings, [], 'the books are sound');
    const total = async (side: string): Promise<number> => {
      const rows = (await sqlOf(tx)('posting as p')
        .join('ledger_account as a', 'a.code', `p.${side}`)
        .sum({ total: 'p.amount_minor' })) as Row[];
      return Number(rows[0]?.total ?? 0);
    };
    assert.equal((await total('debit_account')) - (await total('credit_account')), 0, 'the trial balance');
  }

  /** The database itself refuses every change of what was posted and issued (L2). */
  async refusesChanges(app: TestApplication): Promise<void> {
    const [{ total } = { total: 0 }] = (await app.view((tx) => sqlOf(tx)('document').count({ total: '*' }))) as { total: number }[];
    if (Number(total) === 0) return;
    for (const sql of FORBIDDEN) {
      const outcome = await app
        .write((tx) => tx.sql.raw(sql))
        .then(
          () => 'accepted',
          () => 'refused',
        );
      assert.equal(outcome, 'refused', sql);
    }
  }
}

/** What the entry of each document moved on its customer's account, as a debt. */
async function ledgerSums(tx: Transaction, entryIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = (await sqlOf(tx)('posting').whereIn('entry_id', entryIds)) as Row[];
  const sums = new Map<string, number>();
  for (const { entry_id: id, debit_account: debit, credit_account: credit, amount_minor: amount } of rows) {
    const isDebit = String(debit).startsWith('customer:');
    assert.notEqual(isDebit, String(credit).startsWith('customer:'), `entry ${id} moves money of one customer`);
    sums.set(String(id), (sums.get(String(id)) ?? 0) + (isDebit ? Number(amount) : -Number(amount)));
  }
  return sums;
}

function checkDocument(row: Row, debtMinor: number): void {
  const content = JSON.parse(String(row.content)) as {
    readonly lines: readonly (Amounts & { readonly grossMinor: number })[];
    readonly taxes: readonly Amounts[];
  };
  const what = `${row.kind} ${row.number}`;
  const [net, tax, rounding, total] = [row.net_minor, row.tax_minor, row.rounding_minor, row.total_minor].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  assert.deepEqual(sumOf(content.lines), { netMinor: net, taxMinor: tax }, `${what}: its lines`);
  assert.deepEqual(sumOf(content.taxes), { netMinor: net, taxMinor: tax }, `${what}: its taxes`);
  const grossMinor = content.lines.reduce((sum, line) => sum + line.grossMinor, 0);
  assert.equal(grossMinor + rounding, total, `${what}: its total`);
  assert.equal(debtMinor, row.kind === 'credit-note' ? 0 - total : total, `${what}: the ledger`);
}

function sumOf(amounts: readonly Amounts[]): Amounts {
  return amounts.reduce((sum, each) => ({ netMinor: sum.netMinor + each.netMinor, taxMinor: sum.taxMinor + each.taxMinor }), {
    netMinor: 0,
    taxMinor: 0,
  });
}
