import { expect } from 'chai';
import { ownCopyOf } from './octets.js';

describe('A copy of its own', () => {
  it('holds the same octets, and nothing else is in its memory', () => {
    const memory = Buffer.from('one, two, three');
    const copy = ownCopyOf(memory.subarray(5, 8));
    memory.fill(0);
    expect(Buffer.from(copy).toString()).to.equal('two');
    expect(copy.buffer.byteLength).to.equal(3);
  });
});
