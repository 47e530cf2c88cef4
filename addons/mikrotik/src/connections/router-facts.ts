import { TaplineError } from '@tapline/sdk';
import type { ApiClient, ApiRow } from '../routeros/client.js';
import { secondsOf } from '../routeros/values.js';

/** What a router tells of itself. */
export interface RouterFacts {
  readonly identity: string;
  /** `7.16.2`. */
  readonly version: string;
  readonly model: string;
  readonly cpuLoadPercent: number;
  readonly uptimeSeconds: number;
  readonly freeMemoryPercent: number;
  /** Its clock less ours; null where its clock cannot be read. */
  readonly clockSkewMs: number | null;
}

const LARGEST_SKEW_MS = 60_000;

/** Whether a router's clock is near enough to ours. */
export const isClockRight = (skewMs: number): boolean => Math.abs(skewMs) <= LARGEST_SKEW_MS;

/** Throws `MIKROTIK_UNREADABLE`. */
export async function readFacts(client: ApiClient, nowMs: number): Promise<RouterFacts> {
  const [resource, identity, clock] = await Promise.all(
    ['/system/resource/print', '/system/identity/print', '/system/clock/print'].map(
      async (command) => (await client.ask(command)).rows[0] ?? {},
    ),
  );
  if (resource?.version === undefined || resource.uptime === undefined) throw unreadable();
  const clockMs = clockOf(clock ?? {});
  const free = (100 * Number(resource['free-memory'] ?? 0)) / Number(resource['total-memory'] ?? 1);
  return {
    identity: identity?.name ?? '',
    version: resource.version.split(' ')[0] ?? '',
    model: resource['board-name'] ?? '',
    cpuLoadPercent: Number(resource['cpu-load'] ?? 0),
    uptimeSeconds: secondsOf(resource.uptime),
    freeMemoryPercent: Math.round(free),
    clockSkewMs: clockMs === undefined ? null : clockMs - nowMs,
  };
}

/** Without its uptime nobody knows whether its counters have begun anew. */
function unreadable(): Error {
  return new TaplineError(
    'MIKROTIK_UNREADABLE',
    'unavailable',
    'the router tells neither its version nor how long it has been up; the group of the API user needs the policy "read"',
  );
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `2026-11-02` from RouterOS 7.10 on, `nov/02/2026` before. From documents only: to be tried on hardware. */
export function clockOf({ date = '', time = '', 'gmt-offset': offset = '+00:00' }: ApiRow): number | undefined {
  const old = /^([a-z]{3})\/(\d{2})\/(\d{4})$/.exec(date);
  const day = old ? `${old[3]}-${String(MONTHS.indexOf(old[1] ?? '') + 1).padStart(2, '0')}-${old[2]}` : date;
  const instant = Date.parse(`${day}T${time}${/^[+-]\d{2}:\d{2}$/.test(offset) ? offset : '+00:00'}`);
  return Number.isNaN(instant) ? undefined : instant;
}
