import { expect } from 'chai';
import { OFFER_PATTERN, parseOffer } from './offer.js';
import { offersSummary, planOffers } from './plan-settings.js';
import { expiryMs, parseValidity, VALIDITY_PATTERN, validityWords } from './validity.js';

const PRAGUE = { timeZone: 'Europe/Prague', periodUntilMs: null };

describe('An offer', () => {
  it('is read from the line that it is written in, in currencies of any decimals', () => {
    const { octets, priceMinor, validity } = parseOffer('5 GB for 10.00, 30 days', 'EUR');
    expect([octets, priceMinor, validity]).to.deep.equal([5_000_000_000n, 1000, { kind: 'time', count: 30, unit: 'day' }]);
    expect([
      parseOffer('1GB for 500, unlimited', 'JPY').priceMinor,
      parseOffer('1 GB for 1.234, unlimited', 'KWD').priceMinor,
    ]).to.deep.equal([500, 1234]);
  });

  it('is refused where something of it cannot be read, and the line is named', () => {
    for (const line of [
      '5 GB',
      '5 for 1.00, 1 day',
      '0 GB for 1.00, 1 day',
      '5 GB for ten, 1 day',
      '5 GB for -1.00, 1 day',
      '5 GB for 1.005, 1 day',
      '5 GB for 1.00, soon',
    ])
      expect(() => parseOffer(line, 'EUR'), line)
        .to.throw(line)
        .that.includes({ code: 'TOPUP_OFFER_INVALID', field: 'offers' });
    expect(new RegExp(OFFER_PATTERN).test('5 GB for 10.00, 30 days')).to.equal(true);
  });

  it('that is bought by itself must be one of those that are sold', () => {
    const offers = ['1 GB for 2.00, unlimited', '5 GB for 8.00, unlimited'];
    expect(planOffers({ offers }, 'EUR').automaticOffer?.name).to.equal(offers[0]);
    expect(planOffers({ offers, automaticOffer: offers[1] as string }, 'EUR').automaticOffer?.priceMinor).to.equal(800);
    expect(planOffers({ offers: ['500 MB for 0.00, unlimited', ...offers] }, 'EUR').automaticOffer).to.equal(undefined);
    expect(() => planOffers({ offers, automaticOffer: '9 GB for 9.00, unlimited' }, 'EUR'))
      .to.throw()
      .that.includes({ field: 'automaticOffer' });
  });

  it('is counted in the list of plans, and that it is bought by itself is said', () => {
    const offers = ['5 GB for 10.00, 30 days', '1 GB for 3.00, 1 month'];
    expect([offersSummary({}), offersSummary({ offers: offers.slice(1) }), offersSummary({ offers, isAutomatic: true })]).to.deep.equal([
      undefined,
      '1 offer',
      '2 offers, bought by itself at the limit',
    ]);
  });
});

describe('How long bought data lives', () => {
  it('is written as it is read', () => {
    for (const words of ['end of period', 'unlimited', '1 day', '2 weeks', '12 months', 'until 2026-12-31']) {
      const validity = parseValidity(words);
      expect([validity && validityWords(validity), new RegExp(VALIDITY_PATTERN).test(words)]).to.deep.equal([words, true]);
    }
    for (const words of ['0 days', '999 days', '5 years', 'until 2026-02-30', '']) expect(parseValidity(words), words).to.equal(undefined);
  });

  it('ends with the last day, whatever the clocks do and however short the month', () => {
    const ends = (words: string, today: string): string =>
      new Date(expiryMs(parseValidity(words) ?? { kind: 'unlimited' }, { ...PRAGUE, today }) ?? 0).toISOString();
    expect(ends('1 month', '2026-01-31')).to.equal('2026-02-28T23:00:00.000Z');
    expect(ends('1 day', '2026-03-28')).to.equal('2026-03-29T22:00:00.000Z');
    expect(ends('end of period', '2026-12-15')).to.equal('2026-12-31T23:00:00.000Z');
    expect(ends('until 2026-12-24', '2026-12-15')).to.equal('2026-12-24T23:00:00.000Z');
  });
});
