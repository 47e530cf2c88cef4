import {
  Badge,
  Card,
  type Column,
  Day,
  EmptyState,
  formatMonth,
  Icon,
  Money,
  SubmitButton,
  Table,
  TextField,
  useUiSettings,
  When,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { type ClosedMonth, CUSTOMERS, type Turnover } from '../../../ledger/closing/closed-month.js';
import type { NextMonth } from '../../../ledger/closing/month-closing-service.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';
import type { MonthsModel } from './months-page.js';

export function MonthsView({ model }: { readonly model: MonthsModel }): JSX.Element {
  const { closed, next, mayClose, problem } = model;
  return (
    <Page
      title="Closing months"
      subtitle="Nothing is dated into a closed month any more: its balances, statements and reports stay as they are"
    >
      <ProblemAlert problem={problem?.message === undefined ? undefined : problem} />
      <div class="tl-grid">
        <div class="tl-span-6 tl-stack">
          {next ? (
            <Next next={next} mayClose={mayClose} />
          ) : (
            <Card title="Next">
              <EmptyState icon="calendar" title="There is nothing to close yet">
                The journal is empty.
              </EmptyState>
            </Card>
          )}
        </div>
        <div class="tl-span-6 tl-stack">
          <Card title="Closed" isFlush>
            <Table
              caption="Closed months, the latest first"
              columns={CLOSED}
              rows={closed}
              rowKey={({ month }) => month}
              empty={{
                icon: 'lock-open',
                title: 'No month is closed',
                children: 'Close one once its bank statements are in and its invoices are out.',
              }}
            />
          </Card>
          {closed[0] && mayClose && <Reopen latest={closed[0]} error={problem?.errors.reason} />}
        </div>
      </div>
    </Page>
  );
}

function Next({ next, mayClose }: { readonly next: NextMonth; readonly mayClose: boolean }): JSX.Element {
  const { month, from, through, entryCount, turnover, isOver } = next;
  const { locale } = useUiSettings();
  return (
    <Card
      title={formatMonth(month, locale)}
      subtitle={
        <>
          {from === null ? 'everything up to ' : 'to '}
          <Day date={through} />, {entryCount === 1 ? '1 entry' : `${entryCount} entries`} so far
        </>
      }
      isFlush
      footer={
        !mayClose ? undefined : isOver ? (
          <form method="post" action={`/ledger/months/${month}/close`} class="tl-buttons">
            <SubmitButton icon="lock">{`Close ${month}`}</SubmitButton>
          </form>
        ) : (
          <span class="text-secondary">It can be closed from the first day after it.</span>
        )
      }
    >
      <Table
        caption={`What was moved in ${month}`}
        columns={TURNOVER}
        rows={turnover}
        rowKey={({ account }) => account}
        empty={{ icon: 'calendar', title: 'Nothing was moved' }}
      />
    </Card>
  );
}

function Reopen({ latest, error }: { readonly latest: ClosedMonth; readonly error: string | undefined }): JSX.Element {
  const { month } = latest;
  return (
    <details class="card tl-fold" open={error !== undefined}>
      <summary class="card-header">
        <h2 class="card-title">Open {month} again</h2>
        <span class="tl-sub">the audit log keeps who and why</span>
        <Icon name="chevron-down" class="tl-fold-mark" />
      </summary>
      <form class="card-body tl-fields" method="post" action={`/ledger/months/${month}/reopen`}>
        <TextField name="reason" label="Why" value="" maxLength={300} error={error} isRequired />
        <div class="tl-buttons">
          <SubmitButton icon="lock-open" look="danger">
            Open it again
          </SubmitButton>
        </div>
      </form>
    </details>
  );
}

const TURNOVER: readonly Column<Turnover>[] = [
  {
    title: 'Account',
    role: 'primary',
    cell: ({ account }) => (account === CUSTOMERS ? 'Customers' : <span class="font-monospace">{account}</span>),
  },
  { title: 'Debited', align: 'end', cell: ({ debitMinor }) => <Moved amountMinor={debitMinor} /> },
  { title: 'Credited', align: 'end', cell: ({ creditMinor }) => <Moved amountMinor={creditMinor} /> },
];

function Moved({ amountMinor }: { readonly amountMinor: number }): JSX.Element {
  return amountMinor === 0 ? <span class="text-secondary">–</span> : <Money amountMinor={amountMinor} />;
}

const CLOSED: readonly Column<ClosedMonth>[] = [
  {
    title: 'Month',
    role: 'primary',
    cell: ({ month, from }) => (
      <>
        <span class="tl-name tl-number">{month}</span> {from === null && <Badge title="and everything before">first</Badge>}
      </>
    ),
  },
  { title: 'Entries', align: 'end', cell: ({ entryCount }) => <span class="tl-number">{entryCount}</span> },
  {
    title: 'Closed',
    cell: ({ closedAtMs, closedBy }) => (
      <>
        <When instantMs={closedAtMs} />
        <div class="tl-sub">by {closedBy}</div>
      </>
    ),
  },
];
