import type { LoopReport } from './loop-watch.js';

/** What a RADIUS process tells of itself every few seconds. */
export interface RadiusReport {
  readonly loops: { readonly authentication: LoopReport; readonly accounting: LoopReport };
  readonly residentMemoryOctets: number;
  readonly snapshot: {
    readonly lines: number;
    readonly routers: number;
    /** Whether the lines are those of the local file, because the database has not answered since the start. */
    readonly isFromFile: boolean;
    readonly fileOctets: number;
    /** When the file was last found to be what the database says; real time. */
    readonly fileConfirmedAtMs: number | null;
  };
}

/** As the thread that applies the journal writes it down. */
export interface WrittenRadiusReport extends RadiusReport {
  readonly journal: {
    /** Acknowledged, and not in the database yet. */
    readonly unappliedOctets: number;
    readonly appliedRecords: number;
  };
}

/** A report as it is kept. */
export interface InstanceReport {
  readonly instance: string;
  /** Real time. */
  readonly writtenAtMs: number;
  readonly report: WrittenRadiusReport;
}
