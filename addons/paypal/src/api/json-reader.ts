import { PayPalProblem } from './paypal-problem.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** `undefined` unless it is an object. */
export function asRecord(value: unknown): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
}

/** The objects of a list; none where there is no list. */
export function recordsIn(value: unknown): readonly JsonRecord[] {
  return Array.isArray(value) ? value.map(asRecord).filter((item) => item !== undefined) : [];
}

/** A text, cut to what can be kept of it; empty unless there is one. */
export function textIn(record: JsonRecord | undefined, name: string, longest = 300): string {
  const value = record?.[name];
  return typeof value === 'string' ? value.slice(0, longest) : '';
}

/** A value that must be there: without it the answer is none. */
export function demand<T>(value: T | undefined | '', what: string): T {
  if (value === undefined || value === '') throw new PayPalProblem('unknown', 'ANSWER_UNREADABLE', `PayPal's answer has no ${what}`, 200);
  return value;
}
