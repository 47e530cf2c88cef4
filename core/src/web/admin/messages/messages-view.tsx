import type { Customer } from '@tapline/sdk';
import { Alert, Badge, Card, type Column, DescriptionList, LinkButton, SubmitButton, Table, type Tone, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { CONCLUDED_STATES, NOTIFICATION_STATES, type Notification, type NotificationState } from '../../../notifications/notification.js';
import { Page } from '../frame/page.js';
import { customerHref, withQuery } from '../parts/hrefs.js';

const STATES: Readonly<Record<NotificationState, { readonly title: string; readonly tone: Tone }>> = {
  queued: { title: 'Waiting', tone: 'info' },
  sending: { title: 'Being sent', tone: 'info' },
  sent: { title: 'Sent', tone: 'good' },
  refused: { title: 'Refused', tone: 'bad' },
  failed: { title: 'Given up', tone: 'bad' },
  uncertain: { title: 'Uncertain', tone: 'warning' },
  skipped: { title: 'Not sent', tone: 'neutral' },
};

type Named = Pick<Customer, 'name' | 'number'>;

interface MessageListProps {
  readonly messages: readonly Notification[];
  readonly hasMore: boolean;
  readonly names: ReadonlyMap<string, Named>;
  readonly counts: Readonly<Partial<Record<NotificationState, number>>>;
  readonly state: NotificationState | undefined;
  readonly of: Customer | undefined;
  readonly obstacles: readonly string[];
  readonly canManage: boolean;
}

export function MessageList({ messages, hasMore, names, counts, state, of, obstacles, canManage }: MessageListProps): JSX.Element {
  const wording = (
    <LinkButton href="/messages/kinds" icon="pencil">
      Wording and channels
    </LinkButton>
  );
  const customer = of?.id;
  const last = messages.at(-1);
  return (
    <Page
      title="Messages"
      subtitle={of ? `To ${of.name}` : 'What customers were told, and what became of it'}
      actions={canManage && wording}
      {...(of ? { parent: { href: customerHref(of), title: of.name } } : {})}
    >
      {obstacles.map((text) => (
        <Alert key={text} tone="warning" title={`${text}.`} />
      ))}
      <div class="tl-buttons mb-3">
        <StateLink title="All" href={withQuery('/messages', { customer })} isCurrent={state === undefined} />
        {NOTIFICATION_STATES.filter((known) => (counts[known] ?? 0) > 0).map((known) => (
          <StateLink
            key={known}
            title={of ? STATES[known].title : `${STATES[known].title} ${counts[known]}`}
            href={withQuery('/messages', { customer, state: known })}
            isCurrent={state === known}
          />
        ))}
      </div>
      <section class="card">
        <Table
          caption="Messages, the newest first"
          columns={of ? COLUMNS : [COLUMNS[0] as Column<Notification>, customerColumn(names), ...COLUMNS.slice(1)]}
          rows={messages}
          rowKey={({ id }) => id}
          empty={{
            icon: 'mail',
            title: 'There are no messages here',
            children: 'Receipts, invoices and reminders show up as they are sent.',
          }}
        />
      </section>
      {hasMore && last && (
        <div class="mt-3">
          <LinkButton href={withQuery('/messages', { customer, state, before: last.id })}>Older messages</LinkButton>
        </div>
      )}
    </Page>
  );
}

function StateLink({
  title,
  href,
  isCurrent,
}: {
  readonly title: string;
  readonly href: string;
  readonly isCurrent: boolean;
}): JSX.Element {
  return (
    <a
      class={`btn btn-sm ${isCurrent ? 'btn-primary' : 'btn-outline-secondary'}`}
      href={href}
      {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
    >
      {title}
    </a>
  );
}

function StateBadge({ state }: { readonly state: NotificationState }): JSX.Element {
  return <Badge tone={STATES[state].tone}>{STATES[state].title}</Badge>;
}

const COLUMNS: readonly Column<Notification>[] = [
  {
    title: 'Message',
    role: 'primary',
    cell: ({ id, subject, kind, reason }) => (
      <>
        <a class="tl-name" href={`/messages/${id}`}>
          {subject === '' ? kind : subject}
        </a>
        {reason !== null && <div class="tl-sub">{reason}</div>}
      </>
    ),
  },
  { title: 'To', cell: ({ address, channel }) => address ?? channel },
  { title: 'State', cell: ({ state }) => <StateBadge state={state} /> },
  { title: 'When', isNarrow: true, cell: ({ wantedAtMs }) => <When instantMs={wantedAtMs} /> },
];

function customerColumn(names: ReadonlyMap<string, Named>): Column<Notification> {
  return {
    title: 'Customer',
    cell: ({ customerId }) => {
      const customer = names.get(customerId);
      return customer ? <a href={customerHref(customer)}>{customer.name}</a> : '–';
    },
  };
}

interface MessageViewProps {
  readonly message: Notification;
  readonly customer: Customer;
  /** Where it would go if it was sent again. */
  readonly presentAddress: string | null;
  readonly canSend: boolean;
}

export function MessageView({ message, customer, presentAddress, canSend }: MessageViewProps): JSX.Element {
  const { id, state, subject, kind, content, channel, address, reason, reference, tries } = message;
  const again = (
    <form method="post" action={`/messages/${id}/send-again`}>
      <SubmitButton icon="send">{presentAddress === address ? 'Send again' : `Send to ${presentAddress}`}</SubmitButton>
    </form>
  );
  return (
    <Page
      title={subject === '' ? kind : subject}
      parent={{ href: withQuery('/messages', { customer: customer.id }), title: `Messages to ${customer.name}` }}
      actions={canSend && CONCLUDED_STATES.has(state) && presentAddress !== null && content.text !== '' && again}
    >
      {content.wording?.isMissing && (
        <Alert tone="warning" title={`The wording "${content.wording.name}" was not there: it has the ordinary words.`} />
      )}
      {reason !== null && <Alert tone={STATES[state].tone === 'bad' ? 'bad' : 'warning'} title={reason} />}
      <Card title="What became of it">
        <DescriptionList
          items={[
            { term: 'State', value: <StateBadge state={state} /> },
            { term: 'By', value: channel },
            { term: 'To', value: address ?? '–' },
            { term: 'Occasion', value: <code>{kind}</code> },
            ...(content.wording && !content.wording.isMissing ? [{ term: 'Wording', value: content.wording.name }] : []),
            { term: 'Wanted', value: <When instantMs={message.wantedAtMs} precision="second" /> },
            { term: 'Tries', value: String(tries) },
            ...(reference === null ? [] : [{ term: 'Reference', value: <code>{reference}</code> }]),
          ]}
        />
      </Card>
      <Card title="What it says">
        <div style="white-space: pre-wrap">{channel === 'email' ? content.text : content.short}</div>
      </Card>
    </Page>
  );
}
