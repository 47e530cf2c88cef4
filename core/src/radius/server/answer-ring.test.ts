import { expect } from 'chai';
import fc from 'fast-check';
import { AnswerRing } from './answer-ring.js';

const LIMITS = { keepMs: 1_000, chunks: 4, chunkOctets: 64 };

describe('The ring of answers', () => {
  it('gives back what was written, whole, as long as it is young and there is room, and never anything else', () => {
    const step = fc.record({ length: fc.integer({ min: 1, max: 64 }), pauseMs: fc.integer({ min: 0, max: 400 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const ring = new AnswerRing(LIMITS);
        const written: { readonly place: number; readonly answer: Buffer; readonly atMs: number }[] = [];
        let nowMs = 0;
        for (const [index, { length, pauseMs }] of steps.entries()) {
          nowMs += pauseMs;
          const answer = Buffer.alloc(length, index);
          written.push({ place: ring.write(Buffer.concat([answer, Buffer.from('not of it')]), length, nowMs), answer, atMs: nowMs });
          expect(ring.octets).to.be.at.most(LIMITS.chunks * LIMITS.chunkOctets);
          for (const [newer, { place, answer: wanted, atMs }] of written.toReversed().entries()) {
            const found = ring.read(place, wanted.length);
            if (found) expect(found).to.deep.equal(wanted);
            // Each newer one may have begun a chunk.
            if (newer < LIMITS.chunks && atMs >= nowMs - LIMITS.keepMs) expect(found).to.deep.equal(wanted);
          }
        }
      }),
    );
  });

  it('takes no more memory than what is young needs', () => {
    const ring = new AnswerRing(LIMITS);
    const answer = Buffer.alloc(64);
    for (let count = 0; count < 4; count++) ring.write(answer, 64, 0);
    expect(ring.octets).to.equal(4 * 64);
    ring.write(answer, 64, 1_001);
    expect(ring.octets).to.equal(64);
  });
});
