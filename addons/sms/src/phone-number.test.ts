import { expect } from 'chai';
import { internationalNumber } from './phone-number.js';

describe('A phone number', () => {
  it('is brought to its international form however it is written', () => {
    for (const written of ['+420 777 123 456', '00420777123456', '777 123 456', '0777-123-456', '+420 (777) 123.456']) {
      expect(internationalNumber(written, '420'), written).to.equal('420777123456');
    }
    expect(internationalNumber('420777123456', '')).to.equal('420777123456');
  });

  it('is none when it has letters, or too few or too many digits', () => {
    for (const written of [null, '', 'ask Jane', '12', '+1234567890123456']) expect(internationalNumber(written, '420')).to.equal(null);
  });
});
