import type { Line } from '@tapline/sdk';
import { markOf } from '../access/marks.js';
import { boundLeases, LineBook } from '../lines/line-book.js';
import type { ApiClient, ApiRow } from '../routeros/client.js';
import { readObjects } from '../routeros/router-objects.js';

/** How a line looks from its router at this moment. */
export interface LineView {
  readonly address: string | null;
  readonly macAddress: string | null;
  readonly interface: string | null;
  /** As the router's ARP table has it. */
  readonly arp: string | null;
  readonly lists: readonly string[];
  /** Of its queue, as `upload/download` in bit/s. */
  readonly limit: string | null;
  /** Measured now, in bit/s; null where nothing measures it. */
  readonly downloadBitsPerSecond: number | null;
  readonly uploadBitsPerSecond: number | null;
  readonly pingsSent: number;
  readonly pingsReceived: number;
  /** As the router writes it: `2ms310us`. */
  readonly pingTime: string | null;
  /** `pppoe`, `hotspot`, `dhcp`. */
  readonly kind: string | null;
}

const PINGS = 3;

/** Looks for a line on one router; `undefined` when it is not there. */
export async function viewLine(client: ApiClient, line: Line): Promise<LineView | undefined> {
  const place = await placeOf(client, line);
  if (!place) return undefined;
  const { address } = place;
  if (address === null) return { ...NOTHING, ...place };
  const [arp, lists, queues, pings] = await Promise.all([
    client.ask('/ip/arp/print', [`?address=${address}`]),
    readObjects(client, '/ip/firewall/address-list', [`?address=${address}`]),
    queuesOf(client, line.serviceId, address),
    client.ask('/ping', [`=address=${address}`, `=count=${PINGS}`]),
  ]);
  const [queue] = queues;
  const rates = ratesOf(queue) ?? (await torch(client, address, arp.rows[0]?.interface ?? place.interface));
  const last = pings.rows.at(-1);
  return {
    ...NOTHING,
    ...place,
    macAddress: arp.rows[0]?.['mac-address'] ?? place.macAddress,
    interface: arp.rows[0]?.interface ?? place.interface,
    arp: arp.rows[0] ? (arp.rows[0].status ?? (arp.rows[0].complete === 'true' ? 'complete' : 'incomplete')) : null,
    lists: lists.flatMap(({ list }) => list ?? []),
    limit: queue?.['max-limit'] ?? null,
    ...rates,
    pingsSent: Number(last?.sent ?? PINGS),
    pingsReceived: Number(last?.received ?? 0),
    pingTime: pings.rows.findLast(({ time }) => time !== undefined)?.time ?? null,
  };
}

const NOTHING: LineView = {
  address: null,
  macAddress: null,
  interface: null,
  arp: null,
  lists: [],
  limit: null,
  downloadBitsPerSecond: null,
  uploadBitsPerSecond: null,
  pingsSent: 0,
  pingsReceived: 0,
  pingTime: null,
  kind: null,
};

type Place = Pick<LineView, 'address' | 'macAddress' | 'interface' | 'kind'>;

/** By its PPP or Hotspot session, by its lease, by its kept address in the ARP table. */
async function placeOf(client: ApiClient, line: Line): Promise<Place | undefined> {
  const { login, macAddresses, ipv4Address } = line;
  const [ppp] = (await client.ask('/ppp/active/print', [`?name=${login}`])).rows;
  if (ppp) return { address: ppp.address ?? null, macAddress: ppp['caller-id'] ?? null, interface: `<pppoe-${login}>`, kind: 'PPP' };
  const [hotspot] = (await client.ask('/ip/hotspot/active/print', [`?user=${login}`]).catch(() => ({ rows: [] as readonly ApiRow[] })))
    .rows;
  if (hotspot) return { address: hotspot.address ?? null, macAddress: hotspot['mac-address'] ?? null, interface: null, kind: 'Hotspot' };
  const leases = await Promise.all([
    ...macAddresses.map((mac) => readObjects(client, '/ip/dhcp-server/lease', [`?mac-address=${mac}`])),
    ...(ipv4Address === null ? [] : [readObjects(client, '/ip/dhcp-server/lease', [`?address=${ipv4Address}`])]),
  ]);
  const book = new LineBook([line]);
  for (const [address, lease] of boundLeases(leases.flat())) {
    if (book.ofLease(lease)) return { address, macAddress: lease['active-mac-address'] ?? null, interface: null, kind: 'DHCP' };
  }
  if (ipv4Address === null) return undefined;
  const [arp] = (await client.ask('/ip/arp/print', [`?address=${ipv4Address}`])).rows;
  return arp && { address: ipv4Address, macAddress: arp['mac-address'] ?? null, interface: arp.interface ?? null, kind: 'Static' };
}

/** Ours first; it may be on several addresses. */
async function queuesOf(client: ApiClient, serviceId: string, address: string): Promise<readonly ApiRow[]> {
  const answers = [`?comment=${markOf(serviceId)}`, `?target=${address}/32`].map((query) =>
    client.ask('/queue/simple/print', [query, '=.proplist=.id,name,max-limit,rate']),
  );
  return (await Promise.all(answers)).flatMap(({ rows }) => rows);
}

/** A queue tells its rate, upload first. */
function ratesOf(queue: ApiRow | undefined): Pick<LineView, 'downloadBitsPerSecond' | 'uploadBitsPerSecond'> | undefined {
  if (queue?.rate === undefined) return undefined;
  const [upload = 0, download = 0] = queue.rate.split('/').map(Number);
  return { downloadBitsPerSecond: download, uploadBitsPerSecond: upload };
}

/**
 * Without a queue: a look at the interface for a second. Torch calls what the interface sends tx: the customer's download. From MikroTik's manual: to be tried on
 * hardware.
 */
async function torch(client: ApiClient, address: string, on: string | null): Promise<Partial<LineView>> {
  if (on === null) return {};
  const words = [`=interface=${on}`, `=src-address=${address}/32`, '=duration=2'];
  const { rows } = await client.ask('/tool/torch', words).catch(() => ({ rows: [] as readonly ApiRow[] }));
  const row = rows.at(-1);
  return row ? { downloadBitsPerSecond: Number(row.tx ?? 0), uploadBitsPerSecond: Number(row.rx ?? 0) } : {};
}
