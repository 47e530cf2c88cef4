import type { AddressPart, Ipv4Choice, Ipv6Choice } from '@tapline/sdk';

/** Where a service's addresses come from. */
export interface AddressChoices {
  readonly ipv4: Ipv4Choice;
  readonly ipv6: Ipv6Choice;
  readonly delegatedIpv6: Ipv6Choice;
}

/** The addresses and prefixes that are kept for a service, by part. */
export type KeptAddresses = Readonly<Record<AddressPart, string | null>>;

/** How a line is addressed, beside its own IPv4 address: what RADIUS answers from. */
export interface LineAddressing {
  readonly ipv6Prefix: string | null;
  readonly delegatedIpv6Prefix: string | null;
  /** Names of pools that the router has itself. */
  readonly framedPool: string | null;
  readonly framedIpv6Pool: string | null;
  readonly delegatedIpv6Pool: string | null;
  /** `network gateway metric`. */
  readonly framedRoutes: readonly string[];
  readonly framedIpv6Routes: readonly string[];
  /** What is leased for each session: from this network, or (`null`) from those of the router. */
  readonly perSession: Readonly<Partial<Record<AddressPart, string | null>>>;
}

/** The most common one, shared. */
export const NO_ADDRESSING: LineAddressing = Object.freeze({
  ipv6Prefix: null,
  delegatedIpv6Prefix: null,
  framedPool: null,
  framedIpv6Pool: null,
  delegatedIpv6Pool: null,
  framedRoutes: Object.freeze([]),
  framedIpv6Routes: Object.freeze([]),
  perSession: Object.freeze({}),
});

export const ADDRESS_PARTS = ['ipv4', 'ipv6', 'delegatedIpv6'] as const satisfies readonly AddressPart[];

export function addressingOf(choices: AddressChoices, kept: KeptAddresses, routes: readonly string[]): LineAddressing {
  const poolName = (part: AddressPart): string | null => {
    const choice = choices[part];
    return choice.mode === 'router-pool' ? choice.name : null;
  };
  const leased = ADDRESS_PARTS.flatMap((part) => {
    const choice = choices[part];
    return choice.mode === 'session' ? [[part, choice.networkId] as const] : [];
  });
  return {
    ipv6Prefix: kept.ipv6,
    delegatedIpv6Prefix: kept.delegatedIpv6,
    framedPool: poolName('ipv4'),
    framedIpv6Pool: poolName('ipv6'),
    delegatedIpv6Pool: poolName('delegatedIpv6'),
    framedRoutes: routes.filter((route) => !route.includes(':')),
    framedIpv6Routes: routes.filter((route) => route.includes(':')),
    perSession: Object.fromEntries(leased),
  };
}

/** As text to be stored: only what differs from {@link NO_ADDRESSING}, `null` for nothing at all. */
export function formatAddressing(addressing: LineAddressing): string | null {
  const told = Object.fromEntries(Object.entries(addressing).filter(([, value]) => value !== null && !isEmpty(value)));
  return Object.keys(told).length === 0 ? null : JSON.stringify(told);
}

export function parseAddressing(text: string | null): LineAddressing {
  return text === null ? NO_ADDRESSING : { ...NO_ADDRESSING, ...(JSON.parse(text) as Partial<LineAddressing>) };
}

function isEmpty(value: string | readonly string[] | object): boolean {
  return typeof value === 'object' && Object.keys(value).length === 0;
}
