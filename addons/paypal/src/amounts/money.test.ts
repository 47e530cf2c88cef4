import { currencyExponent } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromPayPal, toPayPal } from './money.js';
import { stepMinorOf } from './paypal-currency.js';

describe('An amount at PayPal', () => {
  it('is the same when it comes back, in every currency', () => {
    const currency = fc.constantFrom('EUR', 'USD', 'CZK', 'JPY', 'HUF', 'TWD');
    fc.assert(
      fc.property(currency, fc.integer({ min: 1, max: 10 ** 11 }), (code, steps) => {
        const money = { amountMinor: steps * stepMinorOf(code), currency: code };
        const there = toPayPal(money);
        expect(there.value).to.match(['JPY', 'HUF', 'TWD'].includes(code) ? /^[1-9]\d*$/ : /^\d+\.\d\d$/);
        expect(fromPayPal(there)).to.deep.equal(money);
      }),
    );
  });

  it('has no decimals where PayPal has none, though the books have', () => {
    for (const currency of ['HUF', 'TWD', 'JPY']) {
      const unitMinor = 10 ** currencyExponent(currency);
      expect(toPayPal({ amountMinor: 1234 * unitMinor, currency })).to.deep.equal({ currency_code: currency, value: '1234' });
      if (unitMinor > 1)
        expect(() => toPayPal({ amountMinor: 1234 * unitMinor + 50, currency })).to.throw(`PayPal takes no 1234.50 ${currency}`);
    }
    expect(fromPayPal({ currency_code: 'JPY', value: '500.00' })).to.deep.equal({ amountMinor: 500, currency: 'JPY' });
  });

  it('is none in a currency that PayPal does not know, and nothing below a cent', () => {
    expect(() => toPayPal({ amountMinor: 100, currency: 'KWD' })).to.throw('PayPal takes no');
    expect(() => toPayPal({ amountMinor: 0, currency: 'EUR' })).to.throw('PayPal takes no');
    expect(() => fromPayPal({ currency_code: 'EUR', value: '10.005' })).to.throw('not an amount in EUR');
  });
});
