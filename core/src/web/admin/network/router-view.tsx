import type { JsonSchema, Router } from '@tapline/sdk';
import { Badge, Card, type Column, type FormTexts, Icon, LinkButton, SchemaForm, SubmitButton, Table, When } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { isSilent } from '../../../radius/change-of-authorization/coa-health-store.js';
import type { RouterHealth } from '../../../radius/health/router-health.js';
import { asSentence, type FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { AddonPanel, type DrawnPanel } from '../parts/addon-panels.js';
import { FormFrame } from '../parts/form-frame.js';
import { withQuery } from '../parts/hrefs.js';
import type { RadiusServer } from './router-pages.js';
import { RouterTestButton } from './router-test-view.js';

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
    { title: 'Address', cell: ({ router }) => <Place router={router} /> },
    { title: 'Online', align: 'end', cell: ({ router, online }) => <a href={withQuery('/online', { router: router.id })}>{online}</a> },
    { title: 'Health', cell: ({ router, health }) => (router.isEnabled ? <Health health={health} /> : <Badge>Switched off</Badge>) },
    { title: 'CoA', cell: ({ router, health }) => <Coa router={router} health={health} /> },
    {
      title: 'Forged requests',
      cell: ({ router }) => <Forgeries router={router} />,
    },
  ];
  return (
    <Page
      title="Routers"
      subtitle="The devices that may ask RADIUS"
      actions={
        canWrite && (
          <>
            <LinkButton href="/routers/shut-policy" icon="lock">
              When a line is shut
            </LinkButton>
            {newRouter}
          </>
        )
      }
    >
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

function Place({ router: { address, nasIpAddress, nasIdentifier, certificateName } }: { readonly router: Router }): JSX.Element {
  const names = [
    ...(nasIpAddress === null ? [] : [`NAS-IP ${nasIpAddress}`]),
    ...(nasIdentifier === null ? [] : [`NAS-Identifier ${nasIdentifier}`]),
    ...(certificateName === null ? [] : [`RadSec ${certificateName}`]),
  ];
  return (
    <>
      <span class="font-monospace text-break">{address.startsWith('tls:') ? 'by certificate' : address}</span>
      {names.length > 0 && <div class="tl-sub text-break">{names.join(', ')}</div>}
    </>
  );
}

function isForgeable({ requireMessageAuthenticator, messageAuthenticatorSeenAtMs }: Router): boolean {
  return requireMessageAuthenticator === 'no' || (requireMessageAuthenticator === 'auto' && messageAuthenticatorSeenAtMs === null);
}

function Forgeries({ router }: { readonly router: Router }): JSX.Element {
  if (!isForgeable(router)) {
    return (
      <Badge tone="good" icon="shield-check">
        Refused
      </Badge>
    );
  }
  const isLearning = router.requireMessageAuthenticator === 'auto';
  const title = isLearning
    ? 'It has not sent a Message-Authenticator yet; from the first one on it is demanded'
    : 'Requests without Message-Authenticator are taken (CVE-2024-3596)';
  return (
    <Badge tone="warning" icon="alert-triangle" title={title}>
      {isLearning ? 'Learning' : 'Possible'}
    </Badge>
  );
}

/** How the router takes changes for who is online. */
function Coa({ router, health }: { readonly router: Router; readonly health: RouterHealth | undefined }): JSX.Element {
  const { coa, openRequests = 0 } = health ?? {};
  const isQuiet = coa !== undefined && coa.silentSinceMs !== null && isSilent(coa);
  return (
    <>
      {router.coaPolicy === 'none' ? (
        <Badge>Off</Badge>
      ) : !coa ? (
        <Badge>Not asked yet</Badge>
      ) : isQuiet ? (
        <Badge tone="bad">Silent</Badge>
      ) : coa.refusal ? (
        <Badge tone="bad">Refuses</Badge>
      ) : (
        <Badge tone="good">Answers</Badge>
      )}
      {coa && router.coaPolicy !== 'none' && (
        <div class="tl-sub">
          {isQuiet ? 'since ' : `within ${coa.roundTripMs ?? 0} ms`}
          {isQuiet && <When instantMs={coa.silentSinceMs} />}
          {openRequests > 0 && `, ${openRequests} waiting`}
        </div>
      )}
      <div class="mt-1">
        <RouterTestButton routerId={router.id} isSmall>
          Test
        </RouterTestButton>
      </div>
    </>
  );
}

/** As it was counted up to a minute ago. */
function Health({ health }: { readonly health: RouterHealth | undefined }): JSX.Element {
  const hasAsked = health && (health.requests > 0 || health.wrongSecrets > 0 || health.lastRequestAtMs !== null);
  if (!health || !(hasAsked || health.problem)) return <span class="tl-sub">Has not asked yet</span>;
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
  readonly panels: readonly DrawnPanel[];
}

/** What every router needs; the others are folded away. */
const MAIN: ReadonlySet<string> = new Set(['name', 'address', 'secret', 'requireMessageAuthenticator']);
const USUAL_COA_PORT = '3799';

function part(schema: JsonSchema, isMain: boolean): JsonSchema {
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => MAIN.has(name) === isMain));
  return { ...schema, properties };
}

function isFilled({ nasIpAddress, nasIdentifier, coaAddress, coaPort, timeoutMs, certificateName }: FormTexts): boolean {
  const isUsualPort = (coaPort ?? USUAL_COA_PORT) === USUAL_COA_PORT;
  return !isUsualPort || [nasIpAddress, nasIdentifier, coaAddress, timeoutMs, certificateName].some((text) => (text ?? '') !== '');
}

/** What the rule `auto` has found out. */
function Learned({ router: { id, messageAuthenticatorSeenAtMs } }: { readonly router: Router }): JSX.Element {
  return (
    <Card title="Message-Authenticator">
      {messageAuthenticatorSeenAtMs === null ? (
        <p class="mb-0">The router has not sent one yet. From the first one on, requests without it are dropped.</p>
      ) : (
        <form method="post" action={`/routers/${id}/forget-message-authenticator`}>
          <p>
            First seen <When instantMs={messageAuthenticatorSeenAtMs} />; requests without it are dropped since then.
          </p>
          <button type="submit" class="btn">
            Forget it
          </button>
          <div class="tl-sub mt-2">For a router that was replaced by an older one.</div>
        </form>
      )}
    </Card>
  );
}

function OnOrGone({ router: { id, name, isEnabled } }: { readonly router: Router }): JSX.Element {
  const question = `Answer ${name} no more? Its lines cannot log in there, and what its sessions use is not counted.`;
  return (
    <Card title={isEnabled ? 'Switch off or remove' : 'Switched off'}>
      <p>{isEnabled ? 'For a router that is out of service or was stolen.' : 'RADIUS takes it for a stranger: nobody can log in there.'}</p>
      <div class="tl-buttons">
        <form
          class="tl-inline-form"
          method="post"
          action={`/routers/${id}/${isEnabled ? 'disable' : 'enable'}`}
          data-confirm={isEnabled ? question : undefined}
        >
          <SubmitButton look="plain" icon={isEnabled ? 'player-pause' : 'power'}>
            {isEnabled ? 'Switch off' : 'Switch on'}
          </SubmitButton>
        </form>
        <form class="tl-inline-form" method="post" action={`/routers/${id}/remove`} data-confirm={`Remove ${name}?`}>
          <SubmitButton look="plain" icon="trash">
            Remove
          </SubmitButton>
        </form>
      </div>
      <div class="tl-sub mt-2">It can be removed when nobody is online there and no network is routed to it.</div>
    </Card>
  );
}

export function RouterForm({ title, router, schema, texts, problem, server, panels }: RouterFormProps): JSX.Element {
  const errors = problem?.errors ?? {};
  return (
    <Page
      title={title}
      parent={{ href: '/routers', title: 'Routers' }}
      actions={
        router && (
          <>
            <LinkButton href={`/routers/${router.id}/answers`} icon="settings">
              How it is answered
            </LinkButton>
            <RouterTestButton routerId={router.id}>Test</RouterTestButton>
          </>
        )
      }
    >
      <div class="tl-grid">
        <div class="tl-span-6">
          <FormFrame
            action={router ? `/routers/${router.id}` : '/routers'}
            submit={router ? 'Save' : 'Create the router'}
            cancelHref="/routers"
            problem={problem}
          >
            <SchemaForm schema={part(schema, true)} texts={texts} errors={errors} hasSecrets={router !== undefined} />
            <details class="mt-3" open={isFilled(texts) || Object.keys(errors).some((name) => !MAIN.has(name))}>
              <summary class="mb-3">Behind NAT, CoA address, time-out, RadSec</summary>
              <SchemaForm schema={part(schema, false)} texts={texts} errors={errors} />
            </details>
          </FormFrame>
        </div>
        {router && (
          <div class="tl-span-6 tl-stack">
            {panels.map((panel) => (
              <AddonPanel key={panel.key} panel={panel} />
            ))}
            <SetUp server={server} coaPort={router.coaPort} class="" />
            {router.requireMessageAuthenticator === 'auto' && <Learned router={router} />}
            <OnOrGone router={router} />
          </div>
        )}
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
    `/radius add service=ppp address=${address} secret="THE-SECRET" authentication-port=${authPort} accounting-port=${accountingPort} timeout=1s`,
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
