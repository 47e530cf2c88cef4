import type { Ipv4Choice, Ipv6Choice, PoolChoice, Service, ServiceChanges } from '@tapline/sdk';
import type { FormTexts } from '@tapline/sdk/ui';
import { ADDRESS_PARTS } from '../../../network/line-addressing.js';

/** In the list of networks: one of the router's. */
export const OF_ROUTER = 'of-router';

export const ADDRESS_INPUTS: readonly string[] = [
  ...ADDRESS_PARTS.flatMap((part) =>
    ['mode', 'networkId', 'name', part === 'ipv4' ? 'address' : 'prefix'].map((name) => `${part}.${name}`),
  ),
  'routes',
];

/** A service's addresses as they stand in the form's inputs. */
export function addressTexts(service: Pick<Service, 'ipv4' | 'ipv6' | 'delegatedIpv6' | 'routes'>): FormTexts {
  return {
    ...choiceTexts('ipv4', service.ipv4),
    ...choiceTexts('ipv6', service.ipv6),
    ...choiceTexts('delegatedIpv6', service.delegatedIpv6),
    // What stands for the line itself is left out again.
    routes: service.routes.map((route) => route.replace(/ (?:0\.0\.0\.0|::) 1$/, '')).join('\n'),
  };
}

export function readAddresses(form: FormTexts): Pick<ServiceChanges, 'ipv4' | 'ipv6' | 'delegatedIpv6' | 'routes'> {
  const text = (name: string): string => (form[name] ?? '').trim();
  const prefixChoice = (part: 'ipv6' | 'delegatedIpv6'): Ipv6Choice =>
    text(`${part}.mode`) === 'static' ? { mode: 'static', prefix: text(`${part}.prefix`) } : poolChoice(part, text);
  const ipv4: Ipv4Choice = text('ipv4.mode') === 'static' ? { mode: 'static', address: text('ipv4.address') } : poolChoice('ipv4', text);
  const routes = text('routes')
    .split('\n')
    .map((route) => route.trim());
  return { ipv4, ipv6: prefixChoice('ipv6'), delegatedIpv6: prefixChoice('delegatedIpv6'), routes: routes.filter((route) => route !== '') };
}

function choiceTexts(part: string, choice: Ipv4Choice | Ipv6Choice): FormTexts {
  const { mode } = choice;
  if (mode === 'pool') return { [`${part}.mode`]: mode, [`${part}.networkId`]: choice.networkId };
  if (mode === 'session') return { [`${part}.mode`]: mode, [`${part}.sessionNetworkId`]: choice.networkId ?? OF_ROUTER };
  if (mode === 'router-pool') return { [`${part}.mode`]: mode, [`${part}.name`]: choice.name };
  if (mode === 'none') return { [`${part}.mode`]: mode };
  return 'address' in choice
    ? { [`${part}.mode`]: mode, [`${part}.address`]: choice.address }
    : { [`${part}.mode`]: mode, [`${part}.prefix`]: choice.prefix };
}

function poolChoice(part: string, text: (name: string) => string): PoolChoice {
  const mode = text(`${part}.mode`);
  if (mode === 'pool') return { mode, networkId: text(`${part}.networkId`) };
  if (mode === 'router-pool') return { mode, name: text(`${part}.name`) };
  if (mode !== 'session') return { mode: 'none' };
  const networkId = text(`${part}.sessionNetworkId`);
  return { mode, networkId: networkId === OF_ROUTER || networkId === '' ? null : networkId };
}
