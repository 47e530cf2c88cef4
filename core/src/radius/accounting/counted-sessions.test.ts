import { expect } from 'chai';
import type { SessionRecord } from './accounting-record.js';
import { applyAccounting, type StoredSession } from './apply-accounting.js';
import { CompanyDay } from './company-day.js';
import { identifySession } from './session-identity.js';
import { readStretches, writeStretches } from './stored-stretches.js';

const SESSIONS = Number(process.env.TAPLINE_TEST_SESSIONS ?? 2_000);
const SESSIONS_OF_ROUTER = 50;
const BEGIN_MS = Date.UTC(2026, 9, 24, 20);
const INTERIM_SECONDS = 300;
const HOUR_SECONDS = 3_600;

/** Numbers that look random and are the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Arriving {
  readonly record: SessionRecord;
  readonly at: number;
}

/** A router's sessions, one after the other with the same few ids, cut off by reboots; what of their reports arrives, and what the last counters were. */
function traffic(router: number, random: () => number): { readonly records: readonly SessionRecord[]; readonly counted: bigint } {
  const arriving: Arriving[] = [];
  let counted = 0n;
  let startMs = BEGIN_MS;
  for (let index = 0; index < SESSIONS_OF_ROUTER; index++) {
    const sessionClass = `service-${router} login-${router}-${index}`;
    // Ids begin anew after each reboot.
    const acctSessionId = `8100000${index % 3}`;
    const isCutOff = random() < 0.1;
    const reports = 1 + Math.floor(random() * 30);
    let [download, seconds, most] = [0n, 0, 0n];
    for (let report = 0; report <= reports; report++) {
      const isLast = report === reports;
      if (isLast && isCutOff) break;
      const kind = report === 0 ? 'start' : isLast ? 'stop' : 'interim';
      if (report > 0) {
        seconds += Math.floor(INTERIM_SECONDS * (isLast ? random() : 1)) + 1;
        download += BigInt(Math.floor(random() * 2 ** 38));
      }
      if (random() < 0.2) continue;
      const delaySeconds = random() < 0.3 ? Math.floor(random() * HOUR_SECONDS) : 0;
      const happenedAtMs = startMs + seconds * 1000;
      const draft = { kind, acctSessionId, sessionClass, seconds, download, happenedAtMs, delaySeconds, router } as const;
      const record = recordOf(draft);
      for (let copy = random() < 0.2 ? 2 : 1; copy > 0; copy--)
        arriving.push({ record, at: record.receivedAtMs + random() * HOUR_SECONDS * 1000 });
      if (download > most) most = download;
    }
    counted += most;
    startMs += (seconds + 10) * 1000;
  }
  return { records: arriving.sort((a, b) => a.at - b.at).map(({ record }) => record), counted };
}

interface Draft {
  readonly kind: SessionRecord['kind'];
  readonly acctSessionId: string;
  readonly sessionClass: string;
  readonly seconds: number;
  readonly download: bigint;
  readonly happenedAtMs: number;
  readonly delaySeconds: number;
  readonly router: number;
}

function recordOf({ kind, acctSessionId, sessionClass, seconds, download, happenedAtMs, delaySeconds, router }: Draft): SessionRecord {
  return {
    kind,
    routerId: `router ${router}`,
    receivedAtMs: happenedAtMs + delaySeconds * 1000,
    happenedAtMs,
    acctSessionId,
    sessionClass,
    login: `login ${router}`,
    ipv4Address: null,
    ipv6Prefix: null,
    delegatedIpv6Prefix: null,
    ipv6Address: null,
    furtherIpv6Prefixes: [],
    station: null,
    macAddress: null,
    nasIpAddress: null,
    nasDevice: '10.0.0.1//',
    sessionSeconds: seconds,
    delaySeconds,
    downloadOctets: download,
    uploadOctets: download / 7n,
    hasGigawords: true,
    terminateCause: null,
    digest: `${sessionClass} ${seconds}`,
  };
}

/** What was counted in each hour, when the records come in this order. */
function taken(records: readonly SessionRecord[]): { readonly hours: ReadonlyMap<number, bigint>; readonly sessions: bigint } {
  const day = new CompanyDay('Europe/Prague');
  const known = new Map<string, StoredSession>();
  const hours = new Map<number, bigint>();
  for (const record of records) {
    // Of a router that echoes our Class, as identifySession takes it; the class here is not sealed, so that it makes the key itself.
    const key = `${identifySession(record).key} ${record.sessionClass}`;
    const before = known.get(key);
    const fresh = { id: key, identity: key, serviceId: 's', sessionClass: record.sessionClass ?? null, isUnique: true, grantDigest: null };
    const { session, flows } = applyAccounting(before ? [before] : [], record, fresh, { hours: day });
    known.set(key, { ...session, stretches: readStretches(writeStretches(session.stretches)) });
    for (const { hourMs, downloadOctets } of flows) hours.set(hourMs, (hours.get(hourMs) ?? 0n) + downloadOctets);
  }
  return { hours, sessions: [...known.values()].reduce((sum, { downloadOctets }) => sum + downloadOctets, 0n) };
}

describe('What sessions have carried', () => {
  it(`is counted once, of ${SESSIONS} sessions with reports lost, doubled, delayed and mixed up, reboots and ids that are used again`, function proof() {
    this.timeout(3_600_000);
    const random = randomOf(Number(process.env.TAPLINE_TEST_SEED ?? 20_261_129));
    for (let router = 0; router * SESSIONS_OF_ROUTER < SESSIONS; router++) {
      const { records, counted } = traffic(router, random);
      const { hours, sessions } = taken(records);
      const sum = [...hours.values()].reduce((total, octets) => total + octets, 0n);
      expect(sessions, `router ${router}`).to.equal(counted);
      expect(sum, `router ${router}`).to.equal(counted);
      expect([...hours.values()].every((octets) => octets >= 0n)).to.equal(true);
    }
  });
});
