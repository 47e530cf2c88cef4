import type { LineAddresses } from './answer-line.js';
import { namedAttribute, type ToldAttribute } from './told-attribute.js';

const HOST_MASK = '255.255.255.255';

/** The addresses and routes of a line, which every router takes as the RFCs have them. An address leaves the router no choice of pool. */
export function addressAttributes(line: LineAddresses): readonly ToldAttribute[] {
  const told: ToldAttribute[] = [];
  if (line.ipv4Address !== null) {
    told.push(namedAttribute('Framed-IP-Address', line.ipv4Address), namedAttribute('Framed-IP-Netmask', HOST_MASK));
  } else if (line.framedPool) {
    told.push(namedAttribute('Framed-Pool', line.framedPool));
  }
  for (const route of line.framedRoutes ?? []) told.push(namedAttribute('Framed-Route', route));
  if (line.ipv6Prefix) told.push(namedAttribute('Framed-IPv6-Prefix', line.ipv6Prefix));
  else if (line.framedIpv6Pool) told.push(namedAttribute('Framed-IPv6-Pool', line.framedIpv6Pool));
  if (line.ipv6InterfaceId) told.push(namedAttribute('Framed-Interface-Id', line.ipv6InterfaceId));
  if (line.delegatedIpv6Prefix) told.push(namedAttribute('Delegated-IPv6-Prefix', line.delegatedIpv6Prefix));
  for (const route of line.framedIpv6Routes ?? []) told.push(namedAttribute('Framed-IPv6-Route', route));
  return told;
}
