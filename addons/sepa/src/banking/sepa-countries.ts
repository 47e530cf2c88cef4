export interface SepaCountry {
  /** All characters of an IBAN, its country and check digits too (SWIFT IBAN registry). */
  readonly ibanLength: number;
  /** In the European Economic Area. Elsewhere banks ask for BIC and address of the debtor (EPC409-09, EPC016-06 AT-46). */
  readonly isInEea: boolean;
}

const EEA =
  'AT20 BE16 BG22 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MT31 NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24';
const OTHERS = 'AD24 AL28 CH21 GB22 GI23 MC27 MD24 ME22 MK19 RS22 SM27 VA22';

const rows = (text: string, isInEea: boolean): readonly (readonly [string, SepaCountry])[] =>
  text.split(' ').map((word) => [word.slice(0, 2), { ibanLength: Number(word.slice(2)), isInEea }]);

/** The countries whose accounts can be collected from and paid to in euro, by the two letters that IBANs begin with (EPC409-09). */
export const SEPA_COUNTRIES: ReadonlyMap<string, SepaCountry> = new Map([...rows(EEA, true), ...rows(OTHERS, false)]);
