import { randomInt } from 'node:crypto';

/** Whether what is proved is proved in full (`npm run proof:…`, `TAPLINE_PROOF=full`) or by a sample (`npm test`). */
export const isFullProof = process.env.TAPLINE_PROOF === 'full';

export function proofSize({ sample, full }: { readonly sample: number; readonly full: number }): number {
  return isFullProof ? full : sample;
}

/** Another one in each run; `TAPLINE_PROOF_SEED` repeats a run. It belongs into the test's title, so that a failure tells it. */
export const proofSeed = Number(process.env.TAPLINE_PROOF_SEED ?? randomInt(2 ** 31));

/** One of so many places is tried in `npm test`, others in each run, and every one in full. */
export function placesApart(sample: number): { readonly first: number; readonly apart: number } {
  const apart = isFullProof ? 1 : sample;
  return { first: 1 + (proofSeed % apart), apart };
}
