import { type AccountReference, type AmountMinor, type DocumentLine, gatewayAccounts, type Posting, type RevenueKind } from '@tapline/sdk';

/** Which accounts every business event moves money between. Nothing else of the core names accounts. */

const REVENUE: Readonly<Record<RevenueKind, string>> = {
  internet: 'revenue.internet',
  recurring: 'revenue.recurring',
  'one-time': 'revenue.one-time',
  other: 'revenue.other',
  deposit: 'liability.deposits',
};

/** The tax owed at one rate: `tax.standard.21`. */
export function taxAccount(taxCode: string, ratePartsPerMillion: number): string {
  return `tax.${taxCode}.${ratePartsPerMillion / 10_000}`;
}

export interface InvoicedAmounts {
  readonly customerId: string;
  readonly lines: readonly { readonly revenue: RevenueKind; readonly netMinor: AmountMinor }[];
  readonly taxes: readonly { readonly taxCode: string | null; readonly ratePartsPerMillion: number; readonly taxMinor: AmountMinor }[];
  readonly roundingMinor: AmountMinor;
}

type TaxedLine = Pick<DocumentLine, 'revenue' | 'taxCode' | 'ratePartsPerMillion' | 'taxMinor'>;

/** The customer owes what was sold and its tax. Empty where nothing is owed. */
export function invoicePostings(invoiced: InvoicedAmounts): readonly Posting[] {
  const amounts = new Map<string, number>();
  const add = (code: string, amountMinor: number): void => void amounts.set(code, (amounts.get(code) ?? 0) + amountMinor);
  for (const line of invoiced.lines) add(REVENUE[line.revenue], line.netMinor);
  for (const tax of taxesOf(invoiced)) add(tax.account, tax.taxMinor);
  add('rounding', invoiced.roundingMinor);
  const customer = { customerId: invoiced.customerId };
  return [...amounts].flatMap(([code, amountMinor]) => move(customer, { code }, amountMinor));
}

/** An invoice taken back, whole or in part. */
export function creditNotePostings(credited: InvoicedAmounts): readonly Posting[] {
  return turned(invoicePostings(credited));
}

/** What was charged before, tax included, is now invoiced: the tax comes out of the revenue of its lines. */
export function taxOfChargedPostings(lines: readonly TaxedLine[]): readonly Posting[] {
  const amounts = new Map<string, { readonly revenue: string; readonly tax: string; amountMinor: number }>();
  for (const { revenue, taxCode, ratePartsPerMillion, taxMinor } of lines) {
    if (taxCode === null) continue;
    const tax = taxAccount(taxCode, ratePartsPerMillion);
    const key = `${revenue}/${tax}`;
    amounts.set(key, { revenue: REVENUE[revenue], tax, amountMinor: (amounts.get(key)?.amountMinor ?? 0) + taxMinor });
  }
  return [...amounts.values()].flatMap(({ revenue, tax, amountMinor }) => move({ code: revenue }, { code: tax }, amountMinor));
}

/** What was given back before is now credited: its tax goes back into the revenue. */
export function taxOfGivenBackPostings(lines: readonly TaxedLine[]): readonly Posting[] {
  return turned(taxOfChargedPostings(lines));
}

/** Money came in. */
export function paymentPostings(payment: { customerId: string; account: string; amountMinor: AmountMinor }): readonly Posting[] {
  return [{ debit: { code: payment.account }, credit: { customerId: payment.customerId }, amountMinor: payment.amountMinor }];
}

/** Money went back to the customer. */
export function refundPostings(refund: { customerId: string; account: string; amountMinor: AmountMinor }): readonly Posting[] {
  return [{ debit: { customerId: refund.customerId }, credit: { code: refund.account }, amountMinor: refund.amountMinor }];
}

/** A gateway or bank has kept a fee; below 0 it gave one back. */
export function gatewayFeePostings(fee: { gatewayId: string; account: string; feeMinor: AmountMinor }): readonly Posting[] {
  return move(gatewayAccounts(fee.gatewayId).fees, { code: fee.account }, fee.feeMinor);
}

/** The company gives up what the customer owes. */
export function writeOffPostings(writeOff: { customerId: string; amountMinor: AmountMinor }): readonly Posting[] {
  return [{ debit: { code: 'expense.write-off' }, credit: { customerId: writeOff.customerId }, amountMinor: writeOff.amountMinor }];
}

function taxesOf({ taxes }: InvoicedAmounts): readonly { readonly account: string; readonly taxMinor: number }[] {
  return taxes.flatMap(({ taxCode, ratePartsPerMillion, taxMinor }) =>
    taxCode === null || taxMinor === 0 ? [] : [{ account: taxAccount(taxCode, ratePartsPerMillion), taxMinor }],
  );
}

function turned(postings: readonly Posting[]): readonly Posting[] {
  return postings.map(({ debit, credit, amountMinor }) => ({ debit: credit, credit: debit, amountMinor }));
}

function move(debit: AccountReference, credit: AccountReference, amountMinor: number): readonly Posting[] {
  if (amountMinor === 0) return [];
  return amountMinor > 0 ? [{ debit, credit, amountMinor }] : [{ debit: credit, credit: debit, amountMinor: 0 - amountMinor }];
}
