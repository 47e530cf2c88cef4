import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AccessStore } from '../../access/access-store.js';
import { newId } from '../../kernel/ids/id.js';
import { DeviceStore } from '../../services/device-store.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { UsageQueries } from '../../usage/usage-queries.js';
import { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { type AccountingDraft, accountingPacket } from '../testing/accounting-packets.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { newSessionClass } from '../testing/session-classes.js';
import { AccountingStore } from './accounting-store.js';
import { CompanyDay } from './company-day.js';
import { Journal } from './journal.js';
import { JournalApplier } from './journal-applier.js';
import { JournalFolder } from './journal-folder.js';
import { JournalReader } from './journal-reader.js';
import { SessionEnds } from './session-ends.js';
import { SilentSessionStore } from './silent-session-store.js';
import { SilentSessions } from './silent-sessions.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

forEachDatabase((kind) => {
  describe(`Sessions that nobody speaks of any more, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let routerId: string;
    let closing: SilentSessions;

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    beforeEach(async () => {
      await fixture.clear();
      fixture.clock.atMs = TEST_NOW_MS;
      routerId = await fixture.addRouter();
      const logger = new RecordingLogger();
      const { database, clock } = fixture;
      const ends = new SessionEnds({ day: new CompanyDay('Europe/Prague'), clock });
      closing = new SilentSessions({ database, store: new SilentSessionStore(), ends, clock, interimIntervalSeconds: 300, logger });
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    async function addSession(silentMs: number, columns: Record<string, unknown> = {}): Promise<string> {
      const id = newId();
      const row = {
        id,
        identity: id,
        generation: 1,
        router_id: routerId,
        acct_session_id: id,
        login: 'anna',
        started_at_ms: TEST_NOW_MS - 10 * HOUR_MS,
        last_seen_ms: TEST_NOW_MS - silentMs,
        session_seconds: 0,
        download_octets: 77,
        upload_octets: 0,
        ...columns,
      };
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session').insert(row));
      return id;
    }

    const listen = (sinceMs: number, untilMs = TEST_NOW_MS): Promise<unknown> =>
      fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_journal').insert({ journal_id: newId(), applied_position: 0, hearing_since_ms: sinceMs, heard_at_ms: untilMs }),
      );

    const ended = async (): Promise<readonly string[]> =>
      (await fixture.database.reader('radius_session').where('terminate_cause', 'Lost-Stop').orderBy('id').select('id')).map(
        ({ id }) => id,
      );

    it('are closed after three intervals with the last that was heard', async () => {
      await listen(TEST_NOW_MS - HOUR_MS);
      const lost = await addSession(15 * MINUTE_MS + 1);
      await addSession(15 * MINUTE_MS);
      expect(await closing.close()).to.equal(1);
      const [row] = await fixture.database.reader('radius_session').where('id', lost);
      expect([Number(row.stopped_at_ms), row.terminate_cause, Number(row.download_octets)]).to.deep.equal([
        TEST_NOW_MS - 15 * MINUTE_MS - 1,
        'Lost-Stop',
        77,
      ]);
      expect(await closing.close()).to.equal(0);
    });

    it('are all closed, however many there are', async () => {
      await listen(TEST_NOW_MS - HOUR_MS);
      for (let index = 0; index < 450; index++) await addSession(HOUR_MS / 2);
      expect(await closing.close()).to.equal(450);
    });

    it('are given the time of three intervals as they, or others on their router, are reported', async () => {
      await listen(TEST_NOW_MS - 10 * HOUR_MS);
      const other = await fixture.addRouter({ name: 'Valley', address: '10.0.0.2' });
      await addSession(80 * MINUTE_MS, { report_interval_seconds: 1800 });
      await addSession(80 * MINUTE_MS);
      const lost = await addSession(91 * MINUTE_MS, { report_interval_seconds: 1800 });
      const elsewhere = await addSession(80 * MINUTE_MS, { router_id: other });
      await closing.close();
      expect(await ended()).to.deep.equal([lost, elsewhere].sort());
    });

    it('are not closed for what we have not heard ourselves', async () => {
      await addSession(5 * HOUR_MS);
      expect(await closing.close(), 'nobody listens').to.equal(0);
      await listen(TEST_NOW_MS - 14 * MINUTE_MS);
      expect(await closing.close(), 'just begun to listen').to.equal(0);
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_journal').update({ hearing_since_ms: 0 }));
      await listen(0, TEST_NOW_MS - 5 * HOUR_MS);
      expect(await closing.close(), 'another server has not written down what it heard').to.equal(0);
      fixture.clock.atMs += 20 * HOUR_MS;
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_journal').where('heard_at_ms', TEST_NOW_MS).update({ heard_at_ms: fixture.clock.atMs }),
      );
      expect(await closing.close(), 'the other server has been away for long').to.equal(1);
    });

    it('are put right by the applier whenever the two meet: nothing is lost, counted twice or left closed', async () => {
      const serviceId = await fixture.addLine({ login: 'anna' });
      const classes = Array.from({ length: 20 }, () => newSessionClass(serviceId, 'oAAAAAAAA'));
      const folder = await JournalFolder.open(mkdtempSync(join(fixture.configuration.dataDirectory, 'journal-')));
      const logger = new RecordingLogger();
      const journal = await Journal.open({ folder, logger });
      const { database, clock } = fixture;
      const applier = new JournalApplier({
        database,
        store: new AccountingStore(),
        devices: new DeviceStore(),
        access: new AccessStore(),
        reader: new JournalReader(folder),
        day: new CompanyDay('Europe/Prague'),
        clock,
        interimIntervalSeconds: 300,
        journalId: folder.id,
        changes: new SessionChangeQueue({ clock }),
        logger,
      });
      const write = (draft: AccountingDraft): Promise<boolean> =>
        new Promise((resolve) => {
          const packet = accountingPacket(draft);
          journal.append({ receivedAtMs: clock.atMs, routerId, sourceAddress: '127.0.0.1', packet }, resolve);
        });
      applier.start(journal.position);
      let closings = 0;
      for (let step = 1; step <= 10; step++) {
        clock.atMs = TEST_NOW_MS + step * HOUR_MS;
        // As if we had listened all the time, up to now.
        await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
          sql('radius_journal').update({ hearing_since_ms: 0, heard_at_ms: clock.atMs - 1 }),
        );
        const told = classes.map((sessionClass, index) =>
          write({
            status: 'Interim-Update',
            sessionClass,
            sessionId: `8100${index}`,
            seconds: step * 300,
            downloadOctets: BigInt(step) * 1000n,
          }),
        );
        // Every other time all are closed before the router speaks; else both are at it at once.
        const closed = step % 2 === 0 ? await closing.close() : 0;
        await Promise.all(told);
        applier.extend(journal.position);
        const [racing] = await Promise.all([closing.close(), applier.applied(journal.position)]);
        closings += closed + racing;
      }
      await applier.stop();
      await journal.close();
      expect(closings).to.be.at.least(5 * classes.length);
      const rows = await database.reader('radius_session');
      expect(rows.filter((row) => row.stopped_at_ms === null)).to.have.length(classes.length);
      expect(rows.map((row) => Number(row.download_octets))).to.deep.equal(classes.map(() => 10_000));
      const [usage] = await database.view(TEST_ACTOR, (tx) =>
        new UsageQueries().daily(tx, { serviceIds: [serviceId], from: '2026-01-01', to: '2026-12-31' }),
      );
      expect(usage?.downloadOctets).to.equal(BigInt(classes.length) * 10_000n);
    });
  });
});
