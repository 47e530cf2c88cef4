import type { ApiRow } from '../routeros/client.js';

const MARK = /^tapline:([0-9A-Za-z]+)$/;

/** The comment of every object on a router that is kept for a line: only what bears it is ever changed or removed. */
export const markOf = (serviceId: string): string => `tapline:${serviceId}`;

/** Whose object it is; `undefined` for what is not ours. */
export function serviceOf(row: ApiRow): string | undefined {
  return MARK.exec(row.comment ?? '')?.[1];
}

export const isOurs = (row: ApiRow): boolean => serviceOf(row) !== undefined;
