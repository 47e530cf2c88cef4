import {
  type AmountMinor,
  type DocumentDraft,
  type DocumentLineDraft,
  type LocalDate,
  type TaxRate,
  type TaxTreatment,
  taxRateOn,
} from '@tapline/sdk';
import type { ChargedItem } from './charged-item-store.js';

/** A line of a month's document, and what it is made of. */
export interface MonthLine
  extends Pick<ChargedItem, 'serviceId' | 'planName' | 'revenue' | 'taxCode' | 'taxDate' | 'from' | 'to' | 'invoiced'> {
  readonly amountMinor: AmountMinor;
  readonly items: readonly ChargedItem[];
}

/**
 * The lines of what was charged: one for each service, plan and rate of tax. A day on which a tax has no rate yet, as it was introduced later, holds
 * no tax.
 */
export function linesOf(items: readonly ChargedItem[], rates: readonly TaxRate[]): readonly MonthLine[] {
  const lines = new Map<string, MonthLine>();
  for (const item of items) {
    const { serviceId, planName, revenue, invoiced } = item;
    const { taxCode, validFrom } = taxOf(item, rates);
    const key = JSON.stringify([serviceId, planName, revenue, taxCode, validFrom, invoiced?.line]);
    const known = lines.get(key);
    lines.set(key, known ? joined(known, item) : { ...item, taxCode, items: [item] });
  }
  return [...lines.values()]
    .filter(({ amountMinor }) => amountMinor !== 0)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

function taxOf(
  { taxCode, taxDate }: ChargedItem,
  rates: readonly TaxRate[],
): { readonly taxCode: string | null; readonly validFrom: LocalDate } {
  const NONE = { taxCode: null, validFrom: '' };
  if (taxCode === null) return NONE;
  const rate = taxRateOn(rates, taxCode, taxDate);
  if (rate) return { taxCode, validFrom: rate.validFrom };
  // A code that nobody has defined is for the core to refuse.
  return rates.some(({ code }) => code === taxCode) ? NONE : { taxCode, validFrom: '' };
}

function joined(line: MonthLine, item: ChargedItem): MonthLine {
  return {
    ...line,
    from: item.from < line.from ? item.from : line.from,
    to: item.to > line.to ? item.to : line.to,
    taxDate: item.taxDate < line.taxDate ? item.taxDate : line.taxDate,
    amountMinor: line.amountMinor + item.amountMinor,
    items: [...line.items, item],
  };
}

/** What was charged. Documents never come to less than nothing: what a month before each charge was kept has given back on the whole is a credit note. */
export function chargedDocument(lines: readonly MonthLine[]): Pick<DocumentDraft, 'kind' | 'lines'> {
  const isInvoice = lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0) >= 0;
  return isInvoice ? { kind: 'invoice', lines: lines.map((line) => draftOf(line, line.amountMinor)) } : creditedDocument(lines);
}

/** What was given back of an invoice, and how that was taxed. */
export function creditedDocument(lines: readonly MonthLine[], taxTreatment?: TaxTreatment): Pick<DocumentDraft, 'kind' | 'lines'> {
  const drafts = lines.map((line) => ({
    ...draftOf(line, 0 - line.amountMinor),
    ...(line.invoiced ? { creditsLine: line.invoiced.line } : {}),
    ...(taxTreatment ? { taxTreatment } : {}),
  }));
  return { kind: 'credit-note', lines: drafts };
}

function draftOf({ planName, serviceId, revenue, taxCode, taxDate, from, to }: MonthLine, amountMinor: AmountMinor): DocumentLineDraft {
  const price = { unitPriceMinor: amountMinor, amountMinor, isTaxIncluded: true, taxCode, taxDate };
  return { description: planName, ...price, revenue, serviceId, periodFrom: from, periodTo: to };
}
