import type { AddressPart } from '@tapline/sdk';
import { type Choice, type FormErrors, type FormTexts, SelectField, TextAreaField, TextField } from '@tapline/sdk/ui';
import type { JSX } from 'preact';
import type { NetworkUse } from '../../../network/network-store.js';
import { FieldFold } from '../parts/field-fold.js';
import { ADDRESS_INPUTS, OF_ROUTER } from './address-form.js';

export interface AddressFieldsProps {
  readonly networks: readonly NetworkUse[];
  readonly texts: FormTexts;
  readonly errors: FormErrors;
}

interface PartWords {
  readonly label: string;
  readonly none: string;
  readonly staticInput: 'address' | 'prefix';
  readonly placeholder: string;
}

const WORDS: Readonly<Record<AddressPart, PartWords>> = {
  ipv4: { label: 'IPv4 address', none: 'The router gives one', staticInput: 'address', placeholder: '10.0.3.7' },
  ipv6: { label: 'IPv6 prefix of the link', none: 'None', staticInput: 'prefix', placeholder: '2001:db8:0:7::/64' },
  delegatedIpv6: { label: 'IPv6 prefix for the network behind', none: 'None', staticInput: 'prefix', placeholder: '2001:db8:700::/56' },
};

export function Ipv4Fields(props: AddressFieldsProps): JSX.Element {
  return <PartFields part="ipv4" {...props} />;
}

export function Ipv6AndRouteFields({ networks, texts, errors }: AddressFieldsProps): JSX.Element {
  const folded = ADDRESS_INPUTS.filter((name) => !name.startsWith('ipv4.'));
  return (
    <FieldFold title="IPv6 and routed networks" summary={summaryOf(texts)} isOpen={folded.some((name) => errors[name] !== undefined)}>
      <PartFields part="ipv6" networks={networks} texts={texts} errors={errors} />
      <PartFields part="delegatedIpv6" networks={networks} texts={texts} errors={errors} />
      <TextAreaField
        name="routes"
        label="Routed networks"
        value={texts.routes}
        error={errors.routes}
        rows={2}
        hint="Networks behind the line, one a line: 192.168.5.0/24. A gateway and a metric may follow."
      />
    </FieldFold>
  );
}

function PartFields({ part, networks, texts, errors }: AddressFieldsProps & { readonly part: AddressPart }): JSX.Element {
  const { label, none, staticInput, placeholder } = WORDS[part];
  const pools = networks.filter(({ purpose, gives }) => purpose === 'pool' && gives === part);
  const poolChoices: readonly Choice[] = pools.map((pool) => ({
    value: pool.id,
    title: `${pool.name} (${pool.cidr}), ${(pool.usableAddresses - pool.usedAddresses).toLocaleString('en')} free`,
  }));
  const name = (input: string): string => `${part}.${input}`;
  const modeName = name('mode');
  const mode = texts[modeName] ?? 'none';
  const hasPools = pools.length > 0;
  const modes = [
    { value: 'none', title: none, isOffered: true },
    { value: 'pool', title: 'From a pool, kept for this service', isOffered: hasPools },
    { value: 'session', title: 'From a pool, for each session', isOffered: hasPools },
    { value: 'router-pool', title: 'From a pool that the router has itself', isOffered: true },
    { value: 'static', title: 'This one', isOffered: true },
  ].filter(({ value, isOffered }) => isOffered || value === mode);
  const error = errors[modeName];
  return (
    <div class="tl-field-row">
      <div class="tl-field">
        <label class="form-label" for={`field-${part}-mode`}>
          {label}
        </label>
        <select id={`field-${part}-mode`} class={`form-select${error ? ' is-invalid' : ''}`} name={modeName} data-chooses>
          {modes.map(({ value, title }) => (
            <option key={value} value={value} selected={mode === value}>
              {title}
            </option>
          ))}
        </select>
        {error && <div class="invalid-feedback">{error}</div>}
      </div>
      <div data-when={modeName} data-is="pool">
        <SelectField
          name={name('networkId')}
          label="Pool"
          value={texts[name('networkId')]}
          error={errors[name('networkId')]}
          choices={poolChoices}
        />
      </div>
      <div data-when={modeName} data-is="session">
        <SelectField
          name={name('sessionNetworkId')}
          label="Pool"
          value={texts[name('sessionNetworkId')]}
          error={errors[name('networkId')]}
          choices={[{ value: OF_ROUTER, title: 'One of the router it logs in at' }, ...poolChoices]}
        />
      </div>
      <div data-when={modeName} data-is="router-pool">
        <TextField
          name={name('name')}
          label="The router's pool"
          value={texts[name('name')]}
          error={errors[name('name')]}
          isMonospace
          placeholder="pool1"
          hint="By its name on the router."
        />
      </div>
      <div data-when={modeName} data-is="static">
        <TextField
          name={name(staticInput)}
          label={staticInput === 'address' ? 'Address' : 'Prefix'}
          value={texts[name(staticInput)]}
          error={errors[name(staticInput)]}
          isMonospace
          placeholder={placeholder}
        />
      </div>
    </div>
  );
}

function summaryOf(texts: FormTexts): string {
  const hasIpv6 = ['ipv6.mode', 'delegatedIpv6.mode'].some((name) => (texts[name] ?? 'none') !== 'none');
  const routes = (texts.routes ?? '').split('\n').filter((route) => route.trim() !== '').length;
  const told = [hasIpv6 ? 'IPv6' : 'no IPv6', routes === 0 ? '' : routes === 1 ? 'one routed network' : `${routes} routed networks`];
  return told.filter(Boolean).join(', ');
}
