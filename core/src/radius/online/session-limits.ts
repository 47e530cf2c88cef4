import type { Transaction } from '@tapline/sdk';
import { readLineLoginRules } from '../../access/line-login-rules.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import type { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { deviceName } from './device-name.js';

interface OpenSession {
  readonly id: string;
  readonly serviceId: string;
  readonly routerId: string;
  readonly macAddress: string | null;
  /** See {@link deviceName}. */
  readonly device: string | null;
  readonly isInGarden: boolean;
}

type Row = Readonly<Record<string, string | null>>;

const SERVICES_PER_QUERY = 500;

/**
 * Ends the longest sessions of lines on which more devices are online than may be. Where a line refuses further devices there are such too: two that
 * are called the same at their router (a circuit) are one to its logins, and two servers may let one in each at once.
 */
export class SessionLimits {
  constructor(private readonly queue: Pick<SessionChangeQueue, 'endSession'>) {}

  /** After sessions of these services have begun; decided by what the database knows, whichever servers were told of them. */
  async enforce(tx: Transaction, serviceIds: readonly string[]): Promise<void> {
    for (let at = 0; at < serviceIds.length; at += SERVICES_PER_QUERY) {
      const crowded = await servicesWithSeveral(tx, serviceIds.slice(at, at + SERVICES_PER_QUERY));
      if (crowded.length > 0) await this.enforceOn(tx, crowded);
    }
  }

  private async enforceOn(tx: Transaction, serviceIds: readonly string[]): Promise<void> {
    const rules = (await sqlOf(tx)('service_access').whereIn('service_id', serviceIds).select('service_id', 'login_rules')) as Row[];
    const open = await openSessions(tx, serviceIds);
    for (const row of rules) {
      const { sessionLimit, sessionPolicy } = readLineLoginRules(row.login_rules);
      if (sessionLimit === 0) continue;
      const sessions = open.filter(({ serviceId }) => serviceId === row.service_id);
      // In the walled garden nobody is refused for being online: two who want to pay there would put each other out again and again.
      const counted = sessionPolicy === 'refuse' ? maybeReplacedLast(sessions.filter(({ isInGarden }) => !isInGarden)) : sessions;
      for (const { id } of tooMany(counted, sessionLimit)) {
        const why = 'another device has logged in, or this one once more';
        await this.queue.endSession(tx, id, `${why}; the line may be online ${times(sessionLimit)}`);
      }
    }
  }
}

/**
 * Of sessions, newest first: behind all others those after which another began that has no MAC address either and is called the same at the same
 * router. A line that refuses further devices lets in only one that seems to be back.
 */
function maybeReplacedLast(sessions: readonly OpenSession[]): readonly OpenSession[] {
  const isReplaced = ({ macAddress, device, routerId }: OpenSession, index: number): boolean =>
    macAddress === null &&
    sessions.slice(0, index).some((newer) => newer.macAddress === null && newer.device === device && newer.routerId === routerId);
  const replaced = new Set(sessions.filter(isReplaced));
  return [...sessions.filter((session) => !replaced.has(session)), ...replaced];
}

/** The sessions of all devices but the first so many. A device that came back after a power cut is one, however often. */
function tooMany(sessions: readonly OpenSession[], limit: number): readonly OpenSession[] {
  const devices = new Set<string>();
  return sessions.filter((session) => {
    const device = session.macAddress === null ? session.id : `${session.routerId} ${session.macAddress}`;
    if (devices.size < limit) devices.add(device);
    return !devices.has(device);
  });
}

async function servicesWithSeveral(tx: Transaction, serviceIds: readonly string[]): Promise<readonly string[]> {
  const rows = (await sqlOf(tx)('radius_session')
    .whereIn('service_id', serviceIds)
    .whereNull('stopped_at_ms')
    .groupBy('service_id')
    .havingRaw('COUNT(*) > 1')
    .select('service_id')) as { service_id: string }[];
  return rows.map((row) => row.service_id);
}

async function openSessions(tx: Transaction, serviceIds: readonly string[]): Promise<readonly OpenSession[]> {
  const rows = (await sqlOf(tx)('radius_session')
    .whereIn('service_id', serviceIds)
    .whereNull('stopped_at_ms')
    .orderBy([
      { column: 'started_at_ms', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
    .select('id', 'service_id', 'router_id', 'mac_address', 'station', 'granted_digest')) as Row[];
  return rows.map((row) => ({
    id: String(row.id),
    serviceId: String(row.service_id),
    routerId: String(row.router_id),
    macAddress: row.mac_address ?? null,
    device: deviceName(row.mac_address, row.station),
    isInGarden: row.granted_digest?.startsWith('s') === true,
  }));
}

function times(limit: number): string {
  return limit === 1 ? 'once' : `${limit} times`;
}
