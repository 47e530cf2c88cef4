import { expect } from 'chai';
import { internationalNumber, type NumberingPlan } from './phone-number.js';

const CZECH: NumberingPlan = { countryCode: '420', nationalDigits: 0 };

describe('A phone number', () => {
  it('is brought to its international form however it is written', () => {
    const ways = [
      '+420 777 123 456',
      '00420777123456',
      '420777123456',
      '777 123 456',
      '0777-123-456',
      '+420 (777) 123.456',
      '(00420) 777 123 456',
      '(+420) 777 123 456',
    ];
    for (const written of ways) expect(internationalNumber(written, CZECH), written).to.equal('420777123456');
    expect(internationalNumber('420777123456', { countryCode: '', nationalDigits: 0 })).to.equal('420777123456');
  });

  it('leaves out the zero that is dialled inside the country only', () => {
    expect(internationalNumber('+44 (0)20 7946 0958', CZECH)).to.equal('442079460958');
    expect(internationalNumber('0044 (0) 20 7946 0958', CZECH)).to.equal('442079460958');
    expect(internationalNumber('(020) 7946 0958', { countryCode: '44', nationalDigits: 0 })).to.equal('442079460958');
  });

  it('gets no second country code, nor loses digits of its own that are the same', () => {
    const america = { countryCode: '1', nationalDigits: 0 };
    expect(internationalNumber('1 202 555 0123', america)).to.equal('12025550123');
    expect(internationalNumber('202 555 0123', america)).to.equal('12025550123');
    const india = { countryCode: '91', nationalDigits: 0 };
    expect(internationalNumber('9112345678', india)).to.equal('919112345678');
    expect(internationalNumber('919112345678', india)).to.equal('919112345678');
    const denmark = { countryCode: '45', nationalDigits: 8 };
    expect(internationalNumber('4512345678', denmark)).to.equal('4512345678');
    expect(internationalNumber('45123456', denmark)).to.equal('4545123456');
    expect(internationalNumber('451234567', denmark)).to.equal(null);
  });

  it('is none when it has letters, or too few or too many digits', () => {
    for (const written of [null, '', 'ask Jane', '12', '+1234567890123456']) expect(internationalNumber(written, CZECH)).to.equal(null);
  });
});
