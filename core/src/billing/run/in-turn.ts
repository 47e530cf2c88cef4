/** A step of many: it prepares at once, and awaits its turn before it writes. */
export type Step = (turn: Promise<unknown>) => Promise<void>;

/**
 * Runs steps so that each prepares while the one before it writes; they write one after another. Where `isSideBySide` is false each begins
 * when the one before it has ended. A step that fails ends all of it: the one that prepares is refused its turn with the same error.
 */
export async function inTurn(steps: AsyncIterable<Step>, { isSideBySide }: { readonly isSideBySide: boolean }): Promise<void> {
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const step of steps) {
      const turn = writing;
      if (!isSideBySide) await turn;
      writing = step(turn);
      // Its failure is seen below.
      writing.catch(() => undefined);
      await turn;
    }
  } finally {
    await Promise.allSettled([writing]);
  }
  await writing;
}
