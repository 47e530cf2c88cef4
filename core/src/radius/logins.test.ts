import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { SystemClock } from '../kernel/clock/system-clock.js';
import type { Configuration } from '../kernel/config/configuration.js';
import { forEachDatabase } from '../testing/each-database.js';
import {
  ADSL_FORUM_ATTRIBUTE,
  ATTRIBUTE,
  type AttributeWriter,
  DECODE_OUTCOME,
  decodePacket,
  FRAMED_PROTOCOL,
  MIKROTIK_ATTRIBUTE,
  PACKET_CODE,
  PacketView,
  readIpv4,
  readText,
  SERVICE_TYPE,
} from './codec/index.js';
import { tellPlayedRouter } from './diagnosis/played-router.js';
import { testerName } from './diagnosis/tester-identity.js';
import { debugLogReader } from './log/debug-log.js';
import { DebugStore } from './log/debug-store.js';
import { type RadiusProcess, startRadiusProcess } from './radius-process.js';
import { type AccessDraft, accessPacket } from './testing/access-packets.js';
import { type AccountingDraft, accountingPacket } from './testing/accounting-packets.js';
import { RadiusFixture, TEST_ACTOR } from './testing/radius-fixture.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { TestRouter } from './testing/test-router.js';

const MAC = '00:0C:42:01:02:03';
const OTHER_MAC = '00:0C:42:01:02:04';
const OWN_MAC = '00:0C:42:01:02:05';

// As RouterOS asks.
const byPpp = (writer: AttributeWriter): AttributeWriter =>
  writer.integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Framed).integer(ATTRIBUTE['Framed-Protocol'], FRAMED_PROTOCOL.PPP);
const byHotspot = (writer: AttributeWriter): AttributeWriter =>
  writer
    .integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Login)
    .ipv4(MIKROTIK_ATTRIBUTE['Mikrotik-Host-IP'], '10.5.0.9')
    .text(ATTRIBUTE['Called-Station-Id'], 'hotspot1');
const atCircuit =
  (circuitId: string, remoteId?: string) =>
  (writer: AttributeWriter): AttributeWriter => {
    writer.text(ADSL_FORUM_ATTRIBUTE['Agent-Circuit-Id'], circuitId);
    return remoteId === undefined ? writer : writer.text(ADSL_FORUM_ATTRIBUTE['Agent-Remote-Id'], remoteId);
  };

forEachDatabase((kind) => {
  describe(`Logins on ${kind.name}`, () => {
    let configuration: Configuration;
    let fixture: RadiusFixture;
    let radius: RadiusProcess;
    let hill: TestRouter;
    let valley: TestRouter;
    let identifier = 0;

    before(async () => {
      const created = await kind.create();
      configuration = { ...created, radius: { ...created.radius, host: '127.0.0.1', authPort: 0, accountingPort: 0 } };
      fixture = await RadiusFixture.create(configuration);
      await fixture.addRouter({ name: 'Hill' });
      await fixture.addRouter({ name: 'Valley', address: '127.0.0.2' });
      hill = await TestRouter.open();
      valley = await TestRouter.open('127.0.0.2');
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
    });
    after(async () => {
      await hill.close();
      await valley.close();
      await radius.stop();
      await fixture.close();
      await kind.close();
    });

    const next = (): number => {
      identifier = (identifier + 1) % 256;
      return identifier;
    };

    async function ask(draft: Partial<AccessDraft>, { from = hill, to = radius } = {}): Promise<PacketView> {
      const reply = await from.ask(accessPacket({ login: 'anna', password: 'right', identifier: next(), ...draft }), to.authPort);
      const view = new PacketView();
      expect(decodePacket(view, reply, reply.length)).to.equal(DECODE_OUTCOME.Ok);
      return view;
    }

    async function verdict(draft: Partial<AccessDraft>, where: { from?: TestRouter; to?: RadiusProcess } = {}): Promise<string> {
      const reply = await ask(draft, where);
      return reply.code === PACKET_CODE['Access-Accept'] ? 'accept' : (readText(reply, ATTRIBUTE['Reply-Message']) ?? 'reject');
    }

    const account = (draft: AccountingDraft, from = hill): Promise<Buffer> =>
      from.ask(accountingPacket({ identifier: next(), ...draft }), radius.accountingPort);

    async function addLine(draft: Parameters<RadiusFixture['addLine']>[0]): Promise<string> {
      const id = await fixture.addLine({ password: 'right', ...draft });
      await radius.settled();
      return id;
    }

    it('let a device in by DHCP with its MAC address alone, on a line that is for DHCP', async () => {
      await addLine({ login: 'dhcp', macAddresses: [MAC], loginRules: { accessType: 'dhcp' } });
      for (const login of [MAC, MAC.toLowerCase().replaceAll(':', '-'), '000c.4201.0203']) {
        expect(await verdict({ login, password: '', macAddress: '1:0:c:42:1:2:3' })).to.equal('accept');
        expect(await verdict({ login, method: 'none' })).to.equal('accept');
      }
      expect(await verdict({ login: OTHER_MAC, password: '' })).to.equal('wrong login or password');
      expect(await verdict({ login: MAC, password: '', tells: byPpp })).to.equal('wrong login or password');
      expect(await verdict({ login: 'dhcp', tells: byPpp })).to.equal('this line may not be used here');
    });

    it('do not let a MAC address do for a password on any other line', async () => {
      await addLine({ login: 'any', macAddresses: [OTHER_MAC] });
      expect(await verdict({ login: OTHER_MAC, password: '' })).to.equal('wrong login or password');
      expect(await verdict({ login: OTHER_MAC, password: '', macAddress: OTHER_MAC, tells: byHotspot })).to.equal(
        'wrong login or password',
      );
      expect(await verdict({ login: 'any', macAddress: OTHER_MAC, tells: byPpp })).to.equal('accept');
    });

    it('know a DHCP line by its port, whatever device is there', async () => {
      await addLine({ login: 'port1', loginRules: { accessType: 'dhcp', circuitId: 'eth 0/1', remoteId: '0x00ff' } });
      await addLine({ login: 'port2', loginRules: { accessType: 'dhcp', circuitId: 'eth 0/2' } });
      const octets = (writer: AttributeWriter): AttributeWriter =>
        writer
          .text(ADSL_FORUM_ATTRIBUTE['Agent-Circuit-Id'], 'eth 0/1')
          .octets(ADSL_FORUM_ATTRIBUTE['Agent-Remote-Id'], Buffer.from([0, 255]));
      const login = '02:00:00:00:00:09';
      expect(await verdict({ login, password: '', tells: octets })).to.equal('accept');
      expect(await verdict({ login, password: '', tells: atCircuit('eth 0/1', 'elsewhere') })).to.equal('wrong login or password');
      expect(await verdict({ login, password: '', tells: atCircuit('eth 0/2', 'elsewhere') })).to.equal('accept');
    });

    it('let a Hotspot’s devices in with the password, or by MAC address on a line that is for it', async () => {
      await addLine({ login: 'guest', macAddresses: [MAC], loginRules: { accessType: 'hotspot', isMacBound: false } });
      expect(await verdict({ login: 'guest', method: 'chap', macAddress: OTHER_MAC, tells: byHotspot })).to.equal('accept');
      for (const password of [MAC, '', 'what the router is set to'])
        expect(await verdict({ login: MAC, password, macAddress: MAC, tells: byHotspot })).to.equal('accept');
      // The router does not say that this device is that one.
      expect(await verdict({ login: MAC, password: MAC, macAddress: OTHER_MAC, tells: byHotspot })).to.equal('wrong login or password');
    });

    it('are bound to the service name, the interface and the circuit that the line is for', async () => {
      await addLine({ login: 'placed', loginRules: { calledStation: 'pppoe-*', nasPort: '*vlan7', circuitId: 'a/1' } });
      const tells = (called: string, port: string, circuit: string) => (writer: AttributeWriter) =>
        atCircuit(circuit)(byPpp(writer)).text(ATTRIBUTE['Called-Station-Id'], called).text(ATTRIBUTE['NAS-Port-Id'], port);
      expect(await verdict({ login: 'placed', tells: tells('pppoe-hill', 'ether2.vlan7', 'a/1') })).to.equal('accept');
      for (const wrong of [tells('hill', 'vlan7', 'a/1'), tells('pppoe-', 'vlan8', 'a/1'), tells('pppoe-', 'vlan7', 'a/2'), byPpp])
        expect(await verdict({ login: 'placed', tells: wrong })).to.equal('this line may not be used here');
    });

    it('remember the first devices, at once and in the database, and no more of them through two servers at a time', async () => {
      const id = await addLine({ login: 'learner', loginRules: { learnedMacLimit: 2 } });
      const { dataDirectory } = configuration;
      mkdirSync(join(dataDirectory, 'second'));
      copyFileSync(join(dataDirectory, 'master.key'), join(dataDirectory, 'second', 'master.key'));
      const second = await startRadiusProcess({
        configuration: {
          ...configuration,
          dataDirectory: join(dataDirectory, 'second'),
          database: { ...configuration.database, filename: join('..', configuration.database.filename) },
        },
        clock: new SystemClock(),
        logger: new RecordingLogger(),
      });
      const at = (to: RadiusProcess, macAddress: string): Promise<string> => verdict({ login: 'learner', macAddress }, { to });
      expect([await at(radius, '02:00:00:00:00:01'), await at(radius, '02-00-00-00-00-02')]).to.deep.equal(['accept', 'accept']);
      expect(await at(radius, '02:00:00:00:00:03')).to.equal('this device is not registered');
      // The other server may not have heard of them yet.
      await Promise.all(['04', '05'].map((last) => at(second, `02:00:00:00:00:${last}`)));
      for (const server of [radius, second, radius, second]) await server.settled();
      const kept = await fixture.database.reader('service_device').where('service_id', id).orderBy('mac_address').pluck('mac_address');
      expect(kept).to.have.length(2);
      for (const server of [radius, second]) {
        for (const last of ['01', '02', '03', '04', '05']) {
          const address = `02:00:00:00:00:${last}`;
          expect(await at(server, address), address).to.equal(kept.includes(address) ? 'accept' : 'this device is not registered');
        }
      }
      await second.stop();
    });

    it('let another device in after the remembered one was removed, though nobody has logged in between', async () => {
      const draft = { login: 'exchanged', loginRules: { learnedMacLimit: 1 } };
      const id = await addLine(draft);
      const at = (macAddress: string): Promise<string> => verdict({ login: 'exchanged', macAddress });
      expect([await at(MAC), await at(OTHER_MAC)]).to.deep.equal(['accept', 'this device is not registered']);
      for (const _ of ['written', 'read']) await radius.settled();
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('service_device').where('service_id', id).delete());
      await fixture.setAccess(id, { password: 'right', ...draft });
      await radius.settled();
      expect(await at(OTHER_MAC)).to.equal('accept');
      for (const _ of ['written', 'read']) await radius.settled();
      expect(await fixture.database.reader('service_device').where('service_id', id).pluck('mac_address')).to.deep.equal([OTHER_MAC]);
      expect(await at(MAC)).to.equal('this device is not registered');
    });

    it('refuse one device too many where the line says so, and let one that was cut off come back', async () => {
      await addLine({ login: 'single', loginRules: { sessionPolicy: 'refuse', sessionLimit: 1 } });
      const first = await ask({ login: 'single', macAddress: MAC });
      expect(first.code).to.equal(PACKET_CODE['Access-Accept']);
      const inUse = 'this line is in use already';
      // Accepted, though not begun.
      expect(await verdict({ login: 'single', macAddress: OTHER_MAC })).to.equal(inUse);
      const session = { login: 'single', sessionId: 's1', macAddress: MAC, sessionClass: readText(first, ATTRIBUTE.Class) as string };
      await account({ status: 'Start', ...session });
      await radius.settled();
      expect(await verdict({ login: 'single', macAddress: OTHER_MAC })).to.equal(inUse);
      expect(await verdict({ login: 'single', macAddress: MAC }, { from: valley })).to.equal(inUse);
      expect(await verdict({ login: 'single', macAddress: MAC })).to.equal('accept');
      // A server that has just been started knows it from the database.
      await radius.stop();
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      expect(await verdict({ login: 'single', macAddress: OTHER_MAC })).to.equal(inUse);
      await account({ status: 'Stop', ...session, seconds: 9 });
      await radius.settled();
      expect(await verdict({ login: 'single', macAddress: OTHER_MAC })).to.equal('accept');
    });

    it('let a DHCP device renew its lease whatever its client identifier is made of, where the line refuses further devices', async () => {
      const loginRules = { accessType: 'dhcp', sessionPolicy: 'refuse', sessionLimit: 1 } as const;
      const otherClient = 'ff:42:1:2:3:0:1:0:1:2a:8';
      // RouterOS tells what the client calls itself: an id of its own, or one that is made of the address of another port of it.
      const cases = [
        { client: 'ff:42:1:2:3:0:1:0:1:2a:9', device: '02:00:00:00:11:01', other: '02:00:00:00:11:02', kept: '02:00:00:00:11:01' },
        { client: '1:2:0:0:0:22:99', device: '02:00:00:00:11:03', other: '02:00:00:00:11:04', kept: '02:00:00:00:22:99' },
      ];
      for (const { client, device, other, kept } of cases) {
        const id = await addLine({ login: `renewing ${device}`, macAddresses: [device, other], loginRules });
        const renew = (login: string, macAddress: string): Promise<string> => verdict({ login, password: '', macAddress });
        const first = await ask({ login: device, password: '', macAddress: client });
        expect(first.code, client).to.equal(PACKET_CODE['Access-Accept']);
        const sessionClass = readText(first, ATTRIBUTE.Class) as string;
        await account({ status: 'Start', login: device, sessionId: client, macAddress: client, sessionClass });
        await radius.settled();
        for (const _ of ['as it was told', 'as the database has it']) {
          expect(await renew(device, client), client).to.equal('accept');
          expect(await renew(other, otherClient), client).to.equal('this line is in use already');
          await radius.stop();
          radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
        }
        const sessions = fixture.database.reader('radius_session').where('service_id', id);
        expect(await sessions.pluck('mac_address')).to.deep.equal([kept]);
      }
    });

    it('do not take a PPP login that looks like a MAC address for the device', async () => {
      const login = '02:00:00:00:33:01';
      const id = await addLine({ login, loginRules: { sessionPolicy: 'refuse', sessionLimit: 1 } });
      const first = await ask({ login, macAddress: 'olt1/7', tells: byPpp });
      expect(first.code).to.equal(PACKET_CODE['Access-Accept']);
      const sessionClass = readText(first, ATTRIBUTE.Class) as string;
      await account({ status: 'Start', login, sessionId: 'p1', macAddress: 'olt1/7', sessionClass, tells: byPpp });
      await radius.settled();
      expect(await verdict({ login, macAddress: 'olt1/7', tells: byPpp })).to.equal('accept');
      expect(await verdict({ login, macAddress: 'olt1/8', tells: byPpp })).to.equal('this line is in use already');
      const [session] = await fixture.database.reader('radius_session').where('service_id', id).select('mac_address', 'station');
      expect(session).to.deep.equal({ mac_address: null, station: 'olt1/7' });
      await addLine({ login: '02:00:00:00:33:02', macAddresses: ['02:00:00:00:33:02'] });
      expect(await verdict({ login: '02:00:00:00:33:02', macAddress: 'olt1/9', tells: byPpp })).to.equal('this device is not registered');
    });

    it('are in the debug log of the login whose line they are about, whatever the router calls it', async () => {
      await addLine({ login: 'told', macAddresses: [OWN_MAC], loginRules: { accessType: 'dhcp' } });
      await addLine({ login: 'wired', loginRules: { accessType: 'dhcp', circuitId: 'eth 0/9' } });
      const endsAtMs = Date.now() + 60_000;
      const topicOf = (value: string) =>
        ({ id: value.padEnd(26, '0'), kind: 'user', value, startedAtMs: 1, endsAtMs, startedBy: 'Test' }) as const;
      const topics = ['told', 'wired'].map(topicOf);
      const store = new DebugStore();
      await fixture.database.transaction(TEST_ACTOR, async (tx) => {
        for (const topic of topics) await store.put(tx, topic);
      });
      const listed = await fixture.database.view(TEST_ACTOR, (tx) => store.list(tx, Date.now()));
      expect(listed.map(({ title }) => title)).to.have.members([`told (and as ${OWN_MAC})`, 'wired']);
      await radius.settled();
      expect(await verdict({ login: OWN_MAC.toLowerCase(), password: '' })).to.equal('accept');
      const atPort = await ask({ login: '02:00:00:00:07:08', password: '', tells: atCircuit('eth 0/9') });
      const session = { sessionId: 'd1', sessionClass: readText(atPort, ATTRIBUTE.Class) as string };
      await account({ status: 'Start', login: '02:00:00:00:07:08', ...session });
      await verdict({ login: OTHER_MAC, password: '' });
      await fixture.database.transaction(TEST_ACTOR, async (tx) => {
        for (const { id } of topics) await store.remove(tx, id);
      });
      await radius.stop();
      const written = await debugLogReader(configuration.dataDirectory).latest(10);
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      expect(written.map(({ kind: what, login }) => `${what} ${login}`)).to.have.members([
        `auth ${OWN_MAC.toLowerCase()}`,
        'auth 02:00:00:00:07:08',
        'accounting 02:00:00:00:07:08',
      ]);
    });

    it('leave no trace when they are Tapline’s own tests, though they come as from a router, and nobody else can pass for one', async () => {
      const nasIdentifier = testerName(configuration.dataDirectory);
      const forged = nasIdentifier.slice(0, -4).padEnd(nasIdentifier.length, 'A');
      const learning = { isMacBound: true, learnedMacLimit: 1 };
      await addLine({ login: 'tried', loginRules: { ...learning, sessionPolicy: 'refuse', sessionLimit: 1 } });
      await addLine({ login: 'forged', loginRules: learning });
      expect(await verdict({ login: 'tried', macAddress: OTHER_MAC, nasIdentifier })).to.equal('accept');
      expect(await verdict({ login: 'tried', macAddress: MAC })).to.equal('accept');
      expect(await verdict({ login: 'tried', macAddress: OTHER_MAC })).to.equal('this device is not registered');
      expect(await verdict({ login: 'forged', macAddress: OTHER_MAC, nasIdentifier: forged })).to.equal('accept');
      expect(await verdict({ login: 'forged', macAddress: MAC })).to.equal('this device is not registered');
    });

    it('are tried as on the router that a test names, and with any router’s pools where it names none', async () => {
      const [hillId, valleyId] = await fixture.database.reader('router').orderBy('name').pluck('id');
      const pool = await fixture.addPool({ name: 'Valley', cidr: '10.8.0.0/29', routerIds: [valleyId] });
      await addLine({ login: 'pooled', addressing: { perSession: { ipv4: pool.id } } });
      await addLine({ login: 'roaming', addressing: { perSession: { ipv4: null } } });
      await radius.settled();
      const test = (login: string, routerId?: string): Promise<string> => {
        const tells = (writer: AttributeWriter): AttributeWriter => (routerId === undefined ? writer : tellPlayedRouter(writer, routerId));
        return verdict({ login, nasIdentifier: testerName(configuration.dataDirectory), tells });
      };
      for (const login of ['pooled', 'roaming']) {
        expect(await verdict({ login })).to.equal('there is no free address; try again later');
        expect(await test(login, hillId)).to.equal('there is no free address; try again later');
        expect([await test(login, valleyId), await test(login)]).to.deep.equal(['accept', 'accept']);
        // Of nobody else it is believed.
        const forged = (writer: AttributeWriter): AttributeWriter => tellPlayedRouter(writer, valleyId);
        expect(await verdict({ login, tells: forged })).to.equal('there is no free address; try again later');
      }
    });

    it('give devices that cannot be told apart an address each where the line may be online several times', async () => {
      const perSession = { ipv4: (await fixture.addPool({ cidr: '10.9.0.0/24' })).id };
      const byL2tp =
        (port?: number) =>
        (writer: AttributeWriter): AttributeWriter => {
          byPpp(writer).text(ATTRIBUTE['Calling-Station-Id'], '203.0.113.5');
          return port === undefined ? writer : writer.integer(ATTRIBUTE['NAS-Port'], port);
        };
      await addLine({ login: 'office', loginRules: { sessionLimit: 2 }, addressing: { perSession } });
      await addLine({ login: 'home', loginRules: { sessionLimit: 1 }, addressing: { perSession } });
      const addressOf = async (login: string, tells: (writer: AttributeWriter) => AttributeWriter, macAddress?: string) =>
        readIpv4(await ask({ login, tells, ...(macAddress === undefined ? {} : { macAddress }) }), ATTRIBUTE['Framed-IP-Address']);
      const ways = [byL2tp(1), byL2tp(2), byL2tp(0), byL2tp(0), byPpp, byPpp];
      const given = [];
      for (const way of ways) given.push(await addressOf('office', way));
      expect(new Set(given).size).to.equal(ways.length);
      expect(await addressOf('office', byL2tp(1)), 'the same device at the same port').to.equal(given[0]);
      const own = await addressOf('office', byPpp, MAC);
      expect([await addressOf('office', byPpp, MAC), (await addressOf('office', byPpp, OTHER_MAC)) === own]).to.deep.equal([own, false]);
      expect(await addressOf('home', byL2tp(3)), 'the one that is back').to.equal(await addressOf('home', byL2tp(4)));
    });

    it('let a device without a MAC address come back after it was cut off, by what only it is called, not by an address that others share', async () => {
      await addLine({ login: 'circuit', loginRules: { sessionPolicy: 'refuse', sessionLimit: 1 } });
      await addLine({ login: 'tunnel', loginRules: { sessionPolicy: 'refuse', sessionLimit: 1 } });
      for (const [login, station] of [
        ['circuit', 'dslam7 1/2/3'],
        ['tunnel', '203.0.113.5'],
      ] as const) {
        const sessionClass = readText(await ask({ login, macAddress: station }), ATTRIBUTE.Class) as string;
        await account({ status: 'Start', login, sessionId: login, macAddress: station, sessionClass });
      }
      await radius.settled();
      const verdicts = async (): Promise<readonly string[]> => [
        await verdict({ login: 'circuit', macAddress: 'dslam7 1/2/4' }),
        await verdict({ login: 'circuit', macAddress: 'dslam7 1/2/3' }),
        await verdict({ login: 'tunnel', macAddress: '203.0.113.5' }),
      ];
      const expected = ['this line is in use already', 'accept', 'this line is in use already'];
      expect(await verdicts()).to.deep.equal(expected);
      await radius.stop();
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      expect(await verdicts(), 'of a server that has just been started').to.deep.equal(expected);
    });

    describe('of devices without a MAC address that their router calls the same, on a line that refuses further ones', () => {
      const station = 'dslam7 1/2/3';
      let sessions = 0;

      async function begin(login: string, macAddress: string): Promise<string> {
        const sessionId = `begun ${++sessions}`;
        const reply = await ask({ login, macAddress });
        expect(reply.code).to.equal(PACKET_CODE['Access-Accept']);
        const sessionClass = readText(reply, ATTRIBUTE.Class) as string;
        await account({ status: 'Start', login, sessionId, macAddress, sessionClass, delaySeconds: 100 - sessions });
        await radius.settled();
        return sessionId;
      }
      const ending = (serviceId: string): Promise<readonly string[]> =>
        fixture.database.reader('radius_session').where('service_id', serviceId).whereNotNull('end_reason').pluck('acct_session_id');

      it('end the session of the one that was there, which may be another’s', async () => {
        const id = await addLine({ login: 'shared', loginRules: { sessionPolicy: 'refuse', sessionLimit: 1 } });
        const first = await begin('shared', station);
        expect(await ending(id)).to.deep.equal([]);
        await begin('shared', station);
        expect(await ending(id)).to.deep.equal([first]);
      });

      it('end no session of a device that cannot be the one that is back, however long it is online', async () => {
        const id = await addLine({ login: 'twofold', loginRules: { sessionPolicy: 'refuse', sessionLimit: 2 } });
        await begin('twofold', MAC);
        const first = await begin('twofold', station);
        await begin('twofold', MAC);
        expect(await ending(id)).to.deep.equal([]);
        await begin('twofold', station);
        expect(await ending(id)).to.deep.equal([first]);
      });

      it('end the session of the one that is back, not one of another circuit that is older', async () => {
        const id = await addLine({ login: 'circuits', loginRules: { sessionPolicy: 'refuse', sessionLimit: 2 } });
        await begin('circuits', 'dslam7 1/2/4');
        const first = await begin('circuits', station);
        await begin('circuits', station);
        expect(await ending(id)).to.deep.equal([first]);
      });
    });

    it('let another device in where one has gone under a newer Class than it came with', async () => {
      await addLine({ login: 'renewing', loginRules: { sessionPolicy: 'refuse', sessionLimit: 1 } });
      const classOf = (reply: PacketView): string => readText(reply, ATTRIBUTE.Class) as string;
      const session = { login: 'renewing', sessionId: 'r1', macAddress: MAC };
      const first = classOf(await ask({ login: 'renewing', macAddress: MAC }));
      await account({ status: 'Start', ...session, sessionClass: first, delaySeconds: 600 });
      const sessionClass = classOf(await ask({ login: 'renewing', macAddress: MAC }));
      await account({ status: 'Interim-Update', ...session, sessionClass, seconds: 300, delaySeconds: 300 });
      await radius.settled();
      expect(await verdict({ login: 'renewing', macAddress: OTHER_MAC })).to.equal('this line is in use already');
      await account({ status: 'Stop', ...session, sessionClass, seconds: 600 });
      await radius.settled();
      expect(await verdict({ login: 'renewing', macAddress: OTHER_MAC })).to.equal('accept');
    });

    it('end the longest session for a new device, and none for the same device that is back', async () => {
      const id = await addLine({ login: 'newest', loginRules: { sessionPolicy: 'end-older', sessionLimit: 1 } });
      const session = { login: 'newest', macAddress: MAC };
      await account({ status: 'Start', ...session, sessionId: 'n1', delaySeconds: 60 });
      await account({ status: 'Start', ...session, sessionId: 'n2', delaySeconds: 30 });
      await radius.settled();
      const ending = () => fixture.database.reader('session_request').where('service_id', id);
      expect(await ending()).to.have.length(0);
      await account({ status: 'Start', ...session, sessionId: 'n3', macAddress: OTHER_MAC }, valley);
      await radius.settled();
      const reasons = (await fixture.database
        .reader('radius_session')
        .where('service_id', id)
        .orderBy('acct_session_id')
        .pluck('end_reason')) as (string | null)[];
      expect(await ending()).to.have.length(2);
      expect(reasons.map((reason) => reason?.includes('another device') ?? false)).to.deep.equal([true, true, false]);
    });

    it('let an admin who may into the router itself, with the admin’s group there', async () => {
      await fixture.addRouterLogin({ login: 'petra', group: 'write', password: 'right' });
      await radius.settled();
      const byWinbox = (writer: AttributeWriter): AttributeWriter =>
        writer.integer(ATTRIBUTE['Service-Type'], SERVICE_TYPE.Login).text(ATTRIBUTE['Calling-Station-Id'], '10.0.0.5');
      for (const method of ['pap', 'mschapv2'] as const) {
        const reply = await ask({ login: 'petra', method, tells: byWinbox });
        expect(reply.code).to.equal(PACKET_CODE['Access-Accept']);
        expect(readText(reply, MIKROTIK_ATTRIBUTE['Mikrotik-Group'])).to.equal('write');
      }
      expect(await verdict({ login: 'petra', password: 'wrong', tells: byWinbox })).to.equal('wrong login or password');
      expect(await verdict({ login: 'dhcp', tells: byWinbox })).to.equal('wrong login or password');
      expect(await verdict({ login: 'petra', tells: byPpp })).to.equal('wrong login or password');
    });
  });
});
