import type { JsonSchema, Router } from '@tapline/sdk';
import { Badge, Card, type Column, type FormTexts, Icon, LinkButton, SchemaForm, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { RouterHealth } from '../../../radius/health/router-health.js';
import { asSentence, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';
import { withQuery } from '../parts/hrefs.js';
import type { RadiusServer } from './router-pages.js';

interface RouterRow {
  readonly router: Router;
  readonly online: number;
  readonly health: RouterHealth | undefined;
}

export function RouterList({ rows, canWrite }: { readonly rows: readonly RouterRow[]; readonly canWrite: boolean }): JSX.Element {
  const newRouter = (
    <LinkButton href="/routers/new" icon="plus" isPrimary>
      New router
    </LinkButton>
  );
  const columns: readonly Column<RouterRow>[] = [
    {
      title: 'Router',
      role: 'primary',
      cell: ({ router }) =>
        canWrite ? (
          <a class="tl-name" href={`/routers/${router.id}`}>
            {router.name}
          </a>
        ) : (
          <span class="tl-name">{router.name}</span>
        ),
    },
    { title: 'Address', cell: ({ router }) => <span class="font-monospace">{router.address}</span> },
    { title: 'Online', align: 'end', cell: ({ router, online }) => <a href={withQuery('/online', { router: router.id })}>{online}</a> },
    { title: 'Health', cell: ({ health }) => <Health health={health} /> },
    { title: 'CoA port', align: 'end', role: 'wide-only', cell: ({ router }) => <span class="tl-number">{router.coaPort}</span> },
    {
      title: 'Forged requests',
      cell: ({ router }) =>
        router.requireMessageAuthenticator ? (
          <Badge tone="good" icon="shield-check">
            Refused
          </Badge>
        ) : (
          <Badge tone="warning" icon="alert-triangle" title="Requests without Message-Authenticator are taken (CVE-2024-3596)">
            Possible
          </Badge>
        ),
    },
  ];
  return (
    <Page title="Routers" subtitle="The devices that may ask RADIUS" actions={canWrite && newRouter}>
      <section class="card">
        <Table
          caption="Routers"
          columns={columns}
          rows={rows}
          rowKey={({ router }) => router.id}
          empty={{
            icon: 'router',
            title: 'There are no routers yet',
            children: 'Only a router on this list gets answers from RADIUS; others are named in the RADIUS log.',
            action: canWrite && newRouter,
          }}
        />
      </section>
    </Page>
  );
}

/** As it was counted up to a minute ago. */
function Health({ health }: { readonly health: RouterHealth | undefined }): JSX.Element {
  if (!health || (health.requests === 0 && health.wrongSecrets === 0 && health.lastRequestAtMs === null))
    return <span class="tl-sub">Has not asked yet</span>;
  const { problem, lastRequestAtMs, lastAccountingAtMs, wrongSecrets } = health;
  return (
    <>
      <Badge tone={problem === '' ? 'good' : 'warning'}>{problem === '' ? 'Good' : 'Look'}</Badge>
      {problem !== '' && <div>{asSentence(problem)}</div>}
      <div class="tl-sub">
        Asked {lastRequestAtMs === null ? 'never' : <When instantMs={lastRequestAtMs} />}, accounting{' '}
        {lastAccountingAtMs === null ? 'never' : <When instantMs={lastAccountingAtMs} />}
        {wrongSecrets > 0 && `, ${wrongSecrets} requests with a wrong secret`}
      </div>
    </>
  );
}

interface RouterFormProps {
  readonly title: string;
  readonly router: Router | undefined;
  readonly schema: JsonSchema;
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
  readonly server: RadiusServer;
}

export function RouterForm({ title, router, schema, texts, problem, server }: RouterFormProps): JSX.Element {
  return (
    <Page title={title} parent={{ href: '/routers', title: 'Routers' }}>
      <div class="tl-grid">
        <div class="tl-span-6">
          <FormFrame
            action={router ? `/routers/${router.id}` : '/routers'}
            submit={router ? 'Save' : 'Create the router'}
            cancelHref="/routers"
            problem={problem}
          >
            <SchemaForm schema={schema} texts={texts} errors={problem?.errors ?? {}} hasSecrets={router !== undefined} />
          </FormFrame>
        </div>
        {router && <SetUp server={server} coaPort={router.coaPort} class="tl-span-6" />}
      </div>
    </Page>
  );
}

interface SetUpProps {
  readonly server: RadiusServer;
  readonly coaPort: number;
  readonly class: string;
}

/** What to type on a MikroTik router; see its manual, sections RADIUS and PPP AAA. */
function SetUp({ server, coaPort, class: className }: SetUpProps): JSX.Element {
  const { address, authPort, accountingPort } = server;
  const lines = [
    `/radius add service=ppp address=${address} secret="THE-SECRET" authentication-port=${authPort} accounting-port=${accountingPort} timeout=2s`,
    `/radius incoming set accept=yes port=${coaPort}`,
    '/ppp aaa set use-radius=yes accounting=yes',
  ];
  return (
    <Card
      title="Set up a MikroTik router"
      subtitle="For PPPoE; paste the lines into its terminal"
      class={className}
      actions={
        <button type="button" class="btn btn-sm" data-copy="mikrotik-lines">
          <Icon name="copy" />
          <span>Copy</span>
        </button>
      }
    >
      <pre class="tl-code" id="mikrotik-lines">
        {lines.join('\n')}
      </pre>
      <ul class="mt-3 mb-0 ps-3 text-secondary">
        <li>
          Put the router's own secret in the place of <code>THE-SECRET</code>; it is never shown here.
        </li>
        <li>
          Check that the router reaches <code>{address}</code>, UDP {authPort} and {accountingPort}.
        </li>
        <li>The second line lets lines be shut at once; without it a shut line stays up until it logs in again.</li>
      </ul>
    </Card>
  );
}
