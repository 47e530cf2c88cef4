import { Alert, Badge, Card, type Column, Day, SubmitButton, Table, type Tone, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { BillingRun, BillingRunState } from '../../../billing/run/billing-run.js';
import { Page } from '../frame/page.js';

export const RUN_STATES: Readonly<Record<BillingRunState, { readonly title: string; readonly tone: Tone }>> = {
  previewing: { title: 'Previewing', tone: 'info' },
  previewed: { title: 'Waits for you', tone: 'warning' },
  stopped: { title: 'Stopped', tone: 'bad' },
  issuing: { title: 'Issuing', tone: 'info' },
  issued: { title: 'Issued', tone: 'good' },
  discarded: { title: 'Discarded', tone: 'neutral' },
};

export interface RunListProps {
  readonly runs: readonly BillingRun[];
  readonly today: string;
  readonly problem: string | undefined;
  readonly canRun: boolean;
}

/** The billing runs, and the beginning of a new one. */
export function RunList({ runs, today, problem, canRun }: RunListProps): JSX.Element {
  return (
    <Page title="Billing" subtitle="Bills for all customers of recurring billing: look at the preview, then issue it">
      {problem !== undefined && <Alert tone="bad" title={problem} />}
      <div class="tl-stack">
        {canRun && <NewRun today={today} />}
        <Card title="Runs" isFlush>
          <Table
            caption="Billing runs"
            columns={COLUMNS}
            rows={runs}
            rowKey={({ id }) => id}
            empty={{ icon: 'repeat', title: 'No run yet', children: 'The first preview shows who would be billed and for how much.' }}
          />
        </Card>
      </div>
    </Page>
  );
}

function NewRun({ today }: { readonly today: string }): JSX.Element {
  return (
    <Card title="New preview" subtitle="Nothing is issued before you confirm it">
      <form method="post" action="/billing" class="tl-buttons align-items-center">
        <label class="form-label mb-0" for="run-through">
          All bill dates up to
        </label>
        <input id="run-through" class="form-control w-auto" type="date" name="through" value={today} max={today} required />
        <SubmitButton icon="eye">Preview</SubmitButton>
      </form>
    </Card>
  );
}

const COLUMNS: readonly Column<BillingRun>[] = [
  {
    title: 'Run',
    role: 'primary',
    cell: ({ id, through, problem }) => (
      <>
        <a class="tl-name" href={`/billing/${id}`}>
          Up to <Day date={through} />
        </a>
        {problem !== null && <div class="tl-sub text-danger">{problem}</div>}
      </>
    ),
  },
  { title: 'State', cell: ({ state }) => <Badge tone={RUN_STATES[state].tone}>{RUN_STATES[state].title}</Badge> },
  { title: 'Customers', align: 'end', cell: ({ expectedCustomers }) => <span class="tl-number">{expectedCustomers}</span> },
  {
    title: 'Started',
    cell: ({ startedAtMs, startedBy }) => (
      <span>
        <When instantMs={startedAtMs} /> <span class="tl-sub">by {startedBy}</span>
      </span>
    ),
  },
  { title: 'Ended', cell: ({ endedAtMs }) => (endedAtMs === null ? '–' : <When instantMs={endedAtMs} />) },
];
