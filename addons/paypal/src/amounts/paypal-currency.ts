import { type CurrencyCode, currencyExponent } from '@tapline/sdk';

/**
 * Currencies that PayPal takes, and their decimals there; ISO 4217 gives HUF and TWD two. Source: "Currency codes" in PayPal's REST reference.
 */
const DECIMALS: Readonly<Record<string, 0 | 2>> = {
  AUD: 2,
  BRL: 2,
  CAD: 2,
  CHF: 2,
  CNY: 2,
  CZK: 2,
  DKK: 2,
  EUR: 2,
  GBP: 2,
  HKD: 2,
  HUF: 0,
  ILS: 2,
  JPY: 0,
  MXN: 2,
  MYR: 2,
  NOK: 2,
  NZD: 2,
  PHP: 2,
  PLN: 2,
  SEK: 2,
  SGD: 2,
  THB: 2,
  TWD: 0,
  USD: 2,
};

export function isTakenByPayPal(currency: CurrencyCode): boolean {
  return Object.hasOwn(DECIMALS, currency);
}

/** Amounts must be a multiple of this many minor units of the books: 100 for HUF. */
export function stepMinorOf(currency: CurrencyCode): number {
  return 10 ** Math.max(0, currencyExponent(currency) - (DECIMALS[currency] ?? 2));
}
