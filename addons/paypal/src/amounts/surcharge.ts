import { type AmountMinor, type CurrencyCode, type GatewaySurcharge, multiplyRatio } from '@tapline/sdk';
import type { PayPalSettings } from '../settings.js';
import { stepMinorOf } from './paypal-currency.js';
import type { SetAmounts } from './set-amounts.js';

type SurchargeSettings = Pick<PayPalSettings, 'surchargePercent' | 'surchargeTaxCode'> & Pick<SetAmounts, 'surchargeFixedMinor'>;

/** The fee that is passed on for an amount, rounded to what PayPal can be paid; null for none. */
export function surchargeFor(
  { surchargePercent, surchargeFixedMinor, surchargeTaxCode }: SurchargeSettings,
  amountMinor: AmountMinor,
  currency: CurrencyCode,
): GatewaySurcharge | null {
  const shareMinor = multiplyRatio(amountMinor, Math.round(surchargePercent * 1000), 100_000);
  const stepMinor = stepMinorOf(currency);
  const feeMinor = Math.round((shareMinor + surchargeFixedMinor) / stepMinor) * stepMinor;
  if (amountMinor <= 0 || feeMinor <= 0) return null;
  return { amountMinor: feeMinor, description: 'Fee for paying by PayPal', taxCode: surchargeTaxCode === '' ? null : surchargeTaxCode };
}
