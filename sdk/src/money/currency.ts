/** An ISO 4217 currency code, such as `EUR`. */
export type CurrencyCode = string;

/** How many decimals the currency's minor unit has (ISO 4217 exponent): JPY 0, USD 2, KWD 3. */
export function currencyExponent(currency: CurrencyCode): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}
