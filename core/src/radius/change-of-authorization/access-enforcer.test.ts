import { EVENTS, type EventDelivery } from '@tapline/sdk';
import { expect } from 'chai';
import { newId } from '../../kernel/ids/id.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { ShortLog, shortLogFile } from '../log/short-log.js';
import { ShortLogReader } from '../log/short-log-reader.js';
import { DisconnectPeer } from '../testing/disconnect-peer.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS, TEST_SECRET } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { AccessEnforcer } from './access-enforcer.js';
import { DisconnectClient } from './disconnect-client.js';
import { DisconnectStore } from './disconnect-store.js';

type Listener = (delivery: EventDelivery<never>) => Promise<void>;

forEachDatabase((kind) => {
  describe(`Putting shut lines off on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let peer: DisconnectPeer;
    let enforcer: AccessEnforcer;
    let routerId: string;
    let serviceId: string;
    let realNowMs: number;
    let tell: Listener;

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });
    beforeEach(async () => {
      await fixture.clear();
      realNowMs = 1_000_000;
      peer = await DisconnectPeer.open();
      routerId = await fixture.addRouter({ coaPort: peer.port });
      serviceId = await fixture.addLine({ login: 'anna' });
      enforcer = createEnforcer();
    });
    afterEach(async () => {
      await enforcer.stop();
      await peer.close();
    });

    function createEnforcer(): AccessEnforcer {
      const logger = new RecordingLogger();
      return new AccessEnforcer({
        database: fixture.database,
        store: new DisconnectStore(),
        client: new DisconnectClient({ timeoutMs: 40, tries: 2 }),
        routers: {
          get: () =>
            Promise.resolve({
              id: routerId,
              name: 'Hill',
              address: '127.0.0.1',
              nasIpAddress: null,
              nasIdentifier: null,
              coaAddress: null,
              coaPort: peer.port,
              requireMessageAuthenticator: 'yes',
              messageAuthenticatorSeenAtMs: null,
              timeoutMs: null,
              certificateName: null,
              createdAtMs: 0,
            }),
          secret: () => Promise.resolve(TEST_SECRET),
        },
        clock: fixture.clock,
        logger,
        log: new ShortLog({ file: shortLogFile(fixture.configuration.dataDirectory), logger }),
        subscribe: (_consumer, name, listener) => {
          expect(name).to.equal(EVENTS.accessChanged.name);
          tell = listener;
          return Promise.resolve();
        },
        longestSendMs: 80,
        realNowMs: () => realNowMs,
      });
    }

    async function bringOnline(sessionId: string): Promise<string> {
      const id = newId();
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_session').insert({
          id,
          identity: id,
          generation: 1,
          router_id: routerId,
          acct_session_id: sessionId,
          service_id: serviceId,
          login: 'anna',
          started_at_ms: TEST_NOW_MS - 60_000,
          last_seen_ms: TEST_NOW_MS - 1_000,
          session_seconds: 0,
          download_octets: 0,
          upload_octets: 0,
        }),
      );
      return id;
    }

    async function setAllowed(isAllowed: boolean): Promise<void> {
      await fixture.setAccess(serviceId, { login: 'anna', isAllowed, reason: 'unpaid' });
      const delivery = { id: newId(), name: 'access.changed', customerId: null, occurredAtMs: 0, payload: { serviceId, isAllowed } };
      await tell(delivery as unknown as EventDelivery<never>);
    }

    const requests = (): Promise<Record<string, unknown>[]> => fixture.database.reader('disconnect_request').orderBy('created_at_ms');

    /** Resolves when no request is in the given state any more. */
    async function until(isDone: (rows: Record<string, unknown>[]) => boolean): Promise<Record<string, unknown>[]> {
      for (;;) {
        const rows = await requests();
        if (isDone(rows)) return rows;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    }

    it('sends a request for every session of a line that is shut, once, and keeps the answer', async () => {
      await bringOnline('s1');
      await bringOnline('s2');
      await enforcer.start();
      await setAllowed(false);
      await tell({ payload: { serviceId, isAllowed: false } } as unknown as EventDelivery<never>);
      const rows = await until((all) => all.length === 2 && all.every(({ state }) => state === 'acknowledged'));
      expect(peer.sessionIds).to.have.members(['s1', 's2']);
      expect(rows[0]).to.include({ reason: 'unpaid', error_cause: null, next_try_at_ms: null });
      await enforcer.stop();
      const lines = await new ShortLogReader(shortLogFile(fixture.configuration.dataDirectory)).latest(2);
      expect(lines[0]).to.include({ kind: 'disconnect', verdict: 'ok', login: 'anna', reason: 'unpaid' });
    });

    it('closes a session that the router does not know', async () => {
      const sessionId = await bringOnline('s1');
      peer.answer = () => [{ code: 'Disconnect-NAK', errorCause: 503 }];
      await enforcer.start();
      await setAllowed(false);
      const [row] = await until(([first]) => first?.state === 'refused');
      expect(row?.error_cause).to.equal('Session Context Not Found');
      const [session] = await fixture.database.reader('radius_session').where('id', sessionId);
      expect([Number(session.stopped_at_ms), session.terminate_cause]).to.deep.equal([TEST_NOW_MS - 1_000, 'Lost-Session']);
    });

    it('tries again later when the router does not answer', async () => {
      await bringOnline('s1');
      peer.answer = () => [];
      await enforcer.start();
      await setAllowed(false);
      const [row] = await until(([first]) => first?.state === 'unanswered');
      expect([Number(row?.attempts), Number(row?.next_try_at_ms)]).to.deep.equal([1, realNowMs + 5_000]);
      peer.answer = () => [{ code: 'Disconnect-ACK' }];
      realNowMs += 5_000;
      enforcer.nudge();
      const [again] = await until(([first]) => first?.state === 'acknowledged');
      expect(Number(again?.attempts)).to.equal(2);
    });

    it('does not disconnect a line that was opened in the meantime', async () => {
      await bringOnline('s1');
      peer.answer = () => [];
      await enforcer.start();
      await setAllowed(false);
      await until(([first]) => first?.state === 'unanswered');
      const sent = peer.requests.length;
      await setAllowed(true);
      realNowMs += 5_000;
      enforcer.nudge();
      await until(([first]) => first?.state === 'withdrawn');
      expect(peer.requests).to.have.length(sent);
    });

    it('leaves a session alone that has ended by itself', async () => {
      const sessionId = await bringOnline('s1');
      peer.answer = () => [];
      await enforcer.start();
      await setAllowed(false);
      await until(([first]) => first?.state === 'unanswered');
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_session').where('id', sessionId).update({ stopped_at_ms: 1 }),
      );
      realNowMs += 5_000;
      enforcer.nudge();
      await until(([first]) => first?.state === 'withdrawn');
    });

    it('finds a session whose start became known only after its line was shut', async () => {
      await enforcer.start();
      await setAllowed(false);
      await bringOnline('late');
      realNowMs += 15_000;
      enforcer.nudge();
      await until(([first]) => first?.state === 'acknowledged');
      expect(peer.sessionIds).to.deep.equal(['late']);
    });

    it('sends after a restart what was not sent before it', async () => {
      await bringOnline('s1');
      peer.answer = () => [];
      await enforcer.start();
      await setAllowed(false);
      await enforcer.stop();
      peer.answer = () => [{ code: 'Disconnect-ACK' }];
      realNowMs += 60_000;
      enforcer = createEnforcer();
      await enforcer.start();
      await until(([first]) => first?.state === 'acknowledged');
    });
  });
});
