import { invalid, type LocalDate } from '@tapline/sdk';

/** When a series begins at 1 again. */
export type SeriesReset = 'never' | 'yearly' | 'monthly';

const PLACEHOLDER = /\{([a-z]+)(?:\|(\d{1,2}))?\}/g;
const LONGEST_DATE_PART = 4;
const KNOWN = ['year', 'month', 'day', 'next', 'customer'];

/** The year or month that a series counts in on a day; empty where it counts for ever. */
export function seriesPeriod(resets: SeriesReset, date: LocalDate): string {
  if (resets === 'yearly') return date.slice(0, 4);
  return resets === 'monthly' ? date.slice(0, 7) : '';
}

/**
 * Writes a number: `{year}{next|6}` gives `2026000017`. `{year|2}` is the year's last digits; `{next|6}` is filled with zeros and grows
 * beyond them; `{customer}` is the customer's number.
 */
export function formatNumber(
  format: string,
  values: { readonly next: number; readonly date: LocalDate; readonly customer: number },
): string {
  const [year = '', month = '', day = ''] = values.date.split('-');
  return format.replaceAll(PLACEHOLDER, (_, name: string, width: string | undefined) => {
    if (name === 'year') return width === undefined ? year : year.slice(-Number(width));
    if (name === 'month') return month;
    if (name === 'day') return day;
    return String(name === 'next' ? values.next : values.customer).padStart(Number(width ?? 0), '0');
  });
}

/** Digits that a format has put in: how many at least, and whether there can be more. */
interface CountedPart {
  readonly digits: number;
  readonly canGrow: boolean;
}

/** What the numbers of a format are put together of: words that are always the same, and digits. */
export function formatParts(format: string): readonly (string | CountedPart)[] {
  const parts: (string | CountedPart)[] = [];
  let end = 0;
  for (const match of format.matchAll(PLACEHOLDER)) {
    const [whole, name = '', width] = match;
    parts.push(format.slice(end, match.index));
    end = match.index + whole.length;
    if (name === 'next' || name === 'customer') parts.push({ digits: Math.max(1, Number(width ?? 1)), canGrow: true });
    else parts.push({ digits: name === 'year' ? Math.min(Number(width ?? LONGEST_DATE_PART), LONGEST_DATE_PART) : 2, canGrow: false });
  }
  return [...parts, format.slice(end)].filter((part) => part !== '');
}

/**
 * Throws `SERIES_FORMAT_WRONG` for a format that would not give every document of the series a number of its own. One that is kept as it `was` may be from
 * before customers' numbers had to stand apart: the issue itself gives no number twice.
 */
export function checkNumberFormat(format: string, resets: SeriesReset, was?: string): void {
  const names = [...format.matchAll(PLACEHOLDER)].map((match) => match[1] ?? '');
  const unknown = names.find((name) => !KNOWN.includes(name));
  const refuse = (why: string) => invalid('SERIES_FORMAT_WRONG', `the number format "${format}" ${why}`, 'format');
  if (unknown !== undefined) throw refuse(`knows no {${unknown}}; there are ${KNOWN.map((name) => `{${name}}`).join(', ')}`);
  if (/[{}]/.test(format.replaceAll(PLACEHOLDER, ''))) throw refuse('has a brace that belongs to nothing; write {next|6}');
  if (names.filter((name) => name === 'next').length !== 1) throw refuse('must have {next} once: the running number');
  if (format !== was && growsTogether(format))
    throw refuse('must have a letter or a sign between {customer} and {next}, or two customers can get one number');
  if (resets !== 'never' && !/\{year(\|[2-9])?\}/.test(format)) throw refuse('must have {year}, or its numbers come again after the reset');
  if (resets === 'monthly' && !names.includes('month')) throw refuse('must have {month}, or its numbers come again after the reset');
}

/** Whether two numbers of any length meet without anything that tells where the first one ends. */
function growsTogether(format: string): boolean {
  let isGrowing = false;
  for (const part of formatParts(format)) {
    if (typeof part === 'string') isGrowing &&= /^\d*$/.test(part);
    else if (part.canGrow && isGrowing) return true;
    else isGrowing ||= part.canGrow;
  }
  return false;
}
