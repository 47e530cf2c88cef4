import { TaplineError } from '@tapline/sdk';
import { LinkButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { PortalVisit } from '../frame/portal-visit.js';
import { useWords } from '../language/words.js';

/** Leads to a gateway by a page that leads on: browsers hold an answer of 303 to a form against what the policy says of forms. */
export function leaveFor(visit: PortalVisit, address: string, show: (title: string, content: JSX.Element) => void): void {
  const url = new URL(address);
  if (!['https:', 'http:'].includes(url.protocol))
    throw new TaplineError('PORTAL_GATEWAY_ADDRESS', 'unavailable', 'the gateway named no page to pay on');
  visit.ctx.set('Refresh', `0; url=${url.href}`);
  show(visit.t('pay.title'), <Leaving href={url.href} />);
}

function Leaving({ href }: { readonly href: string }): JSX.Element {
  const t = useWords();
  return (
    <>
      <p>{t('pay.leaving')}</p>
      <LinkButton href={href} isPrimary>
        {t('pay.goOn')}
      </LinkButton>
    </>
  );
}
