import type { LoginKind, Pace, RequestKind } from './load/load.js';

/** One load on one server. */
export interface Cell {
  /** `chap 64 in flight` */
  readonly name: string;
  readonly requests: RequestKind;
  readonly pace: Pace;
}

export const USERS = 100_000;
const IN_FLIGHT = [16, 64, 256];
const RATES = [1_000, 5_000, 20_000];

const inFlight = (requests: RequestKind): readonly Cell[] =>
  IN_FLIGHT.map((count) => ({ name: `${requests} ${count} in flight`, requests, pace: { kind: 'closed', inFlight: count } }));
const atRates = (requests: RequestKind): readonly Cell[] =>
  RATES.map((perSecond) => ({ name: `${requests} ${perSecond} a second`, requests, pace: { kind: 'open', perSecond } }));

export const LOGIN_KINDS: readonly LoginKind[] = ['pap', 'chap', 'mschapv2'];
export const LOGIN_CELLS: readonly Cell[] = LOGIN_KINDS.flatMap((kind) => [...inFlight(kind), ...atRates(kind)]);
export const ACCOUNTING_CELLS: readonly Cell[] = [
  ...atRates('accounting'),
  ...inFlight('accounting'),
  ...(['accounting-storm', 'accounting-quiet'] as const).map(
    (kind): Cell => ({ name: `${kind} 64 in flight`, requests: kind, pace: { kind: 'closed', inFlight: 64 } }),
  ),
];
export const ECHO_CELLS: readonly Cell[] = inFlight('echo');
export const SYNC_GROUPS: readonly number[] = IN_FLIGHT;

/** Logins at twice the rate that a server was seen to stand. */
export const OVERLOAD = 'pap at twice its capacity';
export function overloadCell(perSecond: number): Cell {
  return { name: OVERLOAD, requests: 'pap', pace: { kind: 'open', perSecond } };
}

/** Measured at every number of services. */
export const GROWTH_CELL: Cell = { name: 'pap 64 in flight', requests: 'pap', pace: { kind: 'closed', inFlight: 64 } };
export const GROWTH_SERVICES: readonly number[] = [1_000, 10_000];
export const LARGE_SERVICES = 1_000_000;
