import { TaplineError, type Transaction } from '@tapline/sdk';
import { type FormTexts, UiProvider, type UiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { may, type Permission, type Principal } from '../../../accounts/permissions.js';
import { formOf, isFragmentRequest, type WebRouterContext } from '../../http/web-context.js';
import { ICON_PATHS } from '../../ui/icons/icon-data.js';
import type { AdminServices } from './admin-services.js';
import { Centred } from './centred.js';
import { THEME_COOKIE, themeOf } from './document.js';
import { type Flash, setFlash, takeFlash } from './flash.js';
import { Layout } from './layout.js';
import { navigationFor } from './navigation.js';

/** One request of somebody who is signed in, and the ways to answer it. */
export class AdminRequest {
  readonly isTls: boolean;

  constructor(
    readonly ctx: WebRouterContext,
    readonly services: AdminServices,
    readonly principal: Principal,
  ) {
    this.isTls = services.configuration.web.publicUrl.startsWith('https:');
  }

  /** A part of the path; a route without it has no such parameter. */
  parameter(name: string): string {
    return (this.ctx.params as Readonly<Record<string, string | undefined>>)[name] ?? '';
  }

  /** The query string; of a repeated name the first value. */
  get query(): Readonly<Record<string, string>> {
    return firstTexts(this.ctx.query);
  }

  /** The page number of the query string, from 1. */
  get page(): number {
    const page = Number(this.query.page ?? '1');
    return Number.isSafeInteger(page) && page >= 1 ? page : 1;
  }

  /** What a form sent; of a repeated name the first value. */
  get form(): FormTexts {
    const fields = formOf(this.ctx);
    return Object.fromEntries([...fields.keys()].map((name) => [name, fields.get(name) ?? '']));
  }

  /** All values that a form sent under one name. */
  formList(name: string): readonly string[] {
    return formOf(this.ctx).getAll(name);
  }

  may(...permissions: readonly Permission[]): boolean {
    return permissions.some((permission) => may(this.principal, permission));
  }

  /** Reads, on behalf of the admin. */
  view<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.services.database.view(this.principal.actor, work);
  }

  /** Writes, on behalf of the admin. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.services.database.transaction(this.principal.actor, work);
  }

  /** Whether only the element with this id is asked for. */
  wantsOnly(id: string): boolean {
    return isFragmentRequest(this.ctx) && this.ctx.get('HX-Target').endsWith(`#${id}`);
  }

  get uiSettings(): UiSettings {
    const { company, clock } = this.services;
    return {
      locale: company.locale,
      currency: company.currency,
      timeZone: company.timeZone,
      nowMs: clock.nowMs(),
      iconPaths: ICON_PATHS,
    };
  }

  /** Markup of a piece that is put into a page. */
  render(content: JSX.Element): string {
    return renderToString(<UiProvider settings={this.uiSettings}>{content}</UiProvider>);
  }

  showFragment(content: JSX.Element): void {
    this.answerHtml(this.render(content));
  }

  /** `menuPath` is where the page stands in the menu, unless by its own path. */
  show(
    title: string,
    content: JSX.Element,
    { status = 200, menuPath = this.ctx.path }: { readonly status?: number; readonly menuPath?: string } = {},
  ): void {
    const { configuration, company } = this.services;
    this.ctx.status = status;
    const page = this.render(
      <Layout
        title={title}
        companyName={company.name}
        adminName={this.principal.actor.name}
        theme={themeOf(this.ctx.cookies.get(THEME_COOKIE))}
        path={this.ctx.path}
        menuPath={menuPath}
        navigation={navigationFor(this.principal, this.services)}
        canSearch={this.may('customers.read')}
        searchText={this.ctx.path === '/customers' ? (this.query.q ?? '') : ''}
        flash={takeFlash(this.ctx, this)}
        isTestClock={configuration.clock.mode === 'test'}
      >
        {content}
      </Layout>,
    );
    this.answerHtml(`<!doctype html>${page}`);
  }

  /** A page without navigation. */
  showCentred(title: string, content: JSX.Element, { status = 200 }: { readonly status?: number } = {}): void {
    this.ctx.status = status;
    const page = this.render(
      <Centred
        title={title}
        companyName={this.services.company.name}
        theme={themeOf(this.ctx.cookies.get(THEME_COOKIE))}
        path={this.ctx.path}
      >
        {content}
      </Centred>,
    );
    this.answerHtml(`<!doctype html>${page}`);
  }

  /** After a change: the browser gets the next page, so that a reload does not send the form again. */
  goTo(path: string, flash?: Flash | string): void {
    if (flash !== undefined) setFlash(this.ctx, typeof flash === 'string' ? { tone: 'good', text: flash } : flash, this);
    this.ctx.status = 303;
    this.ctx.redirect(path);
  }

  private answerHtml(markup: string): void {
    this.ctx.type = 'html';
    this.ctx.set('Cache-Control', 'no-store');
    this.ctx.vary('HX-Request, HX-Target');
    this.ctx.body = markup;
  }
}

/** Throws `PERMISSION_MISSING` unless the admin has one of the permissions. */
export function demand(request: AdminRequest, permissions: readonly Permission[]): void {
  if (permissions.length === 0 || request.may(...permissions)) return;
  throw new TaplineError(
    'PERMISSION_MISSING',
    'forbidden',
    `you may not do this: it needs the permission ${permissions.join(' or ')}; ask somebody who manages admins`,
  );
}

function firstTexts(values: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    const first: unknown = Array.isArray(value) ? value[0] : value;
    if (typeof first === 'string') texts[name] = first;
  }
  return texts;
}
