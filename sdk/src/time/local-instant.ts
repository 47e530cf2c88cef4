import { invalid } from '../errors.js';
import { localTimeMs, parseLocalDate } from './calendar.js';

const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$/;
const EXACT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

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
  const time = { hour: Number(hour), minute: Number(minute), second: Number(second) };
  return localTimeMs(parseLocalDate(date, field), time, timeZone);
}
