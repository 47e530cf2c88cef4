import type { WebContext } from '../../http/web-context.js';
import { isLanguage, LANGUAGES, type Language } from './translate.js';

export const LANGUAGE_COOKIE = 'tapline_language';

/** What was chosen here before, what the browser asks for, what the company speaks: in this order. */
export function chooseLanguage(ctx: Pick<WebContext, 'cookies' | 'acceptsLanguages' | 'get'>, companyLocale: string): Language {
  const chosen = ctx.cookies.get(LANGUAGE_COOKIE);
  if (isLanguage(chosen)) return chosen;
  const company = companyLocale.split('-')[0];
  const otherwise = isLanguage(company) ? company : 'en';
  if (ctx.get('Accept-Language') === '') return otherwise;
  const accepted = ctx.acceptsLanguages([...LANGUAGES]);
  return accepted !== false && isLanguage(accepted) ? accepted : otherwise;
}

/** The locale in which numbers and days are written: the company's own where it is of this language. */
export function localeOf(language: Language, companyLocale: string): string {
  return companyLocale.split('-')[0] === language ? companyLocale : language;
}
