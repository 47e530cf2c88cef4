const MOST_KEPT = 1_000;
const kept = new Map<string, unknown>();
const NOTHING = Object.freeze({});

/** The value of a JSON text, `{}` for null. The same text gives the same object: a hundred thousand lines have a few plans. */
export function parseShared<T>(text: string | null | undefined): T {
  if (text === null || text === undefined) return NOTHING as T;
  const known = kept.get(text);
  if (known !== undefined) return known as T;
  if (kept.size >= MOST_KEPT) kept.clear();
  const value: unknown = Object.freeze(JSON.parse(text));
  kept.set(text, value);
  return value as T;
}

/** The text of a value; null for one without content. */
export function jsonOrNull(value: object): string | null {
  return Object.keys(value).length === 0 ? null : JSON.stringify(value);
}
