import type { AmountMinor, DocumentDraft, DocumentLineDraft, LocalDate, TaxTreatment } from '@tapline/sdk';
import { sha256 } from '../../kernel/database/row-hash.js';
import { billDateAfter, customerCharges, type ServicePiece } from '../engine/customer-charges.js';
import { type DayNumber, dayNumber, localDate } from '../engine/day-number.js';
import type { PriceList } from '../engine/wanted-charges.js';
import { billDraft, withTax } from './bill-draft.js';
import { billingAsOf, type CustomerRecord, statesOf } from './billing-reader.js';
import type { BillingProgress, KeptCharge, OneTimeItem } from './billing-store.js';
import { creditedDocuments } from './credited-documents.js';

/** What bills are made of beside the customer. */
export interface BillRules {
  readonly prices: PriceList;
  readonly planName: (planId: string) => string;
  /** Of plans that name none, and of things charged once. */
  readonly taxCode: string | null;
  /** What lines come to for a customer, before the whole is rounded: with the tax that their prices do not hold, without the tax that is waived. */
  readonly grossMinor: (lines: readonly DocumentLineDraft[], treatment: TaxTreatment) => AmountMinor;
}

/** A bill that is to be made. */
export interface PlannedBill {
  readonly customerId: string;
  readonly billNumber: number;
  readonly billDate: DayNumber;
  readonly pieces: readonly ServicePiece[];
  readonly items: readonly OneTimeItem[];
  /** `null` where no line is left. */
  readonly draft: DocumentDraft | null;
  /** Under 0 for a credit note. */
  readonly totalMinor: AmountMinor;
  /** What charged before what is given back now. */
  readonly creditedDocumentIds: readonly string[];
}

export interface CustomerPlan {
  readonly customerId: string;
  readonly treatment: TaxTreatment;
  readonly bills: readonly PlannedBill[];
  readonly progress: BillingProgress;
  /** Equal for plans that charge the same. */
  readonly digest: string;
}

const MOST_BILLS_AT_ONCE = 600;

/** The bills that a customer gets by the end of a day: one for each bill date since the last, and one for `extra` if that is none. Pure. */
export function planBills(
  record: CustomerRecord,
  rules: BillRules,
  { through, extra }: { readonly through: DayNumber; readonly extra?: DayNumber },
): CustomerPlan {
  const states = statesOf(record, through);
  const draftOf = billDraft(record, rules);
  const taxed = withTax(record, rules);
  const charges = [...record.charges];
  const bills: PlannedBill[] = [];
  let { progress } = record;
  let items = record.items;
  let isExtraDone = false;
  for (let count = 0; count < MOST_BILLS_AT_ONCE; count++) {
    const lastBilled = progress.lastBilledOn === null ? null : dayNumber(progress.lastBilledOn);
    const next = billDateAfter(states, lastBilled);
    const isDue = next !== undefined && next <= through;
    const isExtra = !isDue && !isExtraDone && extra !== undefined && (lastBilled ?? extra) <= extra;
    if (isExtra) isExtraDone = true;
    const billDate = isDue ? next : isExtra ? extra : undefined;
    if (billDate === undefined) {
      return finish(record, bills, { ...progress, nextBillOn: next === undefined ? null : localDate(next) });
    }
    const result = customerCharges(billingAsOf({ ...record, progress }, billDate, charges), rules.prices, billDate);
    const billItems = items.filter(({ date }) => date <= localDate(billDate));
    items = items.filter((item) => !billItems.includes(item));
    const isEmpty = result.pieces.length === 0 && billItems.length === 0;
    const pieces = result.pieces.map(taxed);
    const bill = { customerId: record.customerId, billNumber: progress.billNumber + 1, billDate, pieces, items: billItems };
    if (!isEmpty) bills.push({ ...bill, ...draftOf(bill), creditedDocumentIds: creditedDocuments(bill.pieces, charges) });
    charges.push(...keptCharges(bill, null));
    progress = {
      ...progress,
      settledBefore: localDate(result.settledBefore),
      lastBilledOn: localDate(billDate),
      billNumber: isEmpty ? progress.billNumber : bill.billNumber,
    };
  }
  throw new RangeError(`more than ${MOST_BILLS_AT_ONCE} bills are due at once`);
}

/** When a customer is billed next, by what is known on a day. */
export function nextBillOn(record: CustomerRecord, today: DayNumber): LocalDate | null {
  const { lastBilledOn } = record.progress;
  const next = billDateAfter(statesOf(record, today), lastBilledOn === null ? null : dayNumber(lastBilledOn));
  return next === undefined ? null : localDate(next);
}

export function keptCharges(
  { customerId, billNumber, billDate, pieces }: Pick<PlannedBill, 'customerId' | 'billNumber' | 'billDate' | 'pieces'>,
  documentId: string | null,
): readonly KeptCharge[] {
  return pieces.map((piece, line) => ({ customerId, billNumber, line, billDate: localDate(billDate), documentId, piece }));
}

function finish(record: CustomerRecord, bills: readonly PlannedBill[], progress: BillingProgress): CustomerPlan {
  const content = bills.map(({ billNumber, billDate, draft, totalMinor, pieces }) => [billNumber, billDate, draft, totalMinor, pieces]);
  return { customerId: record.customerId, treatment: record.treatment, bills, progress, digest: sha256(JSON.stringify(content)) };
}

/** The idempotency key of the document of a bill. */
export function billKey({ customerId, billNumber }: Pick<PlannedBill, 'customerId' | 'billNumber'>): string {
  return `billing:${customerId}:${billNumber}`;
}
