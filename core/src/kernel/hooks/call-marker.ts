/** Notes whose code is running, so that a process that stands still can say because of whom. */
export interface CallMarker {
  /** Runs work, with all that continues from it, under the name of an owner and of what was called. */
  run<T>(ownerId: string, call: string, work: () => T): T;
}

export const NO_MARKER: CallMarker = { run: (_ownerId, _call, work) => work() };
