import { expect } from 'chai';
import { array, assert, integer, property, string } from 'fast-check';
import { encodeLength, encodeSentence, NotSentencesError, SentenceReader } from './words.js';

describe('Sentences of the RouterOS API', () => {
  it('are read as they were written, however the stream is split', () => {
    const words = array(string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 8 });
    assert(
      property(array(words, { minLength: 1, maxLength: 5 }), integer({ min: 1, max: 17 }), (sentences, octets) => {
        const reader = new SentenceReader();
        const stream = Buffer.concat(sentences.map(encodeSentence));
        const read: (readonly string[])[] = [];
        for (let at = 0; at < stream.length; at += octets) read.push(...reader.read(stream.subarray(at, at + octets)));
        expect(read).to.deep.equal(sentences.map((sentence) => sentence.map((word) => Buffer.from(word).toString())));
      }),
      { numRuns: 100 },
    );
  });

  it('have the lengths of the manual', () => {
    const lengths = [0, 0x7f, 0x80, 0x3fff, 0x4000, 0x1f_ffff, 0x20_0000, 0xfff_ffff, 0x1000_0000].map((length) =>
      encodeLength(length).toString('hex'),
    );
    expect(lengths).to.deep.equal(['00', '7f', '8080', 'bfff', 'c04000', 'dfffff', 'e0200000', 'efffffff', 'f010000000']);
  });

  it('are not taken for what has another form', () => {
    expect(() => new SentenceReader().read(Buffer.from([0xff, 1]))).to.throw(NotSentencesError);
    expect(() => new SentenceReader().read(Buffer.from([0xf0, 0xff, 0xff, 0xff, 0xff]))).to.throw(NotSentencesError);
  });

  it('of a long word in small segments are read in a moment', () => {
    const reader = new SentenceReader();
    const stream = encodeSentence(['!re', `=data=${'ü'.repeat(1_000_000)}`]);
    const read: (readonly string[])[] = [];
    for (let at = 0; at < stream.length; at += 100) read.push(...reader.read(stream.subarray(at, at + 100)));
    expect(read[0]?.[1]).to.have.length(1_000_006);
  });
});
