import type { ColumnValue } from '../../kernel/database/insert-rows.js';
import type { StoredSession } from './apply-accounting.js';
import { readOctets, writeOctets } from './counted-elsewhere.js';
import { readStretches, writeStretches } from './stored-stretches.js';

/** A session that is stored, and what it has become. */
export interface SessionUpdate {
  readonly before: StoredSession;
  readonly after: StoredSession;
}

/** As `radius_session` has it, the octets as texts beside it. */
export type SessionRow = Readonly<Record<string, string | number | null>>;

const FIXED_COLUMNS = [
  'id',
  'identity',
  'generation',
  'router_id',
  'acct_session_id',
  'service_id',
  'login',
  'granted_digest',
  'session_class',
  'nas_device',
];
/** All that an ordinary Interim-Update changes; none has an index. */
export const COUNTED_COLUMNS = [
  'last_seen_ms',
  'session_seconds',
  'report_interval_seconds',
  'has_gigawords',
  'download_octets',
  'upload_octets',
];
export const CHANGING_COLUMNS = [
  'ipv4_address',
  'mac_address',
  'station',
  'nas_ip_address',
  'start_digest',
  'started_at_ms',
  'stopped_at_ms',
  'terminate_cause',
  'ipv6_prefix',
  'delegated_ipv6_prefix',
  'ipv6_address',
  'hour_borders',
  'counted_elsewhere',
  'restarted_at_ms',
];
/** In the order of {@link toRow}. */
export const ALL_COLUMNS = [...FIXED_COLUMNS, ...COUNTED_COLUMNS, ...CHANGING_COLUMNS];

/** What {@link COUNTED_COLUMNS} hold. */
export function countedValues(session: StoredSession): readonly ColumnValue[] {
  return [
    session.lastSeenMs,
    session.sessionSeconds,
    session.reportIntervalSeconds,
    session.hasGigawords ? 1 : 0,
    String(session.downloadOctets),
    String(session.uploadOctets),
  ];
}

export function toRow(session: StoredSession): readonly ColumnValue[] {
  return [
    session.id,
    session.identity,
    session.generation,
    session.routerId,
    session.acctSessionId,
    session.serviceId,
    session.login,
    session.grantDigest,
    session.sessionClass,
    session.nasDevice,
    ...countedValues(session),
    session.ipv4Address,
    session.macAddress,
    session.station,
    session.nasIpAddress,
    session.startDigest,
    session.startedAtMs,
    session.stoppedAtMs,
    session.terminateCause,
    session.ipv6Prefix,
    session.delegatedIpv6Prefix,
    session.ipv6Address,
    writeStretches(session.stretches),
    writeOctets(session.countedElsewhere),
    session.restartedAtMs,
  ];
}

/** Whether nothing has changed but what {@link COUNTED_COLUMNS} hold. */
export function hasOnlyCounted({ before, after }: SessionUpdate): boolean {
  return (
    before.stoppedAtMs === after.stoppedAtMs &&
    before.startedAtMs === after.startedAtMs &&
    before.ipv4Address === after.ipv4Address &&
    before.macAddress === after.macAddress &&
    before.station === after.station &&
    before.nasIpAddress === after.nasIpAddress &&
    before.startDigest === after.startDigest &&
    before.terminateCause === after.terminateCause &&
    before.ipv6Prefix === after.ipv6Prefix &&
    before.delegatedIpv6Prefix === after.delegatedIpv6Prefix &&
    before.ipv6Address === after.ipv6Address &&
    before.stretches === after.stretches &&
    before.countedElsewhere === after.countedElsewhere
  );
}

export function toSession(row: SessionRow): StoredSession {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]));
  return {
    id: String(row.id),
    identity: String(row.identity),
    generation: Number(row.generation),
    routerId: String(row.router_id),
    acctSessionId: String(row.acct_session_id),
    serviceId: text('service_id'),
    login: String(row.login),
    ipv4Address: text('ipv4_address'),
    ipv6Prefix: text('ipv6_prefix'),
    delegatedIpv6Prefix: text('delegated_ipv6_prefix'),
    ipv6Address: text('ipv6_address'),
    macAddress: text('mac_address'),
    station: text('station'),
    nasIpAddress: text('nas_ip_address'),
    nasDevice: text('nas_device'),
    startDigest: text('start_digest'),
    startedAtMs: Number(row.started_at_ms),
    lastSeenMs: Number(row.last_seen_ms),
    stoppedAtMs: row.stopped_at_ms === null ? null : Number(row.stopped_at_ms),
    terminateCause: text('terminate_cause'),
    restartedAtMs: row.restarted_at_ms === null ? null : Number(row.restarted_at_ms),
    sessionSeconds: Number(row.session_seconds),
    reportIntervalSeconds: Number(row.report_interval_seconds),
    hasGigawords: Number(row.has_gigawords) === 1,
    grantDigest: text('granted_digest'),
    sessionClass: text('session_class'),
    countedElsewhere: readOctets(text('counted_elsewhere')),
    stretches: readStretches(text('hour_borders')),
    downloadOctets: BigInt(String(row.download_text)),
    uploadOctets: BigInt(String(row.upload_text)),
  };
}
