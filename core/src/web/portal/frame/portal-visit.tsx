import { UiProvider, type UiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { THEME_COOKIE, type Theme, themeOf } from '../../admin/frame/document.js';
import { type Flash, type FlashOptions, setFlash, takeFlash } from '../../admin/frame/flash.js';
import { withQuery } from '../../admin/parts/hrefs.js';
import { formOf, type WebContext } from '../../http/web-context.js';
import { ICON_PATHS } from '../../ui/icons/icon-data.js';
import { chooseLanguage, localeOf } from '../language/choose-language.js';
import { type Language, type Translate, translatorOf } from '../language/translate.js';
import { WordsProvider } from '../language/words.js';
import { PortalCentred } from './portal-centred.js';
import type { PortalServices } from './portal-services.js';

const FLASH_COOKIE = 'tapline_portal_flash';

/** One request to the portal by anybody, and the ways to answer it. */
export class PortalVisit {
  readonly language: Language;
  readonly t: Translate;
  readonly isTls: boolean;
  readonly theme: Theme;

  constructor(
    readonly ctx: WebContext,
    readonly services: PortalServices,
  ) {
    this.language = chooseLanguage(ctx, services.company.locale);
    this.t = translatorOf(this.language);
    this.isTls = services.configuration.web.publicUrl.startsWith('https:');
    this.theme = themeOf(ctx.cookies.get(THEME_COOKIE));
  }

  /** The query string; of a repeated name the first value. */
  get query(): Readonly<Record<string, string>> {
    const fields = new URLSearchParams(this.ctx.querystring);
    return Object.fromEntries([...fields.keys()].map((name) => [name, fields.get(name) ?? '']));
  }

  /** All values of one name of the query string. */
  queryAll(name: string): readonly string[] {
    return allOf(new URLSearchParams(this.ctx.querystring), name);
  }

  /** All values that a form sent of one name. */
  formAll(name: string): readonly string[] {
    return allOf(formOf(this.ctx), name);
  }

  /** What a form sent; of a repeated name the first value. */
  get form(): Readonly<Record<string, string>> {
    const fields = formOf(this.ctx);
    return Object.fromEntries([...fields.keys()].map((name) => [name, fields.get(name) ?? '']));
  }

  get uiSettings(): UiSettings {
    const { company, clock } = this.services;
    return {
      locale: localeOf(this.language, company.locale),
      currency: company.currency,
      timeZone: company.timeZone,
      nowMs: clock.nowMs(),
      iconPaths: ICON_PATHS,
    };
  }

  render(content: JSX.Element): string {
    return renderToString(
      <UiProvider settings={this.uiSettings}>
        <WordsProvider language={this.language}>{content}</WordsProvider>
      </UiProvider>,
    );
  }

  /** A page without navigation: for those who are not signed in. */
  showCentred(title: string, content: JSX.Element, { status = 200 }: { readonly status?: number } = {}): void {
    this.answerHtml(
      <PortalCentred
        title={title}
        companyName={this.services.company.name}
        theme={this.theme}
        language={this.language}
        path={this.ownPath}
        flash={this.takeFlash()}
      >
        {content}
      </PortalCentred>,
      status,
    );
  }

  /** After a change: the browser gets the next page, so that a reload does not send the form again. */
  goTo(path: string, flash?: Flash | string): void {
    if (flash !== undefined) setFlash(this.ctx, typeof flash === 'string' ? { tone: 'good', text: flash } : flash, this.flashOptions);
    this.ctx.status = 303;
    this.ctx.redirect(path);
  }

  protected takeFlash(): Flash | undefined {
    return takeFlash(this.ctx, this.flashOptions);
  }

  protected answerHtml(page: JSX.Element, status: number): void {
    this.ctx.status = status;
    this.ctx.type = 'html';
    this.ctx.set('Cache-Control', 'no-store');
    this.ctx.body = `<!doctype html>${this.render(page)}`;
  }

  /** The page itself, with the key of a mailed link or a payment, the page that was wanted, and nothing else that came with the address. */
  private get ownPath(): string {
    const { key, payment, next } = this.query;
    return withQuery(this.ctx.path, { payment, key, next });
  }

  private get flashOptions(): FlashOptions {
    return { isTls: this.isTls, cookie: FLASH_COOKIE };
  }
}

function allOf(fields: URLSearchParams, name: string): readonly string[] {
  return fields.getAll(name).filter((value) => value !== '');
}
