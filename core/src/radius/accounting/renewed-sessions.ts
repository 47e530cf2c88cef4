import type { Transaction } from '@tapline/sdk';
import type { SessionRecord } from './accounting-record.js';
import type { AccountingStore } from './accounting-store.js';
import type { StoredSession } from './apply-accounting.js';
import { MOST_DRIFT_MS, sessionClockToleranceMs } from './session-clock.js';
import type { SessionIdentity } from './session-identity.js';

export interface IdentifiedRecord {
  readonly record: SessionRecord;
  readonly identity: SessionIdentity;
  /** The identity by which its session is known: the record's own, or an earlier or later one of a session that has been given a new Class. */
  readonly key: string;
}

/** What a session or one of its records tells of how far it has come. */
type Progress = Pick<StoredSession, 'sessionSeconds' | 'downloadOctets' | 'uploadOctets' | 'nasDevice'>;

interface Candidate {
  readonly key: string;
  readonly progress: Progress;
  readonly startedAtMs: number;
}

/**
 * Finds the sessions that go on under a new Class. A router that authenticates inside a session (a renewed DHCP lease, a repeated 802.1X login) is
 * given one each time and echoes the newest (RFC 2865 s5.25), with the same Acct-Session-Id and counters that go on. Such a record speaks of the
 * session of its service, router, device and Acct-Session-Id that began when this one's did; an id that is used again after a restart began later.
 * The sessions that are found are added to `generations`. Nothing is read where every Class is known or begins with its Start.
 */
export async function joinRenewed(
  tx: Transaction,
  store: AccountingStore,
  identified: readonly IdentifiedRecord[],
  generations: Map<string, StoredSession[]>,
): Promise<readonly IdentifiedRecord[]> {
  const fresh = identified.filter(({ identity, key }) => identity.sessionClass !== undefined && generations.get(key)?.length === 0);
  const wanted = fresh.flatMap(({ record, identity }) => {
    const { serviceId } = identity;
    if (serviceId === undefined || isOrdinaryStart(record)) return [];
    return { serviceId, acctSessionId: record.acctSessionId, aroundMs: startOf(record) };
  });
  if (wanted.length === 0) return identified;
  const candidates = new Map<string, Candidate[]>();
  const add = (place: string, candidate: Candidate): void => {
    const known = candidates.get(place);
    if (known) known.push(candidate);
    else candidates.set(place, [candidate]);
  };
  for (const session of await store.sessionsOfServices(tx, wanted, MOST_DRIFT_MS)) {
    if (!generations.has(session.identity)) generations.set(session.identity, [session]);
    add(placeOf(session, session.serviceId), { key: session.identity, progress: session, startedAtMs: session.startedAtMs });
  }
  const joined = new Map<string, string>();
  for (const { record, identity, key } of fresh) {
    if (joined.has(key)) continue;
    const place = placeOf(record, identity.serviceId);
    const found = isOrdinaryStart(record) ? undefined : candidates.get(place)?.find((candidate) => goesOn(candidate, record));
    joined.set(key, found?.key ?? key);
    if (!found) add(place, { key, progress: record, startedAtMs: startOf(record) });
  }
  return identified.map((each) => ({ ...each, key: joined.get(each.key) ?? each.key }));
}

/** The session under the Class that its router was given last. `record` is taken in already. */
export function underNewestClass(session: StoredSession, record: SessionRecord, identity: SessionIdentity): StoredSession {
  const { key, sessionClass, grantDigest } = identity;
  if (key === session.identity || sessionClass === undefined || record.sessionSeconds < session.sessionSeconds) return session;
  return { ...session, identity: key, sessionClass, grantDigest: grantDigest ?? null };
}

function placeOf(
  { routerId, acctSessionId }: { readonly routerId: string; readonly acctSessionId: string },
  serviceId?: string | null,
): string {
  return JSON.stringify([serviceId, routerId, acctSessionId]);
}

function startOf({ happenedAtMs, sessionSeconds }: SessionRecord): number {
  return happenedAtMs - sessionSeconds * 1000;
}

/** It begins a session, and says so at once. */
function isOrdinaryStart({ kind, delaySeconds, sessionSeconds, downloadOctets, uploadOctets }: SessionRecord): boolean {
  return kind === 'start' && delaySeconds === 0 && sessionSeconds === 0 && downloadOctets === 0n && uploadOctets === 0n;
}

function goesOn({ progress, startedAtMs }: Candidate, record: SessionRecord): boolean {
  const isOfDevice = progress.nasDevice === null || progress.nasDevice === record.nasDevice;
  const toleranceMs = sessionClockToleranceMs(record.sessionSeconds);
  return isOfDevice && Math.abs(startedAtMs - startOf(record)) <= toleranceMs && hasCountedOn(progress, record);
}

/** Whether the one that came later has not counted less; not to be told where counters begin anew at 2^32, or are left out at the end. */
function hasCountedOn(one: Progress, record: SessionRecord): boolean {
  if (!record.hasGigawords || one.sessionSeconds === record.sessionSeconds) return true;
  const [earlier, later] = one.sessionSeconds < record.sessionSeconds ? [one, record] : [record, one];
  return earlier.downloadOctets <= later.downloadOctets && earlier.uploadOctets <= later.uploadOctets;
}
