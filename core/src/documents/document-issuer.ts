import {
  addDays,
  type Clock,
  type Company,
  type Customer,
  conflict,
  createToken,
  type DocumentKind,
  type DocumentTotals,
  EVENTS,
  type IssuedDocument,
  invalid,
  type LocalDate,
  type Posting,
  type Transaction,
} from '@tapline/sdk';
import { databaseErrorKind, TransactionConflict } from '../kernel/database/database-error.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import type { LedgerService } from '../ledger/ledger-service.js';
import { creditNotePostings, invoicePostings, taxOfChargedPostings, taxOfGivenBackPostings } from '../ledger/posting-rules.js';
import { type DocumentRow, documentHash } from './document-hash.js';
import { type DocumentStore, toDocumentRow } from './document-store.js';
import { type IssueRules, seriesOf, snapshotOf } from './issue-plan.js';
import type { OpenItem } from './open-items/open-item-store.js';
import type { SettlementService } from './open-items/settlement-service.js';
import { formatNumber, seriesPeriod } from './series/number-format.js';
import type { NumberSeries, SeriesHead, SeriesStore } from './series/series-store.js';
import { STANDARD_PROFILE, type TaxProfile } from './tax/tax-store.js';

/** A document of which everything is decided but its number. */
export interface PlannedDocument {
  readonly kind: DocumentKind;
  readonly totals: DocumentTotals;
  readonly customer: Customer;
  readonly profile?: TaxProfile;
  readonly issueDate: LocalDate;
  readonly supplyDate?: LocalDate;
  readonly dueDate?: LocalDate;
  readonly note?: string;
  readonly series?: string;
  readonly relatedDocumentId?: string;
  readonly paymentId?: string;
  readonly isAlreadyCharged?: boolean;
  readonly taxedOn?: LocalDate;
  readonly idempotencyKey: string;
  readonly fingerprint: string;
}

type Numbered = Omit<IssuedDocument, 'hash' | 'entryId'>;

const KEY_LENGTH = 170;

/**
 * Issues documents: number, ledger entry, open amount and event in the caller's transaction, many at once in few statements. The customers
 * are locked by the caller.
 */
export class DocumentIssuer {
  constructor(
    private readonly parts: {
      readonly store: DocumentStore;
      readonly series: SeriesStore;
      readonly settlement: SettlementService;
      readonly ledger: LedgerService;
      readonly events: EventRaiser;
      readonly clock: Clock;
      readonly company: Company;
    },
  ) {}

  /**
   * In the order given. A key that was issued before gives its document again; with other content it throws `DOCUMENT_KEY_REUSED`. Throws
   * `DOCUMENT_NUMBER_TAKEN` where the format of a series gives a number that another document of its kind has.
   */
  async issue(tx: Transaction, planned: readonly PlannedDocument[], rules: IssueRules): Promise<readonly IssuedDocument[]> {
    if (planned.length === 0) return [];
    const keys = planned.map(({ idempotencyKey }) => checkedKey(idempotencyKey));
    const known = await this.parts.store.findByKeys(tx, keys);
    const missing = planned.filter(({ idempotencyKey }) => !known.has(idempotencyKey));
    const issued = new Map<string, IssuedDocument>();
    if (missing.length > 0) {
      for (const [index, document] of (await this.write(tx, missing, rules)).entries()) {
        issued.set((missing[index] as PlannedDocument).idempotencyKey, document);
      }
    }
    return planned.map(({ idempotencyKey, fingerprint }) => {
      const before = known.get(idempotencyKey);
      if (!before) return issued.get(idempotencyKey) as IssuedDocument;
      if (before.fingerprint === fingerprint) return before.document;
      const { kind, number } = before.document;
      throw conflict(
        'DOCUMENT_KEY_REUSED',
        `the idempotency key "${idempotencyKey}" already stands for other content: ${kind} ${number}`,
        'idempotencyKey',
      );
    });
  }

  private async write(tx: Transaction, planned: readonly PlannedDocument[], rules: IssueRules): Promise<readonly IssuedDocument[]> {
    await this.parts.ledger.requireOpen(tx, [...new Set(planned.map(({ issueDate }) => issueDate))]);
    const { heads, numbered } = await this.number(tx, planned, rules);
    const entryIds = await this.post(tx, planned, numbered);
    const hashes = new Map([...heads].map(([key, { head }]) => [key, head.lastHash]));
    const documents: IssuedDocument[] = [];
    const rows = numbered.map((document, index) => {
      const whole = { ...document, entryId: entryIds[index] ?? null };
      const row = toDocumentRow(whole, planned[index] as PlannedDocument);
      const key = headKey(document.series, document.seriesPeriod);
      const hash = documentHash(hashes.get(key) ?? '', row);
      hashes.set(key, hash);
      documents.push({ ...whole, hash });
      return { ...row, hash };
    });
    await this.insert(tx, rows);
    for (const [key, { series, period, count, head }] of heads) {
      const next = { lastNumber: head.lastNumber + count, lastHash: hashes.get(key) ?? '' };
      await this.parts.series.moveHead(tx, series.code, period, next);
    }
    await this.settle(tx, documents);
    await this.raise(tx, documents);
    return documents;
  }

  private async insert(tx: Transaction, rows: Parameters<DocumentStore['insert']>[1]): Promise<void> {
    try {
      await this.parts.store.insert(tx, rows);
    } catch (error) {
      if (databaseErrorKind(error) !== 'duplicate') throw error;
      const taken = await this.parts.store.findTakenNumber(tx, rows);
      if (taken) throw numberTaken(taken);
      // Another transaction has just issued one of the keys for another customer: start again and find it.
      throw new TransactionConflict('issued at the same time', { cause: error });
    }
  }

  /** Locks the series in the order of their names, so that two who issue in both never wait for each other, and gives out numbers. */
  private async number(tx: Transaction, planned: readonly PlannedDocument[], rules: IssueRules) {
    const placed = planned.map((document) => {
      const series = seriesOf(document.kind, document.series, rules);
      const period = seriesPeriod(series.resets, document.issueDate);
      return { document, series, period, key: headKey(series.code, period) };
    });
    const heads = new Map<string, { series: NumberSeries; period: string; head: SeriesHead; count: number }>();
    for (const { key, series, period } of [...placed].sort((a, b) => (a.key < b.key ? -1 : 1))) {
      if (!heads.has(key)) heads.set(key, { series, period, head: await this.parts.series.lockHead(tx, series.code, period), count: 0 });
    }
    const issuedAtMs = this.parts.clock.nowMs();
    const dueDateOf = dueDates(rules.settings.dueDays);
    const numbered = placed.map(({ document, series, period, key }): Numbered => {
      const place = heads.get(key) as { head: SeriesHead; count: number };
      const seriesNumber = place.head.lastNumber + ++place.count;
      const { customer, issueDate } = document;
      const number = formatNumber(series.format, { next: seriesNumber, date: issueDate, customer: customer.number });
      const placeInSeries = { series: series.code, seriesPeriod: period, seriesNumber, number };
      return { ...this.describe(document, rules, dueDateOf), ...placeInSeries, issuedAtMs, issuedBy: tx.actor.name };
    });
    return { heads, numbered };
  }

  private describe(document: PlannedDocument, { settings }: IssueRules, dueDateOf: (issueDate: LocalDate) => LocalDate) {
    const { kind, customer, issueDate } = document;
    const isToBePaid = kind === 'invoice' || kind === 'proforma';
    return {
      ...document.totals,
      id: newId(),
      kind,
      customerId: customer.id,
      customer: snapshotOf(customer, document.profile ?? STANDARD_PROFILE),
      issuer: settings.issuer,
      currency: this.parts.company.currency,
      locale: this.parts.company.locale,
      issueDate,
      supplyDate: document.supplyDate ?? issueDate,
      dueDate: isToBePaid ? (document.dueDate ?? dueDateOf(issueDate)) : null,
      note: document.note ?? null,
      relatedDocumentId: document.relatedDocumentId ?? null,
      paymentId: document.paymentId ?? null,
      isAlreadyCharged: document.isAlreadyCharged ?? false,
    };
  }

  /** The ledger entry of each document; none for what moves no money. */
  private async post(tx: Transaction, planned: readonly PlannedDocument[], numbered: readonly Numbered[]) {
    const postings = numbered.map(postingsOf);
    const closedThrough = planned.some(({ taxedOn }) => taxedOn !== undefined) ? await this.parts.ledger.closedThrough(tx) : null;
    const toPost = numbered.flatMap((document, index) => {
      const moves = postings[index] as readonly Posting[];
      if (moves.length === 0) return [];
      const title = `${TITLES[document.kind]} ${document.number}`;
      const { taxedOn, idempotencyKey } = planned[index] as PlannedDocument;
      const date = taxedOn !== undefined && taxedOn > (closedThrough ?? '') ? taxedOn : document.issueDate;
      const said = { kind: document.kind, description: title, customerId: document.customerId, date };
      return [{ draft: { ...said, postings: moves }, idempotencyKey: `document:${idempotencyKey}` }];
    });
    const entries = toPost.length === 0 ? [] : await this.parts.ledger.postAll(tx, toPost);
    let next = 0;
    return postings.map((moves) => (moves.length === 0 ? null : (entries[next++]?.id ?? null)));
  }

  private async settle(tx: Transaction, documents: readonly IssuedDocument[]): Promise<void> {
    const items = documents.flatMap(openItemOf);
    if (items.length === 0) return;
    const { settlement } = this.parts;
    await settlement.add(tx, items);
    for (const document of documents) {
      const { kind, relatedDocumentId, totalMinor } = document;
      if (kind === 'credit-note' && relatedDocumentId && totalMinor > 0) await settlement.payIfOwed(tx, document.id, relatedDocumentId);
    }
    await settlement.settle(tx, [...new Set(items.map(({ customerId }) => customerId))]);
  }

  private raise(tx: Transaction, documents: readonly IssuedDocument[]): Promise<void> {
    const events = documents.map(({ id, customerId, kind, number, totalMinor }) => ({
      customerId,
      payload: { documentId: id, customerId, kind, number, totalMinor },
    }));
    return this.parts.events.raiseAll(tx, EVENTS.documentIssued, events);
  }
}

export const DOCUMENT_ISSUER = createToken<DocumentIssuer>('core.document-issuer');

export const TITLES: Readonly<Record<DocumentKind, string>> = {
  invoice: 'Invoice',
  proforma: 'Pro-forma',
  'credit-note': 'Credit note',
  receipt: 'Receipt',
};

/** Calendar arithmetic is slow beside the rest of an issue, and a run issues on one day. */
function dueDates(dueDays: number): (issueDate: LocalDate) => LocalDate {
  const known = new Map<LocalDate, LocalDate>();
  return (issueDate) => {
    const dueDate = known.get(issueDate) ?? addDays(issueDate, dueDays);
    known.set(issueDate, dueDate);
    return dueDate;
  };
}

function numberTaken({ kind, number, series }: Pick<DocumentRow, 'kind' | 'number' | 'series'>): Error {
  return conflict(
    'DOCUMENT_NUMBER_TAKEN',
    `there is a document of the kind ${kind} with the number ${number} already; give the series "${series}" a number format of its own`,
  );
}

function headKey(series: string, period: string): string {
  return `${series}/${period}`;
}

function checkedKey(key: string): string {
  if (key !== '' && key.length <= KEY_LENGTH) return key;
  throw invalid('DOCUMENT_KEY_WRONG', `the idempotency key of a document must have 1 to ${KEY_LENGTH} characters`, 'idempotencyKey');
}

function postingsOf(document: Numbered): readonly Posting[] {
  if (document.isAlreadyCharged) {
    return document.kind === 'credit-note' ? taxOfGivenBackPostings(document.lines) : taxOfChargedPostings(document.lines);
  }
  if (document.kind === 'invoice') return invoicePostings(document);
  return document.kind === 'credit-note' ? creditNotePostings(document) : [];
}

function openItemOf(document: IssuedDocument): readonly OpenItem[] {
  const { id, kind, customerId, number, issueDate, dueDate, totalMinor, isAlreadyCharged } = document;
  if (isAlreadyCharged || (kind !== 'invoice' && kind !== 'credit-note')) return [];
  const side = kind === 'invoice' ? 'debit' : 'credit';
  return [{ id, customerId, side, kind, number, date: issueDate, dueDate, amountMinor: totalMinor, openMinor: totalMinor }];
}
