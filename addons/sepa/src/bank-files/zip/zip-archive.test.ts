import type { TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { zipOf } from '../../testing/bank-file-texts.js';
import { isZip, readZip } from './zip-archive.js';

const MOST = 1_000_000;
const thrown = (work: () => unknown): string => {
  try {
    work();
    return '';
  } catch (error) {
    return (error as TaplineError).code;
  }
};

describe('An archive', () => {
  it('gives back the files that were put into it, without folders', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}\.xml$/), fc.uint8Array({ maxLength: 2000 }), { minKeys: 1, maxKeys: 5 }),
        (files) => {
          const octets = zipOf({ 'day/': new Uint8Array(), ...files });
          expect(isZip(octets)).to.equal(true);
          const read = readZip({ name: 'a.zip', octets }, MOST).map(({ name, octets: content }) => [name.slice(6), [...content]]);
          expect(Object.fromEntries(read)).to.deep.equal(
            Object.fromEntries(Object.entries(files).map(([name, content]) => [name, [...content]])),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is refused when it would swell, whatever it says of its size', () => {
    const bomb = Buffer.from(zipOf({ 'a.xml': new Uint8Array(5_000_000) }));
    expect(thrown(() => readZip({ name: 'a.zip', octets: bomb }, MOST))).to.equal('SEPA_ZIP_TOO_LARGE');
    const directory = bomb.indexOf('PK\u0001\u0002', 0, 'latin1');
    bomb.writeUInt32LE(10, directory + 24);
    expect(thrown(() => readZip({ name: 'a.zip', octets: bomb }, MOST))).to.equal('SEPA_ZIP_BROKEN');
  });

  it('is refused where one letter of a file is another than was put into it', () => {
    const octets = Buffer.from(zipOf({ 'a.xml': Buffer.from('<Amt>10.00</Amt>') }, { isStored: true }));
    expect(readZip({ name: 'a.zip', octets }, MOST)).to.have.length(1);
    octets.write('9', octets.indexOf('10.00'));
    expect(thrown(() => readZip({ name: 'a.zip', octets }, MOST))).to.equal('SEPA_ZIP_BROKEN');
  });

  it('is refused in a coded error wherever it is cut or changed, and never in another', () => {
    const whole = Buffer.from(zipOf({ 'a.xml': Buffer.from('<a/>'.repeat(50)), 'b.xml': Buffer.from('<b/>') }));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, value, isCut) => {
        const octets = isCut ? whole.subarray(0, at) : Buffer.from(whole).fill(value, at, at + 1);
        expect(thrown(() => readZip({ name: 'a.zip', octets }, MOST))).to.be.oneOf(['', 'SEPA_ZIP_BROKEN', 'SEPA_ZIP_TOO_LARGE']);
      }),
      { numRuns: 300 },
    );
  });
});
