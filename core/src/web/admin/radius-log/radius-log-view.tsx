import { localDateOf } from '@tapline/sdk';
import { Badge, type Column, EmptyState, Icon, LinkButton, Table, TableRow, type Tone, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { ShortLogEntry } from '../../../radius/log/short-log-entry.js';
import type { ShortLogQuery } from '../../../radius/log/short-log-filter.js';
import { Page } from '../frame/page.js';
import { withQuery } from '../parts/hrefs.js';

const VERDICTS: Readonly<Record<ShortLogEntry['verdict'], { readonly title: string; readonly tone: Tone }>> = {
  accept: { title: 'Accept', tone: 'good' },
  reject: { title: 'Reject', tone: 'bad' },
  drop: { title: 'Drop', tone: 'bad' },
  ok: { title: 'OK', tone: 'neutral' },
  timeout: { title: 'No answer', tone: 'warning' },
  nak: { title: 'Refused', tone: 'warning' },
};

const KINDS: Readonly<Record<ShortLogEntry['kind'], string>> = {
  auth: 'Login',
  accounting: 'Accounting',
  disconnect: 'Disconnect',
  coa: 'CoA',
};

const COLUMNS: readonly Column<ShortLogEntry>[] = [
  { title: 'Time', isNarrow: true, cell: ({ atMs }) => <LogTime atMs={atMs} /> },
  {
    title: 'Verdict',
    isNarrow: true,
    cell: ({ verdict }) => <Badge tone={VERDICTS[verdict]?.tone ?? 'neutral'}>{VERDICTS[verdict]?.title ?? verdict}</Badge>,
  },
  { title: 'Request', isNarrow: true, cell: ({ kind }) => KINDS[kind] ?? kind },
  { title: 'Login', role: 'primary', cell: ({ login }) => <span class="tl-name font-monospace">{login === '' ? '–' : login}</span> },
  {
    title: 'Router',
    cell: ({ routerName, routerAddress }) => (
      <span>
        {routerName === '' ? <Badge tone="warning">Unknown</Badge> : routerName} <span class="tl-sub font-monospace">{routerAddress}</span>
      </span>
    ),
  },
  {
    title: 'Device',
    role: 'wide-only',
    cell: ({ macAddress, ipv4Address }) => (
      <span class="font-monospace tl-number">
        {macAddress}
        <div class="tl-sub">{ipv4Address}</div>
      </span>
    ),
  },
  { title: 'Reason', cell: ({ reason }) => reason },
];

/** The day is left out where it is today. */
function LogTime({ atMs }: { readonly atMs: number }): JSX.Element {
  const { nowMs, timeZone } = useUiSettings();
  const isToday = localDateOf(atMs, timeZone) === localDateOf(nowMs, timeZone);
  return <When instantMs={atMs} precision={isToday ? 'time' : 'second'} />;
}

export function LogRow({ entry }: { readonly entry: ShortLogEntry }): JSX.Element {
  return <TableRow columns={COLUMNS} row={entry} />;
}

export interface RadiusLogProps {
  /** The newest first. */
  readonly entries: readonly ShortLogEntry[];
  readonly filter: ShortLogQuery;
  /** Where RADIUS runs, when it does not run on this machine. */
  readonly otherMachines: readonly string[];
  readonly streamHref: string;
}

export function RadiusLog({ entries, filter, streamHref, otherMachines }: RadiusLogProps): JSX.Element {
  return (
    <Page
      title="RADIUS log"
      subtitle="Every request, who and from where, with the answer and its reason"
      actions={
        <>
          <span class="tl-live align-self-center" data-log-status role="status">
            Loaded
          </span>
          <button type="button" class="btn" data-log-pause aria-pressed="false">
            <Icon name="player-pause" />
            Pause
          </button>
          <LinkButton href="/radius-log/test" icon="tool">
            Test a login
          </LinkButton>
          <LinkButton href="/radius-log/debug" icon="bug">
            Debug
          </LinkButton>
        </>
      }
    >
      <section class="card tl-log">
        <div class="tl-filters">
          <form class="tl-search" method="get" action="/radius-log">
            {filter.verdicts !== 'all' && <input type="hidden" name="verdicts" value={filter.verdicts} />}
            <search>
              <label class="visually-hidden" for="log-search">
                Show only entries with this text
              </label>
              <Icon name="search" />
              <input
                id="log-search"
                class="form-control"
                type="search"
                name="q"
                value={filter.text}
                placeholder="Login, router, address or reason; then Enter"
                autocomplete="off"
              />
            </search>
          </form>
          <VerdictTabs filter={filter} />
        </div>
        <Table
          caption="RADIUS requests, newest first"
          columns={COLUMNS}
          rows={entries}
          rowKey={(entry) => `${entry.atMs} ${entry.kind} ${entry.login}`}
          bodyAttributes={{ id: 'log-rows', 'data-log-stream': streamHref }}
          empty={{ title: 'No entries' }}
        />
        {entries.length === 0 && (
          <div data-log-empty>
            <EmptyState icon="activity" title="Nothing here yet">
              {otherMachines.length > 0
                ? `RADIUS runs on ${otherMachines.join(', ')}; its log is there.`
                : "New requests appear by themselves. Nothing comes? Check the router's address and that it reaches this server."}
            </EmptyState>
          </div>
        )}
      </section>
    </Page>
  );
}

function VerdictTabs({ filter }: { readonly filter: ShortLogQuery }): JSX.Element {
  const tabs = [
    ['all', 'All'],
    ['trouble', 'Refused and lost'],
    ['accept', 'Accepted'],
  ] as const;
  return (
    <nav class="tl-tabs" aria-label="Filter by verdict">
      {tabs.map(([verdicts, title]) => (
        <a
          key={verdicts}
          href={withQuery('/radius-log', { q: filter.text, verdicts: verdicts === 'all' ? undefined : verdicts })}
          {...(verdicts === filter.verdicts ? { 'aria-current': 'page' as const } : {})}
        >
          {title}
        </a>
      ))}
    </nav>
  );
}
