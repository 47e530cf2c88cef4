import { localTimeOf } from '@tapline/sdk';

const SECOND_MS = 1000;

/** What the clocks of a time zone show, without offset, as banks like it best: `2026-11-29T19:30:00`. */
export function localDateTime(instantMs: number, timeZone: string): string {
  const { date, hour, minute } = localTimeOf(instantMs, timeZone);
  const two = (value: number): string => String(value).padStart(2, '0');
  // Zones differ in whole minutes.
  return `${date}T${two(hour)}:${two(minute)}:${two(Math.floor(instantMs / SECOND_MS) % 60)}`;
}
