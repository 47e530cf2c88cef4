import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { type Language, type Translate, translatorOf } from './translate.js';

const WordsContext = createContext<{ readonly language: Language; readonly translate: Translate }>({
  language: 'en',
  translate: translatorOf('en'),
});

export function WordsProvider({ language, children }: { readonly language: Language; readonly children?: ComponentChildren }): JSX.Element {
  return <WordsContext.Provider value={{ language, translate: translatorOf(language) }}>{children}</WordsContext.Provider>;
}

/** The words of the page's language. */
export function useWords(): Translate {
  return useContext(WordsContext).translate;
}

export function useLanguage(): Language {
  return useContext(WordsContext).language;
}
