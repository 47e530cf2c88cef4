import { type AmountMinor, type CurrencyCode, decimalAmount, invalid, parseAmount } from '@tapline/sdk';
import { isTakenByPayPal, stepMinorOf } from './paypal-currency.js';

/** An amount as the books have it. */
export interface MoneyAmount {
  readonly amountMinor: AmountMinor;
  readonly currency: CurrencyCode;
}

/** An amount as PayPal has it. */
export interface PayPalMoney {
  readonly currency_code: string;
  /** A decimal number, without decimals where PayPal has none for the currency. */
  readonly value: string;
}

/** Throws `PAYPAL_AMOUNT_WRONG` for what PayPal cannot be paid. */
export function toPayPal({ amountMinor, currency }: MoneyAmount): PayPalMoney {
  const stepMinor = stepMinorOf(currency);
  if (!isTakenByPayPal(currency) || amountMinor <= 0 || amountMinor % stepMinor !== 0) {
    throw invalid('PAYPAL_AMOUNT_WRONG', `PayPal takes no ${decimalAmount(amountMinor, currency)} ${currency}`, 'amountMinor');
  }
  const decimal = decimalAmount(amountMinor, currency);
  return { currency_code: currency, value: stepMinor === 1 ? decimal : decimal.replace(/\.0+$/, '') };
}

/** Throws `MONEY_UNREADABLE`. */
export function fromPayPal({ currency_code, value }: PayPalMoney): MoneyAmount {
  return { amountMinor: parseAmount(value.replace(/\.0+$/, ''), currency_code, 'value'), currency: currency_code };
}
