import type { Transaction } from '@tapline/sdk';
import { databaseTransactionOf } from '../../kernel/database/database-transaction.js';
import { ANY_ADDON_DEVICE } from './reported-session.js';

/** Download and upload are the customer's. */
export interface Octets {
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

export const NO_OCTETS: Octets = { downloadOctets: 0n, uploadOctets: 0n };

/** A session of a line that an add-on has counted. */
export interface AddonSession extends Octets {
  readonly serviceId: string;
  readonly macAddress: string | null;
  /** It may have begun up to {@link reportIntervalSeconds} later. */
  readonly startedAtMs: number;
  readonly lastSeenMs: number;
  /** Between its two latest reports; 0 until there were two. */
  readonly reportIntervalSeconds: number;
}

export interface RadiusSession {
  readonly startedAtMs: number;
  readonly macAddress: string | null;
}

/**
 * What add-ons have counted of a session of which RADIUS begins to speak, or speaks again after a long silence: its counters hold that too. Of an add-on's session
 * that began clearly earlier it is the part that flowed since, as if it had flowed evenly.
 */
export function countedOf({ startedAtMs, macAddress }: RadiusSession, sessions: readonly AddonSession[]): Octets {
  let [downloadOctets, uploadOctets] = [0n, 0n];
  for (const session of sessions) {
    const isOfAnother = macAddress !== null && session.macAddress !== null && macAddress !== session.macAddress;
    if (isOfAnother || session.lastSeenMs <= startedAtMs) continue;
    const lastedMs = session.lastSeenMs - session.startedAtMs;
    const uncertainMs = session.reportIntervalSeconds * 1000 || lastedMs;
    const isWhole = startedAtMs <= session.startedAtMs + uncertainMs;
    const [part, whole] = isWhole ? [1n, 1n] : [BigInt(session.lastSeenMs - startedAtMs), BigInt(lastedMs)];
    downloadOctets += (session.downloadOctets * part) / whole;
    uploadOctets += (session.uploadOctets * part) / whole;
  }
  return { downloadOctets, uploadOctets };
}

/** What counters say beyond what was counted elsewhere. */
export function beyond({ downloadOctets, uploadOctets }: Octets, elsewhere: Octets): Octets {
  return {
    downloadOctets: downloadOctets > elsewhere.downloadOctets ? downloadOctets - elsewhere.downloadOctets : 0n,
    uploadOctets: uploadOctets > elsewhere.uploadOctets ? uploadOctets - elsewhere.uploadOctets : 0n,
  };
}

const IDS_PER_QUERY = 500;

/**
 * The sessions that add-ons have counted of some services and that went on after an instant, by service. No add-on adds to them until the transaction ends, so that of what both
 * speak of at the same time one sees the other. Costs one look at a small table where no add-on counts.
 */
export async function addonSessions(
  tx: Transaction,
  serviceIds: readonly string[],
  sinceMs: number,
): Promise<ReadonlyMap<string, readonly AddonSession[]>> {
  const found = new Map<string, AddonSession[]>();
  if (serviceIds.length === 0) return found;
  const { sql, dialect } = databaseTransactionOf(tx);
  const journals = sql('usage_feed_number').where('journal_id', 'like', ANY_ADDON_DEVICE).select('journal_id');
  if ((await (dialect === 'mysql' ? journals.forUpdate() : journals)).length === 0) return found;
  for (let at = 0; at < serviceIds.length; at += IDS_PER_QUERY) {
    const rows = (await sql('radius_session')
      .whereIn('service_id', serviceIds.slice(at, at + IDS_PER_QUERY))
      .where('nas_device', 'like', ANY_ADDON_DEVICE)
      .where('last_seen_ms', '>', sinceMs)
      .select(
        'service_id',
        'mac_address',
        'started_at_ms',
        'last_seen_ms',
        'report_interval_seconds',
        sql.raw('CAST(download_octets AS CHAR) AS download_text'),
        sql.raw('CAST(upload_octets AS CHAR) AS upload_text'),
      )) as Readonly<Record<string, string | number | null>>[];
    for (const row of rows) {
      const session = toAddonSession(row);
      const known = found.get(session.serviceId);
      if (known) known.push(session);
      else found.set(session.serviceId, [session]);
    }
  }
  return found;
}

function toAddonSession(row: Readonly<Record<string, string | number | null>>): AddonSession {
  return {
    serviceId: String(row.service_id),
    macAddress: row.mac_address === null ? null : String(row.mac_address),
    startedAtMs: Number(row.started_at_ms),
    lastSeenMs: Number(row.last_seen_ms),
    reportIntervalSeconds: Number(row.report_interval_seconds),
    downloadOctets: BigInt(String(row.download_text)),
    uploadOctets: BigInt(String(row.upload_text)),
  };
}

/** As kept with a session. */
export function writeOctets({ downloadOctets, uploadOctets }: Octets): string | null {
  return downloadOctets === 0n && uploadOctets === 0n ? null : `${downloadOctets} ${uploadOctets}`;
}

export function readOctets(text: string | null): Octets {
  if (text === null) return NO_OCTETS;
  const [download = '0', upload = '0'] = text.split(' ');
  return { downloadOctets: BigInt(download), uploadOctets: BigInt(upload) };
}
