import type { AccountReference, JournalEntry, JournalEntryDraft, LocalDate, StatementLine, Transaction } from '@tapline/sdk';
import type { Knex } from 'knex';
import { databaseTransactionOf, sqlOf } from '../kernel/database/database-transaction.js';
import { insertRows } from '../kernel/database/insert-rows.js';
import { type AccountKind, accountCode, CHART_OF_ACCOUNTS, customerAccountCode } from './chart-of-accounts.js';
import { ENTRY_COLUMNS, entryHash, POSTING_COLUMNS, type PostingColumns, VALUE_DATE } from './entry-hash.js';

/** An entry that is about to be written. */
export interface EntryToWrite {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
  readonly draft: JournalEntryDraft;
  readonly date: LocalDate;
  /** The day that it was for, where that is another. */
  readonly valueDate: LocalDate | null;
  readonly postedAtMs: number;
  readonly source: string;
}

interface EntryRow {
  readonly id: string;
  readonly idempotency_key: string;
  readonly fingerprint: string;
  readonly kind: string;
  readonly description: string;
  readonly customer_id: string | null;
  readonly service_id: string | null;
  readonly date: string;
  readonly posted_at_ms: number;
  readonly source: string;
  readonly statement_key: string | null;
  readonly statement_title: string | null;
  readonly reverses_entry_id: string | null;
  readonly value_date: string | null;
  readonly customer_amount_minor?: number | string | null;
}

/** What the postings of an entry change on its customer's balance. */
const CUSTOMER_AMOUNT = `(SELECT SUM(CASE WHEN p.credit_account = :prefix || e.customer_id THEN p.amount_minor WHEN p.debit_account = :prefix || e.customer_id THEN -p.amount_minor ELSE 0 END)
  FROM posting p WHERE p.entry_id = e.id)`;

export class JournalStore {
  async ensureChart(tx: Transaction): Promise<void> {
    const rows = Object.entries(CHART_OF_ACCOUNTS).map(([code, kind]) => ({ code, kind, customer_id: null }));
    await sqlOf(tx)('ledger_account').insert(rows).onConflict('code').ignore();
  }

  async ensureAccount(tx: Transaction, code: string, kind: AccountKind): Promise<void> {
    await sqlOf(tx)('ledger_account').insert({ code, kind, customer_id: null }).onConflict('code').ignore();
  }

  async ensureCustomerAccounts(tx: Transaction, customerIds: readonly string[]): Promise<void> {
    const codes = customerIds.map(customerAccountCode);
    const known = new Set((await sqlOf(tx)('ledger_account').whereIn('code', codes).pluck('code')) as string[]);
    const rows = customerIds.flatMap((id) => {
      const code = customerAccountCode(id);
      return known.has(code) ? [] : [{ code, kind: 'receivable', customer_id: id }];
    });
    // Another transaction may open the same account meanwhile.
    const isMysql = databaseTransactionOf(tx).dialect === 'mysql';
    const otherwise = isMysql ? 'ON DUPLICATE KEY UPDATE code = VALUES(code)' : 'ON CONFLICT (code) DO NOTHING';
    await insertRows(tx, 'ledger_account', ['code', 'kind', 'customer_id'], rows, otherwise);
  }

  async findByKeys(
    tx: Transaction,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly fingerprint: string; readonly entry: JournalEntry }>> {
    const rows = await this.select(tx, (query) => query.whereIn('e.idempotency_key', keys));
    return new Map(rows.map((row) => [row.idempotency_key, { fingerprint: row.fingerprint, entry: toEntry(row) }]));
  }

  async find(tx: Transaction, entryId: string): Promise<JournalEntry | undefined> {
    const [row] = await this.select(tx, (query) => query.where('e.id', entryId));
    return row && toEntry(row);
  }

  async postingsOf(tx: Transaction, entryId: string): Promise<JournalEntryDraft['postings']> {
    const rows = await sqlOf(tx)('posting')
      .where('entry_id', entryId)
      .orderBy('line')
      .select('debit_account', 'credit_account', 'amount_minor');
    return (rows as { debit_account: string; credit_account: string; amount_minor: number }[]).map((row) => ({
      debit: toReference(row.debit_account),
      credit: toReference(row.credit_account),
      amountMinor: Number(row.amount_minor),
    }));
  }

  async write(tx: Transaction, entries: readonly EntryToWrite[]): Promise<void> {
    const postings: PostingColumns[] = [];
    const rows = entries.map((entry) => {
      const row = toEntryRow(entry);
      const own = toPostingRows(entry);
      postings.push(...own);
      return { ...row, content_hash: entryHash(row, own) };
    });
    await insertRows(tx, 'journal_entry', [...ENTRY_COLUMNS, VALUE_DATE, 'content_hash'], rows);
    await insertRows(tx, 'posting', POSTING_COLUMNS, postings);
  }

  async balance(tx: Transaction, account: string): Promise<number> {
    const sql = sqlOf(tx);
    const sum = async (side: string): Promise<number> => {
      const [row] = await sql('posting').where(side, account).sum({ total: 'amount_minor' });
      return Number((row as { total: number | string | null } | undefined)?.total ?? 0);
    };
    return (await sum('credit_account')) - (await sum('debit_account'));
  }

  /** The balance of a customer at the end of a day. */
  async balanceAsOf(tx: Transaction, customerId: string, date: LocalDate): Promise<number> {
    const account = customerAccountCode(customerId);
    const sum = async (side: string): Promise<number> => {
      const [row] = await sqlOf(tx)('posting as p')
        .join('journal_entry as e', 'e.id', 'p.entry_id')
        .where(`p.${side}`, account)
        .where('e.date', '<=', date)
        .sum({ total: 'p.amount_minor' });
      return Number((row as { total: number | string | null } | undefined)?.total ?? 0);
    };
    return (await sum('credit_account')) - (await sum('debit_account'));
  }

  /** A customer's entries between two days inclusive, the oldest first. */
  async entriesBetween(tx: Transaction, customerId: string, from: LocalDate, to: LocalDate): Promise<readonly JournalEntry[]> {
    const rows = await this.select(tx, (query) =>
      query.where('e.customer_id', customerId).whereBetween('e.date', [from, to]).orderBy('e.date').orderBy('e.sequence'),
    );
    return rows.map(toEntry);
  }

  /** Customers who have ever had an entry, in pages by id. */
  async customersAfter(tx: Transaction, afterId: string, limit: number): Promise<readonly string[]> {
    const prefix = customerAccountCode('');
    const codes = (await sqlOf(tx)('ledger_account')
      .where('code', '>', customerAccountCode(afterId))
      .where('code', 'like', `${prefix}%`)
      .orderBy('code')
      .limit(limit)
      .pluck('code')) as string[];
    return codes.map((code) => code.slice(prefix.length));
  }

  async customerBalances(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const sql = sqlOf(tx);
    const codes = customerIds.map(customerAccountCode);
    const balances = new Map(customerIds.map((id) => [id, 0]));
    for (const [side, sign] of [
      ['credit_account', 1],
      ['debit_account', -1],
    ] as const) {
      const rows = await sql('posting').whereIn(side, codes).groupBy(side).select({ account: side }).sum({ total: 'amount_minor' });
      for (const row of rows as { account: string; total: number | string }[]) {
        const id = row.account.slice(customerAccountCode('').length);
        balances.set(id, (balances.get(id) ?? 0) + sign * Number(row.total));
      }
    }
    return balances;
  }

  /** Of every account, what was debited and what was credited. */
  async turnover(
    tx: Transaction,
  ): Promise<readonly { readonly account: string; readonly debitMinor: number; readonly creditMinor: number }[]> {
    const sql = sqlOf(tx);
    const totals = new Map<string, { debitMinor: number; creditMinor: number }>();
    for (const side of ['debit', 'credit'] as const) {
      const column = `${side}_account`;
      const rows = await sql('posting').groupBy(column).select({ account: column }).sum({ total: 'amount_minor' });
      for (const row of rows as { account: string; total: number | string }[]) {
        const total = totals.get(row.account) ?? { debitMinor: 0, creditMinor: 0 };
        total[`${side}Minor`] = Number(row.total);
        totals.set(row.account, total);
      }
    }
    return [...totals].map(([account, total]) => ({ account, ...total }));
  }

  async entriesOfCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly JournalEntry[]> {
    const rows = await this.select(tx, (query) => query.where('e.customer_id', customerId).orderBy('e.sequence', 'desc').limit(limit));
    return rows.map(toEntry);
  }

  async statement(tx: Transaction, customerId: string, limit: number): Promise<readonly StatementLine[]> {
    const sql = sqlOf(tx);
    const account = customerAccountCode(customerId);
    const groups = (await sql('journal_entry as e')
      .join('posting as p', 'p.entry_id', 'e.id')
      .where('e.customer_id', customerId)
      .groupByRaw('COALESCE(e.statement_key, e.id)')
      .select(
        sql.raw(
          `COALESCE(e.statement_key, e.id) AS line_key, MIN(e.date) AS first_date, MAX(e.date) AS last_date, COUNT(DISTINCT e.id) AS entry_count, MAX(e.sequence) AS latest,
          SUM(CASE WHEN p.credit_account = ? THEN p.amount_minor WHEN p.debit_account = ? THEN -p.amount_minor ELSE 0 END) AS amount_minor`,
          [account, account],
        ),
      )
      .orderBy('latest', 'desc')
      .limit(limit)) as Record<string, string>[];
    const latest = (await sql('journal_entry')
      .whereIn(
        'sequence',
        groups.map((group) => Number(group.latest)),
      )
      .select('sequence', 'kind', 'description', 'statement_title')) as Record<string, string | null>[];
    const bySequence = new Map(latest.map((row) => [Number(row.sequence), row]));
    return groups.map((group) => {
      const entry = bySequence.get(Number(group.latest));
      return {
        key: String(group.line_key),
        title: String(entry?.statement_title ?? entry?.description ?? ''),
        kind: String(entry?.kind ?? ''),
        firstDate: String(group.first_date),
        lastDate: String(group.last_date),
        entryCount: Number(group.entry_count),
        amountMinor: Number(group.amount_minor),
      };
    });
  }

  /** What was credited to accounts whose code begins so, between two days inclusive, less what was debited. */
  async netCredit(
    tx: Transaction,
    query: { readonly codePrefix: string; readonly from: LocalDate; readonly to: LocalDate },
  ): Promise<number> {
    const sum = async (side: string): Promise<number> => {
      const [row] = await sqlOf(tx)('journal_entry as e')
        .join('posting as p', 'p.entry_id', 'e.id')
        .whereBetween('e.date', [query.from, query.to])
        .where(`p.${side}`, 'like', `${query.codePrefix}%`)
        .sum({ total: 'p.amount_minor' });
      return Number((row as { total: number | string | null } | undefined)?.total ?? 0);
    };
    return (await sum('credit_account')) - (await sum('debit_account'));
  }

  private async select(tx: Transaction, narrow: (query: Knex.QueryBuilder) => Knex.QueryBuilder): Promise<readonly EntryRow[]> {
    const sql = sqlOf(tx);
    const isMysql = sql.client.config.client === 'mysql2';
    const amount = isMysql
      ? CUSTOMER_AMOUNT.replaceAll(':prefix || e.customer_id', "CONCAT('customer:', e.customer_id)")
      : CUSTOMER_AMOUNT.replaceAll(':prefix', "'customer:'");
    return (await narrow(sql('journal_entry as e').select('e.*', sql.raw(`${amount} AS customer_amount_minor`)))) as EntryRow[];
  }
}

function toEntryRow(entry: EntryToWrite) {
  const { draft } = entry;
  return {
    id: entry.id,
    idempotency_key: entry.idempotencyKey,
    fingerprint: entry.fingerprint,
    kind: draft.kind,
    description: draft.description,
    customer_id: draft.customerId ?? null,
    service_id: draft.serviceId ?? null,
    date: entry.date,
    value_date: entry.valueDate,
    posted_at_ms: entry.postedAtMs,
    source: entry.source,
    statement_key: draft.statement?.key ?? null,
    statement_title: draft.statement?.title ?? null,
    reverses_entry_id: draft.reversesEntryId ?? null,
    posting_count: draft.postings.length,
  };
}

function toPostingRows(entry: EntryToWrite) {
  return entry.draft.postings.map((posting, line) => ({
    entry_id: entry.id,
    line,
    debit_account: accountCode(posting.debit),
    credit_account: accountCode(posting.credit),
    amount_minor: posting.amountMinor,
  }));
}

function toReference(code: string): AccountReference {
  const prefix = customerAccountCode('');
  return code.startsWith(prefix) ? { customerId: code.slice(prefix.length) } : { code };
}

function toEntry(row: EntryRow): JournalEntry {
  return {
    id: row.id,
    idempotencyKey: row.idempotency_key,
    kind: row.kind,
    description: row.description,
    date: row.date,
    postedAtMs: Number(row.posted_at_ms),
    source: row.source,
    customerAmountMinor: Number(row.customer_amount_minor ?? 0),
    ...(row.customer_id === null ? {} : { customerId: row.customer_id }),
    ...(row.service_id === null ? {} : { serviceId: row.service_id }),
    ...(row.statement_key === null ? {} : { statement: { key: row.statement_key, title: row.statement_title ?? '' } }),
    ...(row.reverses_entry_id === null ? {} : { reversesEntryId: row.reverses_entry_id }),
    ...(row.value_date === null ? {} : { valueDate: row.value_date }),
  };
}
