import type { WordKey } from '../language/dictionary.js';
import { useWords } from '../language/words.js';

const BY_HAND: Readonly<Record<string, WordKey>> = {
  cash: 'payments.method.cash',
  bank: 'payments.method.bank',
  card: 'payments.method.card',
  other: 'payments.method.other',
};

/** What customers call the ways to pay: those by hand in their language, gateways by their names. */
export function useMethodWords(titles: ReadonlyMap<string, string>): (method: string) => string {
  const t = useWords();
  return (method) => {
    const key = BY_HAND[method];
    return key === undefined ? (titles.get(method) ?? method) : t(key);
  };
}
