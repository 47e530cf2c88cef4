import type { SessionRecord } from './accounting-record.js';
import type { StoredSession } from './apply-accounting.js';

/** What a session's counters stood at. */
interface Mark {
  readonly atMs: number;
  readonly downloadOctets: bigint;
  readonly uploadOctets: bigint;
}

/** The end of an hour inside a session, between the nearest marks that are known on its two sides. */
export interface HourBorder {
  readonly borderMs: number;
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
  readonly borders: readonly HourBorder[];
}

/** Tells when the hour began that an instant falls into. */
export interface Hours {
  hourStartMs(instantMs: number): number;
  nextHourMs(instantMs: number): number;
}

/** A record that is later than this many hours' ends moves nothing any more. */
const BORDERS_KEPT = 3;
/** After a longer silence what was counted is put down to its last hours. */
const MOST_HOURS = 24 * 40;

/**
 * When a session's octets flowed. Between two marks of its counters they flowed evenly; each hour gets what the straight line gives it, so that the
 * parts add up to the octet. A record that arrives late is a mark between two that were known: the ends of hours beside it are worked out anew, and
 * what moves from one hour to the other adds up to nothing. So the order of arrival decides nothing, where the router counts in 64 bits.
 */
export function flowOf(before: StoredSession | undefined, after: StoredSession, record: SessionRecord, hours: Hours): Flow {
  const known = before?.hourBorders ?? [];
  const from: Mark = before ? markOf(before, after, record) : { atMs: after.startedAtMs, downloadOctets: 0n, uploadOctets: 0n };
  const told = atOf(after.startedAtMs, record);
  const grown = { downloadOctets: after.downloadOctets - from.downloadOctets, uploadOctets: after.uploadOctets - from.uploadOctets };
  const isGrown = grown.downloadOctets !== 0n || grown.uploadOctets !== 0n;
  if (told > from.atMs) {
    if (hours.hourStartMs(told) === hours.hourStartMs(from.atMs)) {
      return { hours: isGrown ? [{ hourMs: hours.hourStartMs(told), ...grown }] : [], borders: known };
    }
    return alongLine(from, { ...octetsOf(after), atMs: told }, known, hours);
  }
  const moved = record.hasGigawords ? refined(known, { atMs: told, ...octetsOf(record) }, hours) : { hours: [], borders: known };
  return isGrown ? { ...moved, hours: [...moved.hours, { hourMs: hours.hourStartMs(told), ...grown }] } : moved;
}

function alongLine(from: Mark, to: Mark, known: readonly HourBorder[], hours: Hours): Flow {
  const borders: HourBorder[] = [];
  const flows: HourFlow[] = [];
  let at = from;
  let hourMs = hours.hourStartMs(Math.max(from.atMs, to.atMs - MOST_HOURS * 3_600_000));
  for (let borderMs = hours.nextHourMs(hourMs); borderMs <= to.atMs; borderMs = hours.nextHourMs(hourMs)) {
    const border = { borderMs, before: from, after: to };
    const end = { atMs: borderMs, ...valueAt(border) };
    flows.push({ hourMs, ...difference(at, end) });
    borders.push(border);
    at = end;
    hourMs = borderMs;
  }
  flows.push({ hourMs, ...difference(at, to) });
  return { hours: flows.filter(isSomething), borders: [...known, ...borders].slice(-BORDERS_KEPT) };
}

function refined(known: readonly HourBorder[], mark: Mark, hours: Hours): Flow {
  const flows: HourFlow[] = [];
  const borders = known.map((border) => {
    if (mark.atMs <= border.before.atMs || mark.atMs >= border.after.atMs) return border;
    // Counters never go down: a mark that says so has lost its memory.
    const between = {
      atMs: mark.atMs,
      downloadOctets: within(mark.downloadOctets, border.before.downloadOctets, border.after.downloadOctets),
      uploadOctets: within(mark.uploadOctets, border.before.uploadOctets, border.after.uploadOctets),
    };
    const next = mark.atMs <= border.borderMs ? { ...border, before: between } : { ...border, after: between };
    const moved = difference(valueAt(border), valueAt(next));
    flows.push({ hourMs: hours.hourStartMs(border.borderMs - 1), ...moved });
    flows.push({ hourMs: border.borderMs, downloadOctets: -moved.downloadOctets, uploadOctets: -moved.uploadOctets });
    return next;
  });
  return { hours: flows.filter(isSomething), borders };
}

/** What the counters stood at when the hour ended. */
function valueAt({ borderMs, before, after }: HourBorder): Omit<Mark, 'atMs'> {
  const [passed, whole] = [BigInt(borderMs - before.atMs), BigInt(after.atMs - before.atMs)];
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

function octetsOf({ downloadOctets, uploadOctets }: Omit<Mark, 'atMs'>): Omit<Mark, 'atMs'> {
  return { downloadOctets, uploadOctets };
}

function difference(from: Omit<Mark, 'atMs'>, to: Omit<Mark, 'atMs'>): Omit<Mark, 'atMs'> {
  return { downloadOctets: to.downloadOctets - from.downloadOctets, uploadOctets: to.uploadOctets - from.uploadOctets };
}

function within(octets: bigint, least: bigint, most: bigint): bigint {
  return octets < least ? least : octets > most ? most : octets;
}

function isSomething({ downloadOctets, uploadOctets }: HourFlow): boolean {
  return downloadOctets !== 0n || uploadOctets !== 0n;
}
