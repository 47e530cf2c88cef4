import { type ComponentChildren, createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { type Language, type Translate, translatorOf } from './translate.js';

const WordsContext = createContext<Translate>(translatorOf('en'));

export function WordsProvider({ language, children }: { readonly language: Language; readonly children?: ComponentChildren }): JSX.Element {
  return <WordsContext.Provider value={translatorOf(language)}>{children}</WordsContext.Provider>;
}

/** The words of the page's language. */
export function useWords(): Translate {
  return useContext(WordsContext);
}
