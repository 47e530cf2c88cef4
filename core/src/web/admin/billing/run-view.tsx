import { Alert, Badge, Card, type Column, Day, LinkButton, Money, Stat, SubmitButton, Table, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { RunCustomerState, RunLine } from '../../../billing/run/billing-run.js';
import type { RunSummary } from '../../../billing/run/billing-run-service.js';
import { Page } from '../frame/page.js';
import { RUN_STATES } from './run-list-view.js';

export interface RunViewProps {
  readonly summary: RunSummary;
  readonly lines: readonly RunLine[];
  readonly page: number;
  readonly pageSize: number;
  readonly canRun: boolean;
}

const LINE_STATES: Readonly<Record<RunCustomerState, { readonly title: string; readonly tone: Tone }>> = {
  previewed: { title: 'Previewed', tone: 'info' },
  issued: { title: 'Issued', tone: 'good' },
  changed: { title: 'Changed', tone: 'warning' },
  parked: { title: 'Parked', tone: 'bad' },
};

/** One run: what it comes to, how that differs from the last one, and whom to look at. Draws itself anew while it works. */
export function RunView({ summary, lines, page, pageSize, canRun }: RunViewProps): JSX.Element {
  const { run, totals } = summary;
  const state = RUN_STATES[run.state];
  const isWorking = run.state === 'previewing' || run.state === 'issuing';
  const refresh = { 'hx-get': `/billing/${run.id}`, 'hx-trigger': 'every 1s', 'hx-target': '#billing-run', 'hx-swap': 'outerHTML' };
  return (
    <div id="billing-run" {...(isWorking ? refresh : {})}>
      <Page
        title="Billing run"
        parent={{ href: '/billing', title: 'Billing' }}
        badges={<Badge tone={state.tone}>{state.title}</Badge>}
        subtitle={
          <>
            All bill dates up to <Day date={run.through} />
          </>
        }
        actions={canRun && <Actions summary={summary} />}
      >
        {run.problem !== null && run.state === 'stopped' && (
          <Alert tone="bad" title="The run has stopped itself">
            {run.problem}
          </Alert>
        )}
        {isWorking && <Progress summary={summary} />}
        <Figures summary={summary} />
        <Card title="Customers" subtitle="Who needs a look first, then the largest differences to the last run" isFlush>
          <Table
            caption="Customers of the run"
            columns={COLUMNS}
            rows={lines}
            rowKey={({ customerId }) => customerId}
            empty={{ icon: 'users', title: isWorking ? 'The preview has just begun' : 'Nobody is to be billed' }}
          />
        </Card>
        <Pages run={run.id} page={page} isMore={page * pageSize < totals.customers} />
      </Page>
    </div>
  );
}

function Actions({ summary: { run, totals } }: { readonly summary: RunSummary }): JSX.Element | null {
  if (run.state !== 'previewed' && run.state !== 'stopped') return null;
  return (
    <>
      <form method="post" action={`/billing/${run.id}/discard`}>
        <SubmitButton look="plain">Discard</SubmitButton>
      </form>
      {totals.customers > 0 && (
        <form method="post" action={`/billing/${run.id}/confirm`}>
          {run.state === 'stopped' && <input type="hidden" name="force" value="yes" />}
          <SubmitButton icon="check" look={run.state === 'stopped' ? 'danger' : 'primary'}>
            {run.state === 'stopped'
              ? 'Issue all the same'
              : `Issue ${totals.documents} ${totals.documents === 1 ? 'document' : 'documents'}`}
          </SubmitButton>
        </form>
      )}
    </>
  );
}

function Progress({ summary: { run, totals } }: { readonly summary: RunSummary }): JSX.Element {
  const done = run.state === 'previewing' ? totals.customers : totals.issued + totals.changed + totals.parked;
  const all = Math.max(run.state === 'previewing' ? run.expectedCustomers : totals.customers, done, 1);
  return (
    <Card title={`${done} of ${all} customers`}>
      <progress class="progress w-100" value={done} max={all}>
        {Math.floor((done * 100) / all)} %
      </progress>
    </Card>
  );
}

function Figures({ summary: { totals, previous } }: { readonly summary: RunSummary }): JSX.Element {
  const before = previous?.totals;
  return (
    <div class="tl-stats">
      <Stat
        label="To be invoiced"
        value={<Money amountMinor={totals.invoicedMinor} />}
        detail={
          before ? (
            <>
              last run <Money amountMinor={before.invoicedMinor} />
            </>
          ) : (
            'the first run'
          )
        }
        icon="file-invoice"
        tone="info"
      />
      <Stat
        label="Given back"
        value={<Money amountMinor={totals.creditedMinor} />}
        detail={
          before ? (
            <>
              last run <Money amountMinor={before.creditedMinor} />
            </>
          ) : (
            'by credit notes'
          )
        }
        icon="receipt"
        tone="neutral"
      />
      <Stat
        label="Customers"
        value={String(totals.customers)}
        detail={`${totals.documents} documents${before ? `, last run ${before.customers} customers` : ''}`}
        icon="users"
        tone="neutral"
      />
      <Stat
        label="Need a look"
        value={String(totals.parked + totals.changed)}
        detail={`${totals.parked} parked, ${totals.changed} changed since the preview`}
        icon="alert-triangle"
        tone={totals.parked + totals.changed > 0 ? 'warning' : 'good'}
      />
    </div>
  );
}

function Pages({ run, page, isMore }: { readonly run: string; readonly page: number; readonly isMore: boolean }): JSX.Element | null {
  if (page === 1 && !isMore) return null;
  return (
    <div class="tl-buttons">
      {page > 1 && (
        <LinkButton href={`/billing/${run}?page=${page - 1}`} icon="chevron-left">
          Before
        </LinkButton>
      )}
      {isMore && (
        <LinkButton href={`/billing/${run}?page=${page + 1}`} icon="chevron-right">
          More
        </LinkButton>
      )}
    </div>
  );
}

const COLUMNS: readonly Column<RunLine>[] = [
  {
    title: 'Customer',
    role: 'primary',
    cell: ({ customerNumber, customerName, reason }) => (
      <>
        <a class="tl-name" href={`/customers/${customerNumber}`}>
          {customerName}
        </a>
        <div class="tl-sub">
          {customerNumber}
          {reason !== null && <span class="text-danger"> · {reason}</span>}
        </div>
      </>
    ),
  },
  { title: 'State', cell: ({ state }) => <Badge tone={LINE_STATES[state].tone}>{LINE_STATES[state].title}</Badge> },
  { title: 'Documents', align: 'end', cell: ({ documentCount }) => <span class="tl-number">{documentCount}</span> },
  { title: 'Amount', align: 'end', cell: ({ invoicedMinor, creditedMinor }) => <Money amountMinor={invoicedMinor - creditedMinor} /> },
  { title: 'Last run', align: 'end', cell: ({ previousMinor }) => (previousMinor === null ? '–' : <Money amountMinor={previousMinor} />) },
];
