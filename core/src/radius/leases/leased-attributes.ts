import { addressAttributes } from '../answers/address-attributes.js';
import { encodeAttributes } from '../answers/told-attribute.js';
import type { LeasedAddresses } from './lease-book.js';

/** What an Access-Accept tells of the addresses that were leased for the session. */
export function leasedAttributes({ ipv4, ipv6, delegatedIpv6 }: LeasedAddresses): Buffer {
  const addresses = { ipv4Address: ipv4 ?? null, ipv6Prefix: ipv6 ?? null, delegatedIpv6Prefix: delegatedIpv6 ?? null };
  return encodeAttributes(addressAttributes(addresses));
}
