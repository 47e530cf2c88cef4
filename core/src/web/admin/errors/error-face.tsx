import { Alert, Icon, UiProvider, type UiSettings } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { ErrorFace } from '../../http/error-handling.js';
import type { ShownError } from '../../http/error-status.js';
import { ICON_PATHS } from '../../ui/icons/icon-data.js';
import type { AdminServices } from '../frame/admin-services.js';
import { Centred } from '../frame/centred.js';
import { THEME_COOKIE, themeOf } from '../frame/document.js';
import { asSentence } from '../frame/form-problem.js';

const TITLES: Readonly<Record<number, string>> = {
  400: 'This could not be understood',
  403: 'This is not for you',
  404: 'There is nothing here',
  409: 'This cannot be done now',
  413: 'This is too large',
  422: 'This is not right',
  429: 'Too often',
  503: 'Not available now',
};

/** What is shown when a page cannot be: what happened, the code, and the ways on. */
export function adminErrorFace({ company }: Pick<AdminServices, 'company'>): ErrorFace {
  const settings: UiSettings = {
    locale: company.locale,
    currency: company.currency,
    timeZone: company.timeZone,
    nowMs: 0,
    iconPaths: ICON_PATHS,
  };
  return {
    page: (ctx, error) => (
      <UiProvider settings={settings}>
        <Centred title={titleOf(error)} companyName={company.name} theme={themeOf(ctx.cookies.get(THEME_COOKIE))} path="/" isWide>
          <h1>{titleOf(error)}</h1>
          <p>{asSentence(error.message)}</p>
          <p class="text-secondary small">
            {error.status} · <code>{error.code}</code>
          </p>
          <div class="tl-buttons">
            <a class="btn btn-primary" href="/">
              <Icon name="home" />
              Dashboard
            </a>
            {error.status >= 500 && (
              <a class="btn" href={ctx.method === 'GET' ? ctx.url : '/'}>
                <Icon name="refresh" />
                Try again
              </a>
            )}
          </div>
        </Centred>
      </UiProvider>
    ),
    fragment: (error) => (
      <UiProvider settings={settings}>
        <FragmentError error={error} />
      </UiProvider>
    ),
  };
}

function FragmentError({ error }: { readonly error: ShownError }): JSX.Element {
  return (
    <Alert tone="bad" title={titleOf(error)}>
      {asSentence(error.message)} <code>{error.code}</code>
    </Alert>
  );
}

function titleOf({ status }: ShownError): string {
  return TITLES[status] ?? 'Something went wrong';
}
