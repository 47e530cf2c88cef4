import type { JournalEntry, Payment, StatementLine, SubscriberSession } from '@tapline/sdk';
import { Badge, type Column, Day, DayRange, Duration, Money, Octets, Table, useUiSettings, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { addressesOf } from '../../../usage/session-addresses.js';
import { customerHref } from '../parts/hrefs.js';
import { SessionActions } from '../sessions/session-actions.js';

const STATEMENT: readonly Column<StatementLine>[] = [
  {
    title: 'Date',
    isNarrow: true,
    cell: ({ firstDate, lastDate }) => <DayRange from={firstDate} to={lastDate} />,
  },
  {
    title: 'What',
    role: 'primary',
    cell: ({ title, entryCount }) => (
      <>
        {title}
        {entryCount > 1 && <span class="tl-sub"> · {entryCount} entries</span>}
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} isChange /> },
];

export function StatementTable({ lines }: { readonly lines: readonly StatementLine[] }): JSX.Element {
  const empty = { icon: 'receipt', title: 'Nothing was charged or paid yet' };
  return <Table caption="Statement, newest first" columns={STATEMENT} rows={lines} rowKey={({ key }) => key} empty={empty} />;
}

const ENTRIES: readonly Column<JournalEntry>[] = [
  { title: 'Posted', isNarrow: true, cell: ({ postedAtMs }) => <When instantMs={postedAtMs} /> },
  {
    title: 'Description',
    role: 'primary',
    cell: ({ description, kind, source }) => (
      <>
        {description}
        <div class="tl-sub">
          <code>{kind}</code>
          {source !== 'core' && ` by ${source}`}
        </div>
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ customerAmountMinor }) => <Money amountMinor={customerAmountMinor} isChange /> },
];

export function EntryTable({ entries }: { readonly entries: readonly JournalEntry[] }): JSX.Element {
  const empty = { icon: 'book', title: 'The journal has no entries of this customer' };
  return <Table caption="Journal entries, newest first" columns={ENTRIES} rows={entries} rowKey={({ id }) => id} empty={empty} />;
}

const payments = (titles: ReadonlyMap<string, string>): readonly Column<Payment>[] => [
  {
    title: 'Payment',
    role: 'primary',
    cell: ({ id, date, method, note, cancelledAtMs }) => (
      <>
        <a href={`/payments/${id}`}>
          <Day date={date} />
        </a>
        {cancelledAtMs !== null && <span class="tl-sub"> cancelled</span>}
        <div class="tl-sub">
          {titles.get(method) ?? method}
          {note !== null && `: ${note}`}
        </div>
      </>
    ),
  },
  { title: 'Amount', align: 'end', cell: ({ amountMinor }) => <Money amountMinor={amountMinor} /> },
];

export function PaymentTable({
  rows,
  titles,
}: {
  readonly rows: readonly Payment[];
  readonly titles: ReadonlyMap<string, string>;
}): JSX.Element {
  const empty = { icon: 'cash', title: 'Nothing was paid yet' };
  return <Table caption="Payments, newest first" columns={payments(titles)} rows={rows} rowKey={({ id }) => id} empty={empty} />;
}

const SESSIONS: readonly Column<SubscriberSession>[] = [
  {
    title: 'Session',
    role: 'primary',
    cell: (session) => (
      <>
        <span class="font-monospace">{session.login}</span>
        {[...addressesOf(session), session.macAddress].map((address) => (
          <div class="tl-sub font-monospace">{address}</div>
        ))}
      </>
    ),
  },
  {
    title: 'Started',
    cell: (session) => (
      <div>
        <When instantMs={session.startedAtMs} />
        <div class="tl-sub">
          for <Lasted session={session} />
        </div>
      </div>
    ),
  },
  { title: 'Download', align: 'end', cell: ({ downloadOctets }) => <Octets octets={downloadOctets} /> },
  { title: 'Upload', align: 'end', role: 'wide-only', cell: ({ uploadOctets }) => <Octets octets={uploadOctets} /> },
];

function Lasted({ session: { startedAtMs, stoppedAtMs } }: { readonly session: SubscriberSession }): JSX.Element {
  const { nowMs } = useUiSettings();
  return <Duration durationMs={Math.max(0, (stoppedAtMs ?? nowMs) - startedAtMs)} />;
}

interface SessionTableProps {
  readonly sessions: readonly SubscriberSession[];
  readonly customer: { readonly number: number };
  /** Whether sessions that are online can be ended and told their line's state again from here. */
  readonly canAct: boolean;
}

export function SessionTable({ sessions, customer, canAct }: SessionTableProps): JSX.Element {
  const empty = {
    icon: 'plug-connected',
    title: 'There was no session yet',
    children: 'Sessions appear when a router reports them by RADIUS accounting.',
  };
  const end: Column<SubscriberSession> = {
    title: 'End',
    cell: (session) =>
      session.stoppedAtMs === null ? (
        <div>
          <Badge tone="good">Online</Badge>
          {canAct && <SessionActions session={session} backTo={customerHref(customer)} />}
        </div>
      ) : (
        <span class="tl-sub tl-number">{session.terminateCause ?? 'ended'}</span>
      ),
  };
  return <Table caption="Sessions, newest first" columns={[...SESSIONS, end]} rows={sessions} rowKey={({ id }) => id} empty={empty} />;
}
