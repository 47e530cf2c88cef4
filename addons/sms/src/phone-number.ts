const SHORTEST = 7;
/** ITU-T E.164 s6. */
const LONGEST = 15;

/** The number as gateways want it, `420777123456`, or `null` when what people wrote down is no number. */
export function internationalNumber(written: string | null, countryCode: string): string | null {
  if (written === null || /[^\d\s()+./-]/.test(written)) return null;
  const digits = written.replaceAll(/\D/g, '');
  const number = numberOf(written.trim(), digits, countryCode);
  return number.length >= SHORTEST && number.length <= LONGEST ? number : null;
}

function numberOf(written: string, digits: string, countryCode: string): string {
  if (written.startsWith('+')) return digits;
  if (digits.startsWith('00')) return digits.slice(2);
  if (countryCode === '') return digits;
  return countryCode + digits.replace(/^0/, '');
}
