import type { Transaction } from '@tapline/sdk';
import { newId } from '../../kernel/ids/id.js';
import type { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { SessionLimits } from '../online/session-limits.js';
import type { AccountingRecord, SessionRecord } from './accounting-record.js';
import type { AccountingStore, BegunSession, SessionPrefix, UsageDelta } from './accounting-store.js';
import { applyAccounting, type LineRate, mayHaveWrapped, mayOverlap, type StoredSession } from './apply-accounting.js';
import type { CompanyDay } from './company-day.js';
import { type AddonSession, addonSessions } from './counted-elsewhere.js';
import { type IdentifiedRecord, joinRenewed, underNewestClass } from './renewed-sessions.js';
import { sessionEndOf } from './session-ends.js';
import { identifySession, type SessionIdentity } from './session-identity.js';

export interface AccountingBatch {
  readonly store: AccountingStore;
  readonly day: CompanyDay;
  readonly records: readonly AccountingRecord[];
  /** How often routers are asked to report. */
  readonly interimIntervalSeconds: number;
  /** Told which sessions go on. */
  readonly changes: Pick<SessionChangeQueue, 'onReported' | 'endSession'>;
}

/**
 * Writes a batch of records into the transaction: sessions, usage by day, and the ends that routers' restarts mean; in their order. Returns what
 * was added to usage, and where sessions ended.
 */
export async function applyBatch(tx: Transaction, batch: AccountingBatch): Promise<readonly UsageDelta[]> {
  const { store, day, records } = batch;
  const usage = new Map<string, UsageDelta>();
  let run: SessionRecord[] = [];
  for (const record of records) {
    if (record.kind === 'device') continue;
    if ('acctSessionId' in record) {
      run.push(record);
      continue;
    }
    await applyRun(tx, { ...batch, usage, records: run });
    run = [];
    addEnds(usage, day, await store.closeSessionsOfDevice(tx, record), record.receivedAtMs);
  }
  await applyRun(tx, { ...batch, usage, records: run });
  const deltas = [...usage.values()];
  await store.addUsage(
    tx,
    deltas.filter(({ downloadOctets, uploadOctets }) => downloadOctets !== 0n || uploadOctets !== 0n),
  );
  return deltas.filter((delta) => delta.isSessionEnd || delta.downloadOctets !== 0n || delta.uploadOctets !== 0n);
}

interface Identified {
  readonly store: AccountingStore;
  readonly identified: readonly IdentifiedRecord[];
  readonly generations: ReadonlyMap<string, readonly StoredSession[]>;
  readonly serviceIds: ReadonlyMap<string, string>;
}

interface Run extends AccountingBatch {
  readonly usage: Map<string, UsageDelta>;
  readonly records: readonly SessionRecord[];
}

async function applyRun(tx: Transaction, { store, day, usage, records, interimIntervalSeconds, changes }: Run): Promise<void> {
  if (records.length === 0) return;
  const named = records.map((record) => {
    const identity = identifySession(record);
    return { record, identity, key: identity.key };
  });
  const keys = [...new Set(named.map(({ key }) => key))].sort();
  const generations = new Map<string, StoredSession[]>(keys.map((key) => [key, []]));
  for (const session of await store.sessions(tx, keys)) generations.get(session.identity)?.push(session);
  const identified = await joinRenewed(tx, store, named, generations);
  const serviceIds = await servicesOfNew(tx, store, identified, generations);

  const rates = await ratesOfWrapped(tx, { store, identified, generations, serviceIds });
  const elsewhere = await countedByAddons(tx, { store, identified, generations, serviceIds });

  const before = new Map([...generations.values()].flat().map((session) => [session.id, session]));
  const touched = new Map<string, StoredSession>();
  const begun: BegunSession[] = [];
  const prefixes: SessionPrefix[] = [];
  for (const { record, identity, key } of identified) {
    const known = generations.get(key) ?? [];
    const serviceId = serviceOf(identity, serviceIds) ?? null;
    const fresh = {
      id: newId(),
      identity: identity.key,
      serviceId,
      sessionClass: identity.sessionClass ?? null,
      isUnique: identity.ownersLogin === undefined,
      grantDigest: identity.grantDigest ?? null,
    };
    const lineId = known.at(-1)?.serviceId ?? serviceId ?? '';
    const circumstances = {
      hours: day,
      rate: rates.get(lineId),
      elsewhere: mayOverlap(known, record) ? elsewhere.get(lineId) : undefined,
    };
    const { session: applied, flows } = applyAccounting(known, record, fresh, circumstances);
    const session = underNewestClass(applied, record, identity);
    generations.set(key, [...known.filter(({ id }) => id !== session.id), session]);
    touched.set(session.id, session);
    for (const prefix of record.furtherIpv6Prefixes) prefixes.push({ sessionId: session.id, prefix });
    if (record.kind === 'start' && session.startDigest === record.digest) begun.push(session);
    for (const flow of flows) addUsage(usage, session.serviceId, { ...flow, day: day.of(flow.hourMs), isSessionEnd: false });
    if (record.kind === 'stop' && session.serviceId !== null) addEnds(usage, day, [session.serviceId], record.happenedAtMs);
  }
  const sessions = [...touched.values()];
  await store.insertSessions(
    tx,
    sessions.filter(({ id }) => !before.has(id)),
  );
  const updates = sessions.flatMap((after) => {
    const session = before.get(after.id);
    return session ? [{ before: session, after }] : [];
  });
  await store.updateSessions(tx, updates);
  const renewed = updates.filter((update) => update.before.identity !== update.after.identity);
  if (renewed.length > 0) await store.renewClasses(tx, renewed);
  if (prefixes.length > 0) await store.addPrefixes(tx, prefixes);
  if (begun.length > 0) {
    const nowMs = Math.max(...records.map(({ receivedAtMs }) => receivedAtMs));
    addEnds(usage, day, await store.closeSupersededSessions(tx, begun, interimIntervalSeconds), nowMs);
  }
  await new SessionLimits(changes).enforce(tx, [...new Set(begun.flatMap(({ serviceId }) => serviceId ?? []))]);
  const goingOn = sessions.flatMap(({ id, stoppedAtMs }) => (stoppedAtMs === null ? [id] : []));
  await changes.onReported(tx, goingOn);
}

/** The services of sessions that are seen for the first time and do not name theirs. */
async function servicesOfNew(
  tx: Transaction,
  store: AccountingStore,
  identified: readonly IdentifiedRecord[],
  generations: ReadonlyMap<string, readonly StoredSession[]>,
): Promise<ReadonlyMap<string, string>> {
  const logins = identified.flatMap(({ record, identity, key }) => {
    const isNew = generations.get(key)?.length === 0 || record.kind === 'start';
    return isNew && identity.ownersLogin ? identity.ownersLogin : [];
  });
  return logins.length === 0 ? new Map() : store.serviceIdsByLogin(tx, [...new Set(logins)]);
}

function serviceOf({ serviceId, ownersLogin }: SessionIdentity, serviceIds: ReadonlyMap<string, string>): string | undefined {
  return serviceId ?? (ownersLogin === undefined ? undefined : serviceIds.get(ownersLogin));
}

/** How fast the lines are of which a router's counters may have passed 2^32 unsaid; seldom any. */
async function ratesOfWrapped(
  tx: Transaction,
  { store, identified, generations, serviceIds }: Identified,
): Promise<ReadonlyMap<string, LineRate>> {
  const recordsOf = new Map<string, SessionRecord[]>();
  for (const { record, key } of identified) {
    const records = recordsOf.get(key);
    if (records) records.push(record);
    else recordsOf.set(key, [record]);
  }
  const wanted = new Set<string>();
  for (const { identity, key } of identified) {
    const records = recordsOf.get(key);
    recordsOf.delete(key);
    const known = generations.get(key) ?? [];
    if (!records || !mayHaveWrapped(known, records)) continue;
    for (const serviceId of [serviceOf(identity, serviceIds), ...known.map((session) => session.serviceId)])
      if (serviceId) wanted.add(serviceId);
  }
  return wanted.size === 0 ? new Map() : store.lineRates(tx, [...wanted].sort());
}

/** What add-ons have counted of lines of whose sessions RADIUS begins to speak here, or speaks again. */
async function countedByAddons(
  tx: Transaction,
  { identified, generations, serviceIds }: Identified,
): Promise<ReadonlyMap<string, readonly AddonSession[]>> {
  const wanted = new Set<string>();
  let sinceMs = Number.POSITIVE_INFINITY;
  for (const { record, identity, key } of identified) {
    const known = generations.get(key) ?? [];
    if (!mayOverlap(known, record)) continue;
    const serviceId = known.at(-1)?.serviceId ?? serviceOf(identity, serviceIds);
    if (!serviceId) continue;
    wanted.add(serviceId);
    sinceMs = Math.min(sinceMs, record.happenedAtMs - record.sessionSeconds * 1000, ...known.map(({ startedAtMs }) => startedAtMs));
  }
  return addonSessions(tx, [...wanted].sort(), sinceMs);
}

function addEnds(usage: Map<string, UsageDelta>, day: CompanyDay, serviceIds: readonly string[], atMs: number): void {
  const hourMs = day.hourStartMs(atMs);
  for (const serviceId of serviceIds) addUsage(usage, serviceId, { ...sessionEndOf(serviceId, hourMs), day: day.of(hourMs) });
}

function addUsage(usage: Map<string, UsageDelta>, serviceId: string | null, delta: Omit<UsageDelta, 'serviceId'>): void {
  if (serviceId === null) return;
  const key = `${serviceId} ${delta.hourMs}`;
  const sum = usage.get(key);
  usage.set(key, {
    serviceId,
    day: delta.day,
    hourMs: delta.hourMs,
    downloadOctets: (sum?.downloadOctets ?? 0n) + delta.downloadOctets,
    uploadOctets: (sum?.uploadOctets ?? 0n) + delta.uploadOctets,
    isSessionEnd: delta.isSessionEnd || (sum?.isSessionEnd ?? false),
  });
}
