import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { JournalStore } from '../journal-store.js';
import { hashStart, type Seal, type SealMember, sealDigest, sealHash } from '../seals/seal.js';
import { hashed, type SealStore, type WholeEntry } from '../seals/seal-store.js';
import type { BooksCheck, Finding } from './finding.js';

const ENTRIES_PER_PAGE = 2000;
/** Full seals hold as many entries as a page each: some megabytes. */
const SEALS_PER_READ = 20;

/**
 * Reads the whole journal once: every entry has its postings and its hash, the sums of what was read are the sums that the database tells,
 * every seal follows the one before it and finds its entries as they were, and no entry stands between sealed ones that was not sealed.
 */
export class EntriesCheck implements BooksCheck {
  readonly title = 'Journal';

  constructor(
    private readonly journal: JournalStore,
    private readonly seals: SealStore,
  ) {}

  async run(tx: Transaction, report: (finding: Finding) => void): Promise<Readonly<Record<string, number>>> {
    const reading = new Reading(report);
    let last: Seal | undefined;
    for await (const seals of this.sealPages(tx)) {
      await this.checkSealed(tx, { seals, before: last }, reading);
      last = seals.at(-1);
    }
    const head = await this.seals.head(tx);
    if ((head?.number ?? 0) !== (last?.number ?? 0) || (head?.hash ?? '') !== (last?.hash ?? '')) {
      report({ place: `seal ${head?.number ?? last?.number ?? 0}`, problem: 'the last seal is not the one that was made last' });
    }
    reading.expectLate(last?.gaps.map(([sequence]) => sequence) ?? []);
    await this.checkFresh(tx, last?.throughSequence ?? 0, reading);
    await this.checkTotals(tx, reading, report);
    const { entryCount, postingCount } = reading;
    return { entries: entryCount, postings: postingCount, accounts: reading.accounts.size, seals: last?.number ?? 0 };
  }

  /** All seals in order, as many at a time as one page of entries holds, but one at least; each is read once. */
  private async *sealPages(tx: Transaction): AsyncGenerator<readonly Seal[]> {
    let page: Seal[] = [];
    let entries = 0;
    let number = 0;
    for (;;) {
      const seals = await this.seals.after(tx, number, SEALS_PER_READ);
      for (const seal of seals) {
        if (page.length > 0 && entries + seal.members.length > ENTRIES_PER_PAGE) {
          yield page;
          page = [];
          entries = 0;
        }
        page.push(seal);
        entries += seal.members.length;
        number = seal.number;
      }
      if (seals.length < SEALS_PER_READ) break;
    }
    if (page.length > 0) yield page;
  }

  private async checkSealed(
    tx: Transaction,
    page: { readonly seals: readonly Seal[]; readonly before: Seal | undefined },
    reading: Reading,
  ) {
    const { seals, before } = page;
    const after = before?.throughSequence ?? 0;
    const through = seals.at(-1)?.throughSequence ?? after;
    const entries = await this.read(tx, after, through, reading);
    const late = seals.flatMap(({ members }) => members.map(([sequence]) => sequence)).filter((sequence) => sequence <= after);
    for (const entry of await this.seals.numbered(tx, late)) entries.set(entry.sequence, withHash(entry));
    let previous = before;
    for (const seal of seals) {
      checkLink(previous, seal, reading.report);
      reading.checkMembers(seal, entries);
      previous = seal;
    }
  }

  private async read(tx: Transaction, after: number, through: number, reading: Reading): Promise<Map<number, ReadEntry>> {
    const entries = new Map<number, ReadEntry>();
    for (let from = after; ; ) {
      const page = await this.seals.between(tx, from, through, ENTRIES_PER_PAGE);
      for (const entry of page) {
        entries.set(entry.sequence, reading.take(entry));
        reading.expectSeal(entry);
      }
      if (page.length < ENTRIES_PER_PAGE) return entries;
      from = page.at(-1)?.sequence ?? from;
    }
  }

  private async checkFresh(tx: Transaction, after: number, reading: Reading): Promise<void> {
    for (let from = after; ; ) {
      const page = await this.seals.between(tx, from, Number.MAX_SAFE_INTEGER, ENTRIES_PER_PAGE);
      for (const entry of page) reading.take(entry);
      if (page.length < ENTRIES_PER_PAGE) return;
      from = page.at(-1)?.sequence ?? from;
    }
  }

  private async checkTotals(tx: Transaction, reading: Reading, report: (finding: Finding) => void): Promise<void> {
    reading.reportUnsealed();
    let trialMinor = 0;
    for (const { account, debitMinor, creditMinor } of await this.journal.turnover(tx)) {
      trialMinor += creditMinor - debitMinor;
      const readMinor = reading.accounts.get(account) ?? 0;
      if (readMinor !== creditMinor - debitMinor) {
        report({ place: `account ${account}`, problem: `its balance is ${creditMinor - debitMinor}, its entries come to ${readMinor}` });
      }
    }
    if (trialMinor !== 0) report({ place: 'trial balance', problem: `all accounts together come to ${trialMinor} and not to 0` });
    const [count] = (await sqlOf(tx)('posting').count({ total: '*' })) as { total: number | string }[];
    if (Number(count?.total ?? 0) === reading.postingCount) return;
    const orphans = (await sqlOf(tx)('posting as p')
      .leftJoin('journal_entry as e', 'e.id', 'p.entry_id')
      .whereNull('e.id')
      .distinct({ id: 'p.entry_id' })
      .limit(100)) as { id: string }[];
    for (const { id } of orphans) report({ place: `journal entry ${id}`, problem: 'it is gone, its postings are still there' });
  }
}

function checkLink(last: Seal | undefined, seal: Seal, report: (finding: Finding) => void): void {
  const place = `seal ${seal.number}`;
  if (seal.number !== (last?.number ?? 0) + 1) report({ place: `seal ${(last?.number ?? 0) + 1}`, problem: 'it is gone' });
  if (seal.previousHash !== (last?.hash ?? '')) report({ place, problem: 'it does not follow the seal before it' });
  if (sealHash(seal) !== seal.hash) report({ place, problem: 'it was changed after it was made' });
}

/** What was read so far. */
class Reading {
  entryCount = 0;
  postingCount = 0;
  /** What each account was credited less what it was debited. */
  readonly accounts = new Map<string, number>();
  readonly #unsealed = new Map<number, string>();

  constructor(readonly report: (finding: Finding) => void) {}

  take(whole: WholeEntry): ReadEntry {
    const entry = withHash(whole);
    const { row, postings, hash } = entry;
    this.entryCount++;
    this.postingCount += postings.length;
    for (const { debit_account: debit, credit_account: credit, amount_minor: amount } of postings) {
      this.accounts.set(String(debit), (this.accounts.get(String(debit)) ?? 0) - Number(amount));
      this.accounts.set(String(credit), (this.accounts.get(String(credit)) ?? 0) + Number(amount));
    }
    if (postings.length !== Number(row.posting_count)) {
      this.report({ place: placeOf(entry), problem: `it has ${postings.length} postings of ${row.posting_count}` });
    }
    if (row.content_hash !== null && hash !== row.content_hash) {
      this.report({ place: placeOf(entry), problem: 'it was changed after it was posted' });
    }
    return entry;
  }

  /** Of an entry below the last seal's number. */
  expectSeal({ sequence, row }: WholeEntry): void {
    this.#unsealed.set(sequence, String(row.id));
  }

  checkMembers(seal: Seal, entries: ReadonlyMap<number, ReadEntry>): void {
    const members = new Map<number, string>(seal.members as SealMember[]);
    const found = seal.members.flatMap(([sequence]) => entries.get(sequence) ?? []);
    for (const { sequence } of found) this.#unsealed.delete(sequence);
    if (found.length === members.size && sealDigest(found) === seal.digest) return;
    for (const [sequence, start] of members) {
      const entry = entries.get(sequence);
      if (!entry) this.report({ place: `journal entry number ${sequence}`, problem: `it is gone; seal ${seal.number} has it` });
      else if (hashStart(entry.hash) !== start) this.report({ place: placeOf(entry), problem: `it is not as seal ${seal.number} has it` });
    }
    this.report({ place: `seal ${seal.number}`, problem: 'its entries are not those that were sealed' });
  }

  /** Numbers that were open when the last seal was made: entries there may still be sealed. */
  expectLate(sequences: readonly number[]): void {
    for (const sequence of sequences) this.#unsealed.delete(sequence);
  }

  reportUnsealed(): void {
    for (const [sequence, id] of this.#unsealed) {
      this.report({ place: `journal entry ${sequence} (${id})`, problem: 'it was put between sealed entries' });
    }
  }
}

/** An entry with the hash of what it says now. */
interface ReadEntry extends WholeEntry {
  readonly hash: string;
}

/** Worked out once: the entry's own hash and its seal are compared with it. */
function withHash(entry: WholeEntry): ReadEntry {
  return { ...entry, hash: hashed(entry).hash };
}

function placeOf({ sequence, row }: WholeEntry): string {
  return `journal entry ${sequence} (${row.id})`;
}
