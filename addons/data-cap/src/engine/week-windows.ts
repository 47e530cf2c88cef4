const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const HOURS_OF_DAY = 24;
const HOURS_OF_WEEK = 168;
const MOST_WEIGHT = 1_000;

const DAY = `(${DAYS.join('|')})`;
const SPAN = `${DAY}(-${DAY})?`;

export const WINDOW_PATTERN = `^(daily|${SPAN}(,${SPAN})*) ([01]?\\d|2[0-4])-([01]?\\d|2[0-4]) \\d{1,2}(\\.\\d{1,2})?$`;

/**
 * The weight of each hour of the week in hundredths, from Monday 00:00. A window is `Mon-Fri 22-6 0.5`, `Sat,Sun 0-24 0`, `daily 0-8 0.25`: the days
 * on which it begins, whole hours of the company's clock, and how much an octet counts; one that ends before it begins ends the next day. Later windows go
 * before earlier ones. `undefined` for text that is none.
 */
export function parseWindows(lines: readonly string[]): readonly number[] | undefined {
  const weights = Array.from({ length: HOURS_OF_WEEK }, () => 100);
  for (const line of lines) {
    const [days = '', hours = '', weight = ''] = line.trim().split(/\s+/);
    const beginDays = parseDays(days);
    const [from, to] = hours.split('-').map(Number);
    const hundredths = Math.round(Number(weight) * 100);
    if (!new RegExp(WINDOW_PATTERN).test(line.trim()) || !beginDays || from === undefined || to === undefined) return undefined;
    if (hundredths > MOST_WEIGHT || from === HOURS_OF_DAY || from === to) return undefined;
    const length = to > from ? to - from : HOURS_OF_DAY - from + to;
    for (const day of beginDays) {
      for (let hour = 0; hour < length; hour++) weights[(day * HOURS_OF_DAY + from + hour) % HOURS_OF_WEEK] = hundredths;
    }
  }
  return weights;
}

function parseDays(text: string): readonly number[] | undefined {
  if (text === 'daily') return DAYS.map((_, day) => day);
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [first, last = first] = part.split('-').map((day) => DAYS.indexOf(day));
    if (first === undefined || last === undefined || first < 0 || last < 0) return undefined;
    for (let day = first; ; day = (day + 1) % DAYS.length) {
      found.add(day);
      if (day === last) break;
    }
  }
  return [...found];
}
