import type { Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { silentAfterMs } from '../accounting/silence.js';
import type { Hearing, SilentSessionStore } from '../accounting/silent-session-store.js';
import type { LeaseOfSession } from './lease-messages.js';
import type { GivenLease, LeaseStore } from './lease-store.js';

/** A RADIUS server that has been away for longer is not waited for. */
const LONGEST_ABSENCE_MS = 86_400_000;

export interface LostLeaseSearch {
  readonly leases: LeaseStore;
  readonly sessions: SilentSessionStore;
  readonly serverId: string;
  readonly interimIntervalSeconds: number;
  /** Business time. */
  readonly nowMs: number;
}

/**
 * The leases whose session never began, or ended without a word: they were given some minutes ago, all that routers have said since is in the
 * database, and no session there has them. While we were deaf, or the database lags behind, nothing is lost.
 */
export async function findLostLeases(tx: Transaction, search: LostLeaseSearch): Promise<readonly LeaseOfSession[]> {
  const hearings = await search.sessions.hearings(tx, search.nowMs - LONGEST_ABSENCE_MS);
  const patienceMs = silentAfterMs(search.interimIntervalSeconds);
  const untilMs = Math.min(...hearings.map((hearing: Hearing) => hearing.untilMs)) - patienceMs;
  if (hearings.length === 0 || Math.max(...hearings.map(({ sinceMs }) => sinceMs)) > untilMs) return [];
  const lost: LeaseOfSession[] = [];
  for (let afterKey = ''; ; ) {
    const page = await search.leases.givenUpTo(tx, search.serverId, { atMs: untilMs, afterKey });
    const inUse = await usesOf(tx, page);
    lost.push(...page.filter((lease) => !inUse.has(useOf(lease.serviceId, lease.address)) && !inUse.has(useOf(lease.serviceId, null))));
    const last = page.at(-1);
    if (!last) return lost;
    afterKey = last.key;
  }
}

/** By service and address; a session whose router does not tell its address may have any of its service's. */
async function usesOf(tx: Transaction, leases: readonly GivenLease[]): Promise<ReadonlySet<string>> {
  const rows = (await sqlOf(tx)('radius_session')
    .whereIn('service_id', [...new Set(leases.map(({ serviceId }) => serviceId))])
    .whereNull('stopped_at_ms')
    .select('service_id', 'ipv4_address')) as { service_id: string; ipv4_address: string | null }[];
  return new Set(rows.map((row) => useOf(row.service_id, row.ipv4_address)));
}

function useOf(serviceId: string, address: string | null): string {
  return `${serviceId} ${address ?? ''}`;
}
