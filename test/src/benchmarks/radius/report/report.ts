import type { LoadResult } from '../load/load.js';

export interface CellResult extends LoadResult {
  /** `tapline-sqlite chap 64 in flight` */
  readonly name: string;
  /** Cores that the server's process used; its database's; `undefined` where that cannot be seen. */
  readonly serverCpu?: number | undefined;
  readonly databaseCpu?: number | undefined;
  /** The server's process, at the end of the cell. */
  readonly residentMegabytes?: number | undefined;
}

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** A measured value beside the one that is aimed at. */
export interface Aim {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly comparison: 'at least' | 'under';
  readonly aim: number;
  readonly isMet: boolean;
  /** The same ratio for each second of the servers' and databases' CPU: what does not depend on who else uses the machine. */
  readonly perCpuSecond?: number;
}

export interface Report {
  readonly at: string;
  readonly machine: string;
  readonly node: string;
  readonly command: string;
  readonly cells: CellResult[];
  readonly figures: Figure[];
  readonly aims: Aim[];
  /** What was not measured, and why. */
  readonly skipped: string[];
}
