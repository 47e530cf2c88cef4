import type { SubscriberSession } from '@tapline/sdk';

type Addresses = Pick<SubscriberSession, 'ipv4Address' | 'ipv6Address' | 'ipv6Prefix' | 'delegatedIpv6Prefix' | 'furtherIpv6Prefixes'>;

/** All addresses and prefixes of a session that its router has told, IPv4 first, then that of the link, then what is behind it, then all others. */
export function addressesOf(session: Addresses): readonly string[] {
  const { ipv4Address, ipv6Address, ipv6Prefix, delegatedIpv6Prefix, furtherIpv6Prefixes } = session;
  return [ipv4Address, ipv6Address, ipv6Prefix, delegatedIpv6Prefix, ...furtherIpv6Prefixes].filter((address) => address !== null);
}
