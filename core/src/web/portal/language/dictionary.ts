import type { EN } from './en.js';

/** Words, or words for each plural form that the language has (CLDR), chosen by the value `count`. `{name}` stands for a value. */
export type Words = string | (Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string });

export type WordKey = keyof typeof EN;

/** All words of the portal in one language. */
export type Dictionary = Readonly<Record<WordKey, Words>>;
