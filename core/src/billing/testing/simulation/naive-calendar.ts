/** The rhythm in which a customer is charged. */
export interface NaiveCycle {
  readonly anchorDay: number;
  readonly periodMonths: number;
  readonly timing: 'advance' | 'arrears';
}

/** What a customer is since a day: whether its days are charged at all, and in which rhythm; without one where another billing type has it. */
export interface NaiveState {
  readonly date: string;
  readonly isCharged: boolean;
  readonly cycle: NaiveCycle | null;
}

/** A rhythm that has begun. */
interface Grid {
  readonly cycle: NaiveCycle;
  readonly since: string;
}

/** One day of a customer. */
export interface NaiveDay {
  readonly date: string;
  readonly isCharged: boolean;
  readonly grid: Grid | null;
  /** A period begins, or the rhythm has ended: there is a bill. */
  readonly isBillDate: boolean;
}

const DAY_MS = 86_400_000;

export function nextDay(date: string, days = 1): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whether a period begins on a day. */
export function isPeriodStart({ cycle, since }: Grid, date: string): boolean {
  if (!isAnchor(cycle.anchorDay, date)) return false;
  let origin = since;
  while (!isAnchor(cycle.anchorDay, origin)) origin = nextDay(origin, -1);
  const months = (Number(date.slice(0, 4)) - Number(origin.slice(0, 4))) * 12 + Number(date.slice(5, 7)) - Number(origin.slice(5, 7));
  return months % cycle.periodMonths === 0;
}

function isAnchor(anchorDay: number, date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return day.getUTCDate() === Math.min(anchorDay, new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate());
}

/** All days from the first state to the end of the period under way on the last day, by what was known on that day. */
export function naiveDays(states: readonly NaiveState[], lastDay: string): readonly NaiveDay[] {
  const days: NaiveDay[] = [];
  let grid: Grid | null = null;
  let waiting: NaiveCycle | null = null;
  let isCharged = false;
  for (let date = states[0]?.date ?? nextDay(lastDay); date <= lastDay || (grid && !isPeriodStart(grid, date)); date = nextDay(date)) {
    let isBillDate = grid !== null && isPeriodStart(grid, date);
    if (isBillDate && waiting) {
      grid = { cycle: waiting, since: date };
      waiting = null;
    }
    for (const state of states.filter((each) => each.date === date && date <= lastDay)) {
      isCharged = state.isCharged;
      if (!state.cycle) {
        isBillDate ||= grid !== null;
        grid = null;
        waiting = null;
      } else if (!grid) grid = { cycle: state.cycle, since: date };
      else if (isSame(grid.cycle, state.cycle)) waiting = null;
      else if (grid.since === date || isPeriodStart(grid, date)) grid = { cycle: state.cycle, since: date };
      else waiting = state.cycle;
    }
    isBillDate ||= grid !== null && isPeriodStart(grid, date);
    days.push({ date, isCharged, grid, isBillDate });
  }
  return days;
}

function isSame(a: NaiveCycle, b: NaiveCycle): boolean {
  return a.anchorDay === b.anchorDay && a.periodMonths === b.periodMonths && a.timing === b.timing;
}
