import { Badge, type Column, Table, type Tone, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { wordsOfResult } from '../../../radius/change-of-authorization/request-words.js';
import type { RequestState, SessionRequest } from '../../../radius/change-of-authorization/session-request.js';
import { asSentence } from '../frame/form-problem.js';

const STATES: Readonly<Record<RequestState, { readonly title: string; readonly tone: Tone }>> = {
  pending: { title: 'Sending', tone: 'info' },
  retrying: { title: 'Waiting', tone: 'warning' },
  acknowledged: { title: 'Done', tone: 'good' },
  refused: { title: 'Refused', tone: 'bad' },
  withdrawn: { title: 'Not needed', tone: 'neutral' },
  superseded: { title: 'Overtaken', tone: 'neutral' },
};

interface RequestTableProps {
  readonly requests: readonly SessionRequest[];
  readonly loginOf: (sessionId: string) => string;
}

/** What routers were told about sessions, and what they answered. */
export function RequestTable({ requests, loginOf }: RequestTableProps): JSX.Element {
  const columns: readonly Column<SessionRequest>[] = [
    { title: 'When', isNarrow: true, cell: ({ sentAtMs, createdAtMs }) => <When instantMs={sentAtMs ?? createdAtMs} /> },
    {
      title: 'Told',
      role: 'primary',
      cell: ({ sessionId, kind, reason, changeWords }) => (
        <>
          {kind === 'coa' ? 'Change' : 'Disconnect'} <span class="font-monospace">{loginOf(sessionId)}</span>
          <div class="tl-sub">{asSentence(reason)}</div>
          {changeWords !== null && <div class="tl-sub font-monospace text-break">{changeWords}</div>}
        </>
      ),
    },
    {
      title: 'Answer',
      cell: (request) => (
        <div>
          <Badge tone={STATES[request.state].tone}>{STATES[request.state].title}</Badge>
          <div class="tl-sub">{asSentence(wordsOfResult(request))}</div>
        </div>
      ),
    },
  ];
  const empty = { icon: 'router', title: 'No router was told anything yet' };
  return <Table caption="What routers were told, newest first" columns={columns} rows={requests} rowKey={({ id }) => id} empty={empty} />;
}
