import type { Router } from '@tapline/sdk';
import { Alert, Card, type Column, DescriptionList, filledHref, Icon, LinkButton, Octets, Stat, Table, When } from '@tapline/sdk/ui';
import { CONNECTION_INPUT, type ConnectionSettings } from '../connections/connection-settings.js';
import type { Connection, RouterState } from '../connections/connection-store.js';
import type { BackupSummary } from '../live/backups.js';
import { configurationHref } from '../operations/configuration-operation.js';
import { wordsOf } from './difference-view.js';
import { clockWords, controlWords, counted, countingWords, StateBadge, uptimeWords } from './router-words.js';

interface RouterDetailsProps {
  readonly router: Router;
  readonly connection: Connection;
  readonly state: RouterState;
  readonly backups: readonly BackupSummary[];
}

const OPERATIONS = [
  { id: 'check', title: 'Check the set-up', icon: 'search' },
  { id: 'setup-script', title: 'Set-up script', icon: 'copy' },
  { id: 'difference', title: 'What would be changed', icon: 'list-details' },
  { id: 'backup', title: 'Back up now', icon: 'device-floppy' },
  { id: 'disconnect', title: 'Remove the connection', icon: 'x' },
] as const;

/** One router by its API: how it fares, which way its lines are counted, what differs, what it was configured like. */
export function RouterDetails({ router, connection, state, backups }: RouterDetailsProps) {
  const { facts } = state;
  return (
    <>
      {state.trouble !== null && (
        <Alert tone="bad" title={`${router.name} is not reached`}>
          {state.trouble}
        </Alert>
      )}
      {facts && (
        <div class="tl-stats">
          <Stat label="Processor" value={`${facts.cpuLoadPercent} %`} icon="gauge" />
          <Stat label="Memory free" value={`${facts.freeMemoryPercent} %`} icon="database" />
          <Stat label="Up for" value={uptimeWords(facts.uptimeSeconds)} icon="clock" />
          <Stat label="Clock" value={clockWords(facts.clockSkewMs)} icon="calendar" />
        </div>
      )}
      <div class="tl-grid">
        <div class="tl-span-6 tl-stack">
          <About router={router} connection={connection} state={state} />
          <Faults state={state} />
        </div>
        <div class="tl-span-6 tl-stack">
          <Lines router={router} connection={connection} state={state} />
          <Backups router={router} state={state} backups={backups} />
        </div>
      </div>
    </>
  );
}

function About({ router, connection, state }: Omit<RouterDetailsProps, 'backups'>) {
  const { facts, seen_at_ms: seenAtMs } = state;
  const { settings, fingerprint } = connection;
  return (
    <Card
      title={router.name}
      actions={
        <LinkButton href={editHref(router, settings)} icon="pencil" isSmall>
          Change
        </LinkButton>
      }
      footer={
        <div class="tl-buttons">
          {OPERATIONS.map(({ id, title, icon }) => (
            <LinkButton key={id} href={hrefOf(id, router)} icon={icon} isSmall>
              {title}
            </LinkButton>
          ))}
        </div>
      }
    >
      <DescriptionList
        items={[
          { term: 'API', value: <StateBadge state={state} /> },
          { term: 'Last seen', value: seenAtMs !== null && <When instantMs={seenAtMs} isRelative /> },
          { term: 'Device', value: facts?.model },
          { term: 'RouterOS', value: facts?.version },
          { term: 'Identity', value: facts?.identity },
          { term: 'Address', value: <span class="font-monospace">{`${settings.host}:${settings.port}`}</span> },
          {
            term: 'Certificate',
            value:
              settings.security === 'none'
                ? 'without TLS'
                : settings.security === 'trusted'
                  ? 'by an authority'
                  : fingerprint && <code class="text-break">{fingerprint}</code>,
          },
          { term: 'User', value: settings.user },
        ]}
      />
    </Card>
  );
}

function Lines({ router, connection, state }: Omit<RouterDetailsProps, 'backups'>) {
  const { difference, counting, counted_at_ms: countedAtMs, reconciled_at_ms: reconciledAtMs } = state;
  return (
    <Card
      title="Its lines"
      actions={
        <LinkButton href={hrefOf('apply', router)} icon="check" isSmall>
          Bring up to date
        </LinkButton>
      }
    >
      <DescriptionList
        items={[
          { term: 'Counted', value: countingWords(connection, state) },
          { term: 'Last counted', value: countedAtMs !== null && <When instantMs={countedAtMs} isRelative /> },
          {
            term: 'Traffic of nobody',
            value: counting && counted(counting.strangers, connection.settings.counting === 'queues' ? 'queue' : 'address'),
          },
          { term: 'Access', value: controlWords(connection) },
          { term: 'Last compared', value: reconciledAtMs !== null && <When instantMs={reconciledAtMs} isRelative /> },
          { term: 'Difference', value: difference && wordsOf(difference) },
        ]}
      />
      {difference && difference.failures.length > 0 && (
        <Alert tone="warning" title="The router refused some of it">
          {difference.failures.join('; ')}
        </Alert>
      )}
    </Card>
  );
}

function Faults({ state: { check_result: faults } }: { readonly state: RouterState }) {
  if (faults === null) return null;
  return (
    <Card title="Latest check">
      {faults.length === 0 ? (
        <p class="m-0">The router was set up right.</p>
      ) : (
        <ul class="m-0 ps-3">
          {faults.map(({ title }) => (
            <li key={title}>{title}</li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Backups({ router, state, backups }: Pick<RouterDetailsProps, 'router' | 'state' | 'backups'>) {
  const columns: readonly Column<BackupSummary>[] = [
    {
      title: 'As it was',
      role: 'primary',
      cell: (backup) => (
        <a href={configurationHref(router.name, backup)}>
          <When instantMs={backup.taken_at_ms} />
        </a>
      ),
    },
    { title: 'Size', align: 'end', cell: ({ octets }) => octets !== null && <Octets octets={octets} /> },
  ];
  return (
    <Card title="Configuration" subtitle="Kept before the first change, and daily when changed; without secrets" isFlush>
      {state.backup_trouble !== null && (
        <div class="card-body">
          <Alert tone="warning" title="The latest backup failed">
            {state.backup_trouble}
          </Alert>
        </div>
      )}
      <Table
        caption="Backups"
        columns={columns}
        rows={backups}
        rowKey={({ taken_at_ms: atMs }) => String(atMs)}
        empty={{ icon: 'device-floppy', title: 'No backup yet' }}
      />
      {backups.length > 0 && (
        <div class="card-footer tl-sub">
          <Icon name="info-circle" /> Open one to see what has changed, and to download it.
        </div>
      )}
    </Card>
  );
}

/** An operation's form with the router filled in. */
export function hrefOf(operationId: string, { name }: Pick<Router, 'name'>): string {
  return `/addons/mikrotik/run/${operationId}?router=${encodeURIComponent(name)}`;
}

/** The form with what is set, without the password. */
function editHref({ name }: Pick<Router, 'name'>, settings: ConnectionSettings): string {
  return filledHref('/addons/mikrotik/run/connect', CONNECTION_INPUT, { ...settings, router: name, replaces: true });
}
