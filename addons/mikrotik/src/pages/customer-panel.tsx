import type { CustomerPanel } from '@tapline/sdk';
import { LinkButton } from '@tapline/sdk/ui';
import type { MikrotikServices } from '../services.js';

/** On a customer's page: what can be asked of the routers about each line. Nothing while no router is connected. */
export function customerPanel({ services, store }: Pick<MikrotikServices, 'services' | 'store'>): CustomerPanel {
  return {
    id: 'lines',
    title: 'On MikroTik routers',
    render: async (tx, customer) => {
      if ((await store.all(tx)).length === 0) return undefined;
      const lines = (await services.ofCustomer(tx, customer.id)).filter(({ status }) => status !== 'stopped');
      if (lines.length === 0) return undefined;
      return (
        <>
          {lines.map(({ id, login }) => (
            <div key={id} class="mb-2">
              <p class="mb-1">
                <strong>{login}</strong>
              </p>
              <div class="tl-buttons">
                <LinkButton href={lineHref('look', login)} icon="gauge" isSmall>
                  Look at it now
                </LinkButton>
                <LinkButton href={lineHref('end-sessions', login)} icon="x" isSmall>
                  End its sessions
                </LinkButton>
              </div>
            </div>
          ))}
        </>
      );
    },
  };
}

/** The form of an operation with a line filled in. */
export function lineHref(operationId: 'look' | 'end-sessions', login: string): string {
  return `/addons/mikrotik/run/${operationId}?login=${encodeURIComponent(login)}`;
}
