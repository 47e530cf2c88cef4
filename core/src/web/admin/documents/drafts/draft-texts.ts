import { type DocumentDraft, type DocumentLineDraft, decimalAmount, invalid, parseAmount, type RevenueKind } from '@tapline/sdk';

/** A line as it is typed. */
export interface LineTexts {
  readonly description: string;
  readonly quantity: string;
  readonly unit: string;
  readonly price: string;
  /** `standard:included`, `standard:added`; empty for no tax. */
  readonly tax: string;
  readonly revenue: string;
  /** What the form has no input for, as it came: the service, the period. */
  readonly rest: string;
}

/** A draft as it is typed. */
export interface DraftTexts {
  readonly kind: string;
  readonly issueDate: string;
  readonly supplyDate: string;
  readonly dueDate: string;
  readonly note: string;
  /** The number of the invoice that a credit note belongs to. */
  readonly related: string;
  readonly rest: string;
  readonly lines: readonly LineTexts[];
}

type Form = Readonly<Record<string, string | undefined>>;

export const KINDS = ['invoice', 'proforma', 'credit-note'] as const;
const MOST_LINES = 200;
const LINE_INPUTS = ['description', 'quantity', 'unit', 'price', 'tax', 'revenue', 'rest'] as const;
const QUANTITY = /^(\d{1,6})(?:[.,](\d{1,3}))?$/;

export function emptyLine(tax: string): LineTexts {
  return { description: '', quantity: '1', unit: '', price: '', tax, revenue: 'one-time', rest: '' };
}

export function textsOfForm(form: Form): DraftTexts {
  const text = (name: string): string => (form[name] ?? '').trim();
  const indexes = Object.keys(form).flatMap((name) => /^lines\.(\d{1,3})\.description$/.exec(name)?.[1] ?? []);
  const lines = indexes
    .map(Number)
    .sort((a, b) => a - b)
    .slice(0, MOST_LINES)
    .map((index) => Object.fromEntries(LINE_INPUTS.map((input) => [input, text(`lines.${index}.${input}`)])) as unknown as LineTexts);
  const { kind, issueDate, supplyDate, dueDate, note, related, rest } = Object.fromEntries(
    ['kind', 'issueDate', 'supplyDate', 'dueDate', 'note', 'related', 'rest'].map((name) => [name, text(name)]),
  ) as unknown as DraftTexts;
  return { kind, issueDate, supplyDate, dueDate, note, related, rest, lines };
}

export function textsOfDraft(draft: DocumentDraft, currency: string, relatedNumber: string): DraftTexts {
  const {
    kind,
    customerId: _customer,
    lines,
    issueDate = '',
    supplyDate = '',
    dueDate = '',
    note = '',
    relatedDocumentId: _,
    ...rest
  } = draft;
  return {
    kind,
    issueDate,
    supplyDate,
    dueDate,
    note,
    related: relatedNumber,
    rest: jsonOf(rest),
    lines: lines.map((line) => lineTexts(line, currency)),
  };
}

function lineTexts(line: DocumentLineDraft, currency: string): LineTexts {
  const { description, quantityThousandths = 1000, unit = '', unitPriceMinor, isTaxIncluded, taxCode, revenue, ...rest } = line;
  return {
    description,
    quantity: String(quantityThousandths / 1000),
    unit,
    price: decimalAmount(unitPriceMinor, currency),
    tax: taxCode === null ? '' : `${taxCode}:${isTaxIncluded ? 'included' : 'added'}`,
    revenue,
    rest: jsonOf(rest),
  };
}

/** What the texts say. Lines without words and price are left out. Throws an error that names the input for what cannot be read. */
export function draftOfTexts(
  texts: DraftTexts,
  {
    customerId,
    currency,
    relatedDocumentId,
  }: { readonly customerId: string; readonly currency: string; readonly relatedDocumentId: string | undefined },
): DocumentDraft {
  const { kind, issueDate, supplyDate, dueDate, note } = texts;
  const lines = texts.lines.flatMap((line, index) =>
    line.description === '' && line.price === '' ? [] : [lineOf(line, `lines.${index}`, currency)],
  );
  if (lines.length === 0) throw invalid('DRAFT_EMPTY', 'write at least one line', 'lines.0.description');
  return {
    ...(objectOf(texts.rest) as Partial<DocumentDraft>),
    kind: KINDS.find((each) => each === kind) ?? 'invoice',
    customerId,
    lines,
    ...(issueDate === '' ? {} : { issueDate }),
    ...(supplyDate === '' ? {} : { supplyDate }),
    ...(dueDate === '' ? {} : { dueDate }),
    ...(note === '' ? {} : { note }),
    ...(relatedDocumentId === undefined ? {} : { relatedDocumentId }),
  };
}

function lineOf(line: LineTexts, name: string, currency: string): DocumentLineDraft {
  const { description, unit, price, tax, revenue } = line;
  if (description === '') throw invalid('DRAFT_LINE_WITHOUT_WORDS', 'say what the line is for', `${name}.description`);
  const [whole, thousandths = ''] = QUANTITY.exec(line.quantity)?.slice(1) ?? [];
  const quantityThousandths = Number(whole) * 1000 + Number(thousandths.padEnd(3, '0'));
  if (!(quantityThousandths > 0)) throw invalid('DRAFT_QUANTITY_WRONG', 'write a number over 0, such as 2 or 0.5', `${name}.quantity`);
  const [taxCode = '', inclusion] = tax.split(':');
  // An amount that was agreed on beside the price holds only while both are as they were.
  const { amountMinor: _, ...rest } = objectOf(line.rest) as Partial<DocumentLineDraft>;
  return {
    ...rest,
    description,
    quantityThousandths,
    ...(unit === '' ? {} : { unit }),
    unitPriceMinor: parseAmount(price, currency, `${name}.price`),
    isTaxIncluded: taxCode === '' || inclusion === 'included',
    taxCode: taxCode === '' ? null : taxCode,
    revenue: revenue as RevenueKind,
  };
}

function jsonOf(rest: object): string {
  return Object.keys(rest).length === 0 ? '' : JSON.stringify(rest);
}

function objectOf(text: string): object {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
