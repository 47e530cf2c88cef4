import { LISTS } from '../access/address-lists.js';
import { ALLOWED_LIST } from './allowed-hosts.js';
import { quoted } from './quoted.js';

/** Marks what the script makes, so that it can be pasted again. */
export const SETUP_MARK = 'tapline';

/** The comment of the rules about a list; only those that bear exactly that are replaced. */
const commentOf = (list: string): string => quoted(`${SETUP_MARK} ${list}`);

export type Firewall = '/ip firewall filter' | '/ipv6 firewall filter';

/**
 * What shuts the lines on a list: they reach name servers and, by IPv4, the portal, in the walled garden what is allowed beside it, and are told at once that
 * there is no more. Done again it replaces what it made.
 */
export function gardenRules(firewall: Firewall, list: string, ownAddress: string): readonly string[] {
  const comment = commentOf(list);
  const rule = (what: string): string => `${firewall} add chain=forward src-address-list=${list} ${what} comment=${comment}`;
  return [
    `${firewall} remove [find comment=${comment}]`,
    ...(firewall === '/ip firewall filter' && ownAddress !== '' ? [rule(`dst-address=${ownAddress} action=accept`)] : []),
    ...(firewall === '/ip firewall filter' && list === LISTS.garden ? [rule(`dst-address-list=${ALLOWED_LIST} action=accept`)] : []),
    rule('protocol=udp dst-port=53 action=accept'),
    rule('protocol=tcp dst-port=53 action=accept'),
    rule('action=reject reject-with=icmp-admin-prohibited'),
    `${firewall} move [find comment=${comment}] destination=0`,
  ];
}

/** Pages without TLS are led to the portal, which answers whatever site is asked for; those with TLS cannot be. */
export function redirectRules(ownAddress: string, portalPort: number): readonly string[] {
  return Object.values(LISTS).flatMap((list) => [
    `/ip firewall nat remove [find comment=${commentOf(list)}]`,
    `/ip firewall nat add chain=dstnat src-address-list=${list} protocol=tcp dst-port=80 action=dst-nat to-addresses=${ownAddress} to-ports=${portalPort} comment=${commentOf(list)}`,
  ]);
}
