import { createHash, randomUUID } from 'node:crypto';
import { setImmediate as letOthers } from 'node:timers/promises';
import {
  type BankFile,
  type BankFileContent,
  type BankFiles,
  type Clock,
  notFound,
  refused,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import { isZip, readZip } from '../bank-files/zip/zip-archive.js';
import { formatIban } from '../banking/iban.js';
import type { ProfileStore } from '../profiles/profile-store.js';
import { type ContentLine, contentLines } from './content-lines.js';
import type { BankImport, ImportLine, ImportState, LinePlan } from './import-line.js';
import type { ImportStore } from './import-store.js';
import { hiddenBy } from './known-before.js';
import { isLarge, isOfOne, type LargeLines } from './large-lines.js';
import type { LineBooks } from './line-books.js';
import { otherAccounts } from './other-accounts.js';
import type { LinePlanner } from './plan-line.js';

/** What an archive may unpack to: 200 MiB. */
const LARGEST_UNPACKED = 200 * 1024 * 1024;
const LINES_AT_ONCE = 50;
/** After that whoever uploaded it has been told that it failed. */
const LONGEST_READING_MS = 60 * 60_000;
const PLANNED: LinePlan = { do: 'wait', words: '', suggestions: [] };

/** Upload, preview, book, undo. */
export class ImportService {
  constructor(
    private readonly parts: {
      readonly store: ImportStore;
      readonly planner: LinePlanner;
      readonly books: LineBooks;
      readonly large: LargeLines;
      readonly profiles: ProfileStore;
      readonly bankFiles: BankFiles;
      readonly transactions: TransactionRunner;
      readonly clock: Clock;
    },
  ) {}

  /**
   * Reads a file or an archive and keeps what booking it would do; nothing is booked. It is `begun` when the file is known to be whole, and `read` when
   * each of its lines was looked at, which takes minutes for tens of thousands. A file that cannot be read whole leaves nothing behind. Throws
   * `BANK_FILE_UNKNOWN`, `SEPA_ZIP_…`, and what the reader says; `read` throws `SEPA_IMPORT_REPLACED`.
   */
  async preview(file: BankFile, byName: string): Promise<{ readonly begun: BankImport; readonly read: Promise<BankImport> }> {
    const contents = await this.read(file);
    const lines = contentLines(contents);
    const sha256 = createHash('sha256').update(file.octets).digest('hex');
    const { transactions, store, profiles, clock } = this.parts;
    const made = await transactions.run(async (tx) => {
      const before = await store.ofContent(tx, sha256);
      for (const { id, state } of before) if (state === 'preview' || state === 'reading') await store.remove(tx, id);
      const booked = before.find(({ state }) => state === 'booked' || state === 'booking');
      const others = otherAccounts(contents, await profiles.all(tx));
      const repeated = booked ? [`this file was imported before, as ${booked.fileName} by ${booked.byName}`] : [];
      const begun: BankImport = {
        id: randomUUID(),
        fileName: file.name.slice(-200),
        sha256,
        formats: [...new Set(contents.map(({ format }) => format))],
        warnings: [...repeated, ...contents.flatMap(({ warnings }) => warnings)].slice(0, 100),
        otherAccounts: others,
        state: 'reading',
        byName,
        atMs: clock.nowMs(),
        bookedAtMs: null,
        undoneAtMs: null,
        undoneReason: null,
        lineCount: lines.length,
      };
      await store.put(tx, begun);
      return begun;
    });
    const read = this.planned(made, lines).catch(async (error: unknown) => {
      await transactions.run((tx) => store.remove(tx, made.id));
      throw error;
    });
    return { begun: made, read };
  }

  private async planned(made: BankImport, lines: readonly ContentLine[]): Promise<BankImport> {
    const { transactions, store } = this.parts;
    for (let from = 0; from < lines.length; from += LINES_AT_ONCE) {
      await transactions.run(async (tx) => {
        await this.requireReading(tx, made);
        for (const [index, each] of lines.slice(from, from + LINES_AT_ONCE).entries())
          await this.keepPlanned(tx, made.id, from + index + 1, each);
      });
      await letOthers();
    }
    return transactions.run(async (tx) => {
      await this.requireReading(tx, made);
      const preview: BankImport = { ...made, state: 'preview' };
      await store.put(tx, preview);
      return preview;
    });
  }

  /** Throws `SEPA_IMPORT_REPLACED`: the same file has come again meanwhile, and cleared this reading of it away. */
  private async requireReading(tx: Transaction, { id, fileName }: BankImport): Promise<void> {
    const { store } = this.parts;
    await store.hold(tx, { importId: id });
    if ((await store.find(tx, id))?.state === 'reading') return;
    throw refused('SEPA_IMPORT_REPLACED', `${fileName} was uploaded again while it was read; look at the newest of the imports`);
  }

  private async keepPlanned(tx: Transaction, importId: string, number: number, content: ContentLine): Promise<void> {
    const line: ImportLine = {
      ...content,
      id: randomUUID(),
      importId,
      number,
      state: 'planned',
      plan: PLANNED,
      received: [],
      decidedBy: null,
    };
    await this.parts.store.insertLine(tx, { ...line, plan: await this.parts.planner.plan(tx, line) });
  }

  /**
   * Books a preview, as things stand now, until `signal` says that it is enough: it is then `booking`. Stopped or killed half-way, it goes on when it is
   * asked again; asked twice, it has done it. Throws `SEPA_IMPORT_OTHER_ACCOUNT` where it is of an account that no profile has, unless that is meant.
   */
  async book(importId: string, signal: AbortSignal, { isOtherAccount = false } = {}): Promise<BankImport> {
    const { transactions, store, large, clock } = this.parts;
    const begun = await transactions.run((tx) => this.begin(tx, importId, isOtherAccount));
    if (begun.state === 'booked') return begun;
    const stopped: BankImport = { ...begun, state: 'booking' };
    const lines = await transactions.run((tx) => store.lines(tx, importId));
    for (const line of lines.filter(({ state }) => state === 'booking')) if (!(await large.book(line, signal))) return stopped;
    const planned = lines.filter(({ state }) => state === 'planned');
    for (let from = 0; from < planned.length; from += LINES_AT_ONCE) {
      if (signal.aborted) return stopped;
      for (const line of await this.bookSome(planned.slice(from, from + LINES_AT_ONCE)))
        if (!(await large.book(line, signal))) return stopped;
      await letOthers();
    }
    if (!(await this.lookAgain(signal))) return stopped;
    return transactions.run(async (tx) => {
      await store.hold(tx, { importId });
      const now = await this.get(tx, importId);
      // Somebody has undone it meanwhile.
      if (now.state !== 'booking') return now;
      const booked: BankImport = { ...now, state: 'booked', bookedAtMs: clock.nowMs() };
      await store.put(tx, booked);
      return booked;
    });
  }

  private async begin(tx: Transaction, importId: string, isOtherAccount: boolean): Promise<BankImport> {
    const found = await this.get(tx, importId);
    const { state, fileName, otherAccounts: others } = found;
    if (state === 'undone' || state === 'undoing')
      throw refused('SEPA_IMPORT_UNDONE', `the import of ${fileName} was undone; upload the file again`);
    if (state === 'reading') throw refused('SEPA_IMPORT_UNREAD', `${fileName} is not read to its end; upload it again`);
    if (state !== 'preview') return found;
    if (others.length > 0 && !isOtherAccount) {
      throw refused(
        'SEPA_IMPORT_OTHER_ACCOUNT',
        `${fileName} is of the account ${others.map(formatIban).join(', ')}, which no bank profile has; enter a profile of it, or say that it is meant`,
      );
    }
    await this.parts.store.put(tx, { ...found, state: 'booking' });
    return found;
  }

  /**
   * Takes back all that it has booked, as if the file had never come; what other files have told as well stands. Stops and goes on like {@link book}.
   * Throws `SEPA_COLLECTION_REFUNDED` where money of it is on its way back to a customer.
   */
  async undo(importId: string, reason: string, signal: AbortSignal): Promise<BankImport> {
    const { transactions, store, books, large, clock } = this.parts;
    const lines = await transactions.run(async (tx) => {
      await this.requireBooked(tx, importId);
      return store.plans(tx, importId);
    });
    const begun = await transactions.run(async (tx) => {
      const found = await this.requireBooked(tx, importId);
      if (found.state === 'undone') return found;
      // Before anything of it is taken back: half an undo helps nobody.
      await books.requireUndoable(tx, lines, found.atMs);
      const undoing: BankImport = { ...found, state: 'undoing', undoneReason: reason };
      await store.put(tx, undoing);
      return undoing;
    });
    if (begun.state === 'undone') return begun;
    const reopened = new Set<string>();
    // The last first: what was booked upon another is taken back before it.
    for (const { id, plan } of lines.filter(({ state }) => state !== 'undone').toReversed()) {
      if (signal.aborted) return begun;
      if (isLarge(plan) && !(await large.takeBack(id, reason, signal))) return begun;
      const hidden = await transactions.run(async (tx) => {
        await store.takeTurn(tx, clock.nowMs());
        // What is being booked of it is booked first.
        await store.hold(tx, { importId });
        await store.hold(tx, { lineId: id });
        const line = await store.line(tx, id);
        if (!line || line.state === 'undone') return [];
        await books.takeBack(tx, line, 'undone', reason);
        return this.reopenHidden(tx, line);
      });
      for (const line of hidden) reopened.add(line.importId);
      // At once, so that nobody is dunned for what another file says is paid.
      for (const line of await this.bookSome(hidden)) if (!(await large.book(line, signal))) return begun;
      await letOthers();
    }
    for (const id of reopened) await this.book(id, signal);
    return transactions.run(async (tx) => {
      const undone: BankImport = { ...(await this.get(tx, importId)), state: 'undone', undoneAtMs: clock.nowMs(), undoneReason: reason };
      await store.put(tx, undone);
      return undone;
    });
  }

  /** Throws `SEPA_IMPORT_NOT_BOOKED`. */
  private async requireBooked(tx: Transaction, importId: string): Promise<BankImport> {
    const found = await this.get(tx, importId);
    if (found.state !== 'preview' && found.state !== 'reading') return found;
    throw refused('SEPA_IMPORT_NOT_BOOKED', 'nothing of it is booked, so there is nothing to undo');
  }

  /**
   * Goes on with what was stopped half-way, by a deadline or a kill, and clears away what was never read to its end. What one import fails with goes to
   * `onFailure`, and keeps no other from going on.
   */
  async goOn(signal: AbortSignal, onFailure: (importId: string, error: unknown) => void): Promise<void> {
    const { transactions, store, clock } = this.parts;
    const each = async (state: ImportState, work: (unfinished: BankImport) => Promise<unknown>): Promise<void> => {
      for (const unfinished of await transactions.run((tx) => store.withState(tx, state))) {
        if (signal.aborted) return;
        await work(unfinished).catch((error: unknown) => onFailure(unfinished.id, error));
      }
    };
    await each('booking', ({ id }) => this.book(id, signal));
    await each('undoing', ({ id, undoneReason }) => this.undo(id, undoneReason ?? '', signal));
    await each('reading', async ({ id, atMs }) => {
      if (atMs < clock.nowMs() - LONGEST_READING_MS) await transactions.run((tx) => store.remove(tx, id));
    });
  }

  /** Throws `SEPA_IMPORT_UNKNOWN`. */
  async get(tx: Transaction, importId: string): Promise<BankImport> {
    const found = await this.parts.store.find(tx, importId);
    if (found) return found;
    throw notFound('SEPA_IMPORT_UNKNOWN', `there is no import ${importId}; a preview goes when the same file is uploaded again`);
  }

  private async read(file: BankFile): Promise<readonly BankFileContent[]> {
    const files = isZip(file.octets) ? readZip(file, LARGEST_UNPACKED) : [file];
    const contents: BankFileContent[] = [];
    for (const each of files) contents.push(await this.parts.bankFiles.read(each));
    return contents;
  }

  /**
   * Together, and one by one where one of them fails: that one waits for a person, with what is wrong. Answers with those that are too large for a
   * transaction, which are `booking` then.
   */
  private async bookSome(lines: readonly ImportLine[]): Promise<readonly ImportLine[]> {
    if (lines.length === 0) return [];
    const { transactions } = this.parts;
    const all = (some: readonly ImportLine[]): Promise<readonly ImportLine[]> =>
      transactions.run(async (tx) => {
        await this.parts.store.takeTurn(tx, this.parts.clock.nowMs());
        const [first] = some;
        if (first) await this.parts.store.hold(tx, first);
        const large: ImportLine[] = [];
        for (const { id } of some) large.push(...(await this.bookOne(tx, id)));
        return large;
      });
    try {
      return await all(lines);
    } catch (error) {
      if (!isOfOne(error)) throw error;
    }
    const large: ImportLine[] = [];
    for (const line of lines) {
      try {
        large.push(...(await all([line])));
      } catch (cause) {
        if (!isOfOne(cause)) throw cause;
        await this.leaveWaiting(line, 'planned', cause.message);
      }
    }
    return large;
  }

  private async leaveWaiting(line: ImportLine, as: 'planned' | 'waiting', why: string): Promise<void> {
    const { transactions, store, books } = this.parts;
    const plan: LinePlan = { do: 'wait', words: `it could not be booked: ${why}`, suggestions: [] };
    await transactions.run(async (tx) => {
      if (await store.holdIn(tx, line.id, as)) await books.book(tx, line, plan, null);
    });
  }

  /**
   * What a file says may be what lines of an earlier one have waited for: a rejection, without which the sum of a batch fits nothing. One that cannot be
   * booked keeps neither the others nor this import from it.
   */
  private async lookAgain(signal: AbortSignal): Promise<boolean> {
    const { transactions, store, large } = this.parts;
    const waiting = await transactions.run((tx) => store.inState(tx, 'waiting'));
    for (const line of waiting) {
      const { facts, decidedBy } = line;
      const isOfCollection = facts.kind === 'status' || facts.class === 'collected' || facts.class === 'collection-returned';
      if (!isOfCollection || decidedBy !== null) continue;
      for (const begun of await this.bookWaiting(line)) if (!(await large.book(begun, signal))) return false;
      await letOthers();
    }
    return true;
  }

  private async bookWaiting(waiting: ImportLine): Promise<readonly ImportLine[]> {
    const { transactions, store, clock } = this.parts;
    try {
      return await transactions.run(async (tx) => {
        await store.takeTurn(tx, clock.nowMs());
        await store.hold(tx, { lineId: waiting.id });
        const line = await store.line(tx, waiting.id);
        return line?.state === 'waiting' ? this.bookPlanned(tx, line) : [];
      });
    } catch (error) {
      if (!isOfOne(error)) throw error;
      await this.leaveWaiting(waiting, 'waiting', error.message);
      return [];
    }
  }

  /** Lines of other imports that told nothing because this one had, and would now: they are to be booked, and whoever is killed now, the job does it. */
  private async reopenHidden(tx: Transaction, undone: ImportLine): Promise<readonly ImportLine[]> {
    const { store, planner } = this.parts;
    const reopened: ImportLine[] = [];
    for (const line of await hiddenBy(tx, store, undone)) {
      if (!isTold((await this.get(tx, line.importId)).state)) continue;
      const plan = await planner.plan(tx, line);
      if (plan.do === 'skip') continue;
      const planned: ImportLine = { ...line, plan, state: 'planned' };
      await store.putLine(tx, planned);
      await this.keepBooking(tx, line.importId);
      reopened.push(planned);
    }
    return reopened;
  }

  /** An import that was booked already has something to book again: the job goes on with it. */
  private async keepBooking(tx: Transaction, importId: string): Promise<void> {
    const made = await this.get(tx, importId);
    if (made.state === 'booked') await this.parts.store.put(tx, { ...made, state: 'booking' });
  }

  private async bookOne(tx: Transaction, lineId: string): Promise<readonly ImportLine[]> {
    const line = await this.parts.store.line(tx, lineId);
    return line?.state === 'planned' ? this.bookPlanned(tx, line) : [];
  }

  /** Answers with the line where it is too large, and only begun. What waits goes on waiting where there is nothing to do. */
  private async bookPlanned(tx: Transaction, line: ImportLine): Promise<readonly ImportLine[]> {
    const { planner, books, store } = this.parts;
    const plan = await planner.plan(tx, line);
    if (isLarge(plan)) {
      const begun: ImportLine = { ...line, plan, state: 'booking' };
      await store.putLine(tx, begun);
      await this.keepBooking(tx, line.importId);
      return [begun];
    }
    if (line.state !== 'waiting' || plan.do !== 'wait') await books.book(tx, line, plan, null);
    return [];
  }
}

/** Whether what an import says is in the books, or is coming into them. */
function isTold(state: ImportState): boolean {
  return state === 'booked' || state === 'booking';
}
