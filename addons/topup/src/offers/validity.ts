import { addDays, addMonths, type LocalDate, parseLocalDate, startOfDayMs } from '@tapline/sdk';

type Unit = 'day' | 'week' | 'month';

/** How long bought data lives. */
export type Validity =
  | { readonly kind: 'end-of-period' }
  | { readonly kind: 'unlimited' }
  | { readonly kind: 'until'; readonly date: LocalDate }
  | { readonly kind: 'time'; readonly count: number; readonly unit: Unit };

export interface ValidityFrame {
  readonly today: LocalDate;
  readonly timeZone: string;
  /** The end of the period that the line's meter counts; null where nothing is metered. */
  readonly periodUntilMs: number | null;
}

const DAYS_OF_WEEK = 7;
const MOST = 400;

export const VALIDITY_PATTERN = '^(end of period|unlimited|until \\d{4}-\\d{2}-\\d{2}|[1-9]\\d{0,2} (day|week|month)s?)$';

/** `end of period`, `unlimited`, `30 days`, `2 weeks`, `1 month`, `until 2026-12-31`; `undefined` for anything else. */
export function parseValidity(text: string): Validity | undefined {
  const words = text.trim();
  if (words === 'end of period') return { kind: 'end-of-period' };
  if (words === 'unlimited') return { kind: 'unlimited' };
  if (words.startsWith('until ')) return untilOf(words.slice('until '.length));
  const [, number = '', unit = ''] = /^([1-9]\d{0,2}) (day|week|month)s?$/.exec(words) ?? [];
  const count = Number(number);
  return unit === '' || count > MOST ? undefined : { kind: 'time', count, unit: unit as Unit };
}

export function validityWords(validity: Validity): string {
  if (validity.kind === 'until') return `until ${validity.date}`;
  if (validity.kind !== 'time') return validity.kind === 'unlimited' ? 'unlimited' : 'end of period';
  return `${validity.count} ${validity.unit}${validity.count === 1 ? '' : 's'}`;
}

/**
 * The instant from which it pays for nothing; null for no end. Days, weeks and months end with the day that they lead to, so nobody gets less than
 * was promised. Where nothing is metered, the period is the calendar month.
 */
export function expiryMs(validity: Validity, { today, timeZone, periodUntilMs }: ValidityFrame): number | null {
  if (validity.kind === 'unlimited') return null;
  if (validity.kind === 'end-of-period') return periodUntilMs ?? startOfDayMs(addMonths(`${today.slice(0, 7)}-01`, 1), timeZone);
  return startOfDayMs(addDays(validity.kind === 'until' ? validity.date : lastDay(validity, today), 1), timeZone);
}

function untilOf(text: string): Validity | undefined {
  try {
    return { kind: 'until', date: parseLocalDate(text) };
  } catch {
    return undefined;
  }
}

function lastDay({ count, unit }: Extract<Validity, { kind: 'time' }>, today: LocalDate): LocalDate {
  if (unit === 'month') return addMonths(today, count);
  return addDays(today, unit === 'week' ? count * DAYS_OF_WEEK : count);
}
