import { expect } from 'chai';
import fc from 'fast-check';
import type { SessionRecord } from './accounting-record.js';
import { applyAccounting, type LineRate, type StoredSession } from './apply-accounting.js';
import { CompanyDay } from './company-day.js';

const HOURS = new CompanyDay('UTC');
const START_MS = Date.UTC(2026, 4, 1, 10);

const recordAt = (seconds: number, changes: Partial<SessionRecord> = {}): SessionRecord => ({
  kind: 'interim',
  routerId: 'r1',
  receivedAtMs: START_MS + seconds * 1000,
  happenedAtMs: START_MS + seconds * 1000,
  acctSessionId: '81000001',
  sessionClass: undefined,
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
  delaySeconds: 0,
  downloadOctets: 0n,
  uploadOctets: 0n,
  terminateCause: null,
  hasGigawords: true,
  digest: `${changes.kind ?? 'interim'} at ${seconds}`,
  ...changes,
});
const start = (seconds = 0, changes: Partial<SessionRecord> = {}): SessionRecord =>
  recordAt(seconds, { kind: 'start', sessionSeconds: 0, hasGigawords: false, ...changes });

/** Takes records in as the applier does; what they added up to. */
class Taking {
  sessions: StoredSession[] = [];
  downloadOctets = 0n;
  uploadOctets = 0n;
  #made = 0;

  constructor(
    records: readonly SessionRecord[],
    private readonly isUnique = false,
    private readonly rate?: LineRate,
  ) {
    for (const record of records) this.take(record);
  }

  get session(): StoredSession {
    const session = this.sessions.at(-1);
    if (!session) throw new Error('there is no session');
    return session;
  }

  take(record: SessionRecord): void {
    const fresh = {
      id: String(this.#made++),
      identity: 'i',
      serviceId: 's',
      sessionClass: null,
      isUnique: this.isUnique,
      grantDigest: null,
    };
    const applied = applyAccounting(this.sessions, record, fresh, { hours: HOURS, rate: this.rate });
    const index = this.sessions.findIndex(({ id }) => id === applied.session.id);
    if (index === -1) this.sessions.push(applied.session);
    else this.sessions[index] = applied.session;
    for (const { downloadOctets, uploadOctets } of applied.flows) {
      this.downloadOctets += downloadOctets;
      this.uploadOctets += uploadOctets;
    }
  }
}

describe('Applying accounting', () => {
  it('counts past 4 GiB to the octet', () => {
    const octets = (7n << 32n) + 123_456_789n;
    const { session, downloadOctets } = new Taking([
      start(),
      recordAt(300, { downloadOctets: 5n }),
      recordAt(600, { downloadOctets: octets }),
    ]);
    expect([session.downloadOctets, downloadOctets]).to.deep.equal([octets, octets]);
  });

  it('adds nothing for an Interim that comes again, late, or with less', () => {
    const high = recordAt(600, { downloadOctets: 1000n, uploadOctets: 100n });
    const { session, downloadOctets, uploadOctets } = new Taking([
      start(),
      high,
      high,
      recordAt(300, { downloadOctets: 400n, uploadOctets: 40n }),
    ]);
    expect([downloadOctets, uploadOctets]).to.deep.equal([1000n, 100n]);
    expect([session.downloadOctets, session.sessionSeconds]).to.deep.equal([1000n, 600]);
  });

  it('opens a session at its first Interim, as long ago as that says', () => {
    const { session } = new Taking([recordAt(300, { downloadOctets: 10n })]);
    expect([session.startedAtMs, session.stoppedAtMs]).to.deep.equal([START_MS, null]);
  });

  it('closes once, and does not open again for what comes after', () => {
    const stop = recordAt(600, { kind: 'stop', terminateCause: 'User-Request', downloadOctets: 500n });
    const later = recordAt(660, { kind: 'stop', terminateCause: 'Lost-Carrier', downloadOctets: 600n });
    const { session, sessions, downloadOctets } = new Taking([start(), stop, later, recordAt(590, { downloadOctets: 700n })]);
    expect(sessions).to.have.length(1);
    expect([session.stoppedAtMs, session.terminateCause]).to.deep.equal([START_MS + 600_000, 'User-Request']);
    expect(downloadOctets).to.equal(700n);
  });

  const lost = (session: StoredSession): StoredSession => ({ ...session, stoppedAtMs: session.lastSeenMs, terminateCause: 'Lost-Stop' });

  it('opens a session that was given up again when the router speaks of it, and counts on from where it was', () => {
    const taking = new Taking([start(), recordAt(300, { downloadOctets: 400n })], true);
    taking.sessions = taking.sessions.map(lost);
    taking.take(recordAt(3000, { downloadOctets: 900n }));
    expect([taking.session.stoppedAtMs, taking.session.terminateCause]).to.deep.equal([null, null]);
    expect([taking.sessions.length, taking.downloadOctets]).to.deep.equal([1, 900n]);
  });

  it('leaves a session given up when its last report comes once more', () => {
    const report = recordAt(300, { downloadOctets: 400n });
    const taking = new Taking([start(), report]);
    taking.sessions = taking.sessions.map(lost);
    taking.take({ ...report, receivedAtMs: START_MS + 4_000_000, happenedAtMs: START_MS + 4_000_000 });
    expect([taking.session.terminateCause, taking.downloadOctets]).to.deep.equal(['Lost-Stop', 400n]);
  });

  it('takes the end that the router tells instead of the one that was guessed', () => {
    const taking = new Taking([start(), recordAt(300, { downloadOctets: 400n })]);
    taking.sessions = taking.sessions.map(lost);
    taking.take(recordAt(5000, { kind: 'stop', terminateCause: 'Session-Timeout', downloadOctets: 1000n }));
    expect(taking.session).to.include({ stoppedAtMs: START_MS + 5_000_000, terminateCause: 'Session-Timeout', downloadOctets: 1000n });
  });

  const restarted = (session: StoredSession, restartedAtMs: number): StoredSession => ({
    ...session,
    stoppedAtMs: session.lastSeenMs,
    terminateCause: 'NAS-Reboot',
    restartedAtMs,
  });

  it('opens a session again that its router goes on counting after it said that it starts to serve', () => {
    const taking = new Taking([start(), recordAt(300, { downloadOctets: 400n })], true);
    taking.sessions = taking.sessions.map((session) => restarted(session, START_MS + 400_000));
    taking.take(recordAt(600, { downloadOctets: 900n }));
    expect(taking.session).to.include({ stoppedAtMs: null, terminateCause: null, restartedAtMs: null });
    expect([taking.sessions.length, taking.downloadOctets]).to.deep.equal([1, 900n]);
  });

  it('takes the end that the router tells of a session that outlived what looked like a restart', () => {
    const taking = new Taking([start(), recordAt(300)], true);
    taking.sessions = taking.sessions.map((session) => restarted(session, START_MS + 400_000));
    taking.take(recordAt(600, { kind: 'stop', terminateCause: 'User-Request' }));
    expect(taking.session).to.include({ stoppedAtMs: START_MS + 600_000, terminateCause: 'User-Request', restartedAtMs: null });
  });

  it('leaves a session closed for what its router counted before it restarted, however late it comes', () => {
    for (const late of [
      { receivedAtMs: START_MS + 1_000_000, delaySeconds: 610 },
      { receivedAtMs: START_MS + 1_000_000, happenedAtMs: START_MS + 1_000_000 },
      { receivedAtMs: START_MS + 1_000_000, happenedAtMs: START_MS + 1_000_000, kind: 'stop' as const },
    ]) {
      const taking = new Taking([start(), recordAt(300, { downloadOctets: 400n })], true);
      taking.sessions = taking.sessions.map((session) => restarted(session, START_MS + 400_000));
      taking.take(recordAt(390, { downloadOctets: 500n, ...late }));
      taking.take(recordAt(395, { downloadOctets: 600n, ...late, receivedAtMs: START_MS + 1_001_000, digest: 'another' }));
      expect([taking.session.stoppedAtMs, taking.session.terminateCause]).to.deep.equal([START_MS + 300_000, 'NAS-Reboot']);
      expect(taking.downloadOctets, 'it flowed').to.equal(600n);
    }
  });

  it('believes a router that ends a session itself, whatever comes after', () => {
    const stop = recordAt(300, { kind: 'stop', terminateCause: 'NAS-Reboot' });
    expect(new Taking([start(), stop, recordAt(600)], true).session.stoppedAtMs).to.equal(START_MS + 300_000);
  });

  it('learns how often a session is reported, from what the router counts', () => {
    const { session } = new Taking([start(), recordAt(600), recordAt(1200), recordAt(1200)]);
    expect(session.reportIntervalSeconds).to.equal(600);
    expect(new Taking([recordAt(90_000)]).session.reportIntervalSeconds).to.equal(0);
  });

  it('gives a session a number of its own after the earlier ones were deleted', () => {
    const taking = new Taking([start(), recordAt(3600, { downloadOctets: 5000n }), start(7200, { digest: 'another' })]);
    taking.sessions = taking.sessions.slice(1);
    taking.take(recordAt(7500, { sessionSeconds: 300, downloadOctets: 200n }));
    taking.take(start(9000, { digest: 'a third' }));
    expect(taking.sessions.map(({ generation }) => generation)).to.deep.equal([2, 3]);
  });

  it('puts the end of a Stop that was long under way to when it happened', () => {
    const stop = recordAt(900, { kind: 'stop', happenedAtMs: START_MS + 600_000, delaySeconds: 300, sessionSeconds: 600 });
    expect(new Taking([start(), stop]).session.stoppedAtMs).to.equal(START_MS + 600_000);
  });

  it('begins a new session when a router uses an id again, and counts both', () => {
    const again = start(7200, { digest: 'another start' });
    const { sessions, downloadOctets } = new Taking([
      start(),
      recordAt(3600, { downloadOctets: 5000n }),
      again,
      recordAt(7500, { sessionSeconds: 300, downloadOctets: 200n }),
    ]);
    expect(sessions.map((session) => [session.generation, session.downloadOctets])).to.deep.equal([
      [1, 5000n],
      [2, 200n],
    ]);
    expect(downloadOctets).to.equal(5200n);
  });

  it('gives a late record of the earlier use to the earlier session', () => {
    const late = recordAt(7210, { sessionSeconds: 7200, happenedAtMs: START_MS + 7_200_000, downloadOctets: 6000n });
    const { sessions, downloadOctets } = new Taking([
      start(),
      recordAt(3600, { downloadOctets: 5000n }),
      start(7205, { digest: 'again' }),
      late,
    ]);
    expect(sessions.map((session) => session.downloadOctets)).to.deep.equal([6000n, 0n]);
    expect(downloadOctets).to.equal(6000n);
  });

  it('takes a Start that was sent again, with the time it took, for the same', () => {
    const again = start(310, { digest: 'with a delay', delaySeconds: 310, happenedAtMs: START_MS });
    expect(new Taking([start(), recordAt(300, { downloadOctets: 9n }), again]).sessions).to.have.length(1);
  });

  it('never splits a session that our Class names', () => {
    const { sessions } = new Taking([start(), recordAt(300, { downloadOctets: 9n }), start(7200, { digest: 'another' })], true);
    expect(sessions).to.have.length(1);
  });

  describe('of a router that counts to 2^32 only', () => {
    const GIB = 1n << 30n;
    const told = (seconds: number, downloadOctets: bigint, changes: Partial<SessionRecord> = {}): SessionRecord =>
      recordAt(seconds, { downloadOctets: downloadOctets % (4n * GIB), uploadOctets: 1n, hasGigawords: false, ...changes });
    const fast = { downloadBitsPerSecond: 100_000_000, uploadBitsPerSecond: 100_000_000 };

    it('counts on when the counter begins anew', () => {
      const { downloadOctets, session } = new Taking([start(), told(300, 3n * GIB), told(600, 5n * GIB), told(900, 8n * GIB)], true, fast);
      expect([downloadOctets, session.downloadOctets]).to.deep.equal([8n * GIB, 8n * GIB]);
    });

    it('adds nothing for a counter that went down where the line cannot have carried so much', () => {
      const slow = { downloadBitsPerSecond: 20_000_000, uploadBitsPerSecond: 20_000_000 };
      expect(new Taking([start(), told(300, GIB / 2n), told(600, 10n)], true, slow).downloadOctets).to.equal(GIB / 2n);
      const most = (20_000_000n * 300n * 3n) / 2n / 8n;
      const first = told(300, 4n * GIB - 1n);
      expect(new Taking([first, told(600, 4n * GIB - 1n + most)], true, slow).downloadOctets).to.equal(4n * GIB - 1n + most);
      expect(new Taking([first, told(600, 4n * GIB + most)], true, slow).downloadOctets).to.equal(4n * GIB - 1n);
    });

    it('takes nothing of it where the router has ever told how often it passed 2^32', () => {
      const records = [start(), told(300, 3n * GIB, { hasGigawords: true }), told(600, 5n * GIB)];
      expect(new Taking(records, true, fast).downloadOctets).to.equal(3n * GIB);
    });

    it('takes a Stop without counters for what it is', () => {
      const stop = recordAt(600, { kind: 'stop', hasGigawords: false });
      expect(new Taking([start(), told(300, 3n * GIB), stop], true, fast).downloadOctets).to.equal(3n * GIB);
    });

    it('finds the true sum whatever is lost, doubled or overtaken, as long as no whole turn of the counter is missed', () => {
      const steps = fc.array(fc.tuple(fc.bigInt(0n, 6n * GIB), fc.bigInt(0n, 3n * GIB), fc.integer({ min: 1, max: 900 })), {
        minLength: 1,
        maxLength: 25,
      });
      fc.assert(
        fc.property(steps, fc.array(fc.nat(), { maxLength: 60 }), (stream, arrivals) => {
          let [download, upload, seconds] = [0n, 1n, 0];
          const truth = stream.map(([down, up, pause]) => {
            download += down;
            upload += up;
            seconds += pause;
            return { download, upload, seconds };
          });
          const roughly = arrivals.map((number, index) => truth[Math.min(truth.length - 1, Math.floor(index / 3) + (number % 4))]);
          let newest = { download: 0n, upload: 0n, seconds: 0 };
          const taking = new Taking([start()], true);
          for (const report of roughly) {
            if (!report) continue;
            const isWholeTurn = report.download - newest.download >= 4n * GIB || report.upload - newest.upload >= 4n * GIB;
            const isUncounted = report.download % (4n * GIB) === 0n && report.upload % (4n * GIB) === 0n;
            if (isWholeTurn || isUncounted) continue;
            if (report.seconds > newest.seconds) newest = report;
            taking.take(told(report.seconds, report.download, { uploadOctets: report.upload % (4n * GIB) }));
          }
          expect([taking.downloadOctets, taking.uploadOctets]).to.deep.equal([newest.download, newest.upload]);
        }),
        { numRuns: 1000 },
      );
    });
  });

  for (const isUnique of [true, false]) {
    it(`counts the same in any order and however often each record comes, ${isUnique ? 'with' : 'without'} our Class`, () => {
      const counters = fc.array(fc.tuple(fc.bigInt(0n, 1n << 40n), fc.bigInt(0n, 1n << 40n)), { minLength: 1, maxLength: 8 });
      fc.assert(
        fc.property(counters, fc.array(fc.nat(), { maxLength: 20 }), fc.infiniteStream(fc.nat()), (steps, copies, random) => {
          const records = sessionOf(steps);
          const doubled = [...records, ...copies.map((number) => records[number % records.length] as SessionRecord)];
          const shuffled = doubled
            .map((record) => ({ record, turn: random.next().value }))
            .sort((a, b) => a.turn - b.turn)
            .map(({ record }) => record);
          // Each copy arrives when its turn comes; the digest and the counters are those of the packet.
          const arriving = shuffled.map((record, index) => ({
            ...record,
            receivedAtMs: START_MS + 5_000_000 + index * 1000,
            happenedAtMs: START_MS + 5_000_000 + index * 1000,
          }));
          const inOrder = new Taking(records, isUnique);
          const anyOrder = new Taking(arriving, isUnique);
          expect([anyOrder.downloadOctets, anyOrder.uploadOctets]).to.deep.equal([inOrder.downloadOctets, inOrder.uploadOctets]);
          expect(anyOrder.sessions).to.have.length(1);
        }),
        { numRuns: 300 },
      );
    });
  }
});

function sessionOf(steps: readonly (readonly [bigint, bigint])[]): SessionRecord[] {
  let downloadOctets = 0n;
  let uploadOctets = 0n;
  const told = steps.map(([download, upload], index) => {
    downloadOctets += download;
    uploadOctets += upload;
    return recordAt((index + 1) * 300, { downloadOctets, uploadOctets, kind: index === steps.length - 1 ? 'stop' : 'interim' });
  });
  return [start(), ...told];
}
