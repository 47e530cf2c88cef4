import { Badge, type Column, SubmitButton, Table, type Tone, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { OutboxFailure } from '../../../kernel/outbox/failure-desk.js';
import type { FailureState } from '../../../kernel/outbox/failure-store.js';
import type { AdminRequest } from '../frame/admin-request.js';
import type { AdminRoutes } from '../frame/admin-routes.js';
import { asSentence, attempt } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';

const PATH = '/failed-events';

export function addFailedEventsPage(routes: AdminRoutes): void {
  routes
    .get(PATH, ['addons.manage'], async (request) => {
      request.show('Failed events', <FailedEvents failures={await request.services.outbox.failures()} />);
    })
    .post(`${PATH}/retry`, ['addons.manage'], (request) => settle(request, 'retry'))
    .post(`${PATH}/skip`, ['addons.manage'], (request) => settle(request, 'skip'));
}

async function settle(request: AdminRequest, action: 'retry' | 'skip'): Promise<void> {
  const { consumer = '', position = '' } = request.form;
  const outcome = await attempt([], () => request.services.outbox[action](consumer, Number(position)));
  if (!outcome.isDone) return request.goTo(PATH, { tone: 'warning', text: outcome.problem.message ?? 'This could not be done.' });
  await request.transaction((tx) =>
    request.services.audit.record(tx, {
      action: `event.${action}`,
      subject: `consumer:${consumer}`,
      details: { position: Number(position) },
    }),
  );
  request.goTo(PATH, action === 'retry' ? 'The event is tried again now.' : `The event is skipped: ${consumer} will not get it.`);
}

const STATES: Readonly<Record<FailureState, { readonly title: string; readonly tone: Tone }>> = {
  parked: { title: 'Given up', tone: 'bad' },
  retrying: { title: 'Tried again', tone: 'warning' },
  waiting: { title: 'Waits for an earlier one', tone: 'neutral' },
};

const COLUMNS: readonly Column<OutboxFailure>[] = [
  {
    title: 'Event',
    role: 'primary',
    cell: ({ eventName, error }) => (
      <>
        <span class="tl-name font-monospace">{eventName}</span>
        <div class="tl-sub">{error}</div>
      </>
    ),
  },
  { title: 'For', cell: ({ consumer }) => consumer },
  { title: 'Customer', cell: ({ customerId }) => (customerId === null ? '–' : <a href={`/customers/${customerId}`}>Open</a>) },
  { title: 'Happened', cell: ({ occurredAtMs }) => <When instantMs={occurredAtMs} /> },
  { title: 'State', cell: ({ state }) => <Badge tone={STATES[state].tone}>{STATES[state].title}</Badge> },
  { title: 'Tries', align: 'end', cell: ({ attempts }) => <span class="tl-number">{attempts}</span> },
  { title: 'Actions', role: 'actions', isNarrow: true, cell: (failure) => <Actions failure={failure} /> },
];

function Actions({ failure: { consumer, position, state } }: { readonly failure: OutboxFailure }): JSX.Element | null {
  if (state === 'waiting') return null;
  const target = (
    <>
      <input type="hidden" name="consumer" value={consumer} />
      <input type="hidden" name="position" value={String(position)} />
    </>
  );
  return (
    <div class="tl-buttons justify-content-end flex-nowrap">
      <form method="post" action={`${PATH}/retry`}>
        {target}
        <SubmitButton look="plain" icon="refresh" isSmall>
          Try again
        </SubmitButton>
      </form>
      <form method="post" action={`${PATH}/skip`} data-confirm={asSentence(`skip this event? ${consumer} will never get it`)}>
        {target}
        <SubmitButton look="danger" icon="player-skip-forward" isSmall>
          Skip
        </SubmitButton>
      </form>
    </div>
  );
}

function FailedEvents({ failures }: { readonly failures: readonly OutboxFailure[] }): JSX.Element {
  return (
    <Page
      title="Failed events"
      subtitle="What an add-on could not take in. Later events of the same customer wait behind it; others go on."
    >
      <section class="card">
        <Table
          caption="Failed events, oldest first"
          columns={COLUMNS}
          rows={failures}
          rowKey={({ consumer, position }) => `${consumer} ${position}`}
          empty={{
            icon: 'circle-check',
            title: 'Every event was delivered',
            children: 'An event that fails again and again is kept here until somebody decides.',
          }}
        />
      </section>
    </Page>
  );
}
