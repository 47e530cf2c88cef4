import { RouterTrap } from '../routeros/api-error.js';
import type { ApiClient, ApiRow } from '../routeros/client.js';

const MENUS = [
  '/radius',
  '/radius/incoming',
  '/ppp/aaa',
  '/ip/dhcp-server',
  '/ip/dhcp-server/config',
  '/ip/hotspot/profile',
  '/ip/firewall/filter',
  '/ip/service',
  '/system/ntp/client',
  '/queue/simple',
  '/ip/accounting',
  '/ipv6/firewall/address-list',
  '/ipv6/firewall/filter',
] as const;

/** On RouterOS 6 only, and where IPv6 is on. */
const OPTIONAL: ReadonlySet<string> = new Set(['/ip/accounting', '/ipv6/firewall/address-list', '/ipv6/firewall/filter']);

type Menu = (typeof MENUS)[number];

/** The rows of the menus that a check looks at; empty where a router has no such menu. */
export type RouterReading = Readonly<Record<Menu | typeof RADIUS_MONITOR, readonly ApiRow[]>>;

/** What became of the requests to each RADIUS server, under the server's id. */
const RADIUS_MONITOR = '/radius/monitor';

/** A menu that a router refuses (a package that is not installed, rights that are missing) is told by name. */
export async function readRouter(client: ApiClient): Promise<{ readonly reading: RouterReading; readonly refused: readonly string[] }> {
  const refused: string[] = [];
  const entries = await Promise.all(
    MENUS.map(async (menu) => {
      try {
        return [menu, (await client.ask(`${menu}/print`)).rows] as const;
      } catch (error) {
        if ((error as { code?: string }).code !== 'MIKROTIK_REFUSED') throw error;
        if (!OPTIONAL.has(menu)) refused.push(menu);
        return [menu, []] as const;
      }
    }),
  );
  const reading = Object.fromEntries(entries) as unknown as RouterReading;
  const monitored = await Promise.all(reading['/radius'].map((server) => monitorOf(client, server)));
  return { reading: { ...reading, [RADIUS_MONITOR]: monitored.flat() }, refused };
}

/** From MikroTik's manual ("RADIUS", "monitor"): to be tried on hardware. Nothing where the router refuses. */
async function monitorOf(client: ApiClient, { '.id': id = '' }: ApiRow): Promise<readonly ApiRow[]> {
  try {
    const { rows } = await client.ask(RADIUS_MONITOR, [`=.id=${id}`, '=once=']);
    return rows.slice(-1).map((row) => ({ ...row, '.id': id }));
  } catch (error) {
    if (error instanceof RouterTrap) return [];
    throw error;
  }
}
