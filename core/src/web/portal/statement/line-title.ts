import { TITLES } from '../../../documents/document-issuer.js';
import type { AccountLine } from '../../../documents/statements/statement-lines.js';
import type { Translate } from '../language/translate.js';

/** What a line of the statement is called in the customer's language, where the words are our own; what add-ons and admins wrote stays. */
export function lineTitle(t: Translate, methodWords: (method: string) => string, { kind, title }: AccountLine): string {
  if (kind === null) return title;
  const isReversed = kind.endsWith('.reversal');
  const of = isReversed ? kind.slice(0, -'.reversal'.length) : kind;
  const words = ofDocument(t, of, title) ?? ofMoney(t, methodWords, of);
  if (words === undefined) return title;
  return isReversed ? t('statement.reversed', { what: words }) : words;
}

function ofDocument(t: Translate, kind: string, title: string): string | undefined {
  if (kind !== 'invoice' && kind !== 'credit-note') return undefined;
  const number = new RegExp(`${TITLES[kind]} (\\S+)$`).exec(title)?.[1];
  return number === undefined ? undefined : `${t(`documents.kind.${kind}`)} ${number}`;
}

function ofMoney(t: Translate, methodWords: (method: string) => string, kind: string): string | undefined {
  const [, what, method] = /^(payment|refund)\.(.+)$/.exec(kind) ?? [];
  if (what === undefined || method === undefined) return undefined;
  return `${t(what === 'payment' ? 'statement.payment' : 'statement.refund')}, ${methodWords(method)}`;
}
