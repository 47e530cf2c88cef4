import { expect } from 'chai';
import { newId } from '../../kernel/ids/id.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { RadiusFixture, TEST_ACTOR } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { OnlineFollower } from './online-follower.js';
import { OnlineSessions } from './online-sessions.js';
import { OnlineStore } from './online-store.js';

const SESSIONS = 700;
const HOUR_MS = 3_600_000;

forEachDatabase((kind) => {
  describe(`Who is online, as other servers heard, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let follower: OnlineFollower;
    const sessions = new OnlineSessions();

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
      const routerId = await fixture.addRouter();
      const startedAtMs = fixture.clock.atMs - HOUR_MS;
      const rows = Array.from({ length: SESSIONS }, () => ({
        id: newId(),
        identity: newId(),
        generation: 1,
        router_id: routerId,
        acct_session_id: newId(),
        service_id: newId(),
        login: 'anna',
        started_at_ms: startedAtMs,
        last_seen_ms: startedAtMs,
        session_seconds: 0,
        download_octets: 0,
        upload_octets: 0,
      }));
      await fixture.database.transaction(TEST_ACTOR, async ({ sql }) => {
        for (let at = 0; at < rows.length; at += 100) await sql('radius_session').insert(rows.slice(at, at + 100));
      });
      follower = new OnlineFollower({
        store: new OnlineStore(fixture.database.reader),
        sessions,
        clock: fixture.clock,
        logger: new RecordingLogger(),
        isWanted: () => true,
        onWanted: () => undefined,
      });
      await follower.refresh();
    });
    after(async () => {
      await follower.stop();
      await fixture.close();
      await kind.close();
    });

    it('is nobody any more at the next look after many ends at once, however late they were written down', async () => {
      expect(sessions.size).to.equal(SESSIONS);
      await follower.refresh();
      expect(sessions.size, 'all are online').to.equal(SESSIONS);
      const stoppedAtMs = fixture.clock.atMs - HOUR_MS / 2;
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session').update({ stopped_at_ms: stoppedAtMs }));
      await follower.refresh();
      expect(sessions.size).to.equal(0);
    });
  });
});
