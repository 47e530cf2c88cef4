import { Alert, UiProvider } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { asSentence } from '../../admin/frame/form-problem.js';
import type { ErrorFace } from '../../http/error-handling.js';
import type { ShownError } from '../../http/error-status.js';
import { useWords, WordsProvider } from '../language/words.js';
import { PortalCentred } from './portal-centred.js';
import { PORTAL_HOME } from './portal-navigation.js';
import type { PortalServices } from './portal-services.js';
import { PortalVisit } from './portal-visit.js';

/** What a customer is shown when a page cannot be. */
export function portalErrorFace(services: PortalServices): ErrorFace {
  return {
    page: (ctx, error) => {
      const visit = new PortalVisit(ctx, services);
      return (
        <UiProvider settings={visit.uiSettings}>
          <WordsProvider language={visit.language}>
            <PortalCentred
              title={visit.t(titleKey(error))}
              companyName={services.company.name}
              theme={visit.theme}
              language={visit.language}
              path={PORTAL_HOME}
            >
              <ErrorText error={error} />
            </PortalCentred>
          </WordsProvider>
        </UiProvider>
      );
    },
    fragment: (error) => <Alert tone="bad" title={asSentence(error.message)} />,
  };
}

function ErrorText({ error }: { readonly error: ShownError }): JSX.Element {
  const t = useWords();
  return (
    <>
      <h1>{t(titleKey(error))}</h1>
      <p>{textOf(error, t)}</p>
      <p class="text-secondary small">
        {error.status} · <code>{error.code}</code>
      </p>
      <a class="btn btn-primary" href={PORTAL_HOME}>
        {t('error.home')}
      </a>
    </>
  );
}

function titleKey({ status }: ShownError): 'error.notFound' | 'error.refused' | 'error.trouble' {
  if (status === 404) return 'error.notFound';
  return status >= 500 ? 'error.trouble' : 'error.refused';
}

function textOf(error: ShownError, t: ReturnType<typeof useWords>): string {
  if (error.status === 404) return t('error.notFoundText');
  return error.status >= 500 ? t('error.troubleText') : asSentence(error.message);
}
