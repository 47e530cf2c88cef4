import type { AddressPart, ReplyTerms, Transaction } from '@tapline/sdk';
import { parseShared } from '../../access/shared-json.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { DeviceHearingStore } from '../accounting/device-hearing-store.js';
import type { DeviceHearing } from '../accounting/device-hearings.js';
import { ENDED_BY_RADIUS, isAddonDevice } from '../accounting/reported-session.js';
import { LOST_STOP } from '../accounting/silence.js';
import { mayBeSameDevice } from '../server/nas-device.js';
import { type GivenLease, REPORTED_IN } from './lease-store.js';

/** How long after the last sign of its session a lease is held that its router tells nothing of. */
const HELD_FOR_MS = 24 * 3_600_000;
/** A session may have been heard of last so long before it was noticed that its address is not free. */
const NOTICED_AFTER_MS = 3_600_000;

/** `silent`: its router has sent nothing since that would tell. */
type LeaseVerdict = 'over' | 'pending' | 'silent';

type ClosedRow = Readonly<
  Record<'service_id' | 'session_class' | 'router_id' | 'nas_device' | 'terminate_cause' | (typeof REPORTED_IN)[AddressPart], string | null>
> & { readonly last_seen_ms: number | string };

interface RouterName {
  readonly name: string;
  readonly address: string;
}

/**
 * What tells whether the sessions of leases are over that no open session has. That nobody speaks of one says so only while its router speaks of others: where
 * accounting is off, or does not get through, sessions live without a word.
 */
export class LeaseEvidence {
  private constructor(
    private readonly closed: ReadonlyMap<string, readonly ClosedRow[]>,
    private readonly hearings: readonly DeviceHearing[],
    private readonly routers: ReadonlyMap<string, RouterName>,
    private readonly timeoutsMs: ReadonlyMap<string, number>,
  ) {}

  static async of(tx: Transaction, leases: readonly GivenLease[]): Promise<LeaseEvidence> {
    const serviceIds = [...new Set(leases.map(({ serviceId }) => serviceId))];
    const closed = await closedSessions(tx, serviceIds, Math.min(...leases.map(({ givenAtMs }) => givenAtMs)) - NOTICED_AFTER_MS);
    const routerIds = [...new Set([...leases.map(({ routerId }) => routerId), ...[...closed.values()].flat().map(routerOf)])];
    const routers = (await sqlOf(tx)('router').whereIn('id', routerIds).select('id', 'name', 'address')) as (RouterName & { id: string })[];
    const hearings = await new DeviceHearingStore().ofRouters(tx, routerIds);
    return new LeaseEvidence(closed, hearings, new Map(routers.map((row) => [row.id, row])), await timeouts(tx, serviceIds));
  }

  /** `patienceMs`: within it a session's Start, or the report that was due, has come while its router is heard. */
  verdictOn(lease: GivenLease, { nowMs, patienceMs }: { readonly nowMs: number; readonly patienceMs: number }): LeaseVerdict {
    const its = this.closed.get(lease.serviceId)?.filter((session) => isOf(session, lease)) ?? [];
    if (its.some((session) => isItsEnd(session, lease))) return 'over';
    const lastSignMs = Math.max(lease.givenAtMs, ...its.map(lastSeenOf));
    const last = its.find((session) => lastSeenOf(session) === lastSignMs && !isAddonDevice(session.nas_device));
    const routerId = last ? routerOf(last) : lease.routerId;
    const device = last ? last.nas_device : lease.nasDevice;
    if (routerId === '' || nowMs > this.heldUntilMs(lease, lastSignMs, patienceMs)) return 'over';
    const routerAddress = this.routers.get(routerId)?.address ?? '';
    const heard = this.hearings.filter((each) => each.routerId === routerId && mayBeSameDevice(each.nasDevice, device, routerAddress));
    // Counted from when it began to speak: of those sessions that it could not tell of before, each has a report to come.
    if (heard.some(({ sinceMs, untilMs }) => untilMs >= Math.max(sinceMs, lastSignMs) + patienceMs)) return 'over';
    return heard.some(({ untilMs }) => untilMs > lastSignMs) ? 'pending' : 'silent';
  }

  routerName({ routerId }: GivenLease): string | undefined {
    return this.routers.get(routerId)?.name;
  }

  private heldUntilMs({ serviceId, givenAtMs }: GivenLease, lastSignMs: number, patienceMs: number): number {
    const timeoutMs = this.timeoutsMs.get(serviceId);
    return timeoutMs === undefined ? lastSignMs + HELD_FOR_MS : givenAtMs + timeoutMs + patienceMs;
  }
}

/** By service: those that ended after an instant. */
async function closedSessions(
  tx: Transaction,
  serviceIds: readonly string[],
  sinceMs: number,
): Promise<ReadonlyMap<string, readonly ClosedRow[]>> {
  const rows = (await sqlOf(tx)('radius_session')
    .whereIn('service_id', serviceIds)
    .where('stopped_at_ms', '>=', sinceMs)
    .select(
      'service_id',
      'session_class',
      'router_id',
      'nas_device',
      'terminate_cause',
      'last_seen_ms',
      ...Object.values(REPORTED_IN),
    )) as ClosedRow[];
  const found = new Map<string, ClosedRow[]>();
  for (const row of rows) {
    const others = found.get(String(row.service_id));
    if (others) others.push(row);
    else found.set(String(row.service_id), [row]);
  }
  return found;
}

/** How long the lines' sessions may last. */
async function timeouts(tx: Transaction, serviceIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = (await sqlOf(tx)('service_access').whereIn('service_id', serviceIds).select('service_id', 'plan_terms', 'own_terms')) as {
    service_id: string;
    plan_terms: string | null;
    own_terms: string | null;
  }[];
  const found = new Map<string, number>();
  for (const row of rows) {
    const { sessionTimeoutSeconds } = { ...parseShared<ReplyTerms>(row.plan_terms), ...parseShared<ReplyTerms>(row.own_terms) };
    if (sessionTimeoutSeconds !== undefined) found.set(row.service_id, sessionTimeoutSeconds * 1000);
  }
  return found;
}

/** Whether somebody has said that the session is over, and we have not only guessed it by silence. */
function isItsEnd({ terminate_cause, session_class, nas_device }: ClosedRow, { sessionClass }: GivenLease): boolean {
  if (terminate_cause === LOST_STOP || terminate_cause === ENDED_BY_RADIUS) return false;
  return session_class === sessionClass || sessionClass === '' || isAddonDevice(nas_device);
}

/** By our Class; where the router does not echo it, or only its report tells of the lease, by the address. */
function isOf(session: ClosedRow, { sessionClass, address, part, givenAtMs }: GivenLease): boolean {
  if (session.session_class === sessionClass) return true;
  if (session[REPORTED_IN[part]] !== address) return false;
  return sessionClass === '' || (session.session_class === null && lastSeenOf(session) >= givenAtMs);
}

function lastSeenOf({ last_seen_ms }: ClosedRow): number {
  return Number(last_seen_ms);
}

function routerOf({ router_id }: ClosedRow): string {
  return router_id ?? '';
}
