import type { JsonSchema } from '@tapline/sdk';
import {
  Alert,
  Badge,
  Card,
  type Column,
  DescriptionList,
  EmptyState,
  type FormTexts,
  Icon,
  LinkButton,
  SchemaForm,
  SubmitButton,
  Table,
  type Tone,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import { uncharged } from '../../../billing/billed-customers.js';
import type { AddonInfo } from '../../../kernel/addons/addon-info.js';
import type { AddonState } from '../../../kernel/addons/addon-state.js';
import type { ContributedOperation, ContributedPage } from '../../../kernel/addons/contribution-registry.js';
import type { TapStatistics } from '../../../kernel/hooks/tap-statistics.js';
import { asSentence, type FormProblem } from '../frame/form-problem.js';
import { addonPageHref, operationHref } from '../frame/navigation.js';
import { Page } from '../frame/page.js';
import { ProblemAlert } from '../parts/form-frame.js';

const STATES: Readonly<Record<AddonState, { readonly title: string; readonly tone: Tone }>> = {
  running: { title: 'Running', tone: 'good' },
  disabled: { title: 'Disabled', tone: 'neutral' },
  'needs-config': { title: 'Needs settings', tone: 'warning' },
  incompatible: { title: 'Not compatible', tone: 'bad' },
  invalid: { title: 'Not usable', tone: 'bad' },
  failed: { title: 'Failed', tone: 'bad' },
  quarantined: { title: 'Quarantined', tone: 'bad' },
};

const INSTALL_SCHEMA = {
  type: 'object',
  properties: {
    package: {
      type: 'string',
      title: 'Package',
      description: 'The name of an npm package that is installed beside Tapline: npm install <name> where Tapline is installed.',
      minLength: 1,
      maxLength: 200,
    },
  },
  required: ['package'],
} as const satisfies JsonSchema;

export interface AddonListProps {
  readonly addons: readonly AddonInfo[];
  /** How many customers have a billing type of each add-on, by its id. */
  readonly billedCustomers: ReadonlyMap<string, number>;
  /** The package's name in the form that installs. */
  readonly entered: string;
  readonly problem: FormProblem | undefined;
}

export function AddonList({ addons, billedCustomers, entered, problem }: AddonListProps): JSX.Element {
  return (
    <Page title="Add-ons" subtitle="What has been added to the product, and how it fares">
      <div class="tl-stack">
        {addons.length === 0 ? (
          <Card>
            <EmptyState icon="puzzle" title="No add-ons are installed">
              Add-ons are npm packages; install one below.
            </EmptyState>
          </Card>
        ) : (
          <div class="tl-tiles">
            {addons.map((addon) => (
              <AddonTile key={addon.id} addon={addon} billedCustomers={billedCustomers.get(addon.id) ?? 0} />
            ))}
          </div>
        )}
        <Card title="Install an add-on">
          <form method="post" action="/addons" class="tl-fields">
            <ProblemAlert problem={problem} />
            <SchemaForm schema={INSTALL_SCHEMA} texts={{ package: entered }} errors={problem?.errors ?? {}} />
            <div class="tl-buttons">
              <SubmitButton icon="plus">Install</SubmitButton>
            </div>
          </form>
        </Card>
      </div>
    </Page>
  );
}

interface ChangeProps {
  readonly addon: AddonInfo;
  /** Who is not charged while it does not run. */
  readonly billedCustomers: number;
}

function AddonTile({ addon, billedCustomers }: ChangeProps): JSX.Element {
  const { title, tone } = STATES[addon.state];
  const href = `/addons/${encodeURIComponent(addon.id)}`;
  return (
    <section class="card tl-tile">
      <div class="card-body">
        <div class="tl-tile-head">
          <span class="tl-stat-icon">
            <Icon name="puzzle" />
          </span>
          <h2 class="card-title">
            <a class="tl-name" href={href}>
              {addon.title}
            </a>
          </h2>
          <Badge tone={tone}>{title}</Badge>
        </div>
        <p>{addon.description}</p>
        {addon.code !== 'ADDON_RUNNING' && addon.state !== 'disabled' && <p class="tl-sub">{asSentence(addon.sentence)}</p>}
        <p class="tl-sub mb-0">
          {addon.package} {addon.version}
        </p>
      </div>
      <footer class="card-footer tl-buttons">
        <LinkButton href={href} icon="settings" isSmall>
          {addon.configSchema ? 'Settings' : 'Details'}
        </LinkButton>
        <Switch addon={addon} billedCustomers={billedCustomers} isSmall />
      </footer>
    </section>
  );
}

function Switch({ addon, billedCustomers, isSmall = false }: ChangeProps & { readonly isSmall?: boolean }): JSX.Element | null {
  if (addon.state === 'invalid' && !addon.isEnabled) return null;
  const action = addon.isEnabled && addon.state !== 'quarantined' ? 'disable' : 'enable';
  const question =
    action === 'disable'
      ? `Disable ${addon.title}? What it does stops at once; its data is kept. ${uncharged(billedCustomers)}`.trim()
      : undefined;
  return (
    <form class="tl-inline-form" method="post" action={`/addons/${encodeURIComponent(addon.id)}/${action}`} data-confirm={question}>
      <SubmitButton look="plain" icon={action === 'enable' ? 'power' : 'player-pause'} isSmall={isSmall}>
        {action === 'enable' ? 'Enable' : 'Disable'}
      </SubmitButton>
    </form>
  );
}

function Remove({ addon, billedCustomers }: ChangeProps): JSX.Element | null {
  // One that is not understood is taken out of the configuration.
  if (addon.version === '') return null;
  const question =
    `Remove ${addon.title}? What it does stops at once; its data is kept for when it is installed again. ${uncharged(billedCustomers)}`.trim();
  return (
    <form class="tl-inline-form" method="post" action={`/addons/${encodeURIComponent(addon.id)}/remove`} data-confirm={question}>
      <SubmitButton look="plain" icon="trash">
        Remove
      </SubmitButton>
    </form>
  );
}

export interface AddonViewProps {
  readonly addon: AddonInfo;
  readonly billedCustomers: number;
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
  readonly statistics: readonly TapStatistics[];
  readonly pages: readonly ContributedPage[];
  readonly operations: readonly ContributedOperation[];
}

export function AddonView({ addon, billedCustomers, texts, problem, statistics, pages, operations }: AddonViewProps): JSX.Element {
  const { title, tone } = STATES[addon.state];
  const hasSettings = Object.keys(addon.configSchema?.properties ?? {}).length > 0;
  return (
    <Page
      title={addon.title}
      parent={{ href: '/addons', title: 'Add-ons' }}
      subtitle={addon.description}
      badges={<Badge tone={tone}>{title}</Badge>}
      actions={
        <>
          <Switch addon={addon} billedCustomers={billedCustomers} />
          <Remove addon={addon} billedCustomers={billedCustomers} />
        </>
      }
    >
      {addon.code !== 'ADDON_RUNNING' && (
        <Alert
          tone={addon.state === 'disabled' ? 'neutral' : addon.state === 'running' ? 'warning' : tone}
          title={asSentence(addon.sentence)}
        >
          {asSentence(addon.nextStep)} {uncharged(billedCustomers)} {addon.state !== 'disabled' && <code>{addon.code}</code>}
        </Alert>
      )}
      <div class="tl-grid">
        <div class="tl-span-7 tl-stack">
          <Card title="Settings">
            {hasSettings ? (
              <form method="post" action={`/addons/${encodeURIComponent(addon.id)}/settings`} class="tl-fields">
                <ProblemAlert problem={problem} />
                <SchemaForm
                  schema={addon.configSchema ?? {}}
                  texts={texts}
                  errors={problem?.errors ?? {}}
                  hasSecrets={Object.keys(addon.config).length > 0}
                />
                <div class="tl-buttons">
                  <SubmitButton icon="device-floppy">Save the settings</SubmitButton>
                </div>
              </form>
            ) : (
              <p class="m-0 text-secondary">This add-on has no settings.</p>
            )}
          </Card>
          <Card title="Calls" subtitle="What it was asked to decide since this process started" isFlush>
            <Table
              caption="Calls of the add-on's hooks"
              columns={CALLS}
              rows={statistics}
              rowKey={({ hook }) => hook}
              empty={{ icon: 'gauge', title: 'It was not asked yet, or decides nothing' }}
            />
          </Card>
        </div>
        <div class="tl-span-5 tl-stack">
          <Card title="About">
            <DescriptionList
              items={[
                { term: 'Package', value: <span class="font-monospace">{addon.package}</span> },
                { term: 'Version', value: addon.version },
                { term: 'Id', value: <span class="font-monospace">{addon.id}</span> },
                { term: 'May use', value: addon.capabilities.join(', ') },
              ]}
            />
          </Card>
          {pages.length + operations.length > 0 && (
            <Card title="Its pages">
              <ul class="m-0 ps-3">
                {pages.map(({ page }) => (
                  <li key={page.path}>
                    <a href={addonPageHref(addon.id, page.path)}>{page.title}</a>
                  </li>
                ))}
                {operations.map(({ operation }) => (
                  <li key={operation.id}>
                    <a href={operationHref(addon.id, operation.id)}>{operation.title}</a>
                  </li>
                ))}
              </ul>
            </Card>
          )}
        </div>
      </div>
    </Page>
  );
}

const CALLS: readonly Column<TapStatistics>[] = [
  {
    title: 'Hook',
    role: 'primary',
    cell: ({ hook, lastError }) => (
      <>
        <code>{hook}</code>
        {lastError !== null && <div class="tl-sub">{lastError}</div>}
      </>
    ),
  },
  { title: 'Calls', align: 'end', cell: ({ calls }) => <span class="tl-number">{calls}</span> },
  {
    title: 'Failed',
    align: 'end',
    cell: ({ failures }) => <span class={failures > 0 ? 'tl-number text-danger' : 'tl-number'}>{failures}</span>,
  },
  {
    title: 'Mean',
    align: 'end',
    cell: ({ calls, totalMs }) => <span class="tl-number">{calls === 0 ? '–' : `${(totalMs / calls).toFixed(1)} ms`}</span>,
  },
  { title: 'Longest', align: 'end', cell: ({ maxMs }) => <span class="tl-number">{maxMs.toFixed(1)} ms</span> },
];
