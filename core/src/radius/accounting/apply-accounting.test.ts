import { expect } from 'chai';
import fc from 'fast-check';
import type { SessionRecord } from './accounting-record.js';
import { applyAccounting, type StoredSession } from './apply-accounting.js';

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
  macAddress: null,
  nasIpAddress: null,
  sessionSeconds: seconds,
  delaySeconds: 0,
  downloadOctets: 0n,
  uploadOctets: 0n,
  terminateCause: null,
  digest: `${changes.kind ?? 'interim'} at ${seconds}`,
  ...changes,
});
const start = (seconds = 0, changes: Partial<SessionRecord> = {}): SessionRecord =>
  recordAt(seconds, { kind: 'start', sessionSeconds: 0, ...changes });

/** Takes records in as the applier does; what they added up to. */
class Taking {
  sessions: StoredSession[] = [];
  downloadOctets = 0n;
  uploadOctets = 0n;

  constructor(
    records: readonly SessionRecord[],
    private readonly isUnique = false,
  ) {
    for (const record of records) this.take(record);
  }

  get session(): StoredSession {
    const session = this.sessions.at(-1);
    if (!session) throw new Error('there is no session');
    return session;
  }

  private take(record: SessionRecord): void {
    const fresh = { id: String(this.sessions.length), identity: 'i', serviceId: 's', isUnique: this.isUnique };
    const applied = applyAccounting(this.sessions, record, fresh);
    const index = this.sessions.findIndex(({ id }) => id === applied.session.id);
    if (index === -1) this.sessions.push(applied.session);
    else this.sessions[index] = applied.session;
    this.downloadOctets += applied.downloadOctets;
    this.uploadOctets += applied.uploadOctets;
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
