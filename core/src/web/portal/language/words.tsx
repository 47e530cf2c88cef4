import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { type Language, type Translate, translatorOf } from './translate.js';

interface Spoken {
  readonly language: Language;
  readonly t: Translate;
}

const WordsContext = createContext<Spoken>({ language: 'en', t: translatorOf('en') });

export function WordsProvider({ language, children }: { readonly language: Language; readonly children?: ComponentChildren }): JSX.Element {
  return <WordsContext.Provider value={{ language, t: translatorOf(language) }}>{children}</WordsContext.Provider>;
}

/** The words of the page's language. */
export function useWords(): Translate {
  return useContext(WordsContext).t;
}

export function useLanguage(): Language {
  return useContext(WordsContext).language;
}
