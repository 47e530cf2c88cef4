import type { Transaction } from '@tapline/sdk';
import { Badge, type Column, Icon, LinkButton, Money, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { AuditRecord } from '../../../kernel/audit/audit-log.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { Page } from '../frame/page.js';
import { withQuery } from '../parts/hrefs.js';

const SHOWN_RECORDS = 200;

export function addAuditPage(routes: AdminRoutes): void {
  routes.get('/audit', ['system.manage'], async (request) => {
    const subject = request.query.subject ?? '';
    const query = { limit: SHOWN_RECORDS, ...(subject === '' ? {} : { subject }) };
    const model = await request.view(async (tx) => {
      const records = await request.services.audit.latest(tx, query);
      return { records, names: await customerNames(request, tx, records) };
    });
    request.show('Audit log', <AuditList {...model} subject={subject} />);
  });
}

/** Where the thing that was changed can be seen. */
const PAGES: Readonly<Record<string, string>> = { customer: '/customers/', service: '/services/', router: '/routers/', addon: '/addons/' };

/** Customers are called by their names; other things by their kind. */
async function customerNames(
  request: AdminRequest,
  tx: Transaction,
  records: readonly AuditRecord[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (!request.may('customers.read')) return names;
  for (const { subject } of records) {
    const [kind, id = ''] = subject.split(':');
    if (kind === 'customer' && !names.has(subject)) names.set(subject, (await request.services.customers.get(tx, id)).name);
  }
  return names;
}

function columns(names: ReadonlyMap<string, string>): readonly Column<AuditRecord>[] {
  return [
    { title: 'When', isNarrow: true, cell: ({ atMs }) => <When instantMs={atMs} precision="second" /> },
    {
      title: 'Who',
      cell: ({ actorName, actorKind }) => (
        <span class="text-nowrap">
          {actorName} {actorKind !== 'admin' && <Badge>{actorKind}</Badge>}
        </span>
      ),
    },
    { title: 'What', role: 'primary', cell: ({ action }) => <span class="tl-name font-monospace">{action}</span> },
    { title: 'To what', cell: ({ subject }) => <Subject subject={subject} name={names.get(subject)} /> },
    { title: 'Details', cell: ({ details }) => <Details details={details} /> },
  ];
}

function Subject({ subject, name }: { readonly subject: string; readonly name: string | undefined }): JSX.Element {
  const [kind = '', id = ''] = subject.split(':');
  const page = Object.hasOwn(PAGES, kind) ? PAGES[kind] : undefined;
  return (
    <span>
      {page === undefined ? kind : <a href={`${page}${encodeURIComponent(id)}`}>{name ?? kind}</a>}{' '}
      <a
        class="tl-sub"
        href={withQuery('/audit', { subject })}
        aria-label={`Only what was done to this ${kind}`}
        title={`Only this ${kind}`}
      >
        <Icon name="filter" />
      </a>
    </span>
  );
}

function Details({ details }: { readonly details: Readonly<Record<string, unknown>> }): JSX.Element {
  return (
    <span class="tl-sub tl-details">
      {Object.entries(details).map(([name, value]) => (
        <span key={name}>
          {name === 'amountMinor' ? 'amount' : name}: <span class="text-body">{valueOfDetail(name, value)}</span>
        </span>
      ))}
    </span>
  );
}

function valueOfDetail(name: string, value: unknown): JSX.Element | string {
  if (name.endsWith('Minor') && typeof value === 'number') return <Money amountMinor={value} />;
  if (Array.isArray(value)) return value.map(String).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

interface AuditListProps {
  readonly records: readonly AuditRecord[];
  readonly names: ReadonlyMap<string, string>;
  readonly subject: string;
}

function AuditList({ records, names, subject }: AuditListProps): JSX.Element {
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
          columns={columns(names)}
          rows={records}
          rowKey={({ atMs, action, subject: what }) => `${atMs} ${action} ${what}`}
          empty={{ icon: 'history', title: 'Nothing was done yet' }}
        />
      </section>
    </Page>
  );
}
