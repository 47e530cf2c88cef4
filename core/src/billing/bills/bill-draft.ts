import type { AmountMinor, DocumentDraft, DocumentLineDraft, TaxTreatment } from '@tapline/sdk';
import type { ServicePiece } from '../engine/customer-charges.js';
import { localDate } from '../engine/day-number.js';
import type { CustomerRecord } from './billing-reader.js';
import type { OneTimeItem } from './billing-store.js';
import type { BillRules } from './plan-bills.js';

export interface DraftOfBill {
  readonly draft: DocumentDraft | null;
  readonly totalMinor: AmountMinor;
}

/**
 * The document of a bill. What is given back and what is charged stand on one invoice, also where they come to nothing: revenue and taxes move all
 * the same. Where more is given back, it is a credit note, since an invoice never asks for less than nothing.
 */
export function billDraft({ customerId, treatment }: Pick<CustomerRecord, 'customerId' | 'treatment'>, rules: BillRules) {
  return ({ pieces, items }: { readonly pieces: readonly ServicePiece[]; readonly items: readonly OneTimeItem[] }): DraftOfBill => {
    const lines = [
      ...pieces.filter(({ amountMinor }) => amountMinor !== 0).map((piece) => pieceLine(piece, rules)),
      ...items.map((item) => itemLine(item, rules)),
    ];
    const totalMinor = totalOf(lines, treatment, rules);
    if (lines.length === 0) return { draft: null, totalMinor };
    const draft: DocumentDraft =
      totalMinor >= 0 ? { kind: 'invoice', customerId, lines } : { kind: 'credit-note', customerId, lines: lines.map(turned) };
    return { draft, totalMinor };
  };
}

/** What a piece comes to, with its tax where the customer pays any. */
export function grossOfPiece(piece: ServicePiece, treatment: TaxTreatment, rules: BillRules): AmountMinor {
  return totalOf([pieceLine(piece, rules)], treatment, rules);
}

/** As the document will: worked out where prices do not hold what the customer pays. */
function totalOf(lines: readonly Line[], treatment: TaxTreatment, rules: BillRules): AmountMinor {
  const isPricePaid = lines.every(({ isTaxIncluded, taxTreatment = treatment }) => isTaxIncluded && taxTreatment === 'standard');
  return isPricePaid ? lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0) : rules.grossMinor(lines, treatment);
}

type Line = DocumentLineDraft & { readonly amountMinor: AmountMinor };

/** Puts its tax to what is charged. What is given back keeps the tax that it was charged with. */
export function withTax({ treatment }: Pick<CustomerRecord, 'treatment'>, { taxCode }: BillRules) {
  return (piece: ServicePiece): ServicePiece =>
    piece.isCredit ? piece : { ...piece, tax: { taxCode: piece.rate.sale.taxCode ?? taxCode, taxDate: localDate(piece.from), treatment } };
}

function pieceLine(piece: ServicePiece, { planName, taxCode }: BillRules): Line {
  const { rate, amountMinor, isCredit, tax } = piece;
  const name = planName(rate.planId);
  const quantity = rate.quantity === 1 ? '' : ` × ${rate.quantity}`;
  const from = localDate(piece.from);
  return {
    description: isCredit ? `${name}${quantity}, unused days back` : `${name}${quantity}`,
    unitPriceMinor: amountMinor,
    amountMinor,
    isTaxIncluded: rate.sale.isTaxIncluded,
    taxCode: tax ? tax.taxCode : (rate.sale.taxCode ?? taxCode),
    taxDate: tax?.taxDate ?? from,
    ...(tax && isCredit ? { taxTreatment: tax.treatment } : {}),
    revenue: rate.sale.revenue,
    serviceId: piece.serviceId,
    periodFrom: from,
    periodTo: localDate(piece.to - 1),
  };
}

function itemLine(item: OneTimeItem, { taxCode }: BillRules): Line {
  return {
    description: item.description,
    quantityThousandths: item.quantity * 1000,
    unitPriceMinor: item.unitPriceMinor,
    amountMinor: item.unitPriceMinor * item.quantity,
    isTaxIncluded: true,
    taxCode,
    taxDate: item.date,
    revenue: 'one-time',
    ...(item.serviceId === null ? {} : { serviceId: item.serviceId }),
  };
}

function turned(line: Line): Line {
  return { ...line, unitPriceMinor: 0 - line.unitPriceMinor, amountMinor: 0 - line.amountMinor };
}
