import { expect } from 'chai';
import { reasonCode, reasonInWords } from './reason-codes.js';

const given = (code: string | null, proprietary: string | null = null, text: string | null = null) => ({ code, proprietary, text });

describe('Reason codes', () => {
  it('say what they mean, with the bank’s own words behind', () => {
    expect(reasonInWords(given('AM04'))).to.equal('AM04: there was not enough money on the account');
    expect(reasonInWords(given('AC06', null, 'Konto gesperrt'))).to.equal('AC06: the account is blocked (Konto gesperrt)');
  });

  it('are told as they are where they are unknown or a bank’s own', () => {
    expect(reasonInWords(given('ZZ99'))).to.equal('ZZ99: another reason');
    expect(reasonInWords(given(null, '116', 'call us'))).to.equal('116: another reason (call us)');
    expect(reasonInWords(given(null, null, 'call us'))).to.equal('call us');
    expect(reasonInWords(null)).to.equal('the bank gives no reason');
    expect(reasonCode('ZZ99')).to.deep.include({ isFinal: true, blocksMandate: false });
  });

  it('block the mandate where the account or the mandate is at fault, and not for want of money', () => {
    expect(['AC04', 'AM04', 'MD01', 'MD06', 'MS03'].map((code) => reasonCode(code).blocksMandate)).to.deep.equal([
      true,
      false,
      true,
      false,
      false,
    ]);
    expect(['AM04', 'MS03', 'MD06'].map((code) => reasonCode(code).isFinal)).to.deep.equal([false, false, true]);
  });
});
