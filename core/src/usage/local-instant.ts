import { invalid, parseLocalDate, startOfDayMs } from '@tapline/sdk';

const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const EXACT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
const HOUR_MS = 3_600_000;

/**
 * An instant as people type it: `2026-11-22 14:05` on the clocks of a time zone, or with its offset, `2026-11-22T13:05:00Z`. Of a time that
 * the clocks show twice the first one is meant; one that they skip is as much later. Throws `INSTANT_UNREADABLE`, `DATE_UNREADABLE`.
 */
export function parseLocalInstant(text: string, timeZone: string, field = 'at'): number {
  const trimmed = text.trim();
  if (EXACT.test(trimmed) && !Number.isNaN(Date.parse(trimmed))) return Date.parse(trimmed);
  const [, date = '', hour = '', minute = '', second = '0'] = LOCAL.exec(trimmed) ?? [];
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  if (date === '' || !isTime) {
    throw invalid('INSTANT_UNREADABLE', `"${text}" is not an instant; write it like 2026-11-22 14:05 or 2026-11-22T13:05:00Z`, field);
  }
  const wall = Date.parse(`${parseLocalDate(date, field)}T${hour.padStart(2, '0')}:${minute}:${second.padStart(2, '0')}Z`);
  const midnightMs = startOfDayMs(date, timeZone);
  const sinceMidnightMs = wall - Date.parse(`${date}T00:00:00Z`);
  // Right but on a day on which the clocks change; then one of its neighbours is.
  const guessMs = midnightMs + sinceMidnightMs;
  const found = [guessMs - HOUR_MS, guessMs, guessMs + HOUR_MS].find((instantMs) => wallOf(instantMs, timeZone) === wall);
  return found ?? guessMs;
}

function wallOf(instantMs: number, timeZone: string): number {
  // Swedish dates are ISO 8601 dates.
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(instantMs);
  return Date.parse(`${text.replace(' ', 'T')}Z`);
}
