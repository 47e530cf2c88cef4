import { randomInt } from 'node:crypto';

/** Whether what is proved is proved in full (`npm run proof:radius`) or by a sample (`npm test`). */
export const isFullProof = process.env.TAPLINE_PROOF === 'full';

export function proofSize({ sample, full }: { readonly sample: number; readonly full: number }): number {
  return isFullProof ? full : sample;
}

/** Another one in each run; `TAPLINE_PROOF_SEED` repeats a run. It belongs into the test's title, so that a failure tells it. */
export const proofSeed = Number(process.env.TAPLINE_PROOF_SEED ?? randomInt(2 ** 31));
