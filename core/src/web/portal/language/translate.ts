import { CS } from './cs.js';
import type { Dictionary, WordKey, Words } from './dictionary.js';
import { EN } from './en.js';
import { ES } from './es.js';

export const DICTIONARIES = { en: EN, es: ES, cs: CS } as const satisfies Readonly<Record<string, Dictionary>>;

export type Language = keyof typeof DICTIONARIES;

/** In its own words. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español', cs: 'Čeština' };

export const LANGUAGES = Object.keys(DICTIONARIES) as readonly Language[];

export type Values = Readonly<Record<string, string | number>>;
export type Translate = (key: WordKey, values?: Values) => string;

export function isLanguage(text: string | undefined): text is Language {
  return text !== undefined && Object.hasOwn(DICTIONARIES, text);
}

export function translatorOf(language: Language): Translate {
  const dictionary: Dictionary = DICTIONARIES[language];
  return (key, values = {}) => filled(form(dictionary[key], language, values.count), values);
}

function form(words: Words, language: Language, count: string | number | undefined): string {
  if (typeof words === 'string') return words;
  return words[new Intl.PluralRules(language).select(Number(count ?? 0))] ?? words.other;
}

function filled(words: string, values: Values): string {
  return words.replaceAll(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
