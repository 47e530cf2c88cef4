import type { IpNetwork, Router } from '@tapline/sdk';
import {
  Badge,
  CheckField,
  type Choice,
  type Column,
  type FormTexts,
  LinkButton,
  SelectField,
  Table,
  TextField,
  type Tone,
} from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { NetworkUse } from '../../../network/network-store.js';
import type { FormProblem } from '../frame/form-problem.js';
import { Page } from '../frame/page.js';
import { FieldFold } from '../parts/field-fold.js';
import { FormFrame } from '../parts/form-frame.js';
import { NetworkUseBar } from './network-use-bar.js';

export const PURPOSES: Readonly<Record<IpNetwork['purpose'], { readonly title: string; readonly tone: Tone }>> = {
  pool: { title: 'Pool', tone: 'good' },
  static: { title: 'Static', tone: 'info' },
  management: { title: 'Management', tone: 'neutral' },
};

const PURPOSE_CHOICES: readonly Choice[] = [
  { value: 'pool', title: 'Pool: addresses are handed out' },
  { value: 'static', title: 'Static: addresses are given by name' },
  { value: 'management', title: 'Management' },
];

const GIVES_CHOICES: readonly Choice[] = [
  { value: '', title: 'As the network is: addresses, or link prefixes' },
  { value: 'ipv6', title: 'IPv6 prefixes for links' },
  { value: 'delegatedIpv6', title: 'IPv6 prefixes for the networks behind (delegated)' },
];

export function NetworkList({
  networks,
  routers,
  canWrite,
}: {
  readonly networks: readonly NetworkUse[];
  readonly routers: readonly Router[];
  readonly canWrite: boolean;
}): JSX.Element {
  const newNetwork = (
    <LinkButton href="/networks/new" icon="plus" isPrimary>
      New network
    </LinkButton>
  );
  return (
    <Page title="Networks" subtitle="IPv4 addresses and IPv6 prefixes for lines" actions={canWrite && newNetwork}>
      <section class="card">
        <Table
          caption="Networks"
          columns={columnsFor(routers)}
          rows={networks}
          rowKey={({ id }) => id}
          empty={{
            icon: 'sitemap',
            title: 'There are no networks yet',
            children:
              'A pool hands out addresses, kept for a line or for each session; without one, the routers give addresses themselves.',
            action: canWrite && newNetwork,
          }}
        />
      </section>
    </Page>
  );
}

/** What a network gives, as people say it. */
export function givesWords({ gives, prefixLength }: IpNetwork): string {
  if (gives === 'ipv4') return 'IPv4 addresses';
  return gives === 'ipv6' ? `/${prefixLength} for links` : `/${prefixLength} delegated`;
}

function columnsFor(routers: readonly Router[]): readonly Column<NetworkUse>[] {
  const nameOf = new Map(routers.map(({ id, name }) => [id, name]));
  return [
    {
      title: 'Network',
      role: 'primary',
      cell: ({ id, name, cidr }) => (
        <>
          <a class="tl-name" href={`/networks/${id}`}>
            {name}
          </a>{' '}
          <span class="tl-sub font-monospace">{cidr}</span>
        </>
      ),
    },
    { title: 'Purpose', cell: ({ purpose }) => <Badge tone={PURPOSES[purpose].tone}>{PURPOSES[purpose].title}</Badge> },
    { title: 'Gives', cell: givesWords },
    {
      title: 'Routers',
      role: 'wide-only',
      cell: ({ routerIds }) => (routerIds.length === 0 ? 'any' : routerIds.map((id) => nameOf.get(id) ?? 'a removed one').join(', ')),
    },
    { title: 'Use', cell: (network) => <NetworkUseBar network={network} /> },
  ];
}

interface NetworkFormProps {
  readonly title: string;
  readonly network: IpNetwork | undefined;
  readonly routers: readonly Router[];
  readonly texts: FormTexts;
  readonly problem: FormProblem | undefined;
}

export function NetworkForm({ title, network, routers, texts, problem }: NetworkFormProps): JSX.Element {
  const errors = problem?.errors ?? {};
  const bound = routers.filter(({ id }) => texts[`router.${id}`] === 'on');
  const parent = network ? { href: `/networks/${network.id}`, title: network.name } : { href: '/networks', title: 'Networks' };
  return (
    <Page title={title} parent={parent} subtitle={network?.cidr}>
      <FormFrame
        action={network ? `/networks/${network.id}/edit` : '/networks'}
        submit={network ? 'Save' : 'Create the network'}
        cancelHref={parent.href}
        problem={problem}
      >
        <div class="tl-fields">
          <TextField name="name" label="Name" value={texts.name} error={errors.name} maxLength={100} isRequired />
          {!network && (
            <TextField
              name="cidr"
              label="Network"
              value={texts.cidr}
              error={errors.cidr}
              hint="Like 10.0.0.0/24 or 2001:db8::/40."
              isMonospace
              isRequired
            />
          )}
          <SelectField
            name="purpose"
            label="Purpose"
            choices={PURPOSE_CHOICES}
            value={texts.purpose ?? 'pool'}
            error={errors.purpose}
            isRequired
          />
          {!network && (
            <FieldFold
              title="IPv6"
              summary="link prefixes of /64 unless told otherwise"
              isOpen={Boolean(errors.gives ?? errors.prefixLength)}
            >
              <SelectField name="gives" label="It gives" choices={GIVES_CHOICES} value={texts.gives} error={errors.gives} />
              <TextField
                name="prefixLength"
                label="Length of each prefix"
                value={texts.prefixLength}
                error={errors.prefixLength}
                inputMode="numeric"
                placeholder="64 for links, 56 for delegated ones"
              />
            </FieldFold>
          )}
          {routers.length > 0 && (
            <FieldFold
              title="Routers"
              summary={bound.length === 0 ? 'any' : bound.map(({ name }) => name).join(', ')}
              isOpen={errors.routerIds !== undefined}
            >
              <p class="tl-sub m-0">
                The routers that its addresses are routed to. A service may take from whatever its router has. None: any router.
              </p>
              {routers.map(({ id, name }) => (
                <CheckField key={id} name={`router.${id}`} label={name} isChecked={texts[`router.${id}`] === 'on'} />
              ))}
            </FieldFold>
          )}
        </div>
      </FormFrame>
    </Page>
  );
}
