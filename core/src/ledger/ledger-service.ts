import {
  addDays,
  assertAmount,
  type Clock,
  type Company,
  conflict,
  createToken,
  invalid,
  type JournalEntry,
  type JournalEntryDraft,
  type Ledger,
  type LocalDate,
  localDateOf,
  notFound,
  parseLocalDate,
  refused,
  type StatementLine,
  type Transaction,
} from '@tapline/sdk';
import { databaseErrorKind, TransactionConflict } from '../kernel/database/database-error.js';
import { sha256 } from '../kernel/database/row-hash.js';
import { newId } from '../kernel/ids/id.js';
import { type AccountKind, customerAccountCode } from './chart-of-accounts.js';
import type { ClosingStore } from './closing/closing-store.js';
import type { EntryToWrite, JournalStore } from './journal-store.js';

export interface EntryToPost {
  readonly draft: JournalEntryDraft;
  readonly idempotencyKey: string;
  /** What the key stands for beside the money itself: with another of it, the same key is refused. Values that JSON holds, always of one shape. */
  readonly about?: readonly unknown[];
  /** Only for histories that are brought in: by default the clock's instant. */
  readonly postedAtMs?: number;
}

/** A customer's account between two days. */
export interface AccountStatement {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly openingMinor: number;
  readonly lines: readonly { readonly entry: JournalEntry /** After this entry. */; readonly balanceMinor: number }[];
  readonly closingMinor: number;
}

const DEFAULT_STATEMENT_LINES = 50;
const CUSTOMERS_AT_ONCE = 500;

export class LedgerService implements Omit<Ledger, 'spendableMinor'> {
  #day: { readonly instantMs: number; readonly date: LocalDate } | undefined;

  constructor(
    private readonly store: JournalStore,
    private readonly closing: ClosingStore,
    private readonly clock: Clock,
    private readonly company: Company,
  ) {}

  async post(tx: Transaction, draft: JournalEntryDraft, options: Pick<EntryToPost, 'idempotencyKey' | 'about'>): Promise<JournalEntry> {
    const [entry] = await this.postAll(tx, [{ draft, ...options }]);
    return entry as JournalEntry;
  }

  /** {@link post} for many entries with different keys; in the order given. */
  async postAll(tx: Transaction, entries: readonly EntryToPost[]): Promise<readonly JournalEntry[]> {
    const wanted = entries.map((entry) => this.prepare(tx, entry));
    const keys = wanted.map((entry) => entry.idempotencyKey);
    const known = await this.store.findByKeys(tx, keys);
    const missing = wanted.filter((entry) => !known.has(entry.idempotencyKey));
    const written = missing.length > 0 ? await this.write(tx, missing) : new Map<string, EntryToWrite>();
    return wanted.map((entry) => {
      const found = known.get(entry.idempotencyKey);
      if (!found) return posted(written.get(entry.idempotencyKey) as EntryToWrite);
      // Entries from before it was kept say nothing of what they are about.
      const isSame = found.fingerprint === entry.fingerprint || found.fingerprint === fingerprint(entry.draft);
      if (!isSame) throw keyReused(entry.idempotencyKey, found.entry);
      return found.entry;
    });
  }

  /** The entry that was posted under a key. */
  async findByKey(tx: Transaction, idempotencyKey: string): Promise<JournalEntry | undefined> {
    return (await this.store.findByKeys(tx, [idempotencyKey])).get(idempotencyKey)?.entry;
  }

  /** Posts the opposite of an entry, on a day or today; an entry is reversed at most once. Throws `LEDGER_ENTRY_UNKNOWN`. */
  async reverse(tx: Transaction, entryId: string, description: string, date?: LocalDate): Promise<JournalEntry> {
    const entry = await this.store.find(tx, entryId);
    if (!entry) throw notFound('LEDGER_ENTRY_UNKNOWN', `there is no journal entry ${entryId} to reverse`);
    const postings = (await this.store.postingsOf(tx, entryId)).map(({ debit, credit, amountMinor }) => ({
      debit: credit,
      credit: debit,
      amountMinor,
    }));
    const { kind, customerId, serviceId } = entry;
    const draft = { kind: `${kind}.reversal`, description, postings, reversesEntryId: entryId, ...(date === undefined ? {} : { date }) };
    return this.post(
      tx,
      { ...draft, ...(customerId === undefined ? {} : { customerId }), ...(serviceId === undefined ? {} : { serviceId }) },
      { idempotencyKey: `reversal:${entryId}` },
    );
  }

  /** The last day of the months that are closed; none of these closes before the transaction ends. */
  closedThrough(tx: Transaction): Promise<LocalDate | null> {
    return this.closing.closedThrough(tx, 'share');
  }

  /** Throws `LEDGER_MONTH_CLOSED` for a day of a month that is closed; none of these closes before the transaction ends. */
  async requireOpen(tx: Transaction, dates: readonly LocalDate[]): Promise<void> {
    const closedThrough = await this.closedThrough(tx);
    const closed = dates.find((date) => closedThrough !== null && date <= closedThrough);
    if (closed === undefined) return;
    throw refused('LEDGER_MONTH_CLOSED', `${closed.slice(0, 7)} is closed; date it after ${closedThrough}, or open the month again`);
  }

  /** Makes an account of the company that only then can be posted to: a tax's, a gateway's. */
  openAccount(tx: Transaction, code: string, kind: AccountKind): Promise<void> {
    return this.store.ensureAccount(tx, code, kind);
  }

  balance(tx: Transaction, customerId: string): Promise<number> {
    return this.store.balance(tx, customerAccountCode(customerId));
  }

  /** The balance at the end of a past day, by the days that entries count on. */
  balanceAsOf(tx: Transaction, customerId: string, date: LocalDate): Promise<number> {
    return this.store.balanceAsOf(tx, customerId, parseLocalDate(date));
  }

  /** What a customer had on the eve of `from`, every entry up to `to` inclusive, and what it had then. */
  async accountStatement(
    tx: Transaction,
    customerId: string,
    period: { readonly from: LocalDate; readonly to: LocalDate },
  ): Promise<AccountStatement> {
    const from = parseLocalDate(period.from, 'from');
    const to = parseLocalDate(period.to, 'to');
    if (to < from) throw invalid('LEDGER_PERIOD_WRONG', `${to} is before ${from}: the statement would end before it begins`, 'to');
    const openingMinor = await this.store.balanceAsOf(tx, customerId, addDays(from, -1));
    let balanceMinor = openingMinor;
    const lines = (await this.store.entriesBetween(tx, customerId, from, to)).map((entry) => {
      balanceMinor += entry.customerAmountMinor;
      return { entry, balanceMinor };
    });
    return { from, to, openingMinor, lines, closingMinor: balanceMinor };
  }

  balances(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.store.customerBalances(tx, customerIds);
  }

  /** Customers whose balance is under 0, with it, in pages by customer id. */
  async owing(
    tx: Transaction,
    query: { readonly afterId?: string; readonly limit: number },
  ): Promise<readonly { readonly customerId: string; readonly balanceMinor: number }[]> {
    const found: { readonly customerId: string; readonly balanceMinor: number }[] = [];
    for (let afterId = query.afterId ?? ''; ; ) {
      const ids = await this.store.customersAfter(tx, afterId, CUSTOMERS_AT_ONCE);
      const balances = await this.store.customerBalances(tx, ids);
      for (const customerId of ids) {
        const balanceMinor = balances.get(customerId) ?? 0;
        if (balanceMinor < 0) found.push({ customerId, balanceMinor });
      }
      afterId = ids.at(-1) ?? '';
      if (ids.length < CUSTOMERS_AT_ONCE || found.length >= query.limit) return found.slice(0, query.limit);
    }
  }

  statement(tx: Transaction, customerId: string, query: { readonly limit?: number } = {}): Promise<readonly StatementLine[]> {
    return this.store.statement(tx, customerId, query.limit ?? DEFAULT_STATEMENT_LINES);
  }

  entries(tx: Transaction, customerId: string, limit: number): Promise<readonly JournalEntry[]> {
    return this.store.entriesOfCustomer(tx, customerId, limit);
  }

  /** Revenue between two days inclusive. */
  revenue(tx: Transaction, from: LocalDate, to: LocalDate): Promise<number> {
    return this.store.netCredit(tx, { codePrefix: 'revenue.', from, to });
  }

  /** The company's day of an instant; worked out once for the many entries that are posted at one. */
  private dayOf(instantMs: number): LocalDate {
    if (this.#day?.instantMs !== instantMs) this.#day = { instantMs, date: localDateOf(instantMs, this.company.timeZone) };
    return this.#day.date;
  }

  private prepare(tx: Transaction, { draft, idempotencyKey, about, postedAtMs }: EntryToPost): EntryToWrite {
    if (idempotencyKey === '' || idempotencyKey.length > 190) {
      throw invalid('LEDGER_KEY_WRONG', `the idempotency key of ${draft.kind} must have 1 to 190 characters`, 'idempotencyKey');
    }
    if (draft.postings.length === 0) throw invalid('LEDGER_ENTRY_EMPTY', `${draft.kind} has no postings`, 'postings');
    for (const { amountMinor } of draft.postings) {
      if (assertAmount(amountMinor) <= 0)
        throw invalid('LEDGER_AMOUNT_WRONG', `a posting of ${draft.kind} moves ${amountMinor}; it must be over 0`, 'amountMinor');
    }
    const instantMs = postedAtMs ?? this.clock.nowMs();
    const today = this.dayOf(instantMs);
    const date = draft.date === undefined || draft.date === today ? today : parseLocalDate(draft.date);
    if (date > today) throw invalid('LEDGER_DATE_IN_FUTURE', `${draft.kind} is dated ${date}, which is after today, ${today}`, 'date');
    return {
      id: newId(),
      idempotencyKey,
      fingerprint: fingerprint(draft, about),
      draft,
      date,
      valueDate: null,
      postedAtMs: instantMs,
      source: tx.actor.kind === 'addon' ? tx.actor.id : 'core',
    };
  }

  /** What is dated into a closed month counts today, and keeps the day that it was for. */
  private async write(tx: Transaction, wanted: readonly EntryToWrite[]): Promise<ReadonlyMap<string, EntryToWrite>> {
    const closedThrough = await this.closing.closedThrough(tx, 'share');
    const isClosed = ({ date }: EntryToWrite): boolean => closedThrough !== null && date <= closedThrough;
    const entries = wanted.map((entry) => (isClosed(entry) ? { ...entry, date: this.company.today(), valueDate: entry.date } : entry));
    await this.store.ensureCustomerAccounts(tx, customersOf(entries));
    try {
      await this.store.write(tx, entries);
    } catch (error) {
      const kind = databaseErrorKind(error);
      // Another transaction has just posted one of the keys, or reversed the same entry: the caller's transaction starts again and finds it.
      if (kind === 'duplicate') throw new TransactionConflict('posted at the same time by another transaction', { cause: error });
      if (kind === 'foreign-key') {
        throw invalid('LEDGER_ACCOUNT_UNKNOWN', 'a posting names an account that is not in the chart of accounts', 'postings');
      }
      throw error;
    }
    return new Map(entries.map((entry) => [entry.idempotencyKey, entry]));
  }
}

export const LEDGER_SERVICE = createToken<LedgerService>('core.ledger-service');

/** Equal for drafts that say the same about money; titles and words may be put differently. */
function fingerprint(draft: JournalEntryDraft, about?: readonly unknown[]): string {
  const content = [draft.kind, draft.customerId ?? '', draft.serviceId ?? '', draft.reversesEntryId ?? '', draft.postings];
  return sha256(JSON.stringify(about === undefined ? content : [...content, about]));
}

function posted({ id, idempotencyKey, draft, date, valueDate, postedAtMs, source }: EntryToWrite): JournalEntry {
  const { postings, ...said } = draft;
  let customerAmountMinor = 0;
  for (const { debit, credit, amountMinor } of postings) {
    if ('customerId' in credit && credit.customerId === draft.customerId) customerAmountMinor += amountMinor;
    if ('customerId' in debit && debit.customerId === draft.customerId) customerAmountMinor -= amountMinor;
  }
  const value = valueDate === null ? {} : { valueDate };
  return { ...said, ...value, id, idempotencyKey, date, postedAtMs, source, customerAmountMinor };
}

function customersOf(entries: readonly EntryToWrite[]): readonly string[] {
  const ids = new Set<string>();
  for (const { draft } of entries) {
    for (const { debit, credit } of draft.postings) {
      for (const account of [debit, credit]) if ('customerId' in account) ids.add(account.customerId);
    }
  }
  return [...ids];
}

function keyReused(key: string, entry: JournalEntry): Error {
  return conflict(
    'LEDGER_KEY_REUSED',
    `the idempotency key "${key}" already stands for other content: ${entry.kind} of ${entry.date} (${entry.id})`,
    'idempotencyKey',
  );
}
