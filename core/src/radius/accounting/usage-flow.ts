import type { SessionRecord } from './accounting-record.js';
import type { StoredSession } from './apply-accounting.js';
import type { Octets } from './counted-elsewhere.js';

/** What a session's counters stood at. */
export interface Mark {
  readonly atMs: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

/** From a mark to the next, with the end of an hour between them, or of many. */
export interface Stretch {
  readonly before: Mark;
  readonly after: Mark;
}

/** What has to be added to the usage of an hour; less than 0 where a late record shows that it flowed in another. */
export interface HourFlow {
  readonly hourMs: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

export interface Flow {
  readonly hours: readonly HourFlow[];
  readonly stretches: readonly Stretch[];
}

/** Tells when the hour began that an instant falls into. */
export interface Hours {
  hourStartMs(instantMs: number): number;
  nextHourMs(instantMs: number): number;
}

/** The latest, which reach back two hours at the least: no two of them end within the same hour. A mark that lies before them moves nothing. */
const STRETCHES_KEPT = 3;
/** What flowed before these of a longer silence is put down to the first of its hours. */
const MOST_MS = 40 * 86_400_000;

/**
 * When a session's octets flowed. Between two marks of its counters they flowed evenly; each hour gets what the straight line gives it, so that the
 * parts add up to the octet. A record that arrives late is a mark between two that were known: all hours of that stretch are worked out anew, by the
 * two that it has become. What moves from one hour to another adds up to nothing, and as every stretch gives its hours nothing below zero, no hour
 * has less. So the order of arrival decides nothing where the router counts in 64 bits and reports are at most two hours late; of later ones a
 * stretch that is still kept takes account as well, and the sum is exact in any case.
 */
export function flowOf(before: StoredSession | undefined, after: StoredSession, record: SessionRecord, hours: Hours): Flow {
  const known = before?.stretches ?? [];
  const from: Mark = before ? markOf(before, after, record) : { atMs: after.startedAtMs, downloadOctets: 0n, uploadOctets: 0n };
  const told = atOf(after.startedAtMs, record);
  const grown = { downloadOctets: after.downloadOctets - from.downloadOctets, uploadOctets: after.uploadOctets - from.uploadOctets };
  const isGrown = grown.downloadOctets !== 0n || grown.uploadOctets !== 0n;
  if (told > from.atMs) {
    if (hours.hourStartMs(told) === hours.hourStartMs(from.atMs)) {
      return { hours: isGrown ? [{ hourMs: hours.hourStartMs(told), ...grown }] : [], stretches: known };
    }
    return alongLine(from, { ...octetsOf(after), atMs: told }, known, hours);
  }
  const moved = record.hasGigawords ? parted(known, { atMs: told, ...octetsOf(record) }, hours) : { hours: [], stretches: known };
  return isGrown ? { ...moved, hours: [...moved.hours, { hourMs: hours.hourStartMs(told), ...grown }] } : moved;
}

function alongLine(from: Mark, after: Mark, known: readonly Stretch[], hours: Hours): Flow {
  const earliestMs = after.atMs - MOST_MS;
  const stretch = { before: from.atMs < earliestMs ? markOn({ before: from, after }, earliestMs) : from, after };
  const flows: HourFlow[] = [];
  let at: Octets = from;
  let hourMs = hours.hourStartMs(stretch.before.atMs);
  for (let borderMs = hours.nextHourMs(hourMs); borderMs <= after.atMs; borderMs = hours.nextHourMs(borderMs)) {
    const end = valueAt(stretch, borderMs);
    flows.push({ hourMs, ...difference(at, end) });
    at = end;
    hourMs = borderMs;
  }
  flows.push({ hourMs, ...difference(at, after) });
  return { hours: flows.filter(isSomething), stretches: [...known, stretch].slice(-STRETCHES_KEPT) };
}

function parted(known: readonly Stretch[], mark: Mark, hours: Hours): Flow {
  const at = known.findIndex(({ before, after }) => mark.atMs > before.atMs && mark.atMs < after.atMs);
  const whole = known[at];
  if (!whole) return { hours: [], stretches: known };
  const { before, after } = whole;
  // Counters never go down: a mark that says so has lost its memory.
  const between = {
    atMs: mark.atMs,
    downloadOctets: within(mark.downloadOctets, before.downloadOctets, after.downloadOctets),
    uploadOctets: within(mark.uploadOctets, before.uploadOctets, after.uploadOctets),
  };
  const [first, second] = [
    { before, after: between },
    { before: between, after },
  ] as const;
  const flows: HourFlow[] = [];
  let hourMs = hours.hourStartMs(before.atMs);
  for (let borderMs = hours.nextHourMs(hourMs); borderMs <= after.atMs; borderMs = hours.nextHourMs(borderMs)) {
    const moved = difference(valueAt(whole, borderMs), valueAt(borderMs <= mark.atMs ? first : second, borderMs));
    flows.push({ hourMs, ...moved });
    flows.push({ hourMs: borderMs, downloadOctets: -moved.downloadOctets, uploadOctets: -moved.uploadOctets });
    hourMs = borderMs;
  }
  const parts = [first, second].filter((part) => hours.nextHourMs(part.before.atMs) <= part.after.atMs);
  const stretches = [...known.slice(0, at), ...parts, ...known.slice(at + 1)].slice(-STRETCHES_KEPT);
  return { hours: flows.filter(isSomething), stretches };
}

/** What the counters are taken to have stood at within a stretch. */
export function markOn(stretch: Stretch, atMs: number): Mark {
  return { atMs, ...valueAt(stretch, atMs) };
}

function valueAt({ before, after }: Stretch, atMs: number): Octets {
  const [passed, whole] = [BigInt(atMs - before.atMs), BigInt(after.atMs - before.atMs)];
  const value = (from: bigint, to: bigint): bigint => from + ((to - from) * passed) / whole;
  return {
    downloadOctets: value(before.downloadOctets, after.downloadOctets),
    uploadOctets: value(before.uploadOctets, after.uploadOctets),
  };
}

/** In the time of the record that follows: by the router's own count of the session's seconds where it tells that. */
function markOf(before: StoredSession, after: StoredSession, record: SessionRecord): Mark {
  const isTimed = record.sessionSeconds > 0 || before.sessionSeconds > 0;
  const atMs = isTimed ? after.startedAtMs + before.sessionSeconds * 1000 : Math.max(after.startedAtMs, before.lastSeenMs);
  return { atMs, ...octetsOf(before) };
}

/** By the router's own count of the session's seconds, which no delay on the way changes; without one, by when it happened. */
function atOf(startedAtMs: number, { sessionSeconds, happenedAtMs }: SessionRecord): number {
  return sessionSeconds > 0 ? startedAtMs + sessionSeconds * 1000 : Math.max(startedAtMs, happenedAtMs);
}

function octetsOf({ downloadOctets, uploadOctets }: Octets): Octets {
  return { downloadOctets, uploadOctets };
}

function difference(from: Octets, to: Octets): Octets {
  return { downloadOctets: to.downloadOctets - from.downloadOctets, uploadOctets: to.uploadOctets - from.uploadOctets };
}

function within(octets: bigint, least: bigint, most: bigint): bigint {
  return octets < least ? least : octets > most ? most : octets;
}

function isSomething({ downloadOctets, uploadOctets }: HourFlow): boolean {
  return downloadOctets !== 0n || uploadOctets !== 0n;
}
