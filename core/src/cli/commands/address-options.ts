import type { Ipv4Choice, Ipv6Choice, PoolChoice } from '@tapline/sdk';
import type { Command } from 'commander';
import type { ServiceAnswer } from '../answers.js';
import type { CliContext } from '../cli-context.js';
import { findNetwork } from '../find.js';
import { given } from '../options.js';
import { UsageError } from '../usage-error.js';

export interface AddressFields {
  readonly address?: string;
  readonly pool?: string;
  readonly dynamic?: boolean;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly delegatedIpv6?: string;
  readonly route?: readonly string[];
  /** False by `--no-routes`. */
  readonly routes?: boolean;
}

const CHOICES = 'pool:<network>, session:<network>, session:router, router-pool:<name>, or none';

export function addressOptions(command: Command): Command {
  return command
    .option('--address <address>', 'this IPv4 address')
    .option('--pool <network>', 'an IPv4 address out of this network, kept: name, id or CIDR')
    .option('--dynamic', 'no IPv4 address of its own')
    .option('--ipv4 <choice>', `an address, ${CHOICES}`)
    .option('--ipv6 <choice>', `the prefix of the link: a prefix, ${CHOICES}`)
    .option('--delegated-ipv6 <choice>', `the prefix for the network behind: a prefix, ${CHOICES}`)
    .option('--route <route...>', 'networks behind the line: "192.168.5.0/24", with gateway and metric where needed')
    .option('--no-routes', 'no networks behind the line');
}

export async function addressesOf(context: CliContext, fields: AddressFields) {
  const { ipv6, delegatedIpv6, route, routes } = fields;
  const prefixChoice = async (text: string): Promise<Ipv6Choice> => (await poolChoice(context, text)) ?? { mode: 'static', prefix: text };
  return given({
    ipv4: await ipv4Of(context, fields),
    ipv6: ipv6 === undefined ? undefined : await prefixChoice(ipv6),
    delegatedIpv6: delegatedIpv6 === undefined ? undefined : await prefixChoice(delegatedIpv6),
    routes: routes === false ? [] : route,
  });
}

/** Lines for a service. */
export function addressLines(service: ServiceAnswer): Readonly<Record<string, string | null>> {
  const { ipv4, ipv6, delegatedIpv6, ipv4Address, ipv6Prefix, delegatedIpv6Prefix, routes } = service;
  return {
    'IPv4 address': choiceWords(ipv4, ipv4Address),
    'IPv6 link prefix': ipv6.mode === 'none' ? null : choiceWords(ipv6, ipv6Prefix),
    'IPv6 delegated': delegatedIpv6.mode === 'none' ? null : choiceWords(delegatedIpv6, delegatedIpv6Prefix),
    'Routed networks': routes.length === 0 ? null : routes.join(', '),
  };
}

async function ipv4Of(context: CliContext, { address, pool, dynamic, ipv4 }: AddressFields): Promise<Ipv4Choice | undefined> {
  if ([address, pool, dynamic, ipv4].filter((choice) => choice !== undefined).length > 1) {
    throw new UsageError('give one of --ipv4, --address, --pool and --dynamic');
  }
  if (address !== undefined) return { mode: 'static', address };
  if (pool !== undefined) return { mode: 'pool', networkId: (await findNetwork(context, pool)).id };
  if (ipv4 !== undefined) return (await poolChoice(context, ipv4)) ?? { mode: 'static', address: ipv4 };
  return dynamic ? { mode: 'none' } : undefined;
}

/** `undefined` for what names an address itself. */
async function poolChoice(context: CliContext, text: string): Promise<PoolChoice | undefined> {
  if (text === 'none') return { mode: 'none' };
  if (text === 'session:router') return { mode: 'session', networkId: null };
  const [, mode, name] = /^(pool|session|router-pool):(.+)$/.exec(text) ?? [];
  if (mode === undefined || name === undefined) return undefined;
  if (mode === 'router-pool') return { mode, name };
  const { id: networkId } = await findNetwork(context, name);
  return mode === 'pool' ? { mode, networkId } : { mode: 'session', networkId };
}

function choiceWords(choice: Ipv4Choice | Ipv6Choice, kept: string | null): string {
  if (choice.mode === 'session') return 'leased for each session';
  if (choice.mode === 'router-pool') return `from the router's pool "${choice.name}"`;
  return kept ?? 'none of its own';
}
