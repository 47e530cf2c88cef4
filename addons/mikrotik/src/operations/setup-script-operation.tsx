import { invalid, type JsonSchema, type Operation } from '@tapline/sdk';
import { Card, Icon } from '@tapline/sdk/ui';
import { notConnected } from '../connections/connection-store.js';
import { findRouter, ROUTER_FIELD } from '../connections/find-router.js';
import type { MikrotikServices } from '../services.js';
import { setupScript } from '../setup/setup-script.js';

interface ScriptInput {
  readonly router: string;
  readonly portalPort: number;
}

const INPUT: JsonSchema = {
  type: 'object',
  properties: {
    router: ROUTER_FIELD,
    portalPort: {
      type: 'integer',
      title: 'Port of the portal',
      description: 'Where pages without TLS of lines that are shut are led to.',
      minimum: 1,
      maximum: 65535,
      default: 8080,
    },
  },
  required: ['router'],
  additionalProperties: false,
};

export function setupScriptOperation({ routers, store }: MikrotikServices): Operation<ScriptInput, { readonly script: string }> {
  return {
    id: 'setup-script',
    title: 'Set-up script',
    description: 'What makes a router work with Tapline, to paste into its terminal. It holds the RADIUS secret and the API password.',
    icon: 'copy',
    permission: 'network.write',
    isReadOnly: false,
    input: INPUT,
    run: async ({ tx, input }) => {
      const router = await findRouter(tx, routers, input.router);
      const connection = await store.find(tx, router.id);
      if (!connection) throw notConnected();
      const { settings } = connection;
      if (settings.ownAddress === '') {
        throw invalid(
          'MIKROTIK_OWN_ADDRESS_MISSING',
          `the connection of ${router.name} does not say where the router reaches Tapline; set "Address of Tapline"`,
          'router',
        );
      }
      const script = setupScript({
        router,
        settings,
        radius: routers.radius,
        radiusSecret: await routers.secret(tx, router.id),
        apiPassword: (await store.target(tx, router.id)).password,
        portalPort: input.portalPort,
      });
      return { script };
    },
    view: ({ script }) => (
      <Card
        title="Paste this into a terminal of the router"
        subtitle="It holds secrets: close the page when you are done"
        actions={
          <button type="button" class="btn btn-sm" data-copy="mikrotik-script">
            <Icon name="copy" />
            Copy
          </button>
        }
      >
        <pre class="tl-code" id="mikrotik-script">
          {script}
        </pre>
      </Card>
    ),
  };
}
