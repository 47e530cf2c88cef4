import { Badge, type Column, LinkButton, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { AuditRecord } from '../../../kernel/audit/audit-log.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { Page } from '../frame/page.js';
import { withQuery } from '../parts/hrefs.js';

const SHOWN_RECORDS = 200;

export function addAuditPage(routes: AdminRoutes): void {
  routes.get('/audit', ['system.manage'], async (request) => {
    const subject = request.query.subject ?? '';
    const query = { limit: SHOWN_RECORDS, ...(subject === '' ? {} : { subject }) };
    const records = await request.view((tx) => request.services.audit.latest(tx, query));
    request.show('Audit log', <AuditList records={records} subject={subject} />);
  });
}

/** Where the thing that was changed can be seen. */
const PAGES: Readonly<Record<string, string>> = { customer: '/customers/', service: '/services/', router: '/routers/', addon: '/addons/' };

const COLUMNS: readonly Column<AuditRecord>[] = [
  { title: 'When', isNarrow: true, cell: ({ atMs }) => <When instantMs={atMs} precision="second" /> },
  {
    title: 'Who',
    cell: ({ actorName, actorKind }) => (
      <span>
        {actorName} {actorKind !== 'admin' && <Badge>{actorKind}</Badge>}
      </span>
    ),
  },
  { title: 'What', role: 'primary', cell: ({ action }) => <span class="tl-name font-monospace">{action}</span> },
  { title: 'To what', cell: ({ subject }) => <Subject subject={subject} /> },
  { title: 'Details', cell: ({ details }) => <Details details={details} /> },
];

function Subject({ subject }: { readonly subject: string }): JSX.Element {
  const [kind = '', id = ''] = subject.split(':');
  const page = Object.hasOwn(PAGES, kind) ? PAGES[kind] : undefined;
  return (
    <span>
      {page === undefined ? kind : <a href={`${page}${encodeURIComponent(id)}`}>{kind}</a>}{' '}
      <a class="tl-sub font-monospace" href={withQuery('/audit', { subject })} title="Show only what was done to this">
        …{id.slice(-6)}
      </a>
    </span>
  );
}

function Details({ details }: { readonly details: Readonly<Record<string, unknown>> }): JSX.Element {
  const entries = Object.entries(details);
  return (
    <span class="tl-sub tl-details">
      {entries.map(([name, value]) => (
        <span key={name}>
          {name}: <span class="text-body">{typeof value === 'string' ? value : JSON.stringify(value)}</span>
        </span>
      ))}
    </span>
  );
}

function AuditList({ records, subject }: { readonly records: readonly AuditRecord[]; readonly subject: string }): JSX.Element {
  return (
    <Page
      title="Audit log"
      subtitle={subject === '' ? `Who did what: the latest ${SHOWN_RECORDS} records` : 'What was done to one thing'}
      actions={
        subject !== '' && (
          <LinkButton href="/audit" icon="x">
            Show everything
          </LinkButton>
        )
      }
    >
      <section class="card">
        <Table
          caption="Audit records, newest first"
          columns={COLUMNS}
          rows={records}
          rowKey={({ atMs, action, subject: what }) => `${atMs} ${action} ${what}`}
          empty={{ icon: 'history', title: 'Nothing was done yet' }}
        />
      </section>
    </Page>
  );
}
