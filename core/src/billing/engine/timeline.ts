import type { DayNumber } from './day-number.js';

/** What holds from a day on, until the next entry of its timeline. */
export interface Dated<T> {
  readonly from: DayNumber;
  readonly value: T;
}

/** In the order of days, one a day: what came last on a day holds for all of it, so what was changed and changed back in a day never was. */
export type Timeline<T> = readonly Dated<T>[];

/** Folds changes, given in the order in which they were made, into a timeline. */
export function timelineOf<T extends object>(changes: readonly Dated<Partial<T>>[], initial: T): Timeline<T> {
  const inOrder = changes.map((change, index) => ({ ...change, index })).sort((a, b) => a.from - b.from || a.index - b.index);
  const timeline: Dated<T>[] = [];
  let value = initial;
  for (const change of inOrder) {
    value = { ...value, ...change.value };
    if (timeline.at(-1)?.from === change.from) timeline.pop();
    timeline.push({ from: change.from, value });
  }
  return timeline;
}

export function valueOn<T>(timeline: Timeline<T>, day: DayNumber): T | undefined {
  let found: T | undefined;
  for (const { from, value } of timeline) {
    if (from > day) break;
    found = value;
  }
  return found;
}
