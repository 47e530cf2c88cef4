import type { DocumentKind, Transaction } from '@tapline/sdk';
import { databaseTransactionOf, sqlOf } from '../../kernel/database/database-transaction.js';
import type { SeriesReset } from './number-format.js';

export interface NumberSeries {
  /** What drafts name; never changes. */
  readonly code: string;
  readonly kind: DocumentKind;
  readonly title: string;
  readonly format: string;
  readonly resets: SeriesReset;
  /** Whether documents of its kind take it unless they name another. */
  readonly isDefault: boolean;
}

/** Where a series stands: the number and hash of its last document. */
export interface SeriesHead {
  readonly lastNumber: number;
  readonly lastHash: string;
}

const DEFAULTS: readonly NumberSeries[] = [
  { code: 'invoice', kind: 'invoice', title: 'Invoices', format: '{year}{next|6}', resets: 'yearly', isDefault: true },
  { code: 'proforma', kind: 'proforma', title: 'Pro-formas', format: 'P{year}{next|6}', resets: 'yearly', isDefault: true },
  { code: 'credit-note', kind: 'credit-note', title: 'Credit notes', format: 'C{year}{next|6}', resets: 'yearly', isDefault: true },
  { code: 'receipt', kind: 'receipt', title: 'Receipts', format: 'R{year}{next|6}', resets: 'yearly', isDefault: true },
];

export class SeriesStore {
  async ensureDefaults(tx: Transaction): Promise<void> {
    await sqlOf(tx)('number_series').insert(DEFAULTS.map(toRow)).onConflict('code').ignore();
  }

  async all(tx: Transaction): Promise<readonly NumberSeries[]> {
    const rows = (await sqlOf(tx)('number_series').orderBy('kind').orderBy('code')) as Record<string, string>[];
    return rows.map((row) => ({
      code: String(row.code),
      kind: row.kind as DocumentKind,
      title: String(row.title),
      format: String(row.format),
      resets: row.resets as SeriesReset,
      isDefault: Number(row.is_default) === 1,
    }));
  }

  async put(tx: Transaction, series: NumberSeries): Promise<void> {
    const sql = sqlOf(tx);
    if (series.isDefault) await sql('number_series').where('kind', series.kind).update({ is_default: 0 });
    await sql('number_series').insert(toRow(series)).onConflict('code').merge();
  }

  async hasIssued(tx: Transaction, series: string): Promise<boolean> {
    const rows = await sqlOf(tx)('number_series_counter').where({ series }).where('last_number', '>', 0).limit(1).select('series');
    return rows.length > 0;
  }

  /** Locks a series for this transaction: whoever else issues in it waits, so that a number given up is taken by the next. */
  async lockHead(tx: Transaction, series: string, period: string): Promise<SeriesHead> {
    const sql = sqlOf(tx);
    const read = async (): Promise<SeriesHead | undefined> => {
      const query = sql('number_series_counter').where({ series, period });
      const [row] = (await (databaseTransactionOf(tx).dialect === 'mysql' ? query.forUpdate() : query)) as Record<string, string>[];
      return row && { lastNumber: Number(row.last_number), lastHash: String(row.last_hash) };
    };
    const known = await read();
    if (known) return known;
    await sql('number_series_counter').insert({ series, period, last_number: 0, last_hash: '' }).onConflict(['series', 'period']).ignore();
    return (await read()) as SeriesHead;
  }

  async moveHead(tx: Transaction, series: string, period: string, head: SeriesHead): Promise<void> {
    await sqlOf(tx)('number_series_counter').where({ series, period }).update({ last_number: head.lastNumber, last_hash: head.lastHash });
  }
}

function toRow({ isDefault, ...series }: NumberSeries): Record<string, unknown> {
  return { ...series, is_default: isDefault ? 1 : 0 };
}
