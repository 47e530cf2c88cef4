import { DatabaseTransaction } from '../database/database-transaction.js';

/** A call's input, cut in two: data, copied and frozen once for all taps, and the transaction, which is lent to each. */
export interface PreparedInput {
  readonly data: unknown;
  readonly tx: DatabaseTransaction | undefined;
}

export function prepareInput(input: unknown): PreparedInput {
  if (!isRecord(input) || !(input.tx instanceof DatabaseTransaction)) return { data: frozenCopy(input), tx: undefined };
  const { tx, ...data } = input;
  return { data: frozenCopy(data), tx };
}

export function inputFor(prepared: PreparedInput, tx: DatabaseTransaction | undefined): unknown {
  return tx === undefined ? prepared.data : Object.freeze({ ...(prepared.data as object), tx });
}

/** A copy of plain data that nobody can change, at any depth. */
export function frozenCopy<T>(value: T): T {
  return deepFreeze(structuredClone(value));
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) deepFreeze(inner);
  return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
