import type { Transaction } from '@tapline/sdk';
import { newId } from '../../kernel/ids/id.js';
import type { AccountingRecord, SessionRecord } from './accounting-record.js';
import type { AccountingStore, UsageDelta } from './accounting-store.js';
import { applyAccounting, type StoredSession } from './apply-accounting.js';
import type { CompanyDay } from './company-day.js';
import { identifySession, type SessionIdentity } from './session-identity.js';

interface IdentifiedRecord {
  readonly record: SessionRecord;
  readonly identity: SessionIdentity;
}

/** Writes a batch of records into the transaction: sessions, usage by day, and the ends that routers' restarts mean; in their order. */
export async function applyBatch(
  tx: Transaction,
  { store, day, records }: { readonly store: AccountingStore; readonly day: CompanyDay; readonly records: readonly AccountingRecord[] },
): Promise<void> {
  const usage = new Map<string, UsageDelta>();
  let run: SessionRecord[] = [];
  for (const record of records) {
    if ('acctSessionId' in record) {
      run.push(record);
      continue;
    }
    await applyRun(tx, { store, day, usage, records: run });
    run = [];
    await store.closeSessionsOfRouter(tx, record);
  }
  await applyRun(tx, { store, day, usage, records: run });
  // In one order everywhere, so that two writers wait for each other instead of deadlocking.
  await store.addUsage(
    tx,
    [...usage.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, delta]) => delta),
  );
}

interface Run {
  readonly store: AccountingStore;
  readonly day: CompanyDay;
  readonly usage: Map<string, UsageDelta>;
  readonly records: readonly SessionRecord[];
}

async function applyRun(tx: Transaction, { store, day, usage, records }: Run): Promise<void> {
  if (records.length === 0) return;
  const identified = records.map((record) => ({ record, identity: identifySession(record) }));
  const keys = [...new Set(identified.map(({ identity }) => identity.key))].sort();
  const stored = await store.sessions(tx, keys);
  const generations = new Map<string, StoredSession[]>(keys.map((key) => [key, []]));
  for (const session of stored) generations.get(session.identity)?.push(session);
  const serviceIds = await servicesOfNew(tx, store, identified, generations);

  const isStored = new Set(stored.map(({ id }) => id));
  const touched = new Map<string, StoredSession>();
  for (const { record, identity } of identified) {
    const known = generations.get(identity.key) ?? [];
    const serviceId = identity.serviceId ?? serviceIds.get(record.login) ?? null;
    const fresh = { id: newId(), identity: identity.key, serviceId, isUnique: identity.serviceId !== undefined };
    const applied = applyAccounting(known, record, fresh);
    const { session } = applied;
    generations.set(identity.key, [...known.filter(({ id }) => id !== session.id), session]);
    touched.set(session.id, session);
    addUsage(usage, applied.session.serviceId, { ...applied, day: day.of(record.receivedAtMs) });
  }
  const sessions = [...touched.values()];
  await store.insertSessions(
    tx,
    sessions.filter(({ id }) => !isStored.has(id)),
  );
  await store.updateSessions(
    tx,
    sessions.filter(({ id }) => isStored.has(id)),
  );
}

/** The services of sessions that are seen for the first time and do not name theirs. */
async function servicesOfNew(
  tx: Transaction,
  store: AccountingStore,
  identified: readonly IdentifiedRecord[],
  generations: ReadonlyMap<string, readonly StoredSession[]>,
): Promise<ReadonlyMap<string, string>> {
  const logins = identified
    .filter(({ record, identity }) => {
      const isNew = generations.get(identity.key)?.length === 0 || record.kind === 'start';
      return identity.serviceId === undefined && record.login !== '' && isNew;
    })
    .map(({ record }) => record.login);
  return logins.length === 0 ? new Map() : store.serviceIdsByLogin(tx, [...new Set(logins)]);
}

function addUsage(usage: Map<string, UsageDelta>, serviceId: string | null, delta: Omit<UsageDelta, 'serviceId'>): void {
  if (serviceId === null || (delta.downloadOctets === 0n && delta.uploadOctets === 0n)) return;
  const key = `${serviceId} ${delta.day}`;
  const sum = usage.get(key);
  usage.set(key, {
    serviceId,
    day: delta.day,
    downloadOctets: (sum?.downloadOctets ?? 0n) + delta.downloadOctets,
    uploadOctets: (sum?.uploadOctets ?? 0n) + delta.uploadOctets,
  });
}
