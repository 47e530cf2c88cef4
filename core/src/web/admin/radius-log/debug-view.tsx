import {
  Badge,
  Card,
  type Column,
  EmptyState,
  type FormTexts,
  Icon,
  SchemaForm,
  SubmitButton,
  Table,
  TableRow,
  When,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { DebugLogEntry } from '../../../radius/log/debug-log-entry.js';
import { NEW_DEBUG_SWITCH_SCHEMA } from '../../../radius/log/debug-schema.js';
import type { DebugSwitch } from '../../../radius/log/debug-topic.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';

const KINDS: Readonly<Record<DebugSwitch['kind'], string>> = { user: 'Login', router: 'Router', mac: 'MAC address' };

const COLUMNS: readonly Column<DebugLogEntry>[] = [
  { title: 'Time', isNarrow: true, cell: ({ atMs }) => <When instantMs={atMs} precision="second" /> },
  {
    title: 'Who',
    role: 'primary',
    isNarrow: true,
    cell: ({ kind, login, routerName, routerAddress, macAddress }) => (
      <>
        <span class="tl-name font-monospace">{login === '' ? '–' : login}</span>
        <div class="tl-sub">
          {kind === 'auth' ? 'Login' : 'Accounting'} from {routerName === '' ? 'an unknown router' : routerName}{' '}
          <span class="font-monospace">{routerAddress}</span>
        </div>
        <div class="tl-sub font-monospace">{macAddress}</div>
      </>
    ),
  },
  { title: 'What happened', cell: (entry) => <Exchange entry={entry} /> },
];

const marked = (mark: string, texts: readonly string[]): readonly string[] => texts.map((text) => `${mark} ${text}`);

function Exchange({ entry: { received, steps, sent } }: { readonly entry: DebugLogEntry }): JSX.Element {
  const lines = [...marked('<', received), ...marked('*', steps), ...(sent.length > 0 ? marked('>', sent) : ['> no answer'])];
  return <pre class="tl-code">{lines.join('\n')}</pre>;
}

export function DebugRow({ entry }: { readonly entry: DebugLogEntry }): JSX.Element {
  return <TableRow columns={COLUMNS} row={entry} />;
}

export interface RadiusDebugProps {
  readonly path: string;
  readonly switches: readonly DebugSwitch[];
  /** The newest first. */
  readonly entries: readonly DebugLogEntry[];
  /** For those who may switch it on. */
  readonly form: { readonly texts: FormTexts; readonly problem: FormProblem | undefined } | undefined;
}

export function RadiusDebug({ path, switches, entries, form }: RadiusDebugProps): JSX.Element {
  return (
    <Page
      title="RADIUS debug log"
      parent={{ href: '/radius-log', title: 'RADIUS log' }}
      subtitle="Every attribute in (<) and out (>) and each step (*) of the decision; passwords and keys are never written down"
      actions={
        <>
          <span class="tl-live align-self-center" data-log-status role="status">
            Loaded
          </span>
          <button type="button" class="btn" data-log-pause aria-pressed="false">
            <Icon name="player-pause" />
            Pause
          </button>
        </>
      }
    >
      <div class="tl-grid">
        {form && (
          <form class="tl-form tl-span-6" method="post" action={path}>
            <ProblemAlert problem={form.problem} />
            <Card title="Switch it on" footer={<SubmitButton icon="bug">Switch on</SubmitButton>}>
              <SchemaForm schema={NEW_DEBUG_SWITCH_SCHEMA} texts={form.texts} errors={form.problem?.errors ?? {}} />
            </Card>
          </form>
        )}
        <Card title="On now" isFlush class="tl-span-6">
          <Switches path={path} switches={switches} canSwitch={form !== undefined} />
        </Card>
      </div>
      <section class="card tl-log mt-3">
        <Table
          caption="Debugged requests, newest first"
          columns={COLUMNS}
          rows={entries}
          rowKey={({ atMs, kind, login }) => `${atMs} ${kind} ${login}`}
          bodyAttributes={{ id: 'debug-rows', 'data-log-stream': `${path}/stream` }}
          empty={{ title: 'No entries' }}
        />
        {entries.length === 0 && (
          <div data-log-empty>
            <EmptyState icon="bug" title="Nothing is written down yet">
              Switch it on for a login, a router or a MAC address, and let it log in.
            </EmptyState>
          </div>
        )}
      </section>
    </Page>
  );
}

interface SwitchesProps {
  readonly path: string;
  readonly switches: readonly DebugSwitch[];
  readonly canSwitch: boolean;
}

function Switches({ path, switches, canSwitch }: SwitchesProps): JSX.Element {
  const columns: readonly Column<DebugSwitch>[] = [
    {
      title: 'Of',
      role: 'primary',
      cell: ({ kind, title }) => (
        <>
          <Badge tone="info">{KINDS[kind]}</Badge> <span class="tl-name font-monospace">{title}</span>
        </>
      ),
    },
    { title: 'Until', cell: ({ endsAtMs }) => <When instantMs={endsAtMs} /> },
    { title: 'By', cell: ({ startedBy }) => startedBy },
    ...(canSwitch ? [offColumn(path)] : []),
  ];
  return (
    <Table
      caption="For whom the debug log is on"
      columns={columns}
      rows={switches}
      rowKey={({ id }) => id}
      empty={{ icon: 'toggle-left', title: 'It is off', children: 'While it is off it costs nothing.' }}
    />
  );
}

function offColumn(path: string): Column<DebugSwitch> {
  return {
    title: 'Actions',
    role: 'actions',
    isNarrow: true,
    cell: ({ id }) => (
      <form method="post" action={`${path}/${id}/off`}>
        <SubmitButton look="plain" isSmall>
          Switch off
        </SubmitButton>
      </form>
    ),
  };
}
