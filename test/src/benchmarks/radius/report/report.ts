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

export interface Report {
  readonly at: string;
  readonly machine: string;
  readonly node: string;
  readonly command: string;
  readonly cells: CellResult[];
  readonly figures: Figure[];
  /** What was not measured, and why. */
  readonly skipped: string[];
}
