import type { SubscriberSession } from '@tapline/sdk';

type Addresses = Pick<SubscriberSession, 'ipv4Address' | 'ipv6Address' | 'ipv6Prefix' | 'delegatedIpv6Prefix'>;

/** All addresses and prefixes of a session that its router has told, IPv4 first, then that of the link, then what is behind it. */
export function addressesOf({ ipv4Address, ipv6Address, ipv6Prefix, delegatedIpv6Prefix }: Addresses): readonly string[] {
  return [ipv4Address, ipv6Address, ipv6Prefix, delegatedIpv6Prefix].filter((address) => address !== null);
}
