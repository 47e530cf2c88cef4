import {
  type Clock,
  type Company,
  type CustomerDirectory,
  conflict,
  type Documents,
  invalid,
  notFound,
  parseAmount,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { ItemFinder } from '../collections/find-item.js';
import { askedCustomer } from '../customers/asked-customer.js';
import type { ImportLine, LinePlan, PaymentFacts, TransferPart } from './import-line.js';
import type { ImportStore } from './import-store.js';
import { isLarge } from './large-lines.js';
import type { LineBooks } from './line-books.js';

/** What waits for a person, and what persons decide. */
export class WaitingLines {
  constructor(
    private readonly parts: {
      readonly store: ImportStore;
      readonly books: LineBooks;
      readonly finder: ItemFinder;
      readonly customers: CustomerDirectory;
      readonly documents: Documents;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  /** Those of the oldest import first. */
  list(tx: Transaction): Promise<readonly ImportLine[]> {
    return this.parts.store.inState(tx, 'waiting');
  }

  /**
   * Gives a transfer to customers: each part is a customer's number and an amount (`17 20.00`), an amount alone is enough where there is one part.
   * Throws `SEPA_PARTS_WRONG` unless they add up to it and the invoices are theirs, and `SEPA_LINE_DECIDED`.
   */
  async assign(
    tx: Transaction,
    lineId: string,
    wanted: { readonly parts: readonly string[]; readonly invoices: readonly string[] },
    byName: string,
  ): Promise<ImportLine> {
    const line = await this.open(tx, lineId);
    const facts = creditOf(line);
    this.requireOwnCurrency(facts);
    const parts: TransferPart[] = [];
    for (const text of wanted.parts) parts.push(await this.part(tx, text, facts, wanted.parts.length));
    const sumMinor = parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    const isTwice = new Set(parts.map(({ customerId }) => customerId)).size < parts.length;
    if (sumMinor !== facts.amountMinor || isTwice || parts.length === 0) {
      const { company } = this.parts;
      throw invalid(
        'SEPA_PARTS_WRONG',
        `the parts come to ${company.format(sumMinor)} and must come to ${company.format(facts.amountMinor)}, each customer named once; write a line like "17 20.00" for each`,
        'customers',
      );
    }
    const invoices = await Promise.all(wanted.invoices.map((number) => this.parts.documents.get(tx, number)));
    const foreign = invoices.find(({ customerId }) => !parts.some((part) => part.customerId === customerId));
    if (foreign)
      throw invalid(
        'SEPA_PARTS_WRONG',
        `${foreign.number} is of no customer who gets a part; name that customer too, or leave it away`,
        'invoices',
      );
    const named = parts.map((part) => ({
      ...part,
      documentIds: invoices.filter(({ customerId }) => customerId === part.customerId).map(({ id }) => id),
    }));
    return this.decide(tx, line, { do: 'receive', parts: named, words: 'assigned by hand' }, byName);
  }

  /** Says which collection it is of: the credit confirms it, the debit gives it back. Throws `SEPA_COLLECTION_UNKNOWN`, `SEPA_LINE_DECIDED`. */
  async match(tx: Transaction, lineId: string, endToEndId: string, byName: string): Promise<ImportLine> {
    const line = await this.open(tx, lineId);
    const item = await this.parts.finder.findItem(tx, { endToEndId });
    if (!item || item === 'ambiguous')
      throw notFound('SEPA_COLLECTION_UNKNOWN', `there is no collection with the end-to-end id "${endToEndId}"`);
    if (line.facts.kind === 'status') return this.decide(tx, line, { do: 'reject', itemIds: [item.id], words: 'matched by hand' }, byName);
    const { direction, amountMinor } = line.facts;
    this.requireOwnCurrency(line.facts);
    if (direction === 'credit' && amountMinor !== item.amountMinor) {
      const { company } = this.parts;
      const what = `${company.format(amountMinor)} came, and ${company.format(item.amountMinor)} were collected`;
      throw refused('SEPA_LINE_AMOUNT', `${what}: give it to the customer, or note by hand what the bank says of the collection`);
    }
    if (direction === 'credit') return this.decide(tx, line, { do: 'confirm', itemIds: [item.id], words: 'matched by hand' }, byName);
    const backMinor = Math.min(item.amountMinor, amountMinor);
    const plan: LinePlan = {
      do: 'return',
      itemId: item.id,
      amountMinor: backMinor,
      feeMinor: amountMinor - backMinor,
      words: 'matched by hand',
    };
    return this.decide(tx, line, plan, byName);
  }

  /** It is nobody's: it will not wait any more, nor when it comes again. */
  async ignore(tx: Transaction, lineId: string, reason: string, byName: string): Promise<ImportLine> {
    const line = await this.open(tx, lineId);
    const ignored: ImportLine = { ...line, state: 'ignored', decidedBy: byName, plan: { do: 'wait', words: reason, suggestions: [] } };
    await this.parts.store.putLine(tx, ignored);
    return ignored;
  }

  /** Takes a decision back, by a person or not: the line waits again. */
  async release(tx: Transaction, lineId: string, reason: string): Promise<ImportLine> {
    const line = await this.get(tx, lineId);
    if (line.state === 'waiting') return line;
    if (line.state !== 'booked' && line.state !== 'ignored') throw decided(line);
    if (isLarge(line.plan))
      throw refused(
        'SEPA_LINE_LARGE',
        `it is of ${line.plan.itemIds.length} collections: undo its import, which takes them back step by step`,
      );
    const back = await this.parts.books.takeBack(tx, line, 'waiting', reason);
    // Nobody but a person decides it again.
    const waiting: ImportLine = {
      ...back,
      decidedBy: tx.actor.name,
      plan: { do: 'wait', words: `taken back: ${reason}`, suggestions: [] },
    };
    await this.parts.store.putLine(tx, waiting);
    return waiting;
  }

  /** Throws `SEPA_LINE_CURRENCY`: an amount in another currency is no amount of the books. */
  private requireOwnCurrency({ currency }: PaymentFacts): void {
    const { company } = this.parts;
    if (currency === company.currency) return;
    const what = `it is in ${currency}, and the books are in ${company.currency}`;
    throw refused('SEPA_LINE_CURRENCY', `${what}: record what it was worth by hand as a payment, and leave this line alone`);
  }

  private async decide(tx: Transaction, line: ImportLine, plan: LinePlan, byName: string): Promise<ImportLine> {
    return this.parts.books.book(tx, line, plan, byName);
  }

  private async part(tx: Transaction, text: string, { amountMinor }: PaymentFacts, count: number): Promise<TransferPart> {
    const match = /^\s*#?(\d{1,9})(?:\s+(\S+))?\s*$/.exec(text);
    if (!match || (match[2] === undefined && count > 1)) {
      throw invalid(
        'SEPA_PARTS_WRONG',
        `"${text.slice(0, 60)}" is not a customer's number and an amount; write it like "17 20.00"`,
        'customers',
      );
    }
    const customer = await askedCustomer(tx, this.parts.customers, match[1] ?? '', 'customers');
    const ownMinor = match[2] === undefined ? amountMinor : parseAmount(match[2], this.parts.company.currency, 'customers');
    if (ownMinor <= 0) throw invalid('SEPA_PARTS_WRONG', `the part of customer ${customer.number} must be over 0`, 'customers');
    return { customerId: customer.id, amountMinor: ownMinor, documentIds: [] };
  }

  private async open(tx: Transaction, lineId: string): Promise<ImportLine> {
    const line = await this.get(tx, lineId);
    if (line.state === 'waiting') return line;
    throw decided(line);
  }

  private async get(tx: Transaction, lineId: string): Promise<ImportLine> {
    const { store, clock } = this.parts;
    // A file that itemizes it, or tells it otherwise, may be being booked.
    await store.takeTurn(tx, clock.nowMs());
    await store.hold(tx, { lineId });
    const line = await store.line(tx, lineId);
    if (line) return line;
    throw notFound('SEPA_LINE_UNKNOWN', `there is no line ${lineId} of any bank file`);
  }
}

function creditOf({ facts }: ImportLine): PaymentFacts {
  if (facts.kind === 'payment' && facts.direction === 'credit') return facts;
  throw refused('SEPA_LINE_NO_CREDIT', 'only money that came in can be given to a customer; match it with a collection, or ignore it');
}

function decided({ state }: ImportLine): Error {
  return conflict('SEPA_LINE_DECIDED', `this line does not wait: it is ${state}`, 'line');
}
