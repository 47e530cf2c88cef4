import { invalid, type SessionReport } from '@tapline/sdk';
import type { SessionRecord } from './accounting-record.js';

/** Begins the device of sessions that an add-on reports; no RADIUS packet comes from an address like that. */
const ADDON_DEVICE = 'addon:';
const MOST_OCTETS = 1n << 60n;

export const addonDeviceOf = (addonId: string): string => `${ADDON_DEVICE}${addonId}`;
/** For LIKE: the devices of sessions that RADIUS knows nothing of, and no request by RADIUS reaches. */
export const ANY_ADDON_DEVICE = `${ADDON_DEVICE}%`;
/** Of an add-on's session of which RADIUS accounting tells from then on: no end. */
export const ENDED_BY_RADIUS = 'Counted-By-RADIUS';

export function isAddonDevice(nasDevice: string | null): boolean {
  return nasDevice?.startsWith(ADDON_DEVICE) ?? false;
}

/** A report as the record of accounting that would say the same. Throws `SESSION_REPORT_INVALID`. */
export function recordOfReport(addonId: string, login: string, report: SessionReport): SessionRecord {
  const { kind, routerId, serviceId, sessionId, readAtMs, startedAtMs, downloadOctets, uploadOctets } = report;
  if (sessionId === '' || sessionId.length > 100) throw wrong('sessionId', 'needs 1 to 100 characters');
  if (!Number.isSafeInteger(startedAtMs) || startedAtMs < 0) throw wrong('startedAtMs', 'must be an instant');
  if (!Number.isSafeInteger(readAtMs) || readAtMs < startedAtMs) throw wrong('readAtMs', 'must not be before startedAtMs');
  if (downloadOctets < 0n || downloadOctets >= MOST_OCTETS) throw wrong('downloadOctets', 'must be 0 to 2^60 - 1');
  if (uploadOctets < 0n || uploadOctets >= MOST_OCTETS) throw wrong('uploadOctets', 'must be 0 to 2^60 - 1');
  return {
    kind,
    routerId,
    reportedServiceId: serviceId,
    receivedAtMs: readAtMs,
    happenedAtMs: readAtMs,
    acctSessionId: sessionId,
    sessionClass: undefined,
    login,
    ipv4Address: report.ipv4Address,
    ipv6Prefix: null,
    delegatedIpv6Prefix: null,
    ipv6Address: null,
    furtherIpv6Prefixes: [],
    station: null,
    macAddress: report.macAddress,
    nasIpAddress: null,
    nasDevice: addonDeviceOf(addonId),
    sessionSeconds: Math.floor((readAtMs - startedAtMs) / 1000),
    delaySeconds: 0,
    downloadOctets,
    uploadOctets,
    hasGigawords: true,
    terminateCause: kind === 'stop' ? (report.terminateCause ?? 'Unknown') : null,
    digest: '',
  };
}

function wrong(field: keyof SessionReport, why: string): Error {
  return invalid('SESSION_REPORT_INVALID', `${field} ${why}`, field);
}
