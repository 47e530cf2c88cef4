import { RouterTrap } from './api-error.js';
import type { ApiClient, ApiRow } from './client.js';

/** A menu with objects that are kept for lines. */
export type ObjectMenu =
  | '/ip/firewall/address-list'
  | '/ipv6/firewall/address-list'
  | '/queue/simple'
  | '/ip/dhcp-server/lease'
  | '/ppp/secret';

export const IPV6_LISTS: ObjectMenu = '/ipv6/firewall/address-list';

export const OBJECT_MENUS: readonly ObjectMenu[] = [
  '/ip/firewall/address-list',
  IPV6_LISTS,
  '/queue/simple',
  '/ip/dhcp-server/lease',
  '/ppp/secret',
];

/** What a menu's rows are asked for; the less, the faster a router with thousands of them answers. */
const PROPERTIES: Readonly<Record<ObjectMenu, string>> = {
  '/ip/firewall/address-list': '.id,list,address,comment,dynamic,disabled',
  '/ipv6/firewall/address-list': '.id,list,address,comment,dynamic,disabled',
  '/queue/simple':
    '.id,name,parent,target,max-limit,limit-at,burst-limit,burst-threshold,burst-time,priority,comment,dynamic,disabled,bytes',
  '/ip/dhcp-server/lease': '.id,address,mac-address,active-address,active-mac-address,status,server,comment,dynamic,disabled',
  '/ppp/secret': '.id,name,password,service,remote-address,comment,disabled',
};

export async function readObjects(client: ApiClient, menu: ObjectMenu, queries: readonly string[] = []): Promise<readonly ApiRow[]> {
  return (await client.ask(`${menu}/print`, [`=.proplist=${PROPERTIES[menu]}`, ...queries])).rows;
}

/** As {@link readObjects}; `undefined` where a router has no IPv6 (its package is off, on RouterOS 6) and so no such lists. */
export async function readKeptObjects(
  client: ApiClient,
  menu: ObjectMenu,
  queries: readonly string[] = [],
): Promise<readonly ApiRow[] | undefined> {
  try {
    return await readObjects(client, menu, queries);
  } catch (error) {
    if (menu === IPV6_LISTS && error instanceof RouterTrap) return undefined;
    throw error;
  }
}
