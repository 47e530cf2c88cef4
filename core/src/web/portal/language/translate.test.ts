import { localized } from '@tapline/sdk';
import { expect } from 'chai';
import type { Dictionary, Words } from './dictionary.js';
import { DICTIONARIES, LANGUAGE_NAMES, LANGUAGES, translatorOf } from './translate.js';

const formsOf = (words: Words): Readonly<Record<string, string>> => (typeof words === 'string' ? { other: words } : words);
const placesIn = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

describe('The words of the portal', () => {
  const english: Dictionary = DICTIONARIES.en;

  it('are there in English, Spanish and Czech', () => {
    expect(LANGUAGES).to.have.members(['en', 'es', 'cs']);
    expect(Object.keys(LANGUAGE_NAMES)).to.have.members([...LANGUAGES]);
  });

  for (const language of LANGUAGES) {
    const dictionary: Dictionary = DICTIONARIES[language];

    it(`have every key in ${language}, none empty, with the same values in their places`, () => {
      expect(Object.keys(dictionary)).to.have.members(Object.keys(english));
      for (const [key, words] of Object.entries(dictionary)) {
        const expected = placesIn(formsOf(english[key as keyof Dictionary]).other ?? '');
        for (const [form, text] of Object.entries(formsOf(words))) {
          expect(text.trim(), key).not.to.equal('');
          // One of something need not be counted.
          const found = placesIn(text);
          const isOne = form === 'one' && found.length === 0;
          expect(isOne ? expected : found, `${key} (${form})`).to.deep.equal(expected);
        }
      }
    });

    it(`have every plural form that ${language} has`, () => {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const [key, words] of Object.entries(dictionary)) {
        if (typeof words !== 'string') expect(Object.keys(words), key).to.have.members(pluralCategories);
      }
    });
  }

  it('are chosen by number as the language does', () => {
    const days = (language: 'en' | 'es' | 'cs') => [1, 2, 5].map((count) => translatorOf(language)('home.days', { count }));
    expect(days('en')).to.deep.equal(['1 day', '2 days', '5 days']);
    expect(days('es')).to.deep.equal(['1 día', '2 días', '5 días']);
    expect(days('cs')).to.deep.equal(['1 den', '2 dny', '5 dní']);
  });

  it('come from add-ons in the language, or in English', () => {
    expect(localized('Top-up', 'cs')).to.equal('Top-up');
    expect(localized({ en: 'Top-up', cs: 'Dobít' }, 'cs')).to.equal('Dobít');
    expect(localized({ en: 'Top-up', cs: 'Dobít' }, 'es')).to.equal('Top-up');
  });
});
