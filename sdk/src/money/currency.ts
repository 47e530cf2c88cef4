/** An ISO 4217 currency code, such as `EUR`. */
export type CurrencyCode = string;

const DECIMALS_OF_MOST = 2;

/** ISO 4217, list one: the currencies whose minor unit is not a hundredth. Not what Node.js knows of currencies: that is how prices are usually shown, and changes with its version. */
const OTHER_DECIMALS: ReadonlyMap<CurrencyCode, number> = new Map(
  (
    [
      [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
      [3, 'BHD IQD JOD KWD LYD OMR TND'],
      [4, 'CLF UYW'],
    ] as const
  ).flatMap(([decimals, codes]) => codes.split(' ').map((code) => [code, decimals] as const)),
);

/** How many decimals the currency's minor unit has (ISO 4217 exponent): JPY 0, USD 2, KWD 3. */
export function currencyExponent(currency: CurrencyCode): number {
  return OTHER_DECIMALS.get(currency) ?? DECIMALS_OF_MOST;
}
