import { RouterTrap } from '../routeros/api-error.js';
import type { ApiClient, ApiRow } from '../routeros/client.js';
import { isYes } from '../routeros/values.js';

/** What tells a session on its router. */
export interface SessionOnRouter {
  readonly login: string;
  readonly ipv4Address: string | null;
  readonly macAddresses: readonly string[];
}

const LEASES = '/ip/dhcp-server/lease';

/**
 * Ends what somebody has on a router, so that the device comes anew: PPP and Hotspot sessions by login, leases by device and, where an address is known, by that. How
 * many were ended. A static lease is not removed.
 */
export async function endSessions(client: ApiClient, { login, ipv4Address, macAddresses }: SessionOnRouter): Promise<number> {
  const isItsLease = (row: ApiRow): boolean => isYes(row.dynamic) && (ipv4Address === null || row.address === ipv4Address);
  const found = await Promise.all([
    rowsOf(client, '/ppp/active', `?name=${login}`),
    rowsOf(client, '/ip/hotspot/active', `?user=${login}`),
    ...macAddresses.map(async (mac) => (await rowsOf(client, LEASES, `?mac-address=${mac}`)).filter(({ row }) => isItsLease(row))),
  ]);
  let ended = 0;
  for (const { menu, row } of found.flat()) {
    await client.ask(`${menu}/remove`, [`=.id=${row['.id']}`]);
    ended++;
  }
  return ended;
}

interface FoundRow {
  readonly menu: string;
  readonly row: ApiRow;
}

/** A router without the menu (no Hotspot package, say) has nothing there. */
async function rowsOf(client: ApiClient, menu: string, query: string): Promise<readonly FoundRow[]> {
  try {
    return (await client.ask(`${menu}/print`, [query, '=.proplist=.id,address,dynamic'])).rows.map((row) => ({ menu, row }));
  } catch (error) {
    if (error instanceof RouterTrap) return [];
    throw error;
  }
}
