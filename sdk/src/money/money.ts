import { invalid } from '../errors.js';
import { type CurrencyCode, currencyExponent } from './currency.js';

/** A whole number of minor units (cents) of the company's currency; safe up to 2^53-1. Never a fraction. */
export type AmountMinor = number;

/** Throws `MONEY_NOT_WHOLE` unless the value is a whole number of minor units that a double holds exactly. */
export function assertAmount(amountMinor: number, field = 'amountMinor'): AmountMinor {
  if (!Number.isSafeInteger(amountMinor)) {
    throw invalid('MONEY_NOT_WHOLE', `${field} is ${amountMinor}; give a whole number of minor units`, field);
  }
  return amountMinor;
}

/** `amount * numerator / denominator`, rounded half-up away from zero on this one last step; exact for any safe integers. */
export function multiplyRatio(amountMinor: AmountMinor, numerator: number, denominator: number): AmountMinor {
  if (denominator <= 0) throw new RangeError(`denominator ${denominator} must be over 0`);
  const product = BigInt(amountMinor) * BigInt(numerator);
  const divisor = BigInt(denominator);
  const magnitude = product < 0n ? -product : product;
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n);
  return assertAmount(Number(product < 0n ? -rounded : rounded));
}

/** Reads what a person typed (`20`, `20.00`, `-3,5`) as minor units; refuses more decimals than the currency has. */
export function parseAmount(text: string, currency: CurrencyCode, field = 'amount'): AmountMinor {
  const exponent = currencyExponent(currency);
  const match = /^([+-]?)(\d{1,13})(?:[.,](\d+))?$/.exec(text.trim());
  const decimals = match?.[3] ?? '';
  if (!match || decimals.length > exponent) {
    throw invalid(
      'MONEY_UNREADABLE',
      `${field} "${text}" is not an amount in ${currency}; write it like ${exampleAmount(exponent)}`,
      field,
    );
  }
  const magnitude = Number(`${match[2]}${decimals.padEnd(exponent, '0')}`);
  return assertAmount(match[1] === '-' ? 0 - magnitude : magnitude, field);
}

/** The plain decimal form, `1234.50`: for inputs, CSV and the command line. */
export function decimalAmount(amountMinor: AmountMinor, currency: CurrencyCode): string {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const sign = amountMinor < 0 ? '-' : '';
  return exponent === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-exponent)}`;
}

/** The form for people in their locale, with the currency: `1 234,50 €`. */
export function formatAmount(amountMinor: AmountMinor, currency: CurrencyCode, locale: string): string {
  // A decimal string keeps every digit; a division into a double would not.
  const decimal = decimalAmount(amountMinor, currency) as `${number}`;
  const digits = currencyExponent(currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(decimal as unknown as number);
}

function exampleAmount(exponent: number): string {
  return exponent === 0 ? '20' : `20.${'0'.repeat(exponent)}`;
}
