import type { AmountMinor } from '../money/money.js';
import type { LocalDate } from '../time/calendar.js';

/** A pro-forma asks for money and moves none; a receipt confirms a payment; invoices and credit notes post to the ledger. */
export type DocumentKind = 'invoice' | 'proforma' | 'credit-note' | 'receipt';

/** Where the money of a line goes: a revenue account for each kind of service, or deposits, which are owed back. */
export type RevenueKind = 'internet' | 'recurring' | 'one-time' | 'other' | 'deposit';

/** How tax applies to a customer; `exempt` and `reverse-charge` customers pay the price without tax. */
export type TaxTreatment = 'standard' | 'exempt' | 'reverse-charge';

/** A tax rate from a day on. A change of the law is a new rate of the same code. */
export interface TaxRate {
  /** `standard`, `reduced`: what plans and lines name; never changes. */
  readonly code: string;
  readonly title: string;
  /** 210000 is 21 %. */
  readonly ratePartsPerMillion: number;
  readonly validFrom: LocalDate;
}

/** The rate of a code on a day; undefined where it has none yet. */
export function taxRateOn(rates: readonly TaxRate[], code: string, date: LocalDate): TaxRate | undefined {
  const valid = rates.filter((rate) => rate.code === code && rate.validFrom <= date);
  return valid.reduce<TaxRate | undefined>((latest, rate) => (latest && latest.validFrom > rate.validFrom ? latest : rate), undefined);
}

/** One line as it is asked for. */
export interface DocumentLineDraft {
  readonly description: string;
  /** 1000 is one; the default. */
  readonly quantityThousandths?: number;
  readonly unit?: string;
  /** The price of one; below 0 for what is given back. */
  readonly unitPriceMinor: AmountMinor;
  /** What the line comes to, where that is not quantity × price: a part of a period, a price after discount. */
  readonly amountMinor?: AmountMinor;
  /** Whether the price holds the tax already. */
  readonly isTaxIncluded: boolean;
  /** The code of a tax rate, or null for what no tax applies to. */
  readonly taxCode: string | null;
  readonly revenue: RevenueKind;
  readonly serviceId?: string;
  readonly periodFrom?: LocalDate;
  readonly periodTo?: LocalDate;
  /** The day whose tax rate counts; the document's supply date unless given. */
  readonly taxDate?: LocalDate;
  /** How tax applies to the line, where that is not how it applies to the customer: what is given back of before. */
  readonly taxTreatment?: TaxTreatment;
  /** Of a credit note that names its invoice: which line of that it gives back, from 0. No more can be given back than is left of it. */
  readonly creditsLine?: number;
}

/** What is to be issued. */
export interface DocumentDraft {
  readonly kind: 'invoice' | 'proforma' | 'credit-note';
  readonly customerId: string;
  readonly lines: readonly DocumentLineDraft[];
  /** Today unless given, and never later. */
  readonly issueDate?: LocalDate;
  /** The day of supply, whose tax rates count; the issue date unless given. */
  readonly supplyDate?: LocalDate;
  /** By default the issue date and the company's days to pay. */
  readonly dueDate?: LocalDate;
  readonly note?: string;
  /** The code of a number series; the default series of the kind unless given. */
  readonly series?: string;
  /** The invoice that a credit note corrects, or the pro-forma that an invoice follows. */
  readonly relatedDocumentId?: string;
  /**
   * For an invoice over charges that were posted before (prepaid): the customer's account is not charged again, only the tax is moved
   * out of the revenue, and nothing is left to pay. Its prices must include the tax. Likewise for a credit note over what was given back before.
   */
  readonly isAlreadyCharged?: boolean;
  /**
   * Of what is charged already: the day on which its tax is moved out of the revenue, in the month that has it; the issue date unless given, and where
   * that month is closed.
   */
  readonly taxedOn?: LocalDate;
}

/** One line of a document, with its part of the tax. */
export interface DocumentLine {
  readonly description: string;
  readonly quantityThousandths: number;
  readonly unit: string | null;
  readonly unitPriceMinor: AmountMinor;
  readonly isTaxIncluded: boolean;
  readonly taxCode: string | null;
  readonly ratePartsPerMillion: number;
  readonly revenue: RevenueKind;
  readonly serviceId: string | null;
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
  /** Of a credit note: which line of the invoice it gives back, from 0. */
  readonly creditsLine?: number;
  readonly netMinor: AmountMinor;
  readonly taxMinor: AmountMinor;
  /** Net and tax. */
  readonly grossMinor: AmountMinor;
}

/** What a document has at one rate. */
export interface TaxTotal {
  readonly taxCode: string | null;
  readonly title: string;
  readonly ratePartsPerMillion: number;
  readonly netMinor: AmountMinor;
  readonly taxMinor: AmountMinor;
}

/** What lines come to. The lines' net, tax and gross amounts add up to the totals exactly. */
export interface DocumentTotals {
  readonly lines: readonly DocumentLine[];
  readonly taxes: readonly TaxTotal[];
  readonly netMinor: AmountMinor;
  readonly taxMinor: AmountMinor;
  /** What rounding the total to the company's smallest coin has added. */
  readonly roundingMinor: AmountMinor;
  readonly totalMinor: AmountMinor;
}

/** Who a document is for, as it was at issue. */
export interface DocumentCustomer {
  readonly number: number;
  readonly name: string;
  readonly address: string | null;
  readonly email: string | null;
  readonly taxTreatment: TaxTreatment;
  /** The customer's VAT number. */
  readonly taxNumber: string | null;
  readonly registrationNumber: string | null;
}

/** Who issued a document, as it was at issue. */
export interface DocumentIssuer {
  readonly name: string;
  readonly address: string;
  readonly taxNumber: string;
  readonly registrationNumber: string;
  readonly iban: string;
  readonly bic: string;
  readonly email: string;
  readonly phone: string;
  /** At the foot of every page. */
  readonly text?: string;
  /** Whether payers are given the number as a creditor reference (ISO 11649) where it can be one, in words and in the payment QR. */
  readonly usesCreditorReference?: boolean;
  /** The picture at the head, by its SHA-256; none without it. */
  readonly logoId?: string;
}

/** An issued document: numbered without gaps, chained to the one before it, and never changed. */
export interface IssuedDocument extends DocumentTotals {
  readonly id: string;
  readonly kind: DocumentKind;
  readonly series: string;
  /** The year or month in which the series counts; empty where it counts for ever. */
  readonly seriesPeriod: string;
  readonly seriesNumber: number;
  /** As people write it: `2026000017`. */
  readonly number: string;
  readonly customerId: string;
  readonly issueDate: LocalDate;
  readonly supplyDate: LocalDate;
  /** Of invoices and pro-formas. */
  readonly dueDate: LocalDate | null;
  readonly currency: string;
  /** How its amounts and days are written, as a BCP 47 tag; not in documents from before it was kept. */
  readonly locale?: string;
  readonly customer: DocumentCustomer;
  readonly issuer: DocumentIssuer;
  readonly note: string | null;
  readonly relatedDocumentId: string | null;
  /** Of receipts. */
  readonly paymentId: string | null;
  /** Null where no money moved. */
  readonly entryId: string | null;
  readonly isAlreadyCharged: boolean;
  readonly issuedAtMs: number;
  readonly issuedBy: string;
  /** SHA-256 over the document and the hash of the one before it in its series. */
  readonly hash: string;
}

/** An invoice and what is left to pay of it. */
export interface OpenInvoice {
  readonly documentId: string;
  readonly customerId: string;
  readonly number: string;
  readonly issueDate: LocalDate;
  readonly dueDate: LocalDate;
  readonly totalMinor: AmountMinor;
  readonly openMinor: AmountMinor;
}
