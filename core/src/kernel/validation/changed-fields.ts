import { isDeepStrictEqual } from 'node:util';

/** The names of the fields in which two values of one type differ. */
export function changedFields<T extends object>(before: T, after: T): readonly (keyof T & string)[] {
  return (Object.keys(after) as (keyof T & string)[]).filter((field) => !isDeepStrictEqual(before[field], after[field]));
}
