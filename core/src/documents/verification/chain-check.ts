import type { DocumentTotals, Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { BooksCheck, Finding } from '../../ledger/verification/finding.js';
import { type DocumentRow, documentHash } from '../document-hash.js';
import type { DocumentStore } from '../document-store.js';

const DOCUMENTS_PER_PAGE = 1000;

type ChainedRow = DocumentRow & { readonly hash: string };
type Report = (finding: Finding) => void;

/** Every series counts 1, 2, 3 and so on, each document follows the one before it, adds up, and moved in the ledger what it says. */
export class DocumentChainCheck implements BooksCheck {
  readonly title = 'Documents';

  constructor(private readonly store: DocumentStore) {}

  async run(tx: Transaction, report: Report): Promise<Readonly<Record<string, number>>> {
    const heads = (await sqlOf(tx)('number_series_counter').orderBy('series').orderBy('period')) as Record<string, string | number>[];
    let documents = 0;
    for (const head of heads) documents += await this.checkSeries(tx, head, report);
    const strays = (await sqlOf(tx)('document as d')
      .leftJoin('number_series_counter as s', (join) => join.on('s.series', 'd.series').andOn('s.period', 'd.series_period'))
      .whereNull('s.series')
      .limit(100)
      .select('d.number', 'd.kind')) as { number: string; kind: string }[];
    for (const { kind, number } of strays)
      report({ place: `${kind} ${number}`, problem: 'it is of a series that never gave out a number' });
    return { documents, series: heads.length };
  }

  private async checkSeries(tx: Transaction, head: Readonly<Record<string, string | number>>, report: Report): Promise<number> {
    const [series, period] = [String(head.series), String(head.period)];
    let previousHash = '';
    let expected = 1;
    for (;;) {
      const page = await this.store.chain(tx, { series, period, afterNumber: expected - 1, limit: DOCUMENTS_PER_PAGE });
      const entries = await customerAmounts(tx, page);
      for (const row of page) {
        const number = Number(row.series_number);
        for (; expected < number; expected++) report({ place: `series ${series} ${period}`, problem: `number ${expected} is gone` });
        checkDocument(row, previousHash, entries, report);
        previousHash = row.hash;
        expected = number + 1;
      }
      if (page.length < DOCUMENTS_PER_PAGE) break;
    }
    if (expected - 1 !== Number(head.last_number) || previousHash !== head.last_hash) {
      report({
        place: `series ${series} ${period}`,
        problem: `it ends with ${expected - 1}; it should end with ${head.last_number}, as it was issued`,
      });
    }
    return expected - 1;
  }
}

function checkDocument(row: ChainedRow, previousHash: string, entries: ReadonlyMap<string, number>, report: Report): void {
  const place = `${row.kind} ${row.number} (${row.id})`;
  if (documentHash(previousHash, row) !== row.hash) report({ place, problem: 'it, or the one before it, was changed after it was issued' });
  const problem = addsUp(row);
  if (problem) report({ place, problem });
  if (row.entry_id === null) return;
  const moved = entries.get(String(row.entry_id));
  if (moved === undefined) {
    report({ place, problem: `its journal entry ${row.entry_id} is gone` });
    return;
  }
  const sign = row.kind === 'invoice' ? -1 : 1;
  const expected = Number(row.is_already_charged) === 1 ? 0 : sign * Number(row.total_minor);
  if (moved !== expected) report({ place, problem: `its total is ${row.total_minor}, its journal entry moved ${moved}` });
}

function addsUp(row: ChainedRow): string | undefined {
  try {
    const { lines, taxes } = JSON.parse(String(row.content)) as Pick<DocumentTotals, 'lines' | 'taxes'>;
    const sum = (parts: readonly { readonly netMinor: number; readonly taxMinor: number }[]): string =>
      `${parts.reduce((total, part) => total + part.netMinor, 0)}+${parts.reduce((total, part) => total + part.taxMinor, 0)}`;
    const own = `${Number(row.net_minor)}+${Number(row.tax_minor)}`;
    if (sum(lines) !== own) return `its lines come to ${sum(lines)}, it says ${own}`;
    if (row.kind !== 'receipt' && sum(taxes) !== own) return `its rates come to ${sum(taxes)}, it says ${own}`;
    return undefined;
  } catch {
    return 'its lines cannot be read';
  }
}

/** What the journal entries of documents changed on their customers' balances. */
async function customerAmounts(tx: Transaction, rows: readonly ChainedRow[]): Promise<ReadonlyMap<string, number>> {
  const ids = rows.flatMap(({ entry_id: id }) => (id === null ? [] : [String(id)]));
  const amounts = new Map(ids.map((id) => [id, undefined as number | undefined]));
  const postings = (await sqlOf(tx)('posting').whereIn('entry_id', ids)) as Record<string, string | number>[];
  for (const { entry_id: id, debit_account: debit, credit_account: credit, amount_minor: amount } of postings) {
    const change = String(credit).startsWith('customer:') ? Number(amount) : String(debit).startsWith('customer:') ? -Number(amount) : 0;
    amounts.set(String(id), (amounts.get(String(id)) ?? 0) + change);
  }
  return new Map([...amounts].filter((pair): pair is [string, number] => pair[1] !== undefined));
}
