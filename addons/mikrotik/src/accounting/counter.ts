import type { SessionReport } from '@tapline/sdk';
import type { Uptime } from './restart.js';

/** Where a queue of a router stands, as kept between two readings. Octets are text. */
export interface CounterRow {
  readonly router: string;
  /** The queue's id on the router; another queue has another, so that its counters are told apart. */
  readonly queue: string;
  readonly upload: string;
  readonly download: string;
  /** The line's session that it counts for; none while nobody's, or while RADIUS counts. */
  readonly service: string | null;
  readonly session: string | null;
  readonly started_at_ms: number | null;
  /** Of the session. */
  readonly session_upload: string;
  readonly session_download: string;
  readonly address: string;
  readonly mac: string | null;
  readonly seen_at_ms: number;
}

/** What a queue says now. Upload and download are the customer's. */
export interface QueueReading {
  readonly queue: string;
  readonly upload: bigint;
  readonly download: bigint;
  readonly address: string;
  readonly mac: string | null;
  readonly service: string | null;
  /** Whether somebody has the address now. */
  readonly isOnline: boolean;
}

export interface ReadingTimes {
  readonly routerId: string;
  readonly nowMs: number;
  /** When the router's queues were read before; null for never. */
  readonly beforeMs: number | null;
  readonly uptime: Uptime;
  /** Whether the router has been started since, and all its counters with it. */
  readonly hasRestarted: boolean;
}

export interface Advanced {
  readonly row: CounterRow;
  readonly reports: readonly SessionReport[];
}

/**
 * Takes a reading in. A counter that is lower than before, that of a queue made anew, and every one after a restart has begun at 0: what it says has flowed since.
 * Of queues that are there when a router is read the first time nobody knows when they began: they count from then on.
 */
export function advance(known: CounterRow | undefined, reading: QueueReading, times: ReadingTimes): Advanced {
  const { routerId, nowMs, beforeMs } = times;
  const flowed = flowedSince(known, reading, times);
  const isSame = known !== undefined && known.service === reading.service;
  const stops = known && !isSame ? stopOf(known, nowMs) : [];
  const own = isSame && known.session !== null ? known : undefined;
  const isIdle = flowed.upload === 0n && flowed.download === 0n;
  const base = {
    router: routerId,
    queue: reading.queue,
    upload: String(reading.upload),
    download: String(reading.download),
    address: reading.address,
    mac: reading.mac,
    service: reading.service,
    seen_at_ms: nowMs,
  };
  if (reading.service === null || (!reading.isOnline && isIdle)) {
    const ended = own ? stopOf(own, nowMs) : [];
    return {
      row: { ...base, session: null, started_at_ms: null, session_upload: '0', session_download: '0' },
      reports: [...stops, ...ended],
    };
  }
  const startedAtMs = own?.started_at_ms ?? beforeMs ?? nowMs;
  const row: CounterRow = {
    ...base,
    // A device may have several queues, which count side by side.
    session: own?.session ?? `${reading.mac ?? reading.address}@${startedAtMs} ${reading.queue}`,
    started_at_ms: startedAtMs,
    session_upload: String(BigInt(own?.session_upload ?? 0) + flowed.upload),
    session_download: String(BigInt(own?.session_download ?? 0) + flowed.download),
  };
  const report = reportOf(row, nowMs, 'interim');
  return { row, reports: report ? [...stops, report] : stops };
}

/** The queue is gone, and with it what it counted since it was read last. */
export function stopOf(row: CounterRow, nowMs: number): readonly SessionReport[] {
  const report = reportOf(row, nowMs, 'stop');
  return report ? [report] : [];
}

/** RADIUS counts the line: nothing of what has flowed by now is counted here. */
export function leftToRadius(row: CounterRow): CounterRow {
  return { ...row, session: null, started_at_ms: null, session_upload: '0', session_download: '0' };
}

function flowedSince(known: CounterRow | undefined, reading: QueueReading, { beforeMs, hasRestarted }: ReadingTimes) {
  const { upload, download } = reading;
  if (!known) return beforeMs === null ? { upload: 0n, download: 0n } : { upload, download };
  const [knownUpload, knownDownload] = [BigInt(known.upload), BigInt(known.download)];
  const hasBegunAnew = hasRestarted || upload < knownUpload || download < knownDownload;
  return hasBegunAnew ? { upload, download } : { upload: upload - knownUpload, download: download - knownDownload };
}

function reportOf(row: CounterRow, nowMs: number, kind: SessionReport['kind']): SessionReport | undefined {
  if (row.session === null || row.service === null || row.started_at_ms === null) return undefined;
  return {
    routerId: row.router,
    serviceId: row.service,
    sessionId: row.session,
    kind,
    readAtMs: nowMs,
    startedAtMs: row.started_at_ms,
    uploadOctets: BigInt(row.session_upload),
    downloadOctets: BigInt(row.session_download),
    ipv4Address: row.address,
    macAddress: row.mac,
    ...(kind === 'stop' ? { terminateCause: 'Lost-Carrier' } : {}),
  };
}
