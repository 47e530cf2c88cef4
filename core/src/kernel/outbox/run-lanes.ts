const LANES_AT_ONCE = 8;

/** Runs lanes of work side by side, a few at a time: one that hangs holds up only its own. */
export async function runLanes<T>(lanes: readonly T[], run: (lane: T) => Promise<void>): Promise<void> {
  const waiting = [...lanes];
  const runner = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) await run(lane);
  };
  await Promise.all(Array.from({ length: Math.min(LANES_AT_ONCE, lanes.length) }, runner));
}
