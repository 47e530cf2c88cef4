import { expect } from 'chai';
import fc from 'fast-check';
import type { SessionRecord } from './accounting-record.js';
import { applyAccounting, type StoredSession } from './apply-accounting.js';
import { CompanyDay } from './company-day.js';
import { readHourBorders, writeHourBorders } from './hour-borders.js';

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

/** Octets by hour, and in all, after the records have come in this order. */
function hoursAfter(
  records: readonly SessionRecord[],
  timeZone = 'UTC',
): { readonly hours: Readonly<Record<number, string>>; readonly session: StoredSession } {
  const day = new CompanyDay(timeZone);
  const sums = new Map<number, { down: bigint; up: bigint }>();
  let session: StoredSession | undefined;
  for (const record of records) {
    const fresh = { id: 'i', identity: 'i', serviceId: 's', sessionClass: 'c', isUnique: true, grantDigest: null };
    const applied = applyAccounting(session ? [session] : [], record, fresh, { hours: day });
    session = { ...applied.session, hourBorders: readHourBorders(writeHourBorders(applied.session.hourBorders)) };
    for (const flow of applied.flows) {
      const sum = sums.get(flow.hourMs) ?? { down: 0n, up: 0n };
      sums.set(flow.hourMs, { down: sum.down + flow.downloadOctets, up: sum.up + flow.uploadOctets });
    }
  }
  const entries = [...sums].filter(([, { down, up }]) => down !== 0n || up !== 0n).sort(([a], [b]) => a - b);
  return {
    hours: Object.fromEntries(entries.map(([hourMs, { down, up }]) => [hourMs, `${down}/${up}`])),
    session: session as StoredSession,
  };
}

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
        const sum = Object.values(mixed.hours).reduce((total, octets) => total + BigInt(octets.split('/')[0] ?? '0'), 0n);
        expect(sum).to.equal(mixed.session.downloadOctets);
        expect(sum).to.equal(records.at(-1)?.downloadOctets);
      }),
      { numRuns: Number(process.env.TAPLINE_TEST_SESSIONS ?? 500) },
    );
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
