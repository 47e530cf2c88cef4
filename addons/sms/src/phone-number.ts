const SHORTEST = 7;
/** ITU-T E.164 s6. */
const LONGEST = 15;
/** Few countries have numbers of more digits, their code included. */
const USUAL_LONGEST = 12;
/** In North America 1 is the country code and what is dialled before an area code; no area code begins with it. */
const NORTH_AMERICA = '1';

/** How numbers of the company's country are written. */
export interface NumberingPlan {
  /** Of numbers that have none; '' for none. */
  readonly countryCode: string;
  /** Digits of a number without country code; 0 where they differ. */
  readonly nationalDigits: number;
}

/** The number as gateways want it, `420777123456`, or `null` when what people wrote down is no number. */
export function internationalNumber(written: string | null, plan: NumberingPlan): string | null {
  if (written === null || /[^\d\s()+./-]/.test(written)) return null;
  const number = numberOf(written.trim(), plan);
  return number !== null && number.length >= SHORTEST && number.length <= LONGEST ? number : null;
}

function numberOf(written: string, plan: NumberingPlan): string | null {
  const isInternational = /^\(?\s*(\+|00)/.test(written);
  // +44 (0)20: the zero is dialled inside the country only.
  const digits = (isInternational ? written.replace(/\(\s*0\s*\)/, '') : written).replaceAll(/\D/g, '');
  if (isInternational) return written.includes('+') ? digits : digits.slice(2);
  if (plan.countryCode === '' || hasCountryCode(digits, plan)) return digits;
  const national = digits.replace(/^0/, '');
  if (plan.nationalDigits > 0 && national.length !== plan.nationalDigits) return null;
  return plan.countryCode + national;
}

/** Whether a number without plus sign begins with the country code, not with digits of its own that are the same. */
function hasCountryCode(digits: string, { countryCode, nationalDigits }: NumberingPlan): boolean {
  if (!digits.startsWith(countryCode)) return false;
  if (nationalDigits > 0) return digits.length === countryCode.length + nationalDigits;
  return countryCode === NORTH_AMERICA || countryCode.length + digits.length > USUAL_LONGEST;
}
