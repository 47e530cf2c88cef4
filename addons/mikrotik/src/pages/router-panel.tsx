import type { RouterPanel } from '@tapline/sdk';
import { DescriptionList, LinkButton } from '@tapline/sdk/ui';
import type { ConnectionStore } from '../connections/connection-store.js';
import { hrefOf } from './router-details.js';
import { controlWords, countingWords, StateBadge } from './router-words.js';
import { ROUTERS_PAGE } from './routers-page.js';

/** On the router's own page: how its API fares, and the way there. */
export function routerPanel(store: ConnectionStore): RouterPanel {
  return {
    id: 'api',
    title: 'RouterOS API',
    render: async (tx, router) => {
      const connection = await store.find(tx, router.id);
      if (!connection) {
        return (
          <LinkButton href={`${hrefOf('connect', router)}&host=${hostOf(router.address)}`} icon="plug">
            Connect its API
          </LinkButton>
        );
      }
      const state = await store.state(tx, router.id);
      const { facts } = state;
      return (
        <>
          <DescriptionList
            items={[
              { term: 'API', value: <StateBadge state={state} /> },
              { term: 'Device', value: facts && `${facts.model}, RouterOS ${facts.version}` },
              { term: 'Counted', value: countingWords(connection, state) },
              { term: 'Access', value: controlWords(connection) },
            ]}
          />
          <div class="tl-buttons mt-3">
            <LinkButton href={`${ROUTERS_PAGE}?router=${router.id}`} icon="router" isSmall>
              Open
            </LinkButton>
            <LinkButton href={hrefOf('setup-script', router)} icon="copy" isSmall>
              Set-up script
            </LinkButton>
          </div>
        </>
      );
    },
  };
}

/** A network or a certificate is no place to connect to. */
function hostOf(address: string): string {
  return address.includes('/') || address.startsWith('tls:') ? '' : encodeURIComponent(address);
}
