import type { EventDelivery } from '@tapline/sdk';
import { expect } from 'chai';
import { AccessStore } from '../../access/access-store.js';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import type { Configuration } from '../../kernel/config/configuration.js';
import { newId } from '../../kernel/ids/id.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { NO_ANSWERING } from '../answers/answering.js';
import { RouterProfiles } from '../answers/router-profile.js';
import { AccessEnforcer } from '../change-of-authorization/access-enforcer.js';
import { CoaClient } from '../change-of-authorization/coa-client.js';
import { RadsecFirst } from '../change-of-authorization/radsec-first.js';
import { RequestSender } from '../change-of-authorization/request-sender.js';
import { SessionChangeQueue } from '../change-of-authorization/session-change-queue.js';
import { coaSteps } from '../diagnosis/coa-steps.js';
import { withWays } from '../diagnosis/line-facts.js';
import type { ShortLog } from '../log/short-log.js';
import type { ShortLogEntry } from '../log/short-log-entry.js';
import { type RadiusProcess, startRadiusProcess } from '../radius-process.js';
import { CoaPeer } from '../testing/coa-peer.js';
import { type LineDraft, RadiusFixture, TEST_ACTOR, TEST_NOW_MS, TEST_SECRET } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { TlsRouter } from '../testing/tls-router.js';
import { RadsecConnectionStore, type RadsecWay } from './radsec-connection-store.js';
import { issueRouterCertificate, type RadsecCredentials } from './radsec-credentials.js';
import { RelayClient } from './relay-client.js';
import { RELAY_KEY_PURPOSE } from './relay-message.js';

type Row = Record<string, string | number | null>;

const NAME = 'hill.example';
const profiles = new RouterProfiles(NO_ANSWERING);

forEachDatabase((kind) => {
  describe(`Requests to a router that is connected by RadSec, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let radius: RadiusProcess;
    let credentials: RadsecCredentials;
    let relay: RelayClient;
    let udp: CoaPeer;
    let enforcer: AccessEnforcer;
    let tell: (delivery: EventDelivery<never>) => Promise<void>;
    let routerId: string;
    let serviceId: string;
    let logged: ShortLogEntry[];
    let routers: TlsRouter[];

    before(async () => {
      const created = await kind.create();
      const ports = { host: '127.0.0.1', authPort: 0, accountingPort: 0, radsec: 'on', radsecPort: 0 } as const;
      const configuration: Configuration = { ...created, radius: { ...created.radius, ...ports } };
      fixture = await RadiusFixture.create(configuration);
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      credentials = await issueRouterCertificate(configuration.dataDirectory, NAME);
    });
    after(async () => {
      await radius.stop();
      await fixture.close();
      await kind.close();
    });
    beforeEach(async () => {
      await fixture.clear();
      routers = [];
      logged = [];
      udp = await CoaPeer.open();
      relay = new RelayClient(fixture.secrets.deriveKey(RELAY_KEY_PURPOSE));
      routerId = await fixture.addRouter({ name: 'Hill', address: `tls:${NAME}`, certificateName: NAME, coaPort: udp.port });
      serviceId = await fixture.addLine({ login: 'anna' });
      await radius.settled();
      enforcer = createEnforcer();
      await enforcer.start();
    });
    afterEach(async () => {
      await enforcer.stop();
      for (const router of routers) router.close();
      await untilWay('not-connected');
      await udp.close();
    });

    const facts = () => ({
      id: routerId,
      name: 'Hill',
      address: `tls:${NAME}`,
      nasIpAddress: null,
      nasIdentifier: null,
      coaAddress: null,
      coaPort: udp.port,
      coaPolicy: 'coa-then-disconnect' as const,
      coaMessageAuthenticator: false,
      isEnabled: true,
      requireMessageAuthenticator: 'yes' as const,
      messageAuthenticatorSeenAtMs: null,
      timeoutMs: null,
      certificateName: NAME,
      createdAtMs: 0,
    });

    function createEnforcer(): AccessEnforcer {
      const logger = new RecordingLogger();
      const log = { write: (entry: ShortLogEntry) => void logged.push(entry), close: () => Promise.resolve() } as unknown as ShortLog;
      const queue = new SessionChangeQueue({ clock: fixture.clock });
      const shared = { database: fixture.database, queue, logger, log, realNowMs: Date.now };
      return new AccessEnforcer({
        ...shared,
        createSender: (onSettled) =>
          new RequestSender({
            ...shared,
            client: new RadsecFirst({ client: new CoaClient({ timeoutMs: 500, tries: 2 }), relay, waitMs: 2_000 }),
            routers: { get: () => Promise.resolve(facts()), secret: () => Promise.resolve(TEST_SECRET) },
            answerRouter: (_tx, { id }) => Promise.resolve(profiles.ofRouter(id)),
            interimIntervalSeconds: 300,
            clock: fixture.clock,
            events: { raise: () => Promise.resolve() },
            ends: { tell: () => Promise.resolve() },
            longestSendMs: 5_000,
            onSettled,
          }),
        subscribe: (_consumer, _name, listener) => {
          tell = listener;
          return Promise.resolve();
        },
      });
    }

    async function until<T>(look: () => Promise<T>, isDone: (found: T) => boolean): Promise<T> {
      for (;;) {
        const found = await look();
        if (isDone(found)) return found;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    }
    const way = (): Promise<RadsecWay | undefined> =>
      fixture.database.view(TEST_ACTOR, (tx) => new RadsecConnectionStore().wayTo(tx, facts(), Date.now()));
    const untilWay = (wanted: RadsecWay['kind']) => until(way, (found) => found?.kind === wanted);
    const untilState = (...wanted: readonly string[]): Promise<Row[]> =>
      until<Row[]>(
        () => fixture.database.reader('session_request').orderBy(['created_at_ms', 'id']),
        (rows) => rows.length === wanted.length && rows.every(({ state, claim }, index) => state === wanted[index] && claim === null),
      );

    /** It is written after the answer is kept. */
    const untilLogged = (count: number): Promise<readonly ShortLogEntry[]> =>
      until(
        () => Promise.resolve(logged),
        (entries) => entries.length >= count,
      );

    async function connect(): Promise<TlsRouter> {
      const router = await TlsRouter.open(radius.radsecPort ?? 0, credentials);
      routers.push(router);
      return router;
    }

    async function bringOnline(acctSessionId: string): Promise<void> {
      const id = newId();
      await fixture.database.transaction(TEST_ACTOR, async (tx) => {
        const [access] = await new AccessStore().find(tx, [serviceId]);
        await tx.sql('radius_session').insert({
          id,
          identity: id,
          generation: 1,
          router_id: routerId,
          acct_session_id: acctSessionId,
          service_id: serviceId,
          login: 'anna',
          granted_digest: access?.grantDigest,
          started_at_ms: TEST_NOW_MS,
          last_seen_ms: TEST_NOW_MS,
          session_seconds: 0,
          download_octets: 0,
          upload_octets: 0,
        });
      });
    }

    async function setAccess(draft: Partial<LineDraft>): Promise<void> {
      await fixture.setAccess(serviceId, { login: 'anna', reason: 'unpaid', ...draft });
      await tell({ payload: { serviceId } } as unknown as EventDelivery<never>);
    }

    /** Where its newest packet came from, as RADIUS notes it once a minute. */
    const noteAddress = (address: string): Promise<unknown> =>
      fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_router_health').insert({
          instance: 'test',
          router_id: routerId,
          requests: 1,
          accounting_requests: 0,
          wrong_secrets: 0,
          last_request_at_ms: TEST_NOW_MS,
          last_address: address,
        }),
      );

    it('go over its own connection, and their answers are kept', async () => {
      const router = await connect();
      await untilWay('connected');
      await bringOnline('s1');
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      const [change] = await untilState('acknowledged');
      expect(change).to.include({ kind: 'coa', change_words: 'Mikrotik-Rate-Limit = 10M/2M' });
      router.answer = () => [{ verdict: 'nak', errorCause: 501 }];
      await setAccess({ isAllowed: false });
      const [, end] = await untilState('acknowledged', 'refused');
      expect(end).to.include({ kind: 'disconnect', error_cause: 'Administratively Prohibited' });
      expect(router.told).to.deep.equal(['coa s1 10M/2M', 'disconnect s1']);
      expect(udp.requests).to.deep.equal([]);
      expect((await untilLogged(2)).map(({ verdict }) => verdict)).to.deep.equal(['ok', 'nak']);
    });

    it('say that it is not connected, and are sent as soon as it is', async () => {
      await bringOnline('s1');
      await setAccess({ isAllowed: false });
      await untilState('retrying');
      const [entry] = await untilLogged(1);
      expect(entry?.reason).to.include('the router is not connected by RadSec').and.to.include('as soon as it connects');
      const router = await connect();
      await untilState('acknowledged');
      expect(router.told).to.deep.equal(['disconnect s1']);
    });

    it('go by UDP where it takes them so only, whether it is connected or not', async () => {
      await noteAddress('127.0.0.1');
      const router = await connect();
      router.answer = () => [];
      await untilWay('connected');
      await bringOnline('s1');
      await setAccess({ isAllowed: false });
      await untilState('acknowledged');
      expect([router.told, udp.told]).to.deep.equal([['disconnect s1'], ['disconnect s1']]);
      router.close();
      await untilWay('not-connected');
      await setAccess({});
      await bringOnline('s2');
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session').where('acct_session_id', 's1').delete());
      await setAccess({ isAllowed: false });
      await untilState('acknowledged', 'acknowledged');
      expect(udp.told).to.deep.equal(['disconnect s1', 'disconnect s2']);
    });

    it('go over its newest connection, and over an older one when that is gone', async () => {
      const older = await connect();
      await untilWay('connected');
      const newer = await connect();
      await bringOnline('s1');
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await untilState('acknowledged');
      newer.close();
      await newer.closed;
      await setAccess({ downloadBitsPerSecond: 3_000_000 });
      await until(
        () => Promise.resolve(older.told),
        (told) => told.includes('coa s1 10M/3M'),
      );
      expect(newer.told).to.deep.equal(['coa s1 10M/2M']);
    });

    it('are not believed to be answered by what another secret has made', async () => {
      const router = await connect();
      router.answer = () => [{ verdict: 'ack', secret: 'another' }];
      await untilWay('connected');
      await bringOnline('s1');
      await setAccess({ isAllowed: false });
      await untilState('retrying');
      const [entry] = await untilLogged(1);
      expect(entry?.reason).to.include('no answer over the router’s RadSec connection');
    });

    it('are tried by the router’s test, which says how it takes them', async () => {
      const test = async (): Promise<readonly string[]> => {
        const found = await fixture.database.view(TEST_ACTOR, (tx) => withWays(tx, facts(), TEST_SECRET));
        return (await coaSteps(found, { timeoutMs: 2_000, relay })).map(({ verdict, found: words }) => `${verdict}: ${words}`);
      };
      expect(await test()).to.deep.equal(['warning: Hill is not connected by RadSec: what it should be told waits until it is']);
      const router = await connect();
      router.answer = () => [{ verdict: 'nak', errorCause: 503 }];
      await untilWay('connected');
      const steps = await test();
      expect(steps).to.have.length(2);
      expect(steps[0]).to.match(/^ok: Hill takes Disconnect-Requests at its RadSec connection .* Session Context Not Found\)$/);
      expect(steps[1]).to.match(/^ok: Hill takes CoA-Requests at its RadSec connection/);
    });
  });
});
