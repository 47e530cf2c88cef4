import { expect } from 'chai';
import fc from 'fast-check';
import { isSepaReference, sepaText } from './sepa-text.js';

describe('A text for banks', () => {
  it('is romanised, then cut', () => {
    expect(sepaText('Müller & Söhne GmbH', 70)).to.equal('Mueller + Soehne GmbH');
    expect(sepaText('Müller & Söhne GmbH', 70, 'german')).to.equal('Müller & Söhne GmbH');
    expect(sepaText('Łukasz Żółć, Øre Åse', 70)).to.equal('Lukasz Zolc, Ore Ase');
    expect(sepaText('Жељко Шћепановић', 70)).to.equal('Zheljko Shcepanovic');
    expect(sepaText('Ωμέγα Α.Ε.', 70)).to.equal('Omega A.E.');
    expect(sepaText('ä'.repeat(36), 70)).to.have.length(70);
  });

  it('has no slash at its ends or twice, and is empty where nothing can be read', () => {
    expect(sepaText('//a//b//', 70)).to.equal('a/b');
    expect([sepaText('株式会社', 70), sepaText('👩‍👩‍👧', 70), sepaText(' / ', 70)]).to.deep.equal(['', '', '']);
  });

  it('keeps to the characters and the length, whatever comes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 1, max: 140 }), (text, length) => {
        const clean = sepaText(text, length);
        expect(clean).to.match(/^[A-Za-z0-9/?:().,'+ -]*$/);
        expect(clean.length).to.be.at.most(length);
        expect(sepaText(clean, length)).to.equal(clean);
        expect(/^[/\s]|[/\s]$|\/\//.test(clean)).to.equal(false);
      }),
    );
  });

  it('tells which references can stand in a file as they are', () => {
    expect(['K-17/2', 'A'.repeat(35)].every(isSepaReference)).to.equal(true);
    expect(['', '/a', 'a/', 'a//b', 'A'.repeat(36), 'ä', 'a b'].some(isSepaReference)).to.equal(false);
  });
});
