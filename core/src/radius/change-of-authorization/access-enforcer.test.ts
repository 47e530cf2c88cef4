import type { EventDelivery, ReplyFacts, Restrictions } from '@tapline/sdk';
import { expect } from 'chai';
import { AccessService } from '../../access/access-service.js';
import { AccessStore } from '../../access/access-store.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { newId } from '../../kernel/ids/id.js';
import type { EventRaiser } from '../../kernel/outbox/event-raiser.js';
import { RouterService } from '../../network/router-service.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { AccountingStore } from '../accounting/accounting-store.js';
import { NO_ANSWERING } from '../answers/answering.js';
import { RouterProfiles } from '../answers/router-profile.js';
import { ShortLog, shortLogFile } from '../log/short-log.js';
import { ShortLogReader } from '../log/short-log-reader.js';
import { RelayClient } from '../radsec/relay-client.js';
import { answerAsRouterOs, CoaPeer, type PeerRequest } from '../testing/coa-peer.js';
import { type LineDraft, RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { AccessEnforcer } from './access-enforcer.js';
import { CoaClient } from './coa-client.js';
import { CoaHealthStore } from './coa-health-store.js';
import { RadsecFirst } from './radsec-first.js';
import { RequestSender } from './request-sender.js';
import { SessionChangeQueue } from './session-change-queue.js';

type Listener = (delivery: EventDelivery<never>) => Promise<void>;
type Row = Record<string, string | number | null>;

const profiles = new RouterProfiles(NO_ANSWERING);
const NAS = '10.9.9.9';
const RELAY_KEY = Buffer.alloc(32, 3);
/** Longer than a busy machine takes for anything in these tests. */
const PATIENCE_MS = 5_000;
const IMPATIENCE_MS = 40;
const HOUR_MS = 3_600_000;
const GB = 1_000_000_000;

forEachDatabase((kind) => {
  describe(`Bringing who is online to what their lines may, on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let peer: CoaPeer;
    let enforcer: AccessEnforcer;
    let queue: SessionChangeQueue;
    let routerId: string;
    let serviceId: string;
    let realNowMs: number;
    let tell: Listener;
    let enforcers: AccessEnforcer[];
    let routers: RouterService;
    let logger: RecordingLogger;
    let raised: object[];
    let ended: (string | null)[];
    /** How long a try waits for its answer: short only while the router says nothing, so that no answer comes too late on a busy machine. */
    let patienceMs: number;

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
      const audit = { record: () => Promise.resolve() } as unknown as AuditLog;
      routers = new RouterService(fixture.secrets, audit, fixture.clock, () => undefined);
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });
    beforeEach(async () => {
      await fixture.clear();
      realNowMs = 1_000_000;
      patienceMs = PATIENCE_MS;
      fixture.clock.atMs = TEST_NOW_MS;
      enforcers = [];
      logger = new RecordingLogger();
      raised = [];
      ended = [];
      peer = await CoaPeer.open();
      routerId = await fixture.addRouter({ coaPort: peer.port });
      serviceId = await fixture.addLine({ login: 'anna' });
      queue = new SessionChangeQueue({ clock: fixture.clock, realNowMs: () => realNowMs });
      enforcer = createEnforcer();
    });
    afterEach(async () => {
      for (const each of enforcers) await each.stop();
      await peer.close();
    });

    function createEnforcer({
      wrapQueue = (each: SessionChangeQueue): SessionChangeQueue => each,
      // Called once a request is claimed and its session was read, and before its line is.
      onClaim = (_routerId: string): Promise<void> => Promise.resolve(),
    } = {}): AccessEnforcer {
      const log = new ShortLog({ file: shortLogFile(fixture.configuration.dataDirectory), logger });
      const shared = { database: fixture.database, queue: wrapQueue(queue), logger, log, realNowMs: () => realNowMs };
      const patience = {
        tries: 2,
        get timeoutMs() {
          return patienceMs;
        },
      };
      const made = new AccessEnforcer({
        ...shared,
        createSender: (onSettled) =>
          new RequestSender({
            ...shared,
            client: new RadsecFirst({ client: new CoaClient(patience), relay: new RelayClient(RELAY_KEY), waitMs: PATIENCE_MS }),
            routers,
            answerRouter: (_tx, { id }) => onClaim(id).then(() => profiles.ofRouter(id)),
            interimIntervalSeconds: 300,
            clock: fixture.clock,
            events: {
              raise: (_tx, { name }, { payload }) => {
                raised.push({ name, ...(payload as object) });
                return Promise.resolve();
              },
            },
            ends: {
              tell: (_tx, serviceIds) => {
                ended.push(...serviceIds);
                return Promise.resolve();
              },
            },
            longestSendMs: 2 * PATIENCE_MS,
            onSettled,
          }),
        subscribe: (_consumer, _name, listener) => {
          tell = listener;
          return Promise.resolve();
        },
      });
      enforcers.push(made);
      return made;
    }

    /** Each try is given up soon. */
    function beSilent(): void {
      peer.answer = () => [];
      patienceMs = IMPATIENCE_MS;
    }
    function beBack(): void {
      peer.answer = () => [{ verdict: 'ack' }];
      patienceMs = PATIENCE_MS;
    }

    /** As its first accounting record does; with the grant that its login was given, null where the router does not echo our Class. */
    async function bringOnline(
      acctSessionId: string,
      {
        service = serviceId,
        granted = 'now',
        nasDevice = null,
        router = routerId,
      }: { service?: string; granted?: 'now' | null; nasDevice?: string | null; router?: string } = {},
    ): Promise<string> {
      const id = newId();
      await fixture.database.transaction(TEST_ACTOR, async (tx) => {
        const [access] = await new AccessStore().find(tx, [service]);
        await tx.sql('radius_session').insert({
          id,
          identity: id,
          generation: 1,
          router_id: router,
          acct_session_id: acctSessionId,
          service_id: service,
          login: 'anna',
          nas_ip_address: NAS,
          nas_device: nasDevice,
          granted_digest: granted === null ? null : access?.grantDigest,
          started_at_ms: TEST_NOW_MS - 60_000,
          last_seen_ms: TEST_NOW_MS - 1_000,
          session_seconds: 0,
          download_octets: 0,
          upload_octets: 0,
        });
      });
      return id;
    }

    async function setAccess(draft: Partial<LineDraft>): Promise<void> {
      await fixture.setAccess(serviceId, { login: 'anna', reason: 'unpaid', ...draft });
      await tell({ payload: { serviceId } } as unknown as EventDelivery<never>);
    }

    const write = <T>(work: Parameters<typeof fixture.database.transaction<T>>[1]): Promise<T> =>
      fixture.database.transaction(TEST_ACTOR, work);
    const report = (...ids: readonly string[]): Promise<void> => write((tx) => queue.onReported(tx, ids));
    const requests = (): Promise<Row[]> => fixture.database.reader('session_request').orderBy(['created_at_ms', 'id']);
    const stop = (id: string): Promise<unknown> => write(({ sql }) => sql('radius_session').where('id', id).update({ stopped_at_ms: 1 }));

    /** Resolves with the requests when they are as wanted. */
    async function until(isDone: (rows: Row[]) => boolean): Promise<Row[]> {
      for (;;) {
        const rows = await requests();
        if (isDone(rows)) return rows;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
    }
    const untilStates = (...states: readonly string[]): Promise<Row[]> =>
      until((rows) => rows.length === states.length && rows.every(({ state }, index) => state === states[index]));

    it('ends every session of a line that is shut, once, and keeps the answer', async () => {
      await bringOnline('s1');
      await bringOnline('s2', { granted: null });
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await tell({ payload: { serviceId } } as unknown as EventDelivery<never>);
      const [row] = await untilStates('acknowledged', 'acknowledged');
      expect(peer.told).to.have.members(['disconnect s1', 'disconnect s2']);
      expect(row).to.include({ reason: 'unpaid', error_cause: null, next_try_at_ms: null, open_session_id: null });
      await enforcer.stop();
      const lines = await new ShortLogReader(shortLogFile(fixture.configuration.dataDirectory)).latest(2);
      expect(lines[0]).to.include({ kind: 'disconnect', verdict: 'ok', login: 'anna', reason: 'unpaid' });
    });

    it('changes the speed of a session by CoA, and remembers that the session has it', async () => {
      const id = await bringOnline('s1');
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000, uploadBitsPerSecond: 512_000 });
      const [row] = await untilStates('acknowledged');
      expect(peer.told).to.deep.equal(['coa s1 512k/2M']);
      expect(row).to.include({ kind: 'coa', change_words: 'Mikrotik-Rate-Limit = 512k/2M' });
      await report(id);
      await tell({ payload: { serviceId } } as unknown as EventDelivery<never>);
      expect(await requests()).to.have.length(1);
    });

    describe('where an add-on states how much a line may still carry', () => {
      const NO_LIMIT = (1n << 64n) - 1n;
      let restrictions: Restrictions;
      let plan: Restrictions;

      beforeEach(() => {
        const events = { raise: () => Promise.resolve() } as unknown as EventRaiser;
        const access = new AccessService(new AccessStore(), events, fixture.clock, () => undefined);
        restrictions = access.restrictionsOf('cap');
        plan = access.restrictionsOf('plan');
      });

      const changed = (): Promise<void> => tell({ payload: { serviceId } } as unknown as EventDelivery<never>);
      const state = (facts: ReplyFacts): Promise<void> => write((tx) => restrictions.state(tx, serviceId, facts));
      async function slowTo(bitsPerSecond: number): Promise<void> {
        const effect = { kind: 'limit', downloadBitsPerSecond: bitsPerSecond, uploadBitsPerSecond: bitsPerSecond } as const;
        await write((tx) => plan.set(tx, { serviceId, effect, reason: 'another plan' }));
        await changed();
      }
      /** Reports have told that so much more was downloaded in a session. */
      const carries = (id: string, octets: number): Promise<unknown> =>
        write(async (tx) => {
          await tx.sql('radius_session').where('id', id).increment('download_octets', octets);
          const flowed = { serviceId, hourMs: TEST_NOW_MS, day: '2026-05-01', downloadOctets: BigInt(octets), uploadOctets: 0n };
          await new AccountingStore().addUsage(tx, [{ ...flowed, isSessionEnd: false }]);
        });
      const limits = (): readonly (bigint | undefined)[] => peer.requests.map(({ totalLimit }) => totalLimit);

      it('tells what is left now, not what was left when it was stated', async () => {
        await state({ totalOctetsLeft: 100 * GB });
        const id = await bringOnline('s1');
        await carries(id, 6 * GB);
        await enforcer.start();
        await slowTo(2_000_000);
        await untilStates('acknowledged');
        expect(limits()).to.deep.equal([BigInt(100 * GB)]);
      });

      it('tells what is left now each time that it tells it', async () => {
        const id = await bringOnline('s1');
        await carries(id, 50 * GB);
        beSilent();
        await enforcer.start();
        await state({ totalOctetsLeft: 50 * GB });
        await changed();
        await untilStates('retrying');
        // The session before it has told late what it had carried.
        const before = await bringOnline('s0');
        await stop(before);
        await carries(before, 2 * GB);
        await carries(id, 3 * GB);
        beBack();
        realNowMs += 5_000;
        enforcer.nudge();
        await untilStates('acknowledged');
        expect([...new Set(limits())]).to.deep.equal([BigInt(100 * GB), BigInt(98 * GB)]);
      });

      it('counts from what was stated last, though that is as much as before', async () => {
        await state({ totalOctetsLeft: 50 * GB });
        const id = await bringOnline('s1');
        await carries(id, 5 * GB);
        await state({ totalOctetsLeft: 50 * GB });
        await enforcer.start();
        await slowTo(2_000_000);
        await untilStates('acknowledged');
        expect(limits()).to.deep.equal([BigInt(55 * GB)]);
      });

      it('tells of several sources what the one leaves that leaves the least now', async () => {
        const others = new AccessService(new AccessStore(), { raise: () => Promise.resolve() } as never, fixture.clock, () => undefined);
        await state({ totalOctetsLeft: 10 * GB });
        const id = await bringOnline('s1');
        await carries(id, 4 * GB);
        await write((tx) => others.restrictionsOf('other').state(tx, serviceId, { totalOctetsLeft: 8 * GB }));
        await enforcer.start();
        await changed();
        await untilStates('acknowledged');
        expect(limits()).to.deep.equal([BigInt(10 * GB)]);
      });

      it('lets a session that has carried more than there was end at once: a limit of 0 would be none', async () => {
        await state({ totalOctetsLeft: 0 });
        const id = await bringOnline('s1');
        await enforcer.start();
        await slowTo(2_000_000);
        await untilStates('acknowledged');
        await carries(id, GB);
        await slowTo(1_000_000);
        await untilStates('acknowledged', 'acknowledged');
        expect(limits()).to.deep.equal([1n, BigInt(GB)]);
      });

      it('ends no session for what is told by CoA only: not on a router that takes none, and not on one that refuses it', async () => {
        const without = await fixture.addRouter({
          name: 'Valley',
          nasIpAddress: '10.9.9.8',
          coaPort: peer.port,
          coaPolicy: 'disconnect-only',
        });
        await state({ totalOctetsLeft: 10 * GB });
        await bringOnline('s1');
        await bringOnline('s2', { router: without });
        peer.answer = ({ kind: asked }) => [asked === 'coa' ? { verdict: 'nak', errorCause: 401 } : { verdict: 'ack' }];
        await enforcer.start();
        await write((tx) => restrictions.state(tx, serviceId, { totalOctetsLeft: 4 * GB }, { tellsLiveSessions: 'by-coa' }));
        await changed();
        await until((rows) => ['refused', 'withdrawn'].every((wanted) => rows.some(({ state: its }) => its === wanted)));
        await report(...(await fixture.database.reader('radius_session').select('id')).map(({ id }) => String(id)));
        expect(peer.requests.map(({ kind: asked, acctSessionId }) => [asked, acctSessionId])).to.deep.equal([['coa', 's1']]);
        expect(await requests()).to.have.length(2);
        await slowTo(2_000_000);
        await until((rows) => rows.filter(({ state: its }) => its === 'acknowledged').length === 2);
        expect(peer.told.filter((each) => each.startsWith('disconnect')).sort()).to.deep.equal(['disconnect s1', 'disconnect s2']);
      });

      it('ends a session on a router that takes no CoA for what is told in any case', async () => {
        const without = await fixture.addRouter({
          name: 'Valley',
          nasIpAddress: '10.9.9.8',
          coaPort: peer.port,
          coaPolicy: 'disconnect-only',
        });
        await state({ totalOctetsLeft: 10 * GB });
        await bringOnline('s1', { router: without });
        await enforcer.start();
        await write((tx) => restrictions.state(tx, serviceId, { totalOctetsLeft: 5 * GB }, { tellsLiveSessions: 'by-coa' }));
        await write((tx) => restrictions.state(tx, serviceId, { totalOctetsLeft: 4 * GB }, { tellsLiveSessions: true }));
        await changed();
        await untilStates('acknowledged');
        expect(peer.told).to.deep.equal(['disconnect s1']);
      });

      it('leaves each of several sessions the share that was stated', async () => {
        await write(({ sql }) => sql('service').where('id', serviceId).update({ login_rules: '{"sessionLimit":2}' }));
        await state({ totalOctetsLeft: 10 * GB });
        const id = await bringOnline('s1');
        await carries(id, GB);
        await enforcer.start();
        await slowTo(2_000_000);
        await untilStates('acknowledged');
        expect(limits()).to.deep.equal([BigInt(11 * GB)]);
      });

      it('takes the limit off a session that was told one when nothing limits it any more, and tells no other of any', async () => {
        await state({ totalOctetsLeft: 10 * GB });
        const id = await bringOnline('s1');
        await carries(id, GB);
        await enforcer.start();
        fixture.clock.atMs += HOUR_MS;
        await state({});
        await changed();
        await untilStates('acknowledged');
        expect(limits()).to.deep.equal([NO_LIMIT]);
        const later = await bringOnline('s2');
        await write(({ sql }) =>
          sql('radius_session')
            .where('id', later)
            .update({ started_at_ms: fixture.clock.atMs + 60_000 }),
        );
        await slowTo(2_000_000);
        await untilStates('acknowledged', 'acknowledged', 'acknowledged');
        const told = new Map(peer.requests.map(({ acctSessionId, totalLimit }) => [acctSessionId, totalLimit]));
        expect([...told]).to.deep.equal([
          ['s1', NO_LIMIT],
          ['s2', undefined],
        ]);
      });

      it('takes the limit of both directions off where only one is limited from now on', async () => {
        await state({ totalOctetsLeft: 10 * GB });
        await bringOnline('s1');
        await enforcer.start();
        await state({ downloadOctetsLeft: 5 * GB });
        await changed();
        const [row] = await untilStates('acknowledged');
        expect(limits()).to.deep.equal([NO_LIMIT]);
        expect(row?.change_words).to.include(`Mikrotik-Xmit-Limit = ${(5 * GB) % 2 ** 32}`);
      });

      it('tells a line of which nothing was ever stated no limit', async () => {
        await bringOnline('s1');
        await enforcer.start();
        await slowTo(2_000_000);
        await untilStates('acknowledged');
        expect(limits()).to.deep.equal([undefined]);
      });
    });

    it('ends a session that the router cannot change', async () => {
      await bringOnline('s1');
      peer.answer = ({ kind: asked }) => [asked === 'coa' ? { verdict: 'nak', errorCause: 401 } : { verdict: 'ack' }];
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      const [coa, disconnect] = await untilStates('refused', 'acknowledged');
      expect([coa?.error_cause, disconnect?.kind]).to.deep.equal(['Unsupported Attribute', 'disconnect']);
      expect(peer.told).to.deep.equal(['coa s1 10M/2M', 'disconnect s1']);
    });

    it('ends a session that it cannot be told of to be changed, since the packet would be too long, and asks no more', async () => {
      const attributes = Array.from({ length: 17 }, () => ({ name: 'Filter-Id', value: 'x'.repeat(250) }));
      const long = { login: 'anna', terms: { attributes } };
      await fixture.setAccess(serviceId, long);
      await bringOnline('s1');
      await enforcer.start();
      await setAccess({ ...long, downloadBitsPerSecond: 2_000_000 });
      const [change] = await untilStates('refused', 'acknowledged');
      expect(change).to.include({ kind: 'coa', error_cause: 'Request Too Long', next_try_at_ms: null, claim: null });
      expect(peer.told).to.deep.equal(['disconnect s1']);
      await enforcer.stop();
      const entries = await new ShortLogReader(shortLogFile(fixture.configuration.dataDirectory)).latest(2);
      const entry = entries.find(({ kind: asked }) => asked === 'coa');
      expect(entry).to.include({ verdict: 'drop' });
      expect(entry?.reason).to.include('longer than a RADIUS packet may be');
    });

    it('closes a session that the router does not know', async () => {
      const id = await bringOnline('s1');
      peer.answer = answerAsRouterOs(new Map(), { nasIpAddress: NAS });
      await enforcer.start();
      await setAccess({ isAllowed: false });
      const [row] = await untilStates('refused');
      expect(row?.error_cause).to.equal('Session Context Not Found');
      const [session] = await fixture.database.reader('radius_session').where('id', id);
      expect([Number(session.stopped_at_ms), session.terminate_cause]).to.deep.equal([TEST_NOW_MS - 1_000, 'Lost-Session']);
      expect(ended).to.deep.equal([serviceId]);
    });

    it('takes nothing for lost that may be a DHCP lease', async () => {
      const id = await bringOnline('s1');
      await write(({ sql }) => sql('radius_session').where('id', id).update({ login: '00:0C:42:01:02:03' }));
      peer.answer = answerAsRouterOs(new Map(), { nasIpAddress: NAS });
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await untilStates('refused');
      expect((await fixture.database.reader('radius_session').where('id', id))[0].stopped_at_ms).to.equal(null);
    });

    describe('when a router refuses to end a session that it has', () => {
      const FORBIDDEN = { verdict: 'nak', errorCause: 501 } as const;
      const errorCause = 'Administratively Prohibited';
      let sessionId: string;

      beforeEach(async () => {
        sessionId = await bringOnline('s1');
        peer.answer = () => [FORBIDDEN];
        await enforcer.start();
        await setAccess({ isAllowed: false });
        await untilStates('refused');
      });

      const sweep = (): Promise<unknown> => write((tx) => queue.sweep(tx, { afterId: '', limit: 10 }));
      async function refusal(): Promise<unknown> {
        const [health] = await fixture.database.view(TEST_ACTOR, (tx) => new CoaHealthStore().list(tx));
        return health?.refusal;
      }

      it('asks again each hour, and keeps why it was refused until it is not', async () => {
        fixture.clock.atMs += HOUR_MS - 1;
        await sweep();
        expect(await requests()).to.have.length(1);
        expect(await refusal()).to.deep.equal({ atMs: TEST_NOW_MS, errorCause });
        fixture.clock.atMs += 1;
        await sweep();
        enforcer.nudge();
        await untilStates('refused', 'refused');
        expect(await refusal()).to.deep.equal({ atMs: TEST_NOW_MS + HOUR_MS, errorCause });
        beBack();
        fixture.clock.atMs += HOUR_MS;
        await sweep();
        enforcer.nudge();
        await untilStates('refused', 'refused', 'acknowledged');
        expect(await refusal()).to.equal(null);
        expect(peer.told).to.deep.equal(['disconnect s1', 'disconnect s1', 'disconnect s1']);
      });

      it('asks again by itself as soon as the router was changed here', async () => {
        beBack();
        fixture.clock.atMs += 1;
        await write((tx) => routers.change(tx, routerId, { coaMessageAuthenticator: true }));
        expect(await refusal()).to.equal(null);
        realNowMs += 5_000;
        enforcer.nudge();
        await untilStates('refused', 'acknowledged');
      });

      it('says so to whoever has another way to the router', () => {
        const payload = { sessionId, routerId, serviceId, kind: 'disconnect', reason: 'unpaid', errorCause };
        expect(raised).to.deep.equal([{ name: 'session.requestRefused', ...payload }]);
      });
    });

    it('takes a session that the router does not know for no refusal, and asks about it no more', async () => {
      const id = await bringOnline('s1');
      await write(({ sql }) => sql('radius_session').where('id', id).update({ login: '00:0C:42:01:02:03' }));
      peer.answer = answerAsRouterOs(new Map(), { nasIpAddress: NAS });
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await untilStates('refused');
      fixture.clock.atMs += 2 * HOUR_MS;
      await write((tx) => queue.sweep(tx, { afterId: '', limit: 10 }));
      expect(await requests()).to.have.length(1);
      const [health] = await fixture.database.view(TEST_ACTOR, (tx) => new CoaHealthStore().list(tx));
      expect([health?.refusal, raised]).to.deep.equal([null, []]);
    });

    it('tries again later when the router does not answer, and at once when the router speaks of the session', async () => {
      const id = await bringOnline('s1');
      beSilent();
      await enforcer.start();
      await setAccess({ isAllowed: false });
      const [row] = await untilStates('retrying');
      expect([Number(row?.attempts), Number(row?.next_try_at_ms)]).to.deep.equal([1, realNowMs + 5_000]);
      beBack();
      await report(id);
      enforcer.nudge();
      const [again] = await untilStates('acknowledged');
      expect(Number(again?.attempts)).to.equal(2);
    });

    it('sends again at once what a router that was away for long has missed, when it answers one request', async () => {
      for (let index = 0; index < 6; index++) await bringOnline(`s${index}`);
      beSilent();
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await until((rows) => rows.length === 6 && rows.every(({ state }) => state === 'retrying'));
      for (let round = 0; round < 2; round++) {
        realNowMs += 900_000;
        enforcer.nudge();
        await until((rows) => rows.every(({ state, claim }) => state === 'retrying' && claim === null));
      }
      const [health] = await fixture.database.view(TEST_ACTOR, (tx) => new CoaHealthStore().list(tx));
      expect(health?.silentSinceMs).to.equal(TEST_NOW_MS);
      beBack();
      const [first] = await requests();
      await report(String(first?.session_id));
      enforcer.nudge();
      await until((rows) => rows.every(({ state }) => state === 'acknowledged'));
      const [recovered] = await fixture.database.view(TEST_ACTOR, (tx) => new CoaHealthStore().list(tx));
      expect(recovered).to.include({ silentSinceMs: null, unanswered: 0 });
    });

    it('asks a silent device of a network one thing at a time, and lets the others not wait for it', async () => {
      await write(({ sql }) => sql('router').where('id', routerId).update({ address: '127.0.0.0/8' }));
      const [here, away] = ['127.0.0.1', '127.0.0.2'];
      await write(async (tx) => {
        const silent = { routerId, deviceAddress: away, sentAtMs: TEST_NOW_MS, answer: null };
        for (let tries = 0; tries < 3; tries++) await new CoaHealthStore().record(tx, silent);
      });
      for (let index = 0; index < 4; index++)
        for (const address of [away, here]) await bringOnline(`${address} ${index}`, { nasDevice: `${address}/${NAS}/` });
      const patient = createEnforcer();
      // Each is answered only when all are under way.
      peer.answer = () => [];
      await patient.start();
      await setAccess({ isAllowed: false });
      await until(() => peer.told.length === 4);
      beBack();
      for (const request of peer.requests.slice(0, 4)) peer.reply(request);
      const claimed = await until((rows) => rows.filter(({ state }) => state === 'acknowledged').length >= 1);
      const ofAway = claimed.filter(({ device_address: address }) => address === away);
      expect(ofAway.filter(({ claim }) => claim !== null).length).to.be.lessThan(2);
      await until((rows) => rows.filter(({ state }) => state === 'acknowledged').length === 4);
      expect(peer.told).to.have.members([0, 1, 2, 3].map((index) => `disconnect ${here} ${index}`));
      const health = await fixture.database.view(TEST_ACTOR, (tx) => new CoaHealthStore().silent(tx));
      expect([...health]).to.deep.equal([`${routerId} ${away}`]);
    });

    describe('when there are several routers', () => {
      /** In the order in which they were added, the first one too. */
      let all: readonly string[];

      beforeEach(async () => {
        const others = ['Dale', 'Mill'].map((name) => fixture.addRouter({ name, nasIdentifier: name, coaPort: peer.port }));
        all = [routerId, ...(await Promise.all(others))].toSorted();
      });

      it('goes on with the others when one was removed that was still to be told to end a session', async () => {
        const [first, removed, last] = all as [string, string, string];
        const gone = await bringOnline('gone', { router: removed });
        beSilent();
        await enforcer.start();
        await setAccess({ isAllowed: false });
        await untilStates('retrying');
        await stop(gone);
        await write((tx) => routers.remove(tx, removed));
        beBack();
        for (const router of [first, last]) await bringOnline(`at ${router}`, { router, granted: null });
        realNowMs += 5_000;
        await tell({ payload: { serviceId } } as unknown as EventDelivery<never>);
        await until((rows) => rows.length === 3 && rows.every(({ open_session_id: open }) => open === null));
        const states = (await requests()).map(({ router_id: id, state }) => [id, state]);
        expect(states).to.have.deep.members([
          [first, 'acknowledged'],
          [removed, 'withdrawn'],
          [last, 'acknowledged'],
        ]);
        expect(logger.lines).to.deep.equal([]);
      });

      it('goes on with the others when one’s requests cannot be made', async () => {
        const [first, broken, last] = all as [string, string, string];
        for (const router of all) await bringOnline(`at ${router}`, { router });
        const onClaim = (id: string): Promise<void> => (id === broken ? Promise.reject(new Error('no driver')) : Promise.resolve());
        await createEnforcer({ onClaim }).start();
        await setAccess({ isAllowed: false });
        await until((rows) => rows.filter(({ state }) => state === 'acknowledged').length === 2);
        expect(peer.told).to.have.members([`disconnect at ${first}`, `disconnect at ${last}`]);
        expect(logger.lines).to.include('error what a router is to be told could not be prepared; it is tried again');
      });
    });

    // SQLite lets nobody write while a request is being claimed.
    if (kind.name !== 'SQLite') {
      describe('when a line changes while a request about it is being claimed', () => {
        let told: Promise<void>;
        let change: (() => Promise<void>) | undefined;

        async function startChanging(draft: Partial<LineDraft>): Promise<void> {
          told = Promise.resolve();
          change = async () => {
            change = undefined;
            await fixture.setAccess(serviceId, { login: 'anna', ...draft });
            // Waits for the claim to end, which therefore must not wait for it.
            told = tell({ payload: { serviceId } } as unknown as EventDelivery<never>);
          };
          await createEnforcer({ onClaim: () => change?.() ?? Promise.resolve() }).start();
        }

        it('does not withdraw what has come to be wanted meanwhile', async () => {
          const id = await bringOnline('s1');
          await fixture.setAccess(serviceId, { login: 'anna', downloadBitsPerSecond: 2_000_000 });
          await report(id);
          await fixture.setAccess(serviceId, { login: 'anna' });
          await startChanging({ downloadBitsPerSecond: 3_000_000 });
          await until((rows) => rows.at(-1)?.state === 'acknowledged');
          await told;
          expect(peer.told).to.deep.equal(['coa s1 10M/3M']);
        });

        it('asks for what has come to be wanted before it is withdrawn, though that was told while it was still open', async () => {
          const id = await bringOnline('s1');
          await fixture.setAccess(serviceId, { login: 'anna', downloadBitsPerSecond: 2_000_000 });
          await report(id);
          await fixture.setAccess(serviceId, { login: 'anna' });
          let isChanged = false;
          // Where the sender looks again, having withdrawn it: what it must find by then was committed after its first look.
          const wrapQueue = (each: SessionChangeQueue): SessionChangeQueue =>
            new Proxy(each, {
              get: (target, name: keyof SessionChangeQueue) =>
                name !== 'queue'
                  ? (target[name] as () => unknown).bind(target)
                  : async (...given: Parameters<SessionChangeQueue['queue']>) => {
                      if (!isChanged) await fixture.setAccess(serviceId, { login: 'anna', downloadBitsPerSecond: 3_000_000 });
                      isChanged = true;
                      await target.queue(...given);
                    },
            });
          await createEnforcer({ wrapQueue }).start();
          const rows = await until((all) => all.length === 2 && all.at(-1)?.state === 'acknowledged');
          expect(rows.map(({ state }) => state)).to.deep.equal(['withdrawn', 'acknowledged']);
          expect(peer.told).to.deep.equal(['coa s1 10M/3M']);
        });

        it('does not take a session for one that has the older, when it was told the newer', async () => {
          const id = await bringOnline('s1');
          await fixture.setAccess(serviceId, { login: 'anna', downloadBitsPerSecond: 2_000_000 });
          await report(id);
          await startChanging({ downloadBitsPerSecond: 3_000_000 });
          const rows = await until((all) => all.every(({ open_session_id: open }) => open === null));
          await told;
          expect(peer.told).to.deep.equal(['coa s1 10M/3M']);
          const [access] = await fixture.database.view(TEST_ACTOR, (tx) => new AccessStore().find(tx, [serviceId]));
          expect(rows.at(-1)).to.include({ state: 'acknowledged', wanted_digest: access?.grantDigest });
        });
      });
    }

    it('says only the newest when the line changes while a router is away', async () => {
      await bringOnline('s1');
      beSilent();
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await untilStates('retrying');
      beBack();
      await setAccess({ downloadBitsPerSecond: 3_000_000 });
      await untilStates('superseded', 'acknowledged');
      expect(peer.told).to.deep.equal(['coa s1 10M/2M', 'coa s1 10M/3M']);
    });

    it('never has two requests about a session under way, and ends with the newest', async () => {
      await bringOnline('s1');
      await enforcer.start();
      peer.answer = () => [];
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await until(() => peer.requests.length > 0);
      // Both come while the first one waits for its answer.
      await setAccess({ downloadBitsPerSecond: 3_000_000 });
      await setAccess({ downloadBitsPerSecond: 4_000_000 });
      expect(peer.told).to.have.length(1);
      beBack();
      peer.reply(peer.requests[0] as PeerRequest);
      await until((rows) => rows.every(({ open_session_id: open }) => open === null));
      expect(peer.told.at(-1)).to.equal('coa s1 10M/4M');
      expect(peer.told).to.deep.equal(['coa s1 10M/2M', 'coa s1 10M/4M']);
    });

    it('never repeats an older change after a newer one, however the clock leaps', async () => {
      const sessions = new Map([['s1', { rateLimit: '10M/20M' }]]);
      await bringOnline('s1');
      peer.answer = () => [];
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await until(() => peer.requests.length > 0);
      realNowMs += 3_600_000;
      await setAccess({ downloadBitsPerSecond: 3_000_000 });
      // That the router is told of another session shows that it was looked at what is due since.
      const other = await fixture.addLine({ login: 'bert' });
      await bringOnline('s2', { service: other });
      await fixture.setAccess(other, { login: 'bert', isAllowed: false });
      await tell({ payload: { serviceId: other } } as unknown as EventDelivery<never>);
      await until(() => peer.told.includes('disconnect s2'));
      expect(peer.told, 'while the older one is under way').to.deep.equal(['coa s1 10M/2M', 'disconnect s2']);
      peer.answer = answerAsRouterOs(sessions, { nasIpAddress: NAS });
      for (const request of peer.requests) peer.reply(request);
      await until((rows) => sessions.get('s1')?.rateLimit === '10M/3M' && rows.every(({ open_session_id: open }) => open === null));
      expect(peer.told).to.deep.equal(['coa s1 10M/2M', 'disconnect s2', 'coa s1 10M/3M']);
    });

    it('says the newest once more when a process that was taken for dead has repeated an older change', async () => {
      const sessions = new Map([['s1', { rateLimit: '10M/20M' }]]);
      await bringOnline('s1');
      const stalled = createEnforcer();
      peer.answer = () => [];
      await stalled.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await until(() => peer.requests.length > 0);
      const routerOs = answerAsRouterOs(sessions, { nasIpAddress: NAS });
      const had: (string | undefined)[] = [];
      peer.answer = (request) => {
        const answers = routerOs(request);
        had.push(sessions.get('s1')?.rateLimit);
        return answers;
      };
      realNowMs += 3_600_000;
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 3_000_000 });
      await until(() => had.includes('10M/3M'));
      // The older one comes to the router after all, and its answer to who had sent it.
      peer.reply(peer.requests[0] as PeerRequest);
      expect(had.at(-1)).to.equal('10M/2M');
      await until((rows) => sessions.get('s1')?.rateLimit === '10M/3M' && rows.every(({ open_session_id: open }) => open === null));
    });

    it('does not take a change for undone whose answer was lost', async () => {
      await bringOnline('s1');
      beSilent();
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await untilStates('retrying');
      beBack();
      await setAccess({});
      await untilStates('superseded', 'acknowledged');
      expect(peer.told).to.deep.equal(['coa s1 10M/2M', 'coa s1 10M/20M']);
    });

    it('leaves a session alone whose line was opened in the meantime, or that has ended by itself', async () => {
      await bringOnline('s1');
      const id = await bringOnline('s2');
      beSilent();
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await untilStates('retrying', 'retrying');
      const sent = peer.requests.length;
      await stop(id);
      await setAccess({});
      realNowMs += 5_000;
      enforcer.nudge();
      await untilStates('withdrawn', 'withdrawn');
      expect(peer.requests).to.have.length(sent);
    });

    it('finds a session whose start became known only after its line was shut, from its first report on', async () => {
      await enforcer.start();
      const late = await bringOnline('late');
      await stop(late);
      await setAccess({ isAllowed: false });
      await write(({ sql }) => sql('radius_session').where('id', late).update({ stopped_at_ms: null }));
      await report(late);
      enforcer.nudge();
      await untilStates('acknowledged');
      expect(peer.told).to.deep.equal(['disconnect late']);
    });

    it('finds by itself what nobody has told it', async () => {
      const ids = [await bringOnline('s1'), await bringOnline('s2')];
      await fixture.setAccess(serviceId, { login: 'anna', isAllowed: false });
      await enforcer.start();
      await untilStates('acknowledged', 'acknowledged');
      expect((await requests()).map(({ session_id: sessionId }) => sessionId)).to.have.members(ids);
    });

    it('ends a session once more that goes on although the router said that it has ended it', async () => {
      const id = await bringOnline('s1');
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await untilStates('acknowledged');
      await report(id);
      expect(await requests()).to.have.length(1);
      await write(({ sql }) =>
        sql('radius_session')
          .where('id', id)
          .update({ last_seen_ms: TEST_NOW_MS + 60_000 }),
      );
      fixture.clock.atMs = TEST_NOW_MS + 60_000;
      await report(id);
      enforcer.nudge();
      await untilStates('acknowledged', 'acknowledged');
    });

    it('sends after a restart what was not sent before it', async () => {
      await bringOnline('s1');
      peer.answer = () => [];
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await until(() => peer.requests.length > 0);
      await enforcer.stop();
      beBack();
      enforcer = createEnforcer();
      realNowMs += 5_000;
      await enforcer.start();
      await untilStates('acknowledged');
    });

    it('shares the work between two processes: each request is sent by one', async () => {
      for (let index = 0; index < 30; index++) await bringOnline(`s${index}`);
      const other = createEnforcer();
      await Promise.all([enforcer.start(), other.start()]);
      await fixture.setAccess(serviceId, { login: 'anna', isAllowed: false });
      await Promise.all([write((tx) => queue.queue(tx, { serviceId })), write((tx) => queue.queue(tx, { serviceId }))]);
      enforcer.nudge();
      other.nudge();
      await until((rows) => rows.length === 30 && rows.every(({ state }) => state === 'acknowledged'));
      expect(peer.told.toSorted()).to.deep.equal(Array.from({ length: 30 }, (_, index) => `disconnect s${index}`).toSorted());
    });

    it('ends a session that somebody wants ended, though its line is open, and says so when it is gone already', async () => {
      const id = await bringOnline('s1');
      await enforcer.start();
      expect(await write((tx) => queue.endSession(tx, id, 'ended by Anna'))).to.equal('queued');
      enforcer.nudge();
      const [row] = await untilStates('acknowledged');
      expect(row).to.include({ kind: 'disconnect', cause: 'end', reason: 'ended by Anna', wanted_digest: null });
      await stop(id);
      expect(await write((tx) => queue.endSession(tx, id, 'ended by Anna'))).to.equal('ended');
    });

    it('lets an end take the place of a change that is not under way', async () => {
      const id = await bringOnline('s1');
      beSilent();
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await untilStates('retrying');
      beBack();
      await write((tx) => queue.endSession(tx, id, 'logged in elsewhere'));
      enforcer.nudge();
      await untilStates('superseded', 'acknowledged');
      expect(peer.told.at(-1)).to.equal('disconnect s1');
    });

    it('does not let an end wait for the next try of a change that was under way', async () => {
      const id = await bringOnline('s1');
      peer.answer = () => [];
      patienceMs = 1_000;
      await enforcer.start();
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await until(() => peer.requests.length > 0);
      await write((tx) => queue.endSession(tx, id, 'logged in elsewhere'));
      await until((rows) => rows.some(({ kind: asked }) => asked === 'disconnect'));
      expect((await requests()).map(({ state }) => state)).to.include('superseded');
    });

    it('tells a session again what its line may when somebody asks for it, also after a refusal', async () => {
      const id = await bringOnline('s1');
      await enforcer.start();
      expect(await write((tx) => queue.applyAgain(tx, id))).to.equal('queued');
      enforcer.nudge();
      await untilStates('acknowledged');
      peer.answer = () => [{ verdict: 'nak', errorCause: 501 }];
      await setAccess({ downloadBitsPerSecond: 2_000_000 });
      await untilStates('acknowledged', 'refused');
      beBack();
      await write((tx) => queue.applyAgain(tx, id));
      enforcer.nudge();
      await untilStates('acknowledged', 'refused', 'acknowledged');
      expect(peer.told).to.deep.equal(['coa s1 10M/20M', 'coa s1 10M/2M', 'coa s1 10M/2M']);
    });

    it('sends nothing to a router that is set to be sent nothing', async () => {
      await write(({ sql }) => sql('router').where('id', routerId).update({ coa_policy: 'none' }));
      const id = await bringOnline('s1');
      await enforcer.start();
      await setAccess({ isAllowed: false });
      await report(id);
      expect(await write((tx) => queue.endSession(tx, id, 'x'))).to.equal('router-takes-none');
      expect(await requests()).to.deep.equal([]);
    });

    it('brings all routers’ sessions to what their lines may, whatever is lost on the way', async function chaos() {
      this.timeout(60_000);
      const sessions = new Map<string, { rateLimit: string }>();
      const lines: string[] = [];
      for (let index = 0; index < 12; index++) {
        lines.push(await fixture.addLine({ login: `line${index}` }));
        await bringOnline(`s${index}`, { service: lines[index] as string });
        sessions.set(`s${index}`, { rateLimit: '10M/20M' });
      }
      let seed = 42;
      const random = (): number => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return seed / 2 ** 31;
      };
      const routerOs = answerAsRouterOs(sessions, { nasIpAddress: NAS });
      // Requests get lost, and answers of requests that were followed.
      peer.answer = (request) => {
        if (random() < 0.5) return [];
        const answer = routerOs(request);
        return random() < 0.3 ? [] : answer;
      };
      patienceMs = IMPATIENCE_MS;
      await enforcer.start();
      const wanted = new Map<string, string | undefined>();
      for (let step = 0; step < 60; step++) {
        const index = Math.floor(random() * lines.length);
        const megabits = 1 + Math.floor(random() * 30);
        const isAllowed = random() > 0.1 && wanted.get(`s${index}`) !== 'shut';
        wanted.set(`s${index}`, isAllowed ? `10M/${megabits}M` : 'shut');
        await fixture.setAccess(lines[index] as string, { login: `line${index}`, isAllowed, downloadBitsPerSecond: megabits * 1_000_000 });
        await tell({ payload: { serviceId: lines[index] } } as unknown as EventDelivery<never>);
      }
      peer.answer = routerOs;
      patienceMs = PATIENCE_MS;
      for (;;) {
        realNowMs += 3_600_000;
        enforcer.nudge();
        const rows = await requests();
        if (rows.every(({ open_session_id: open }) => open === null)) break;
        await new Promise((resolve) => {
          setImmediate(resolve);
        });
      }
      for (const [session, rate] of wanted) expect(sessions.get(session)?.rateLimit, session).to.equal(rate === 'shut' ? undefined : rate);
    });
  });
});
