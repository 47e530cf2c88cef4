import type { Company, Transaction } from '@tapline/sdk';
import { type CollectionItem, subjectOf } from '../collections/collection-item.js';
import type { ItemFinder, ItemReferences } from '../collections/find-item.js';
import { reasonInWords } from '../reasons/reason-codes.js';
import type { TransferRow, TransferStore } from '../transfers/transfer-store.js';
import { type ImportLine, isOfOnePayment, type LinePlan, type PaymentFacts, type StatusFacts } from './import-line.js';
import type { ImportStore } from './import-store.js';
import { knownBefore } from './known-before.js';
import type { TransferPlanner } from './plan-transfer.js';

/** ISO 20022: a file with this number was sent before. Ours are never used for two files. */
const SENT_TWICE = 'DU01';

/** Says what is to be done with a line; the same for a preview and for booking. */
export class LinePlanner {
  constructor(
    private readonly parts: {
      readonly store: ImportStore;
      readonly finder: ItemFinder;
      readonly transfers: TransferPlanner;
      readonly refunds: TransferStore;
      readonly company: Company;
    },
  ) {}

  async plan(tx: Transaction, line: ImportLine): Promise<LinePlan> {
    const { facts } = line;
    if (facts.kind === 'payment') {
      const unbooked = unbookedWords(facts);
      if (unbooked !== null) return { do: 'skip', as: 'informational', words: unbooked };
    }
    const known = await knownBefore(tx, this.parts.store, line);
    if (known !== null) return { do: 'skip', as: 'known', words: known };
    return facts.kind === 'status' ? this.status(tx, facts) : this.payment(tx, facts);
  }

  private async payment(tx: Transaction, facts: PaymentFacts): Promise<LinePlan> {
    if (facts.currency !== this.parts.company.currency)
      return waiting(`it is in ${facts.currency}, and the books are in ${this.parts.company.currency}`);
    const isOurs = facts.references.endToEndId !== null && (await this.item(tx, { endToEndId: facts.references.endToEndId }));
    const isItem = isOurs !== false && isOurs !== undefined && isOurs !== 'ambiguous';
    if (facts.direction === 'debit' && (facts.class === 'collection-returned' || isItem)) return this.returned(tx, facts);
    if (facts.direction === 'credit' && (facts.class === 'collected' || (isItem && facts.class === 'incoming')))
      return this.collected(tx, facts);
    if (facts.class === 'transfer-returned' || facts.class === 'incoming') {
      const refund = await this.refund(tx, facts);
      if (refund) return refund;
    }
    if (facts.class === 'transfer-returned')
      return waiting(`a transfer of ours came back (${reasonInWords(facts.reason)}): pay it again, or talk to the customer`);
    if (facts.class !== 'incoming') return { do: 'skip', as: 'other', words: OTHER_WORDS[facts.class] ?? 'not for a customer' };
    if (facts.oddity !== null) return waiting(facts.oddity);
    if (facts.isBare && (facts.batch?.transactionCount ?? 1) > 1)
      return waiting('one amount for several payments: the bank’s details (camt.054) will itemize it');
    return this.parts.transfers.plan(tx, facts);
  }

  private async collected(tx: Transaction, facts: PaymentFacts): Promise<LinePlan> {
    const item = await this.item(tx, referencesOf(facts, facts.amountMinor));
    if (item && item !== 'ambiguous') {
      if (item.amountMinor !== facts.amountMinor)
        return waiting(`${this.format(item.amountMinor)} were collected, and ${this.format(facts.amountMinor)} came`);
      return { do: 'confirm', itemIds: [item.id], words: `collection ${wordsOf(item)}` };
    }
    const batch = await this.parts.finder.findBatch(tx, batchReferences(facts));
    const standing = (batch?.items ?? []).filter(({ state }) => state !== 'rejected' && state !== 'cancelled');
    const items = [standing, batch?.items ?? []].find((some) => some.length > 0 && sumOf(some) === facts.amountMinor);
    if (items) return { do: 'confirm', itemIds: items.map(({ id }) => id), words: `${items.length} collections, in one amount` };
    if (item === 'ambiguous') return waiting('several collections fit: the bank names none of them');
    if (!batch) return waiting('the bank has collected something that is not known here');
    const [came, fileSum] = [this.format(facts.amountMinor), this.format(sumOf(standing))];
    return waiting(`the bank has collected ${came} of a file of ${fileSum}: its rejections may be missing`);
  }

  private async returned(tx: Transaction, facts: PaymentFacts): Promise<LinePlan> {
    const why = reasonInWords(facts.reason);
    const item = await this.returnedItem(tx, facts);
    if (item === 'ambiguous') return waiting(`a collection came back (${why}), and several fit: the bank names none of them`);
    if (!item) return waiting(`a collection came back (${why}) that is not known here`);
    if (facts.oddity !== null) return waiting(`collection ${wordsOf(item)} came back (${why}), but ${facts.oddity}`);
    // What is over is the bank's; charges that are told beside an amount are booked apart by the bank.
    const amountMinor = Math.min(item.amountMinor, facts.instructedMinor ?? facts.amountMinor);
    const feeMinor = Math.max(0, facts.amountMinor - amountMinor);
    const fee = feeMinor > 0 ? `, the bank takes ${this.format(feeMinor)}` : '';
    return { do: 'return', itemId: item.id, amountMinor, feeMinor, words: `collection ${wordsOf(item)} came back: ${why}${fee}` };
  }

  /** By what was collected, by the amount without what the bank takes, or by all of it. */
  private async returnedItem(tx: Transaction, facts: PaymentFacts): Promise<CollectionItem | 'ambiguous' | undefined> {
    const { instructedMinor, amountMinor, feeMinor } = facts;
    for (const wholeMinor of new Set([instructedMinor ?? amountMinor - feeMinor, amountMinor])) {
      const item = await this.item(tx, referencesOf(facts, wholeMinor));
      if (item) return item;
    }
    return undefined;
  }

  /** A refund of ours that came back; undefined where it is none. */
  private async refund(tx: Transaction, { references, amountMinor, reason }: PaymentFacts): Promise<LinePlan | undefined> {
    const row = references.endToEndId === null ? undefined : await this.parts.refunds.findByEndToEndId(tx, references.endToEndId);
    if (!row) return undefined;
    if (!isWithBank(row)) return { do: 'skip', as: 'known', words: `known already: the refund is ${row.state}` };
    if (amountMinor > row.amount_minor)
      return waiting(`a refund of ${this.format(row.amount_minor)} came back, but ${this.format(amountMinor)} came`);
    const feeMinor = row.amount_minor - amountMinor;
    const fee = feeMinor > 0 ? `, the bank takes ${this.format(feeMinor)}` : '';
    return {
      do: 'refund-returned',
      transferIds: [row.id],
      feeMinor,
      words: `${refundWords([row])} came back: ${reasonInWords(reason)}${fee}`,
    };
  }

  /** What a status report says of refunds of ours; undefined where it speaks of none. */
  private async refundStatus(tx: Transaction, facts: StatusFacts): Promise<LinePlan | undefined> {
    const rows = await this.refundsOf(tx, facts);
    if (rows.length === 0) return undefined;
    if (facts.status !== 'rejected') {
      const words = `${refundWords(rows)}: taken by the bank`;
      const filed = rows.filter(({ state }) => state === 'filed');
      if (filed.length === 0) return { do: 'skip', as: 'informational', words };
      return { do: 'refund-accepted', transferIds: filed.map(({ id }) => id), words: `${words}, which has the file` };
    }
    const told = rows.filter(isWithBank);
    if (told.length === 0)
      return { do: 'skip', as: 'known', words: 'known already: these refunds were given up, or wait for another file' };
    const words = `${refundWords(told)} rejected: ${reasonInWords(facts.reason)}`;
    return { do: 'refund-returned', transferIds: told.map(({ id }) => id), feeMinor: 0, words };
  }

  private async refundsOf(tx: Transaction, facts: StatusFacts): Promise<readonly TransferRow[]> {
    const { refunds } = this.parts;
    const { endToEndId, messageId, paymentInformationId } = facts;
    if (endToEndId !== null) {
      const row = await refunds.findByEndToEndId(tx, endToEndId);
      return row ? [row] : [];
    }
    // Its one block is named after the file.
    const name = messageId ?? paymentInformationId?.replace(/-01$/, '');
    const file = name === undefined ? undefined : await refunds.fileOfMessage(tx, name);
    const rows = file ? await refunds.ofFile(tx, file.id) : [];
    if (!isOfOnePayment(facts)) return rows;
    const alike = rows.filter((row) => row.amount_minor === facts.amountMinor);
    return alike.length === 1 ? alike : [];
  }

  private async status(tx: Transaction, facts: StatusFacts): Promise<LinePlan> {
    if (facts.status === 'pending' || facts.status === 'partial' || facts.status === 'other') {
      return { do: 'skip', as: 'informational', words: `the bank says ${facts.statusCode}: no decision yet` };
    }
    if (facts.reason?.code === SENT_TWICE && facts.endToEndId === null) {
      return { do: 'skip', as: 'informational', words: 'the bank has this file already: it was sent twice, and the first counts' };
    }
    const refunds = await this.refundStatus(tx, facts);
    if (refunds) return refunds;
    const isRejected = facts.status === 'rejected';
    // Those that are rejected already too: what told it may be undone. They keep the reason that was told first.
    const found = await this.answered(tx, facts);
    const what = isRejected ? `rejected: ${reasonInWords(facts.reason)}` : 'accepted by the bank';
    if (found === 'ambiguous' || found.length === 0) {
      if (!isRejected) return { do: 'skip', as: 'other', words: 'the bank has accepted something that is not known here' };
      return waiting(`${what}; ${found === 'ambiguous' ? 'several collections fit' : 'what it is of is not known here'}`);
    }
    const names = found.length === 1 && found[0] ? `collection ${wordsOf(found[0])}` : `${found.length} collections`;
    return { do: isRejected ? 'reject' : 'accept', itemIds: found.map(({ id }) => id), words: `${names} ${what}` };
  }

  private async answered(tx: Transaction, facts: StatusFacts): Promise<readonly CollectionItem[] | 'ambiguous'> {
    if (isOfOnePayment(facts)) {
      const item = await this.item(tx, {
        ...batchNames(facts.messageId, facts.paymentInformationId),
        endToEndId: facts.endToEndId ?? undefined,
        instructionId: facts.instructionId ?? undefined,
        mandateReference: facts.mandateId ?? undefined,
        amountMinor: facts.amountMinor ?? undefined,
        currency: facts.currency ?? undefined,
      });
      return item === 'ambiguous' ? item : item ? [item] : [];
    }
    const names = facts.paymentInformationId === null ? batchNames(facts.messageId, null) : batchNames(null, facts.paymentInformationId);
    return (await this.parts.finder.findBatch(tx, names))?.items.filter(({ state }) => state !== 'cancelled') ?? [];
  }

  private item(tx: Transaction, references: ItemReferences): Promise<CollectionItem | 'ambiguous' | undefined> {
    return this.parts.finder.findItem(tx, references);
  }

  private format(amountMinor: number): string {
    return this.parts.company.format(amountMinor);
  }
}

const OTHER_WORDS: Readonly<Partial<Record<PaymentFacts['class'], string>>> = {
  'debit-reversed': 'a direct debit that we had paid came back',
  outgoing: 'a payment of ours',
  debited: 'a direct debit that we have paid',
  fee: 'a fee of the bank',
};

/** Why nothing is booked of it yet. */
function unbookedWords({ status, statementKind }: PaymentFacts): string | null {
  if (status === 'pending') return 'not booked by the bank yet';
  if (status === 'information') return 'for information only';
  return statementKind === 'intraday' ? 'of the running day: the statement of the day (camt.053) will tell it again' : null;
}

function referencesOf(facts: PaymentFacts, amountMinor: number): ItemReferences {
  const { references, batch } = facts;
  return {
    ...batchReferences(facts),
    endToEndId: references.endToEndId ?? undefined,
    instructionId: references.instructionId ?? undefined,
    mandateReference: references.mandateId ?? undefined,
    // A sum of many is no amount of one.
    amountMinor: batch !== null && facts.isBare ? undefined : amountMinor,
    currency: facts.currency,
  };
}

function batchReferences({ references, batch }: PaymentFacts): Pick<ItemReferences, 'messageId' | 'paymentInformationId'> {
  return batchNames(
    references.messageId ?? batch?.messageId ?? null,
    references.paymentInformationId ?? batch?.paymentInformationId ?? null,
  );
}

function batchNames(
  messageId: string | null,
  paymentInformationId: string | null,
): Pick<ItemReferences, 'messageId' | 'paymentInformationId'> {
  return { messageId: messageId ?? undefined, paymentInformationId: paymentInformationId ?? undefined };
}

/** Or was: what told that it came back may be undone. */
function isWithBank({ state }: TransferRow): boolean {
  return state === 'sent' || state === 'filed' || state === 'returned';
}

function refundWords(rows: readonly TransferRow[]): string {
  return rows.length === 1 && rows[0] ? `the refund to ${rows[0].debtor_name}` : `${rows.length} refunds`;
}

function waiting(words: string): LinePlan {
  return { do: 'wait', words, suggestions: [] };
}

function wordsOf({ endToEndId, details }: CollectionItem): string {
  return details.documentNumbers.length > 0 || details.isOfBalance ? `of ${subjectOf(details)}` : endToEndId;
}

function sumOf(items: readonly CollectionItem[]): number {
  return items.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
