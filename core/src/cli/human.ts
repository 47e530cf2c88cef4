const OCTET_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'];

/** What a terminal would obey instead of showing: control characters, changes of direction, other line ends. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text of anyone's as it may be written to a terminal. */
export function printable(text: string): string {
  return text.replace(UNSAFE, '\ufffd');
}

/** `12.3 GB`, powers of 1000, from the API's decimal string. */
export function formatOctets(octets: string): string {
  let rest = Number(octets);
  let unit = 0;
  while (rest >= 999.95 && unit < OCTET_UNITS.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? rest : rest.toFixed(1)} ${OCTET_UNITS[unit]}`;
}

/** `2026-05-01 14:00:00` on the clocks of a time zone. */
export function formatInstant(instant: string | null, timeZone: string): string {
  if (instant === null) return '';
  // Swedish dates are ISO 8601 dates.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant));
}

/** `1 service`, `3 services`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
