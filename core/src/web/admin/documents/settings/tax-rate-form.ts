import type { TaxRate } from '@tapline/sdk';
import type { FormErrors, FormTexts } from '@tapline/sdk/ui';

export const TAX_RATE_INPUTS: readonly string[] = ['code', 'title', 'percent', 'validFrom'];

/** Up to four decimals, so that it is a whole number of millionths. */
const PERCENT = /^(\d{1,3})(?:[.,](\d{1,4}))?$/;
const PARTS_PER_PERCENT_DIGITS = 4;

/** People think of percent; the rate is kept in millionths. */
export function readTaxRate(form: FormTexts): { readonly rate: TaxRate; readonly errors: FormErrors } {
  const text = (name: string): string => (form[name] ?? '').trim();
  const [, whole, decimals = ''] = PERCENT.exec(text('percent')) ?? [];
  const rate = {
    code: text('code'),
    title: text('title'),
    ratePartsPerMillion: Number(`${whole ?? 0}${decimals.padEnd(PARTS_PER_PERCENT_DIGITS, '0')}`),
    validFrom: text('validFrom'),
  };
  return { rate, errors: whole === undefined ? { percent: 'Write it in percent, like 21 or 5.5.' } : {} };
}

/** `21`, `5.5` */
export function percentOf({ ratePartsPerMillion }: Pick<TaxRate, 'ratePartsPerMillion'>): string {
  return String(ratePartsPerMillion / 10 ** PARTS_PER_PERCENT_DIGITS);
}
