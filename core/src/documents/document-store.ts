import type { DocumentKind, IssuedDocument, LocalDate, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { insertRows } from '../kernel/database/insert-rows.js';
import { DOCUMENT_COLUMNS, type DocumentRow } from './document-hash.js';

type Content = Pick<IssuedDocument, 'currency' | 'locale' | 'lines' | 'taxes' | 'customer' | 'issuer' | 'note'>;

export interface DocumentSearch {
  readonly kind?: DocumentKind;
  readonly customerId?: string;
  readonly from?: LocalDate;
  readonly to?: LocalDate;
  /** A part of the number. */
  readonly number?: string;
  /** Of invoices: how they stand on `today`. */
  readonly state?: 'open' | 'overdue' | 'paid';
  readonly today: LocalDate;
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
}

/** One row of a list of documents. */
export interface DocumentSummary {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly number: string;
  readonly customerId: string;
  readonly customerName: string;
  readonly issueDate: LocalDate;
  readonly dueDate: LocalDate | null;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
  /** What is left: to pay of an invoice, to use of a credit note; null for what is never paid. */
  readonly openMinor: number | null;
}

export interface DocumentPage {
  readonly documents: readonly DocumentSummary[];
  readonly total: number;
  /** Of all that match, not of this page only. */
  readonly totalMinor: number;
  readonly openMinor: number;
}

export class DocumentStore {
  async insert(tx: Transaction, rows: readonly (DocumentRow & { readonly hash: string })[]): Promise<void> {
    await insertRows(tx, 'document_taken_number', ['number', 'kind'], rows);
    await insertRows(tx, 'document', [...DOCUMENT_COLUMNS, 'hash'], rows);
  }

  /** The first of the rows whose number another document of its kind has, among them or issued before. The rows may be there already. */
  async findTakenNumber<Row extends Pick<DocumentRow, 'id' | 'kind' | 'number'>>(
    tx: Transaction,
    rows: readonly Row[],
  ): Promise<Row | undefined> {
    const numbers = rows.map(({ number }) => String(number));
    const found = (await sqlOf(tx)('document').whereIn('number', numbers).select('id', 'kind', 'number')) as Pick<
      Row,
      'id' | 'kind' | 'number'
    >[];
    const own = new Set(rows.map(({ id }) => id));
    const taken = new Set(found.filter(({ id }) => !own.has(id)).map(({ kind, number }) => `${kind} ${number}`));
    return rows.find(({ kind, number }) => {
      const isTaken = taken.has(`${kind} ${number}`);
      taken.add(`${kind} ${number}`);
      return isTaken;
    });
  }

  async find(tx: Transaction, documentId: string): Promise<IssuedDocument | undefined> {
    const [row] = (await sqlOf(tx)('document').where('id', documentId)) as StoredRow[];
    return row && toDocument(row);
  }

  async findByNumber(tx: Transaction, number: string): Promise<IssuedDocument | undefined> {
    const [row] = (await sqlOf(tx)('document').where('number', number).orderBy('issued_at_ms', 'desc').limit(1)) as StoredRow[];
    return row && toDocument(row);
  }

  async findByKeys(
    tx: Transaction,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly fingerprint: string; readonly document: IssuedDocument }>> {
    const rows = (await sqlOf(tx)('document').whereIn('idempotency_key', keys)) as StoredRow[];
    return new Map(rows.map((row) => [String(row.idempotency_key), { fingerprint: String(row.fingerprint), document: toDocument(row) }]));
  }

  /** Credit notes of an invoice, the invoice of a pro-forma. */
  async related(tx: Transaction, documentId: string): Promise<readonly IssuedDocument[]> {
    const rows = (await sqlOf(tx)('document').where('related_document_id', documentId).orderBy('issued_at_ms')) as StoredRow[];
    return rows.map(toDocument);
  }

  async ofPayment(tx: Transaction, paymentId: string): Promise<readonly IssuedDocument[]> {
    const rows = (await sqlOf(tx)('document').where('payment_id', paymentId)) as StoredRow[];
    return rows.map(toDocument);
  }

  async search(tx: Transaction, search: DocumentSearch): Promise<DocumentPage> {
    const [sums] = (await matching(tx, search)
      .count({ total: '*' })
      .sum({ total_minor: 'd.total_minor' })
      .sum({ open_minor: 'o.open_minor' })) as Record<string, string | number | null>[];
    const rows = (await matching(tx, search)
      .leftJoin('customer as c', 'c.id', 'd.customer_id')
      .orderBy('d.issue_date', 'desc')
      .orderBy('d.id', 'desc')
      .limit(search.pageSize)
      .offset((search.page - 1) * search.pageSize)
      .select('d.id', 'd.kind', 'd.number', 'd.customer_id', 'd.issue_date', 'd.due_date', 'd.net_minor', 'd.tax_minor', 'd.total_minor')
      .select({ open_minor: 'o.open_minor', customer_name: 'c.name' })) as Record<string, string | null>[];
    return {
      documents: rows.map(toSummary),
      total: Number(sums?.total ?? 0),
      totalMinor: Number(sums?.total_minor ?? 0),
      openMinor: Number(sums?.open_minor ?? 0),
    };
  }

  /** Documents of one series and period in the order of their numbers, from one on; for verification. */
  async chain(
    tx: Transaction,
    query: { readonly series: string; readonly period: string; readonly afterNumber: number; readonly limit: number },
  ): Promise<readonly (DocumentRow & { readonly hash: string })[]> {
    return (await sqlOf(tx)('document')
      .where({ series: query.series, series_period: query.period })
      .where('series_number', '>', query.afterNumber)
      .orderBy('series_number')
      .limit(query.limit)) as (DocumentRow & { readonly hash: string })[];
  }
}

type StoredRow = DocumentRow & { readonly hash: string };

function matching(tx: Transaction, search: DocumentSearch): Knex.QueryBuilder {
  const query = sqlOf(tx)('document as d').leftJoin('open_item as o', 'o.id', 'd.id');
  if (search.kind !== undefined) void query.where('d.kind', search.kind);
  if (search.customerId !== undefined) void query.where('d.customer_id', search.customerId);
  if (search.from !== undefined) void query.where('d.issue_date', '>=', search.from);
  if (search.to !== undefined) void query.where('d.issue_date', '<=', search.to);
  if (search.number) void query.whereRaw("d.number LIKE ? ESCAPE '!'", [`%${search.number.replace(/[!%_]/g, '!$&')}%`]);
  if (search.state !== undefined) void query.where('d.kind', 'invoice').where('d.is_already_charged', 0);
  if (search.state === 'paid') void query.where('o.is_open', 0);
  if (search.state === 'open' || search.state === 'overdue') void query.where('o.is_open', 1);
  if (search.state === 'overdue') void query.where('o.due_date', '<', search.today);
  return query;
}

function toSummary(row: Readonly<Record<string, string | null>>): DocumentSummary {
  return {
    id: String(row.id),
    kind: row.kind as DocumentKind,
    number: String(row.number),
    customerId: String(row.customer_id),
    customerName: String(row.customer_name ?? ''),
    issueDate: String(row.issue_date),
    dueDate: row.due_date ?? null,
    netMinor: Number(row.net_minor),
    taxMinor: Number(row.tax_minor),
    totalMinor: Number(row.total_minor),
    openMinor: row.open_minor === null || row.open_minor === undefined ? null : Number(row.open_minor),
  };
}

export function toDocumentRow(
  document: Omit<IssuedDocument, 'hash'>,
  identity: { idempotencyKey: string; fingerprint: string },
): DocumentRow {
  const { currency, locale, lines, taxes, customer, issuer, note } = document;
  return {
    id: document.id,
    kind: document.kind,
    series: document.series,
    series_period: document.seriesPeriod,
    series_number: document.seriesNumber,
    number: document.number,
    customer_id: document.customerId,
    issue_date: document.issueDate,
    supply_date: document.supplyDate,
    due_date: document.dueDate,
    net_minor: document.netMinor,
    tax_minor: document.taxMinor,
    rounding_minor: document.roundingMinor,
    total_minor: document.totalMinor,
    related_document_id: document.relatedDocumentId,
    payment_id: document.paymentId,
    entry_id: document.entryId,
    is_already_charged: document.isAlreadyCharged ? 1 : 0,
    idempotency_key: identity.idempotencyKey,
    fingerprint: identity.fingerprint,
    content: JSON.stringify({
      currency,
      ...(locale === undefined ? {} : { locale }),
      lines,
      taxes,
      customer,
      issuer,
      note,
    } satisfies Content),
    issued_at_ms: document.issuedAtMs,
    issued_by: document.issuedBy,
  };
}

function toDocument(row: StoredRow): IssuedDocument {
  const words = (value: string | number | null): string | null => (value === null ? null : String(value));
  return {
    ...(JSON.parse(String(row.content)) as Content),
    id: String(row.id),
    kind: row.kind as DocumentKind,
    series: String(row.series),
    seriesPeriod: String(row.series_period),
    seriesNumber: Number(row.series_number),
    number: String(row.number),
    customerId: String(row.customer_id),
    issueDate: String(row.issue_date),
    supplyDate: String(row.supply_date),
    dueDate: words(row.due_date),
    netMinor: Number(row.net_minor),
    taxMinor: Number(row.tax_minor),
    roundingMinor: Number(row.rounding_minor),
    totalMinor: Number(row.total_minor),
    relatedDocumentId: words(row.related_document_id),
    paymentId: words(row.payment_id),
    entryId: words(row.entry_id),
    isAlreadyCharged: Number(row.is_already_charged) === 1,
    issuedAtMs: Number(row.issued_at_ms),
    issuedBy: String(row.issued_by),
    hash: row.hash,
  };
}
