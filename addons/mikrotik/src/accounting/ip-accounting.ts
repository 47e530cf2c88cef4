import { createHash } from 'node:crypto';
import { boundLeases, type LineBook } from '../lines/line-book.js';
import type { ApiClient, ApiRow } from '../routeros/client.js';
import type { CounterRow, QueueReading } from './counter.js';

export interface Snapshot {
  readonly rows: readonly ApiRow[];
  /** Tells it from others. */
  readonly digest: string;
}

/** The traffic since the snapshot before; it stays on the router until the next one is taken. RouterOS 6 only; from MikroTik's manual ("IP/Accounting"): to be tried on hardware. */
export async function takeSnapshot(client: ApiClient): Promise<Snapshot> {
  await client.ask('/ip/accounting/snapshot/take');
  return printSnapshot(client);
}

/** The one that was taken last. */
export async function printSnapshot(client: ApiClient): Promise<Snapshot> {
  const { rows } = await client.ask('/ip/accounting/snapshot/print', ['=.proplist=src-address,dst-address,bytes']);
  return { rows, digest: createHash('sha256').update(JSON.stringify(rows)).digest('hex') };
}

/**
 * The readings that a snapshot comes to, as if each address had a counter of its own that goes on from what was known. Addresses of nobody are left out: they are the
 * whole Internet.
 */
export function snapshotReadings(
  { rows }: Snapshot,
  { leases, book, known }: { readonly leases: readonly ApiRow[]; readonly book: LineBook; readonly known: readonly CounterRow[] },
): readonly QueueReading[] {
  const bound = boundLeases(leases);
  const leased = new Set(leases.map((lease) => lease.address ?? ''));
  const lineAt = (address: string) => {
    const lease = bound.get(address);
    return lease ? book.ofLease(lease) : book.ofAddress(address);
  };
  const flows = new Map<string, { upload: bigint; download: bigint }>();
  const add = (address: string, direction: 'upload' | 'download', octets: bigint): void => {
    const flow = flows.get(address) ?? { upload: 0n, download: 0n };
    flow[direction] += octets;
    flows.set(address, flow);
  };
  for (const row of rows) {
    const octets = BigInt(/^\d+$/.test(row.bytes ?? '') ? (row.bytes ?? '0') : '0');
    add(row['src-address'] ?? '', 'upload', octets);
    add(row['dst-address'] ?? '', 'download', octets);
  }
  const before = new Map(known.map((row) => [row.address, row]));
  const addresses = new Set([...before.keys(), ...bound.keys(), ...flows.keys()]);
  return [...addresses].flatMap((address): readonly QueueReading[] => {
    const line = lineAt(address);
    const counter = before.get(address);
    if (!line && !counter) return [];
    const flow = flows.get(address) ?? { upload: 0n, download: 0n };
    return [
      {
        queue: `ip:${address}`,
        upload: BigInt(counter?.upload ?? 0) + flow.upload,
        download: BigInt(counter?.download ?? 0) + flow.download,
        address,
        mac: bound.get(address)?.['active-mac-address']?.toUpperCase() ?? null,
        service: line?.serviceId ?? null,
        isOnline: bound.has(address) || !leased.has(address),
      },
    ];
  });
}
