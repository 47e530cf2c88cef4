import { expect } from 'chai';
import fc from 'fast-check';
import { forEachDatabase } from '../../testing/each-database.js';
import { grantOfClass } from '../authentication/session-class.js';
import { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { type AccountingDraft, accountingPacket } from '../testing/accounting-packets.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../testing/radius-fixture.js';
import { newSessionClass } from '../testing/session-classes.js';
import { applyBatch } from './accounting-batch.js';
import { type AccountingRecord, readAccountingRecord } from './accounting-record.js';
import { AccountingStore } from './accounting-store.js';
import { CompanyDay } from './company-day.js';

const OPEN_GRANT = 'oAAAAAAAA';
const SLOW_GRANT = 'oBBBBBBBB';

/** Counts what it is asked to look up beside sessions by their identity. */
class WatchedStore extends AccountingStore {
  lookups = 0;
  renewals = 0;

  override sessionsOfServices(...asked: Parameters<AccountingStore['sessionsOfServices']>) {
    this.lookups++;
    return super.sessionsOfServices(...asked);
  }

  override renewClasses(...asked: Parameters<AccountingStore['renewClasses']>) {
    this.renewals++;
    return super.renewClasses(...asked);
  }
}

interface Report {
  readonly receivedAtMs: number;
  readonly record: AccountingRecord;
}

forEachDatabase((kind) => {
  describe(`A session whose router is given a new Class inside of it, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let routerId: string;
    let serviceId: string;
    let store: WatchedStore;
    const day = new CompanyDay('Europe/Prague');

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    beforeEach(clear);
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    async function clear(): Promise<void> {
      await fixture.clear();
      routerId = await fixture.addRouter();
      serviceId = await fixture.addLine({ login: 'anna' });
      store = new WatchedStore();
    }

    const report = (draft: AccountingDraft, happenedAtMs: number): Report => {
      const receivedAtMs = happenedAtMs + (draft.delaySeconds ?? 0) * 1000;
      const journaled = { receivedAtMs, routerId, sourceAddress: '10.0.0.1', packet: accountingPacket(draft) };
      return { receivedAtMs, record: readAccountingRecord(journaled) as AccountingRecord };
    };
    const apply = (...reports: readonly Report[]) =>
      fixture.database.transaction(TEST_ACTOR, (tx) => {
        const changes = new SessionChangeQueue({ clock: fixture.clock });
        return applyBatch(tx, { store, day, records: reports.map(({ record }) => record), interimIntervalSeconds: 300, changes });
      });
    const rows = async () =>
      (await fixture.database.reader('radius_session').orderBy('started_at_ms')) as Record<string, string | number | null>[];
    const used = async (): Promise<bigint> => {
      const sums = (await fixture.database.reader('usage_month').select('download_octets')) as { download_octets: number | string }[];
      return sums.reduce((sum, row) => sum + BigInt(row.download_octets), 0n);
    };
    const at = (seconds: number): number => TEST_NOW_MS + seconds * 1000;

    it('is one session and is counted once, whichever Class a report still tells', async () => {
      const [first, second] = [newSessionClass(serviceId, OPEN_GRANT), newSessionClass(serviceId, SLOW_GRANT)];
      await apply(report({ status: 'Start', sessionClass: first }, at(0)));
      await apply(report({ status: 'Interim-Update', sessionClass: first, seconds: 300, downloadOctets: 5_000n }, at(300)));
      await apply(report({ status: 'Interim-Update', sessionClass: second, seconds: 600, downloadOctets: 7_000n }, at(601)));
      const late = { status: 'Interim-Update', sessionClass: first, seconds: 450, downloadOctets: 6_000n, delaySeconds: 200 } as const;
      await apply(report(late, at(450)));
      const [session, ...others] = await rows();
      expect(others).to.deep.equal([]);
      expect([session?.session_class, session?.granted_digest, await used()]).to.deep.equal([second, grantOfClass(second), 7_000n]);
      await apply(report({ status: 'Stop', sessionClass: second, seconds: 900, downloadOctets: 9_000n }, at(900)));
      const ended = await rows();
      expect(ended.map(({ id, stopped_at_ms }) => [id, Number(stopped_at_ms)])).to.deep.equal([[session?.id, at(900)]]);
      expect(await used()).to.equal(9_000n);
    });

    it('is one session also where all of that is applied at once', async () => {
      const [first, second] = [newSessionClass(serviceId, OPEN_GRANT), newSessionClass(serviceId, SLOW_GRANT)];
      await apply(
        report({ status: 'Start', sessionClass: first }, at(0)),
        report({ status: 'Interim-Update', sessionClass: first, seconds: 300, downloadOctets: 5_000n }, at(300)),
        report({ status: 'Interim-Update', sessionClass: second, seconds: 600, downloadOctets: 7_000n }, at(600)),
      );
      expect((await rows()).map(({ session_class }) => session_class)).to.deep.equal([second]);
      expect(await used()).to.equal(7_000n);
    });

    it('is another where the router uses the id again after a restart, counts less, or speaks of another device or service', async () => {
      const told = (seconds: number, downloadOctets: bigint, more: Partial<AccountingDraft> = {}): AccountingDraft => {
        return { status: 'Interim-Update', sessionClass: newSessionClass(serviceId, OPEN_GRANT), seconds, downloadOctets, ...more };
      };
      const other = await fixture.addLine({ login: 'boris' });
      await apply(report(told(300, 5_000n), at(300)));
      await apply(report(told(300, 6_000n), at(900)));
      await apply(report(told(900, 4_000n), at(900)));
      await apply(report(told(900, 6_000n, { nasIdentifier: 'another' }), at(900)));
      await apply(report(told(900, 6_000n, { sessionClass: newSessionClass(other, OPEN_GRANT) }), at(900)));
      await apply(report({ status: 'Start', sessionClass: newSessionClass(serviceId, OPEN_GRANT) }, at(3)));
      expect(await rows()).to.have.length(6);
      expect(await used()).to.equal(27_000n);
    });

    it('is another also where a report of the one before was long under way, and one where the clocks part in weeks', async () => {
      const told = (seconds: number, more: Partial<AccountingDraft> = {}): AccountingDraft => {
        const sessionClass = newSessionClass(serviceId, OPEN_GRANT);
        return { status: 'Interim-Update', sessionClass, seconds, downloadOctets: BigInt(seconds), ...more };
      };
      await apply(report(told(300, { delaySeconds: 1_000 }), at(300)));
      await apply(report(told(600), at(1_600)));
      expect(await rows()).to.have.length(2);
      const weeks = 14 * 86_400;
      await apply(report(told(weeks), at(weeks - 100)));
      expect(await rows()).to.have.length(2);
    });

    it('costs nothing where no Class changes: a Start and its reports are looked up by their identity alone', async () => {
      const sessionClass = newSessionClass(serviceId, OPEN_GRANT);
      await apply(report({ status: 'Start', sessionClass }, at(0)));
      await apply(report({ status: 'Interim-Update', sessionClass, seconds: 300, downloadOctets: 5_000n }, at(300)));
      await apply(report({ status: 'Stop', sessionClass, seconds: 400, downloadOctets: 6_000n }, at(400)));
      expect([store.lookups, store.renewals]).to.deep.equal([0, 0]);
    });

    it('is counted once in whatever order its reports come, are lost and come twice, beside sessions that have its id after restarts', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 6 })), async (lives, cuts) => {
          await clear();
          const { reports, counted, sessions } = await play(lives);
          for (let from = 0, index = 0; from < reports.length; index++) {
            const size = cuts[index] ?? 3;
            await apply(...reports.slice(from, from + size));
            from += size;
          }
          expect(await used()).to.equal(counted);
          expect(await rows()).to.have.length(sessions);
        }),
        { numRuns: 40 },
      );
    });

    /** What arrives of sessions one after the other, in the order in which it does. */
    async function play(lives: readonly Life[]) {
      const arriving: Report[] = [];
      let [beganAtMs, counted, sessions] = [TEST_NOW_MS, 0n, 0];
      for (const [index, { reports, hasStop, pauseSeconds }] of lives.entries()) {
        let sessionClass = newSessionClass(serviceId, OPEN_GRANT);
        let [seconds, downloadOctets, most, arrived] = [0, 0n, 0n, 0];
        for (const [number, { isRenewed, isLost, copies, ...told }] of reports.entries()) {
          if (number > 0) {
            seconds += told.seconds;
            downloadOctets += told.octets;
            if (isRenewed) sessionClass = newSessionClass(serviceId, OPEN_GRANT);
          }
          if (isLost) continue;
          const isLast = number > 0 && number === reports.length - 1;
          const status = number === 0 ? 'Start' : isLast && hasStop ? 'Stop' : 'Interim-Update';
          const counters = number === 0 ? {} : { seconds, downloadOctets };
          const draft = { status, sessionClass, sessionId: `8100000${index % 2}`, delaySeconds: told.delaySeconds, ...counters } as const;
          for (let copy = 0; copy < copies; copy++) arriving.push(report(draft, beganAtMs + seconds * 1000));
          most = downloadOctets;
          arrived++;
        }
        counted += most;
        if (arrived > 0) sessions++;
        beganAtMs += (seconds + pauseSeconds) * 1000;
      }
      return { reports: arriving.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs), counted, sessions };
    }
  });
});

interface Life {
  readonly reports: readonly {
    readonly seconds: number;
    readonly octets: bigint;
    readonly isRenewed: boolean;
    readonly isLost: boolean;
    readonly delaySeconds: number;
    readonly copies: number;
  }[];
  readonly hasStop: boolean;
  /** Until the router is back after its restart. */
  readonly pauseSeconds: number;
}

const life: fc.Arbitrary<Life> = fc.record({
  reports: fc.array(
    fc.record({
      seconds: fc.integer({ min: 1, max: 900 }),
      octets: fc.bigInt({ min: 1n, max: 1n << 34n }),
      isRenewed: fc.boolean(),
      isLost: fc.integer({ min: 0, max: 4 }).map((dice) => dice === 0),
      delaySeconds: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2_000 })),
      copies: fc.integer({ min: 1, max: 2 }),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  hasStop: fc.boolean(),
  pauseSeconds: fc.integer({ min: 30, max: 3_000 }),
});
