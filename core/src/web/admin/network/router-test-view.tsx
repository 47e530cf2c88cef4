import { Card, Icon } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { SessionRequest } from '../../../radius/change-of-authorization/session-request.js';
import type { RouterTest } from '../../../radius/diagnosis/router-tester.js';
import type { StepVerdict } from '../../../radius/diagnosis/test-step.js';
import { Page } from '../frame/page.js';
import { StepTable } from '../parts/step-table.js';
import { RequestTable } from '../sessions/request-table.js';

const SUMMARIES: Readonly<Record<StepVerdict, string>> = {
  ok: 'Whoever is online there can be changed and ended',
  info: 'Nothing is wrong',
  warning: 'There is something to look at',
  fault: 'Something is wrong; each fault has its cure beside it',
};

interface RouterTestViewProps {
  readonly result: RouterTest;
  readonly requests: readonly SessionRequest[];
  /** By session. */
  readonly logins: ReadonlyMap<string, string>;
}

/** Whether a router takes CoA- and Disconnect-Requests, and what it was told last. */
export function RouterTestView({ result, requests, logins }: RouterTestViewProps): JSX.Element {
  return (
    <Page
      title={`Test of ${result.routerName}`}
      parent={{ href: '/routers', title: 'Routers' }}
      subtitle="Asks to end and to change a session that does not exist; nobody online notices"
      actions={<RouterTestButton routerId={result.routerId}>Test again</RouterTestButton>}
    >
      <Card title={SUMMARIES[result.verdict]} isFlush>
        <StepTable steps={result.steps} />
      </Card>
      <Card title="Told last" subtitle="The latest changes and ends of sessions there" isFlush class="mt-3">
        <RequestTable requests={requests} loginOf={(sessionId) => logins.get(sessionId) ?? ''} />
      </Card>
    </Page>
  );
}

interface RouterTestButtonProps {
  readonly routerId: string;
  readonly isSmall?: boolean;
  readonly children: string;
}

export function RouterTestButton({ routerId, isSmall = false, children }: RouterTestButtonProps): JSX.Element {
  return (
    <form class="tl-inline-form" method="post" action={`/routers/${routerId}/test`}>
      <button type="submit" class={isSmall ? 'btn btn-sm' : 'btn'}>
        <Icon name="tool" />
        {children}
      </button>
    </form>
  );
}
