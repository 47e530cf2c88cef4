import type { IpNetwork, JsonSchema } from '@tapline/sdk';
import { Badge, type Column, type FormTexts, LinkButton, SchemaForm, Table, type Tone } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { NetworkUse } from '../../../network/network-store.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FormFrame } from '../parts/form-frame.js';

const PURPOSES: Readonly<Record<IpNetwork['purpose'], { readonly title: string; readonly tone: Tone }>> = {
  pool: { title: 'Pool', tone: 'good' },
  static: { title: 'Static', tone: 'info' },
  management: { title: 'Management', tone: 'neutral' },
};
const ALMOST_FULL = 0.8;
const FULL = 0.97;

const COLUMNS: readonly Column<NetworkUse>[] = [
  {
    title: 'Network',
    role: 'primary',
    cell: ({ name, cidr }) => (
      <>
        <span class="tl-name">{name}</span> <span class="tl-sub font-monospace">{cidr}</span>
      </>
    ),
  },
  { title: 'Purpose', cell: ({ purpose }) => <Badge tone={PURPOSES[purpose].tone}>{PURPOSES[purpose].title}</Badge> },
  { title: 'Use', cell: (network) => <Use network={network} /> },
  {
    title: 'Free',
    align: 'end',
    cell: ({ usableAddresses, usedAddresses }) => <span class="tl-number">{(usableAddresses - usedAddresses).toLocaleString('en')}</span>,
  },
];

const ACTIONS: Column<NetworkUse> = {
  title: 'Actions',
  role: 'actions',
  isNarrow: true,
  cell: ({ id }) => (
    <LinkButton href={`/networks/${id}/edit`} icon="pencil" isSmall>
      Edit
    </LinkButton>
  ),
};

export function NetworkList({ networks, canWrite }: { readonly networks: readonly NetworkUse[]; readonly canWrite: boolean }): JSX.Element {
  const newNetwork = (
    <LinkButton href="/networks/new" icon="plus" isPrimary>
      New network
    </LinkButton>
  );
  return (
    <Page title="Networks" subtitle="IPv4 addresses for lines" actions={canWrite && newNetwork}>
      <section class="card">
        <Table
          caption="Networks"
          columns={canWrite ? [...COLUMNS, ACTIONS] : COLUMNS}
          rows={networks}
          rowKey={({ id }) => id}
          empty={{
            icon: 'sitemap',
            title: 'There are no networks yet',
            children: 'A pool hands out addresses that lines keep; without one, the routers give addresses themselves.',
            action: canWrite && newNetwork,
          }}
        />
      </section>
    </Page>
  );
}

function Use({ network: { usedAddresses, usableAddresses } }: { readonly network: NetworkUse }): JSX.Element {
  const share = usableAddresses === 0 ? 1 : usedAddresses / usableAddresses;
  const tone = share >= FULL ? 'bad' : share >= ALMOST_FULL ? 'warning' : 'info';
  return (
    <div class="tl-use">
      <div class={`tl-bar tl-tone-${tone}`} aria-hidden="true">
        <i style={{ width: `${Math.min(100, 100 * share)}%` }} />
      </div>
      <span class="tl-sub tl-number">
        {usedAddresses.toLocaleString('en')} of {usableAddresses.toLocaleString('en')}
      </span>
    </div>
  );
}

interface NetworkFormProps {
  readonly title: string;
  readonly network: IpNetwork | undefined;
  readonly schema: JsonSchema;
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}

export function NetworkForm({ title, network, schema, texts, problem }: NetworkFormProps): JSX.Element {
  return (
    <Page title={title} parent={{ href: '/networks', title: 'Networks' }} subtitle={network?.cidr}>
      <FormFrame
        action={network ? `/networks/${network.id}/edit` : '/networks'}
        submit={network ? 'Save' : 'Create the network'}
        cancelHref="/networks"
        problem={problem}
      >
        <SchemaForm schema={schema} texts={texts} errors={problem?.errors ?? {}} />
      </FormFrame>
    </Page>
  );
}
