import { addDays, invalid, localDateOf, parseLocalDate, startOfDayMs } from '@tapline/sdk';

const EXACT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };
const CALENDAR_DAYS: Readonly<Record<string, number>> = { d: 1, w: 7 };
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * The instant that is so much later: `90s`, `15m`, `3h`, `2d`, `1w`, or several, `1d12h`. Days and weeks are the company's calendar days, as
 * long as they are. Throws `DURATION_UNREADABLE`.
 */
export function advanceInstant(nowMs: number, duration: string, timeZone: string): number {
  const text = duration.trim();
  if (!/^(\d{1,6}[smhdw])+$/.test(text)) {
    throw invalid('DURATION_UNREADABLE', `"${duration}" is not a duration; write it like 90s, 15m, 3h, 2d, 1w or 1d12h`, 'advance');
  }
  let instantMs = nowMs;
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([smhdw])/g)) {
    const days = CALENDAR_DAYS[unit];
    instantMs =
      days === undefined ? instantMs + Number(count) * (EXACT_MS[unit] ?? 0) : laterDay(instantMs, Number(count) * days, timeZone);
  }
  return instantMs;
}

/** An instant with its offset, `2026-05-01T12:00:00Z`, or the beginning of the company's day `2026-05-01`. Throws `INSTANT_UNREADABLE`. */
export function parseInstant(text: string, timeZone: string): number {
  const trimmed = text.trim();
  if (/^\d{4}-\d{2}-\d{2}$/.test(trimmed)) return startOfDayMs(parseLocalDate(trimmed, 'to'), timeZone);
  const instantMs = INSTANT.test(trimmed) ? Date.parse(trimmed) : Number.NaN;
  if (Number.isNaN(instantMs)) {
    throw invalid('INSTANT_UNREADABLE', `"${text}" is not an instant; write it like 2026-05-01 or 2026-05-01T12:00:00Z`, 'to');
  }
  return instantMs;
}

/** The same distance from midnight, some days later. */
function laterDay(instantMs: number, days: number, timeZone: string): number {
  const date = localDateOf(instantMs, timeZone);
  return startOfDayMs(addDays(date, days), timeZone) + (instantMs - startOfDayMs(date, timeZone));
}
