import type { Pace, RequestKind } from './load/load.js';

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

export const LOGIN_CELLS: readonly Cell[] = [
  ...inFlight('pap'),
  ...inFlight('chap'),
  ...RATES.map((perSecond): Cell => ({ name: `pap ${perSecond} a second`, requests: 'pap', pace: { kind: 'open', perSecond } })),
];
export const ACCOUNTING_CELLS: readonly Cell[] = inFlight('accounting');
export const ECHO_CELLS: readonly Cell[] = inFlight('echo');
export const SYNC_GROUPS: readonly number[] = IN_FLIGHT;

/** Measured at every number of services. */
export const GROWTH_CELL: Cell = { name: 'pap 64 in flight', requests: 'pap', pace: { kind: 'closed', inFlight: 64 } };
export const GROWTH_SERVICES: readonly number[] = [1_000, 10_000];
export const LARGE_SERVICES = 1_000_000;
