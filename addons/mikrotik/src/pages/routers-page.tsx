import type { AdminPage, Router, Transaction } from '@tapline/sdk';
import { Alert, Card, type Column, LinkButton, Table, When } from '@tapline/sdk/ui';
import type { Connection, RouterState } from '../connections/connection-store.js';
import type { MikrotikServices } from '../services.js';
import { wordsOf } from './difference-view.js';
import { RouterDetails } from './router-details.js';
import { clockWords, controlWords, countingWords, StateBadge, uptimeWords } from './router-words.js';

interface RouterRow {
  readonly router: Router;
  readonly connection: Connection;
  readonly state: RouterState;
}

type PageServices = Pick<MikrotikServices, 'routers' | 'store' | 'backups'>;

const BACKUPS_SHOWN = 20;
export const ROUTERS_PAGE = '/addons/mikrotik/routers';

const COLUMNS: readonly Column<RouterRow>[] = [
  {
    title: 'Router',
    role: 'primary',
    cell: ({ router, connection: { settings } }) => (
      <div>
        <a class="tl-name" href={`${ROUTERS_PAGE}?router=${router.id}`}>
          {router.name}
        </a>
        <div class="tl-sub font-monospace">{`${settings.host}:${settings.port}`}</div>
      </div>
    ),
  },
  {
    title: 'API',
    cell: ({ state }) => (
      <div>
        <StateBadge state={state} />
        {state.trouble !== null && <div class="tl-sub text-break">{state.trouble}</div>}
      </div>
    ),
  },
  {
    title: 'Device',
    cell: ({ state: { facts } }) =>
      facts && (
        <div>
          {facts.model}
          <div class="tl-sub">{`RouterOS ${facts.version}`}</div>
        </div>
      ),
  },
  {
    title: 'Load',
    cell: ({ state: { facts } }) =>
      facts && (
        <div>
          <span class="tl-number">{facts.cpuLoadPercent} %</span>
          <div class="tl-sub">{`up ${uptimeWords(facts.uptimeSeconds)}, clock ${clockWords(facts.clockSkewMs)}`}</div>
        </div>
      ),
  },
  { title: 'Counted', cell: ({ connection, state }) => countingWords(connection, state) },
  {
    title: 'Access',
    cell: ({ connection, state: { difference } }) => (
      <div>
        {controlWords(connection)}
        {difference && <div class="tl-sub">{wordsOf(difference)}</div>}
      </div>
    ),
  },
];

/** All routers with an API connection; one of them, with `?router=`. */
export function routersPage(services: PageServices): AdminPage {
  return {
    path: 'routers',
    title: 'MikroTik',
    icon: 'router',
    permission: 'network.write',
    render: async ({ tx, query }) => {
      const rows = await rowsOf(tx, services);
      const chosen = rows.find(({ router }) => router.id === query.router);
      if (chosen) return <RouterDetails {...chosen} backups={await services.backups.list(tx, chosen.router.id, BACKUPS_SHOWN)} />;
      return <RouterList rows={rows} />;
    },
  };
}

async function rowsOf(tx: Transaction, { routers, store }: PageServices): Promise<readonly RouterRow[]> {
  const connections = new Map((await store.all(tx)).map((connection) => [connection.routerId, connection]));
  const rows: RouterRow[] = [];
  for (const router of await routers.list(tx)) {
    const connection = connections.get(router.id);
    if (connection) rows.push({ router, connection, state: await store.state(tx, router.id) });
  }
  return rows;
}

function RouterList({ rows }: { readonly rows: readonly RouterRow[] }) {
  const unreached = rows.filter(({ state }) => state.trouble_since_ms !== null);
  return (
    <>
      {unreached.map(({ router, state }) => (
        <Alert key={router.id} tone="warning" title={`${router.name} is not reached`}>
          Since <When instantMs={state.trouble_since_ms ?? 0} />. Nothing is lost meanwhile: what its queues count is read when it is back,
          and lines stay as they are on it.
        </Alert>
      ))}
      <Card
        title="Routers reached by their API"
        isFlush
        actions={
          <LinkButton href="/addons/mikrotik/run/connect" icon="plus" isSmall>
            Connect a router
          </LinkButton>
        }
      >
        <Table
          caption="Routers reached by their API"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ router }) => router.id}
          empty={{
            icon: 'router',
            title: 'No router is connected yet',
            children: 'Create it under Routers, then connect it here; a script sets it up.',
            action: (
              <LinkButton href="/addons/mikrotik/run/connect" icon="plus" isPrimary>
                Connect a router
              </LinkButton>
            ),
          }}
        />
      </Card>
    </>
  );
}
