import {
  type Customer,
  type DocumentCustomer,
  type DocumentDraft,
  type DocumentKind,
  type DocumentTotals,
  invalid,
  type LocalDate,
  refused,
  type TaxRate,
} from '@tapline/sdk';
import { sha256 } from '../kernel/database/row-hash.js';
import { calculateDocument } from './calculation/calculate-document.js';
import type { ResolvedLine } from './calculation/resolved-line.js';
import type { DocumentSettings } from './document-settings.js';
import type { NumberSeries } from './series/series-store.js';
import { resolveLines } from './tax/resolve-lines.js';
import type { TaxProfile } from './tax/tax-store.js';

/** What issuing needs to know beside the drafts; read once for many. */
export interface IssueRules {
  readonly settings: DocumentSettings;
  readonly rates: readonly TaxRate[];
  readonly series: readonly NumberSeries[];
  readonly today: LocalDate;
}

/** What a draft comes to for its customer. Pure: a preview and the issue are the same. */
export function totalsOf(draft: DocumentDraft, rules: IssueRules, { treatment }: Pick<TaxProfile, 'treatment'>): DocumentTotals {
  const supplyDate = draft.supplyDate ?? draft.issueDate ?? rules.today;
  const resolved = resolveLines(draft.lines, { rates: rules.rates, treatment, supplyDate });
  const lines = draft.isAlreadyCharged ? resolved.map(asCharged) : resolved;
  if (lines.length === 0) throw invalid('DOCUMENT_EMPTY', 'a document needs at least one line', 'lines');
  if (draft.isAlreadyCharged && !lines.every(({ isTaxIncluded }) => isTaxIncluded)) {
    throw invalid('DOCUMENT_TAX_NOT_INCLUDED', 'what was charged already holds its tax: set isTaxIncluded on every line', 'lines');
  }
  // What the customer has paid for day by day is not rounded once more.
  const totals = calculateDocument(lines, draft.isAlreadyCharged ? 1 : rules.settings.totalRoundingMinor);
  if (totals.totalMinor < 0) {
    const what = draft.kind === 'credit-note' ? 'a credit note gives back a positive amount' : 'issue a credit note for what is given back';
    throw refused('DOCUMENT_TOTAL_NEGATIVE', `the lines of this ${draft.kind} come to ${totals.totalMinor}, less than nothing; ${what}`);
  }
  return totals;
}

/** Who pays no tax has been charged the whole price all the same: the document says what was charged, without tax in it. */
function asCharged(line: ResolvedLine): ResolvedLine {
  return line.isTaxWaived ? { ...line, isTaxWaived: false, ratePartsPerMillion: 0 } : line;
}

export function issueDateOf(draft: DocumentDraft, { today }: IssueRules): LocalDate {
  const date = draft.issueDate ?? today;
  if (date > today) {
    throw invalid('DOCUMENT_DATE_IN_FUTURE', `the issue date ${date} is after today, ${today}; keep it as a draft until then`, 'issueDate');
  }
  const { taxedOn, isAlreadyCharged } = draft;
  if (taxedOn !== undefined && (!isAlreadyCharged || taxedOn > date)) {
    const message = `only what is charged already is taxed on a day of its own, and by ${date}, the issue date`;
    throw invalid('DOCUMENT_TAX_DAY_WRONG', message, 'taxedOn');
  }
  return date;
}

export function seriesOf(kind: DocumentKind, code: string | undefined, { series }: IssueRules): NumberSeries {
  const found = series.find((each) => (code === undefined ? each.kind === kind && each.isDefault : each.code === code));
  if (found?.kind === kind) return found;
  throw invalid('SERIES_UNKNOWN', `there is no number series "${code ?? 'default'}" for documents of the kind ${kind}`, 'series');
}

export function snapshotOf(customer: Customer, profile: TaxProfile): DocumentCustomer {
  const { number, name, address, email } = customer;
  const { treatment, taxNumber, registrationNumber } = profile;
  return { number, name, address, email, taxTreatment: treatment, taxNumber, registrationNumber };
}

/** Equal for drafts that ask for the same. */
export function draftFingerprint(draft: DocumentDraft): string {
  return sha256(canonical(draft));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .join(',')}}`;
}
