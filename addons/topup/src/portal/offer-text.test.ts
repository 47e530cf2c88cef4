import { expect } from 'chai';
import { parseValidity } from '../offers/validity.js';
import { validityText } from './offer-text.js';

const text = (words: string, language: string): string => validityText(parseValidity(words) ?? { kind: 'unlimited' }, language);

describe('How long an offer lasts', () => {
  it('is said in the customer’s language, with its plural forms', () => {
    expect(['1 day', '2 days', '30 days'].map((words) => text(words, 'cs'))).to.deep.equal(['1 den', '2 dny', '30 dní']);
    expect([text('2 months', 'es'), text('1 week', 'es'), text('end of period', 'es')]).to.deep.equal([
      '2 meses',
      '1 semana',
      'hasta el final del período',
    ]);
    expect([text('30 days', 'en'), text('until 2026-12-31', 'en')]).to.deep.equal(['30 days', 'until December 31, 2026']);
  });
});
