import { expect } from 'chai';
import fc from 'fast-check';
import { type Movement, mergeReport } from './movement.js';

const NOTHING: Movement = {
  id: 'm',
  attemptId: 'a',
  gatewayId: 'g',
  kind: 'return',
  returnKind: 'refund',
  reference: 'r',
  captureReference: 'c',
  status: 'undone',
  amountMinor: 0,
  currency: 'EUR',
  feeMinor: null,
  chargeMinor: 0,
  valueDate: null,
  reasonCode: null,
  reason: null,
  problem: null,
  isBooked: false,
  round: 0,
  feeBookedMinor: 0,
  feeRound: 0,
  chargeDocumentId: null,
  seenAtMs: 0,
};

describe('What is known of a movement', () => {
  it('is the same in whatever order and however often it is told', () => {
    const report = fc.record({
      status: fc.constantFrom('pending' as const, 'failed' as const, 'completed' as const, 'withdrawn' as const),
      feeMinor: fc.constantFrom(null, 35),
      reason: fc.constantFrom(null, 'why'),
      valueDate: fc.constantFrom(null, '2026-03-01'),
    });
    const told = { amountMinor: 500, currency: 'EUR', chargeMinor: 0, reasonCode: null };
    const after = (reports: readonly Pick<Parameters<typeof mergeReport>[1], 'status' | 'feeMinor' | 'reason' | 'valueDate'>[]) =>
      reports.reduce<Movement>((known, each) => mergeReport(known, { ...told, ...each }) ?? known, NOTHING);
    fc.assert(
      fc.property(
        fc
          .array(report, { minLength: 1, maxLength: 6 })
          .chain((reports) =>
            fc.tuple(fc.constant(reports), fc.shuffledSubarray([...reports, ...reports], { minLength: reports.length * 2 })),
          ),
        ([reports, shuffled]) => {
          expect(after(shuffled)).to.deep.equal(after(reports));
        },
      ),
    );
  });
});
