/** The heartbeat's cell: changes as long as the event loop turns. */
export const BEAT = 0;
/** The cell that holds the number of the call whose code is running; 0 for the core's own. */
export const CALL = 1;
export const CELL_COUNT = 2;
/** How often the heartbeat is looked at before it counts as standing still; counted, since a machine that sleeps stops both sides. */
export const CHECKS = 10;

export interface WatchdogSetup {
  readonly cells: Int32Array<SharedArrayBuffer>;
  readonly quarantineFile: string;
  readonly stallMs: number;
}

/** What a call's number stands for. */
export interface WatchdogLabel {
  readonly number: number;
  readonly ownerId: string;
  readonly call: string;
  readonly isCore: boolean;
}
