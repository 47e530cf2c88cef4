import { expect } from 'chai';
import fc from 'fast-check';
import type { SessionRecord } from './accounting-record.js';
import { applyAccounting, type StoredSession } from './apply-accounting.js';
import { CompanyDay } from './company-day.js';
import { readStretches, writeStretches } from './stored-stretches.js';

const HOUR_MS = 3_600_000;
const START_MS = Date.UTC(2026, 4, 1, 10, 50);

interface Report {
  readonly seconds: number;
  readonly octets: bigint;
  /** How long the router has been trying to tell. */
  readonly delaySeconds: number;
}

function recordOf({ seconds, octets, delaySeconds }: Report): SessionRecord {
  const happenedAtMs = START_MS + seconds * 1000;
  return {
    kind: seconds === 0 ? 'start' : 'interim',
    routerId: 'r',
    receivedAtMs: happenedAtMs + delaySeconds * 1000,
    happenedAtMs,
    acctSessionId: 's',
    sessionClass: 'c',
    login: 'anna',
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
    downloadOctets: octets,
    uploadOctets: octets / 3n,
    hasGigawords: true,
    terminateCause: null,
    digest: `${seconds} ${delaySeconds}`,
  };
}

interface Counted {
  readonly hours: Readonly<Record<number, string>>;
  readonly session: StoredSession;
  /** That any hour had at any time. */
  readonly leastOctets: bigint;
}

/** Octets by hour, and in all, after the records have come in this order, on top of what is known of a session. */
function hoursAfter(records: readonly SessionRecord[], timeZone = 'UTC', before?: StoredSession): Counted {
  const day = new CompanyDay(timeZone);
  const sums = new Map<number, { down: bigint; up: bigint }>();
  let session = before;
  let leastOctets = 0n;
  for (const record of records) {
    const fresh = { id: 'i', identity: 'i', serviceId: 's', sessionClass: 'c', isUnique: true, grantDigest: null };
    const applied = applyAccounting(session ? [session] : [], record, fresh, { hours: day });
    session = { ...applied.session, stretches: readStretches(writeStretches(applied.session.stretches)) };
    for (const flow of applied.flows) {
      const sum = sums.get(flow.hourMs) ?? { down: 0n, up: 0n };
      sums.set(flow.hourMs, { down: sum.down + flow.downloadOctets, up: sum.up + flow.uploadOctets });
    }
    for (const { down, up } of sums.values()) for (const octets of [down, up]) if (octets < leastOctets) leastOctets = octets;
  }
  const entries = [...sums].filter(([, { down, up }]) => down !== 0n || up !== 0n).sort(([a], [b]) => a - b);
  return {
    hours: Object.fromEntries(entries.map(([hourMs, { down, up }]) => [hourMs, `${down}/${up}`])),
    session: session as StoredSession,
    leastOctets,
  };
}

function downloadOf({ hours }: Counted): bigint {
  return Object.values(hours).reduce((total, octets) => total + BigInt(octets.split('/')[0] ?? '0'), 0n);
}

/** A session with silences of up to half a day, of which one report or a few come in between, late. */
const longSession = fc
  .array(
    fc.record({
      pause: fc.oneof(fc.integer({ min: 60, max: 900 }), fc.integer({ min: 3_600, max: 43_200 })),
      octets: fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 1n << 40n })),
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 7_200 })),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((steps) => {
    let [seconds, octets] = [0, 0n];
    const told = [{ record: recordOf({ seconds, octets, delaySeconds: 0 }), atSeconds: 0 }];
    for (const { pause, octets: more, late } of steps) {
      seconds += pause;
      octets += more;
      told.push({ record: recordOf({ seconds, octets, delaySeconds: late }), atSeconds: seconds + late });
    }
    return told;
  });

/** A session of up to two hours and a half, reported every few minutes. */
const reports = fc
  .array(
    fc.record({
      pause: fc.integer({ min: 60, max: 900 }),
      octets: fc.bigInt({ min: 0n, max: 1n << 40n }),
      delaySeconds: fc.integer({ min: 0, max: 3600 }),
    }),
    {
      minLength: 1,
      maxLength: 9,
    },
  )
  .map((steps) => {
    let [seconds, octets] = [0, 0n];
    const told: Report[] = [{ seconds, octets, delaySeconds: 0 }];
    for (const step of steps) {
      seconds += step.pause;
      octets += step.octets;
      told.push({ seconds, octets, delaySeconds: step.delaySeconds });
    }
    return told.map(recordOf);
  });

describe('The hours in which octets flowed', () => {
  it('share what flowed between two reports by time, to the octet', () => {
    const { hours } = hoursAfter([
      recordOf({ seconds: 0, octets: 0n, delaySeconds: 0 }),
      recordOf({ seconds: 1800, octets: 1001n, delaySeconds: 0 }),
    ]);
    const first = Date.UTC(2026, 4, 1, 10);
    expect(hours).to.deep.equal({ [first]: '333/111', [first + HOUR_MS]: '668/222' });
  });

  it('add up to the counters, in whatever order and however often the reports come', function proof() {
    this.timeout(600_000);
    fc.assert(
      fc.property(reports, fc.infiniteStream(fc.nat()), (records, random) => {
        const shuffled = records
          .flatMap((record) => ((random.next().value ?? 0) % 5 === 0 ? [record, record] : [record]))
          .map((record) => ({ record, at: random.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ record }) => record);
        const inOrder = hoursAfter(records);
        const mixed = hoursAfter(shuffled);
        expect(mixed.hours).to.deep.equal(inOrder.hours);
        const sum = downloadOf(mixed);
        expect(sum).to.equal(mixed.session.downloadOctets);
        expect(sum).to.equal(records.at(-1)?.downloadOctets);
      }),
      { numRuns: Number(process.env.TAPLINE_TEST_SESSIONS ?? 500) },
    );
  });

  it('are worked out anew for the whole of a silence, however long, by a late report from its middle', () => {
    const gb = 1_000_000_000n;
    const [start, middle, end] = [
      recordOf({ seconds: 0, octets: 0n, delaySeconds: 0 }),
      recordOf({ seconds: 6.5 * 3600, octets: 3n * gb, delaySeconds: 5400 }),
      recordOf({ seconds: 8 * 3600, octets: 80n * gb, delaySeconds: 0 }),
    ] as const;
    const late = hoursAfter([start, end, middle]);
    expect(late.leastOctets).to.equal(0n);
    expect(late.hours).to.deep.equal(hoursAfter([start, middle, end]).hours);
  });

  it('are the same in whatever order reports come that are up to two hours late, however long the silences', () => {
    fc.assert(
      fc.property(longSession, (told) => {
        const inOrder = hoursAfter(told.map(({ record }) => record));
        const late = hoursAfter([...told].sort((a, b) => a.atSeconds - b.atSeconds).map(({ record }) => record));
        expect(late.hours).to.deep.equal(inOrder.hours);
        expect(late.leastOctets).to.equal(0n);
        expect(downloadOf(late)).to.equal(late.session.downloadOctets);
      }),
      { numRuns: Number(process.env.TAPLINE_TEST_SESSIONS ?? 500) },
    );
  });

  it('add up to the counters and are never less than nothing, however late reports come', () => {
    fc.assert(
      fc.property(longSession, fc.infiniteStream(fc.nat()), (told, random) => {
        const shuffled = told.map(({ record }) => ({ record, at: random.next().value ?? 0 })).sort((a, b) => a.at - b.at);
        const counted = hoursAfter(shuffled.map(({ record }) => record));
        expect(counted.leastOctets).to.equal(0n);
        expect(downloadOf(counted)).to.equal(told.at(-1)?.record.downloadOctets);
      }),
      { numRuns: Number(process.env.TAPLINE_TEST_SESSIONS ?? 500) },
    );
  });

  it('lie within the last forty days of a longer silence: the first of them has what flowed before', () => {
    const [days, perSecond] = [50, 1000n];
    const seconds = days * 86_400;
    const start = recordOf({ seconds: 0, octets: 0n, delaySeconds: 0 });
    const end = recordOf({ seconds, octets: BigInt(seconds) * perSecond, delaySeconds: 0 });
    const middle = recordOf({ seconds: 45 * 86_400, octets: 0n, delaySeconds: 0 });
    const counted = hoursAfter([start, end]);
    const [first, second] = Object.values(counted.hours).map((octets) => BigInt(octets.split('/')[0] ?? '0'));
    expect(Object.keys(counted.hours)).to.have.length(40 * 24 + 1);
    expect(Number(first)).to.be.greaterThan(10 * 86_400_000);
    expect(second).to.equal(3_600n * perSecond);
    const late = hoursAfter([start, end, middle]);
    expect(late.leastOctets).to.equal(0n);
    expect(downloadOf(late)).to.equal(end.downloadOctets);
  });

  it('move on with sessions that were stored with their latest three ends of hours alone, and none below zero', () => {
    const start = recordOf({ seconds: 0, octets: 0n, delaySeconds: 0 });
    const end = recordOf({ seconds: 8 * 3600, octets: 80_000n, delaySeconds: 0 });
    const known = hoursAfter([start, end]);
    const marks = `${START_MS} 0 0 ${START_MS + 8 * HOUR_MS} 80000 26666`;
    const borders = [16, 17, 18].map((hour) => `${Date.UTC(2026, 4, 1, hour)} ${marks}`).join(' ');
    const stored = { ...known.session, stretches: readStretches(borders) };
    const at = (seconds: number, octets: bigint): Readonly<Record<number, string>> =>
      hoursAfter([recordOf({ seconds, octets, delaySeconds: 0 })], 'UTC', stored).hours;
    // What the end of the hour before them was worked out from is not known any more.
    expect(at(4 * 3600, 1000n)).to.deep.equal({});
    // 17:20, when as much as at 16:00 had flowed; 51,666 were put down to the hours until then.
    expect(at(6.5 * 3600, 51_666n)).to.deep.equal({
      [Date.UTC(2026, 4, 1, 16)]: '-10000/-3333',
      [Date.UTC(2026, 4, 1, 17)]: '2592/864',
      [Date.UTC(2026, 4, 1, 18)]: '7408/2469',
    });
  });

  it('end with the day of a zone whose day does not end on an hour of UTC', () => {
    const evening = Date.UTC(2026, 4, 1, 18, 0);
    const records = [0, 3600].map((seconds) => ({
      ...recordOf({ seconds, octets: BigInt(seconds), delaySeconds: 0 }),
      receivedAtMs: evening + seconds * 1000,
      happenedAtMs: evening + seconds * 1000,
    }));
    const midnight = Date.UTC(2026, 4, 1, 18, 30);
    expect(hoursAfter(records, 'Asia/Kolkata').hours).to.deep.equal({ [midnight - HOUR_MS]: '1800/600', [midnight]: '1800/600' });
  });
});
