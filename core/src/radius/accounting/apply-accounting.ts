import type { SubscriberSession } from '@tapline/sdk';
import type { SessionRecord } from './accounting-record.js';
import { type AddonSession, beyond, countedOf, NO_OCTETS, type Octets } from './counted-elsewhere.js';
import { larger, largest, smaller, unwrapped } from './octet-counter.js';
import { hasOutlivedRestart } from './outlived-restart.js';
import { isEndGuessed } from './silence.js';
import { type Flow, flowOf, type HourFlow, type Hours, type Stretch } from './usage-flow.js';

/** A session with what is needed to take in its next record. */
export interface StoredSession extends Omit<SubscriberSession, 'furtherIpv6Prefixes'> {
  readonly identity: string;
  /** 1, or more when the router used the identity again. */
  readonly generation: number;
  /** Calling-Station-Id where it holds no MAC address: a circuit, a number, an address. */
  readonly station: string | null;
  readonly nasIpAddress: string | null;
  /** Which device of its router it began at; null of one from before that was kept. */
  readonly nasDevice: string | null;
  /** {@link SessionRecord.digest} of its Start; `null` until that came. */
  readonly startDigest: string | null;
  /** When its device told of a restart by which it was taken for ended; else null. */
  readonly restartedAtMs: number | null;
  readonly sessionSeconds: number;
  /** Our Class of its login, by which the addresses that it was leased are its own; null where the router does not echo it. */
  readonly sessionClass: string | null;
  /** Between its two latest reports; 0 until there were two. */
  readonly reportIntervalSeconds: number;
  /** Whether the router tells how often its counters have passed 2^32. */
  readonly hasGigawords: boolean;
  /** What its login was granted; null where the router does not echo our Class. Later changes are not this module's. */
  readonly grantDigest: string | null;
  /** What of its counters add-ons have counted already: it is no usage of this session. */
  readonly countedElsewhere: Octets;
  /** The latest between its reports that hold ends of hours: a late record may part them. */
  readonly stretches: readonly Stretch[];
}

/** How fast a line may be. */
export interface LineRate {
  readonly downloadBitsPerSecond: number;
  readonly uploadBitsPerSecond: number;
}

export interface Applied {
  readonly session: StoredSession;
  /** What this record adds to the service's usage, by the hours in which it flowed. */
  readonly flows: readonly HourFlow[];
}

export interface NewSession {
  readonly id: string;
  readonly identity: string;
  readonly serviceId: string | null;
  readonly sessionClass: string | null;
  /** Whether the identity holds our Class, which no other session has. */
  readonly isUnique: boolean;
  readonly grantDigest: string | null;
}

/** What is known beside the records. */
export interface Circumstances {
  readonly hours: Hours;
  /** Of the line; wanted where {@link mayHaveWrapped}. */
  readonly rate?: LineRate | undefined;
  /** Of the line, by add-ons; wanted where {@link mayOverlap}. */
  readonly elsewhere?: readonly AddonSession[] | undefined;
}

const NO_STRETCHES: readonly Stretch[] = [];
const WORD_END = 1n << 32n;

/** How long after the last sign of a session its own Start may still be under way. */
const LATE_START_MS = 5 * 60_000;
/** Acct-Interim-Interval goes up to a day; a longer pause was an outage. */
const LONGEST_INTERVAL_SECONDS = 86_400;

/**
 * Takes one record into the sessions that have its identity (one, or several generations of a reused id). Counters are high-water marks, so
 * that records may come twice, late and in any order: each session's usage is the highest that was ever told, counted once.
 */
export function applyAccounting(
  generations: readonly StoredSession[],
  record: SessionRecord,
  fresh: NewSession,
  { hours, rate, elsewhere = [] }: Circumstances,
): Applied {
  const known = choose(generations, record, fresh.isUnique);
  const session = known ?? open(record, fresh, 1 + Math.max(0, ...generations.map(({ generation }) => generation)));
  const next = { ...update(session, record, rate), countedElsewhere: countedElsewhere(known, session, record, elsewhere) };
  const flow = next.countedElsewhere === NO_OCTETS ? flowOf(known, next, record, hours) : flowBeyond(known, next, record, hours);
  return { session: flow.stretches === next.stretches ? next : { ...next, stretches: flow.stretches }, flows: flow.hours };
}

/** Whether a record may be of a session that add-ons have counted: one that begins here, or that counted as ended and was not. */
export function mayOverlap(generations: readonly StoredSession[], record: SessionRecord): boolean {
  if (record.reportedServiceId !== undefined) return false;
  return generations.length === 0 || record.kind === 'start' || generations.some((session) => isEndMistaken(session, record));
}

/** Whether a session counts as ended that may not have, as far as this record tells. */
function isEndMistaken(session: StoredSession, record: SessionRecord): boolean {
  return isEndGuessed(session) || hasOutlivedRestart(session, record);
}

function countedElsewhere(
  known: StoredSession | undefined,
  session: StoredSession,
  record: SessionRecord,
  elsewhere: readonly AddonSession[],
): Octets {
  if (elsewhere.length === 0 || (known && !isEndMistaken(known, record))) return session.countedElsewhere;
  const { startedAtMs, macAddress, countedElsewhere: before } = session;
  const counted = countedOf({ startedAtMs, macAddress: record.macAddress ?? macAddress }, elsewhere);
  if (counted.downloadOctets <= before.downloadOctets && counted.uploadOctets <= before.uploadOctets) return before;
  return {
    downloadOctets: larger(before.downloadOctets, counted.downloadOctets),
    uploadOctets: larger(before.uploadOctets, counted.uploadOctets),
  };
}

/** Of what was not counted elsewhere. What was counted of it before this record is not taken back. */
function flowBeyond(known: StoredSession | undefined, next: StoredSession, record: SessionRecord, hours: Hours): Flow {
  const elsewhere = next.countedElsewhere;
  const after = { ...next, ...beyond(next, elsewhere) };
  const counted = known && beyond(known, known.countedElsewhere);
  const before = known &&
    counted && {
      ...known,
      downloadOctets: smaller(counted.downloadOctets, after.downloadOctets),
      uploadOctets: smaller(counted.uploadOctets, after.uploadOctets),
    };
  return flowOf(before, after, { ...record, ...beyond(record, elsewhere) }, hours);
}

function choose(generations: readonly StoredSession[], record: SessionRecord, isUnique: boolean): StoredSession | undefined {
  const newest = generations.reduce<StoredSession | undefined>(
    (best, session) => (best && best.generation > session.generation ? best : session),
    undefined,
  );
  if (!newest || isUnique) return newest;
  if (record.kind === 'start') return ofStart(generations, newest, record);
  // The one that began when this record's session must have begun.
  const startedAtMs = record.happenedAtMs - record.sessionSeconds * 1000;
  return generations.reduce((best, session) =>
    Math.abs(session.startedAtMs - startedAtMs) < Math.abs(best.startedAtMs - startedAtMs) ? session : best,
  );
}

/** A Start that begins at zero where counters have been counted is of a new session, unless it is the old one's own, come late or twice. */
function ofStart(generations: readonly StoredSession[], newest: StoredSession, record: SessionRecord): StoredSession | undefined {
  const repeated = generations.find((session) => session.startDigest === record.digest);
  if (repeated) return repeated;
  const isAtZero = record.sessionSeconds === 0 && record.downloadOctets === 0n && record.uploadOctets === 0n;
  const hasGoneOn = newest.sessionSeconds > 0 || newest.downloadOctets > 0n || newest.uploadOctets > 0n || newest.stoppedAtMs !== null;
  if (!isAtZero || !hasGoneOn) return newest;
  if (newest.startDigest === null) return record.happenedAtMs <= newest.lastSeenMs + LATE_START_MS ? newest : undefined;
  return record.delaySeconds > 0 && record.happenedAtMs <= newest.lastSeenMs ? newest : undefined;
}

function open(record: SessionRecord, fresh: NewSession, generation: number): StoredSession {
  return {
    id: fresh.id,
    identity: fresh.identity,
    generation,
    routerId: record.routerId,
    acctSessionId: record.acctSessionId,
    serviceId: fresh.serviceId,
    login: record.login,
    ipv4Address: null,
    ipv6Prefix: null,
    delegatedIpv6Prefix: null,
    ipv6Address: null,
    macAddress: null,
    station: null,
    nasIpAddress: null,
    nasDevice: record.nasDevice,
    startDigest: null,
    startedAtMs: Math.max(0, record.happenedAtMs - record.sessionSeconds * 1000),
    lastSeenMs: record.receivedAtMs,
    stoppedAtMs: null,
    terminateCause: null,
    restartedAtMs: null,
    sessionSeconds: 0,
    sessionClass: fresh.sessionClass,
    reportIntervalSeconds: 0,
    hasGigawords: false,
    grantDigest: fresh.grantDigest,
    countedElsewhere: NO_OCTETS,
    stretches: NO_STRETCHES,
    downloadOctets: 0n,
    uploadOctets: 0n,
  };
}

function update(session: StoredSession, record: SessionRecord, rate: LineRate | undefined): StoredSession {
  const isItsStart = record.kind === 'start' && session.startDigest === null;
  const isMistaken = isEndMistaken(session, record);
  const isItsEnd = record.kind === 'stop' && (session.stoppedAtMs === null || isMistaken);
  const isBack = isMistaken && record.kind === 'interim' && isNews(session, record);
  return {
    ...session,
    ipv4Address: record.ipv4Address ?? session.ipv4Address,
    ipv6Prefix: record.ipv6Prefix ?? session.ipv6Prefix,
    delegatedIpv6Prefix: record.delegatedIpv6Prefix ?? session.delegatedIpv6Prefix,
    ipv6Address: record.ipv6Address ?? session.ipv6Address,
    macAddress: record.macAddress ?? session.macAddress,
    station: record.station ?? session.station,
    nasIpAddress: record.nasIpAddress ?? session.nasIpAddress,
    startDigest: isItsStart ? record.digest : session.startDigest,
    startedAtMs: isItsStart ? Math.min(session.startedAtMs, record.happenedAtMs) : session.startedAtMs,
    lastSeenMs: Math.max(session.lastSeenMs, record.receivedAtMs),
    restartedAtMs: isBack || isItsEnd ? null : session.restartedAtMs,
    ...(isBack ? { stoppedAtMs: null, terminateCause: null } : {}),
    ...(isItsEnd
      ? { stoppedAtMs: Math.max(record.happenedAtMs, session.startedAtMs), terminateCause: record.terminateCause ?? 'Unknown' }
      : {}),
    reportIntervalSeconds: reportInterval(session, record),
    sessionSeconds: Math.max(session.sessionSeconds, record.sessionSeconds),
    ...counters(session, record, rate),
  };
}

function counters(session: StoredSession, record: SessionRecord, rate: LineRate | undefined) {
  const hasGigawords = session.hasGigawords || record.hasGigawords;
  if (hasGigawords || !hasCounted(record)) {
    return {
      hasGigawords,
      downloadOctets: larger(session.downloadOctets, record.downloadOctets),
      uploadOctets: larger(session.uploadOctets, record.uploadOctets),
    };
  }
  const seconds = record.sessionSeconds - session.sessionSeconds;
  const { downloadBitsPerSecond, uploadBitsPerSecond } = rate ?? {};
  return {
    hasGigawords,
    downloadOctets: unwrapped(session.downloadOctets, record.downloadOctets, { seconds, bitsPerSecond: downloadBitsPerSecond }),
    uploadOctets: unwrapped(session.uploadOctets, record.uploadOctets, { seconds, bitsPerSecond: uploadBitsPerSecond }),
  };
}

/** Some routers end a session with counters of zero, or none at all: they have not counted from the beginning again. */
function hasCounted({ downloadOctets, uploadOctets }: SessionRecord): boolean {
  return downloadOctets > 0n || uploadOctets > 0n;
}

/** Whether a record may show that a counter has passed 2^32 unsaid: then the rate of its line is wanted. */
export function mayHaveWrapped(generations: readonly StoredSession[], records: readonly SessionRecord[]): boolean {
  let downloadOctets = largest(generations.map((session) => session.downloadOctets % WORD_END));
  let uploadOctets = largest(generations.map((session) => session.uploadOctets % WORD_END));
  return records.some((record) => {
    const isLower = !record.hasGigawords && (record.downloadOctets < downloadOctets || record.uploadOctets < uploadOctets);
    ({ downloadOctets, uploadOctets } = record);
    return isLower;
  });
}

/** Whether a record tells of a time that no earlier one has told of: a session goes on with it. */
function isNews(session: StoredSession, record: SessionRecord): boolean {
  const isUntimed = record.sessionSeconds === 0 && session.sessionSeconds === 0;
  return isUntimed ? record.happenedAtMs > session.lastSeenMs : record.sessionSeconds > session.sessionSeconds;
}

function reportInterval(session: StoredSession, record: SessionRecord): number {
  const seconds = record.sessionSeconds - session.sessionSeconds;
  const isMeasured = session.sessionSeconds > 0 || session.startDigest !== null;
  const isInterval = record.kind === 'interim' && isMeasured && seconds > 0;
  return isInterval ? Math.min(seconds, LONGEST_INTERVAL_SECONDS) : session.reportIntervalSeconds;
}
