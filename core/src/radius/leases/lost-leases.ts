import type { AddressPart, Transaction } from '@tapline/sdk';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { furtherPrefixesOf } from '../../usage/session-prefixes.js';
import { silentAfterMs } from '../accounting/silence.js';
import type { Hearing, SilentSessionStore } from '../accounting/silent-session-store.js';
import { LeaseEvidence } from './lease-evidence.js';
import type { LeaseOfSession } from './lease-messages.js';
import { type GivenLease, type LeaseStore, REPORTED_IN } from './lease-store.js';
import type { HeldForSilence } from './silent-routers.js';

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

interface LostLeases {
  readonly lost: readonly LeaseOfSession[];
  /** Those of which it cannot be told. */
  readonly held: readonly HeldForSilence[];
}

const NO_LEASES: LostLeases = { lost: [], held: [] };

/**
 * The leases whose session never began, or ended without a word: they were given some minutes ago, all that routers have said since is in the
 * database, and no session there has them, though their router has spoken of others. While we were deaf, or the database lags behind, nothing is lost.
 */
export async function findLostLeases(tx: Transaction, search: LostLeaseSearch): Promise<LostLeases> {
  const { nowMs, serverId } = search;
  const hearings = await search.sessions.hearings(tx, nowMs - LONGEST_ABSENCE_MS);
  const patienceMs = silentAfterMs(search.interimIntervalSeconds);
  const untilMs = Math.min(...hearings.map((hearing: Hearing) => hearing.untilMs)) - patienceMs;
  if (hearings.length === 0 || Math.max(...hearings.map(({ sinceMs }) => sinceMs)) > untilMs) return NO_LEASES;
  const lost: LeaseOfSession[] = [];
  const held = new Map<string, HeldForSilence>();
  for (let afterKey = ''; ; ) {
    const page = await search.leases.givenUpTo(tx, serverId, { atMs: untilMs, afterKey });
    const open = await openSessionsOf(tx, page);
    const unspoken = page.filter((lease) => !open.get(lease.serviceId)?.some((session) => mayHave(session, lease)));
    if (unspoken.length > 0) {
      const evidence = await LeaseEvidence.of(tx, unspoken);
      for (const lease of unspoken) {
        const verdict = evidence.verdictOn(lease, { nowMs, patienceMs });
        if (verdict === 'over') lost.push(lease);
        else if (verdict === 'silent') addHeld(held, lease, evidence.routerName(lease) ?? 'a router that was removed');
      }
    }
    const last = page.at(-1);
    if (!last) return { lost, held: [...held.values()] };
    afterKey = last.key;
  }
}

function addHeld(held: Map<string, HeldForSilence>, { networkId, routerId }: GivenLease, routerName: string): void {
  const key = `${networkId} ${routerId}`;
  held.set(key, { networkId, routerName, count: (held.get(key)?.count ?? 0) + 1 });
}

type OpenRow = Readonly<Record<'id' | 'service_id' | 'session_class' | (typeof REPORTED_IN)[AddressPart], string | null>>;
type OpenSession = OpenRow & { readonly further: readonly string[] };

/** The open sessions of the leases' services. */
async function openSessionsOf(tx: Transaction, leases: readonly GivenLease[]): Promise<ReadonlyMap<string, readonly OpenSession[]>> {
  const rows = (await sqlOf(tx)('radius_session')
    .whereIn('service_id', [...new Set(leases.map(({ serviceId }) => serviceId))])
    .whereNull('stopped_at_ms')
    .select('id', 'service_id', 'session_class', ...Object.values(REPORTED_IN))) as OpenRow[];
  const further = await furtherPrefixesOf(
    tx,
    rows.map(({ id }) => String(id)),
  );
  const found = new Map<string, OpenSession[]>();
  for (const row of rows) {
    const serviceId = String(row.service_id);
    const session = { ...row, further: further.get(String(row.id)) ?? [] };
    const others = found.get(serviceId);
    if (others) others.push(session);
    else found.set(serviceId, [session]);
  }
  return found;
}

/** A lease is its session's by our Class; by what the router reports; and where it reports none of this kind, it may be any of its service's. */
function mayHave(session: OpenSession, { sessionClass, address, part }: GivenLease): boolean {
  const reported = session[REPORTED_IN[part]];
  return session.session_class === sessionClass || reported === address || reported === null || session.further.includes(address);
}
