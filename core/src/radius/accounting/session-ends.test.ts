import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { AccessStore } from '../../access/access-store.js';
import { DeviceStore } from '../../services/device-store.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { UsageFeedStore } from '../../usage/feed/usage-feed-store.js';
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

const HOUR_MS = 3_600_000;
const READER = 'meter';

forEachDatabase((kind) => {
  describe(`Who reads along with usage hears of sessions that end, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let routerId: string;
    let anna: string;
    let boris: string;
    const day = new CompanyDay('Europe/Prague');
    const feed = new UsageFeedStore();

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
      await fixture.database.transaction(TEST_ACTOR, (tx) => feed.start(tx, READER, TEST_NOW_MS));
    });
    beforeEach(async () => {
      await fixture.clear();
      fixture.clock.atMs = TEST_NOW_MS;
      routerId = await fixture.addRouter();
      anna = await fixture.addLine({ login: 'anna' });
      boris = await fixture.addLine({ login: 'boris' });
      await ended();
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    /** As a router's packets at an instant, each after the one before. */
    async function report(atMs: number, ...drafts: readonly AccountingDraft[]): Promise<void> {
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
        day,
        clock,
        interimIntervalSeconds: 300,
        journalId: folder.id,
        changes: new SessionChangeQueue({ clock }),
        logger,
      });
      for (const draft of drafts) {
        await new Promise((resolve) => {
          journal.append({ receivedAtMs: atMs, routerId, sourceAddress: '127.0.0.1', packet: accountingPacket(draft) }, resolve);
        });
      }
      applier.start(journal.position);
      await applier.applied(journal.position);
      await applier.stop();
      await journal.close();
    }

    /** The services of which sessions have ended since it was asked last. */
    function ended(): Promise<readonly string[]> {
      return fixture.database.transaction(TEST_ACTOR, async (tx) => {
        const services: string[] = [];
        for (const cursor of await feed.behind(tx, READER)) {
          const batches = await feed.after(tx, cursor, 1_000);
          for (const { deltas } of batches) services.push(...deltas.flatMap((delta) => (delta.isSessionEnd ? delta.serviceId : [])));
          await feed.advance(tx, READER, { ...cursor, number: batches.at(-1)?.number ?? cursor.number });
        }
        return services.sort();
      });
    }

    const start = (login: string, serviceId: string, draft: Partial<AccountingDraft> = {}): AccountingDraft => ({
      status: 'Start',
      login,
      sessionId: login,
      sessionClass: newSessionClass(serviceId, 'oAAAAAAAA'),
      ...draft,
    });

    it('by a Stop', async () => {
      const session = start('anna', anna);
      await report(TEST_NOW_MS, session, start('boris', boris));
      expect(await ended()).to.deep.equal([]);
      await report(TEST_NOW_MS + 1_000, { ...session, status: 'Stop', seconds: 1 });
      expect(await ended()).to.deep.equal([anna]);
    });

    for (const status of ['Accounting-On', 'Accounting-Off'] as const) {
      it(`by their device's ${status}, and not those of another device or that have ended before`, async () => {
        const gone = start('anna', anna, { sessionId: 'gone' });
        await report(TEST_NOW_MS, gone, { ...gone, status: 'Stop', seconds: 0 }, start('boris', boris, { nasIpAddress: '10.9.9.8' }));
        await ended();
        await report(TEST_NOW_MS + 1_000, { status });
        expect(await ended()).to.deep.equal([]);
        await report(TEST_NOW_MS + 2_000, start('anna', anna));
        await report(TEST_NOW_MS + 3_000, { status });
        expect(await ended()).to.deep.equal([anna]);
      });
    }

    it('by a new session of a device whose last one was silent', async () => {
      await report(TEST_NOW_MS, start('anna', anna));
      await report(TEST_NOW_MS + HOUR_MS, start('anna', anna, { sessionId: 'next' }));
      expect(await ended()).to.deep.equal([anna]);
    });

    it('by a silence that is too long', async () => {
      await report(TEST_NOW_MS, start('anna', anna));
      fixture.clock.atMs += HOUR_MS;
      await report(fixture.clock.atMs, start('boris', boris));
      await ended();
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_journal').update({ hearing_since_ms: 0, heard_at_ms: fixture.clock.atMs }),
      );
      const { database, clock } = fixture;
      const closing = new SilentSessions({
        database,
        store: new SilentSessionStore(),
        ends: new SessionEnds({ day, clock }),
        clock,
        interimIntervalSeconds: 300,
        logger: new RecordingLogger(),
      });
      expect(await closing.close()).to.equal(1);
      expect(await ended()).to.deep.equal([anna]);
    });

    it('by hearsay, which may come from several processes', async () => {
      const ends = new SessionEnds({ day, clock: fixture.clock });
      const told = [anna, boris].map((serviceId) => fixture.database.transaction(TEST_ACTOR, (tx) => ends.tell(tx, [serviceId, null])));
      await Promise.all(told);
      expect(await ended()).to.deep.equal([anna, boris].sort());
    });
  });
});
