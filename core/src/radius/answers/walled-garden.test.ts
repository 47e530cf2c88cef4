import { spawn, spawnSync } from 'node:child_process';
import type { Router, RouterDriver, ShutPolicyChanges } from '@tapline/sdk';
import { expect } from 'chai';
import { AccessStore } from '../../access/access-store.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import type { Configuration } from '../../kernel/config/configuration.js';
import { newId } from '../../kernel/ids/id.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { rejection } from '../../testing/rejection.js';
import { grantOfClass, isGuestClass, serviceOfClass } from '../authentication/session-class.js';
import {
  ATTRIBUTE,
  type AttributeWriter,
  decodePacket,
  describeAttributes,
  isMsChap2Success,
  PACKET_CODE,
  PacketView,
  prepareNtPassword,
  readIpv4,
  readText,
} from '../codec/index.js';
import { debugLogReader } from '../log/debug-log.js';
import { DebugStore } from '../log/debug-store.js';
import { shortLogFile } from '../log/short-log.js';
import { ShortLogReader } from '../log/short-log-reader.js';
import { type RadiusProcess, startRadiusProcess } from '../radius-process.js';
import { type AccessDraft, accessPacket } from '../testing/access-packets.js';
import { type AccountingDraft, accountingPacket } from '../testing/accounting-packets.js';
import { RadiusFixture, TEST_ACTOR, TEST_SECRET } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { TestRouter } from '../testing/test-router.js';
import { AnswerPreview } from './answer-preview.js';
import { AnsweringService } from './answering-service.js';
import { CORE_DRIVERS } from './router-profile.js';

const hasRadclient = spawnSync('radclient', ['-v']).error === undefined;
const ALL = {
  unknownUser: 'walled-garden',
  notActive: 'walled-garden',
  restricted: 'walled-garden',
  wrongDevice: 'walled-garden',
  wrongPassword: 'walled-garden',
} as const;
const GARDEN = { addressList: 'unpaid', bitsPerSecond: 512_000 };
const ADDON_DRIVER: RouterDriver = {
  id: 'olt',
  title: 'OLT',
  description: 'An access node of another make.',
  dictionary: [{ name: 'Olt-Profile', vendorId: 9999, type: 3, format: 'text' }],
  accept: [{ attribute: 'Olt-Profile', value: 'p-{downloadBitsPerSecond}' }],
  changeable: [],
};

forEachDatabase((kind) => {
  describe(`A line that is shut, on ${kind.name}`, () => {
    let configuration: Configuration;
    let fixture: RadiusFixture;
    let radius: RadiusProcess;
    let router: TestRouter;
    let routerId: string;
    let unpaidId: string;
    let answering: AnsweringService;
    let identifier = 0;

    const start = () => startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
    before(async () => {
      const created = await kind.create();
      configuration = { ...created, radius: { ...created.radius, host: '127.0.0.1', authPort: 0, accountingPort: 0 } };
      fixture = await RadiusFixture.create(configuration);
      routerId = await fixture.addRouter();
      await fixture.addLine({ login: 'anna', password: 'right', ipv4Address: '10.1.2.3', macAddresses: ['00:0C:42:01:02:03'] });
      unpaidId = await fixture.addLine({
        login: 'unpaid',
        password: 'right',
        ipv4Address: '10.1.2.4',
        isAllowed: false,
        reason: 'pay 5.00',
      });
      await fixture.addLine({ login: 'paused', password: 'right', isAllowed: false, shutBy: 'notActive', reason: 'paused' });
      answering = new AnsweringService({
        routers: { get: () => Promise.resolve({} as never) },
        drivers: () => [...CORE_DRIVERS.map((driver) => ({ addonId: 'core', driver })), { addonId: 'olts', driver: ADDON_DRIVER }],
        audit: { record: () => Promise.resolve() } as unknown as AuditLog,
        nudge: () => undefined,
      });
      radius = await start();
      router = await TestRouter.open();
    });
    after(async () => {
      await router.close();
      await radius.stop();
      await fixture.close();
      await kind.close();
    });

    async function ask(draft: Partial<AccessDraft> & { readonly login: string }): Promise<PacketView> {
      identifier = (identifier + 1) % 256;
      const reply = await router.ask(accessPacket({ password: 'right', identifier, ...draft }), radius.authPort);
      const view = new PacketView();
      decodePacket(view, reply, reply.length);
      return view;
    }
    const setPolicy = async (company: ShutPolicyChanges): Promise<void> => {
      await fixture.database.transaction(TEST_ACTOR, (tx) => answering.changeCompanyPolicy(tx, company));
      await radius.settled();
    };
    const changeRouter = async (changes: Parameters<AnsweringService['changeRouter']>[2]): Promise<void> => {
      await fixture.database.transaction(TEST_ACTOR, (tx) => answering.changeRouter(tx, routerId, changes));
      await radius.settled();
    };
    const isLetIn = async (draft: Partial<AccessDraft> & { readonly login: string }): Promise<boolean> =>
      (await ask(draft)).code === PACKET_CODE['Access-Accept'];
    const shutLogins: readonly (Partial<AccessDraft> & { readonly login: string })[] = [
      { login: 'nobody' },
      { login: 'paused' },
      { login: 'unpaid' },
      { login: 'anna', macAddress: '00:0C:42:99:99:99' },
      { login: 'anna', password: 'wrong' },
    ];

    it('is refused, whatever the reason, until the operator says otherwise', async () => {
      for (const draft of shutLogins) expect(await isLetIn(draft), draft.login).to.equal(false);
    });

    it('is let into the walled garden for the reasons that are chosen, and no others', async () => {
      for (const [index, reason] of Object.keys(ALL).entries()) {
        await setPolicy({ actions: { [reason]: 'walled-garden' }, garden: GARDEN });
        const letIn = [];
        for (const draft of shutLogins) letIn.push(await isLetIn(draft));
        const order = ['unknownUser', 'notActive', 'restricted', 'wrongDevice', 'wrongPassword'];
        expect(letIn.indexOf(true), reason).to.equal(order.indexOf(Object.keys(ALL)[index] as string));
        expect(letIn.filter(Boolean)).to.have.length(1);
      }
    });

    it('gets the list, the speed and five minutes at most, in a session of its own when its customer has proved to be there', async () => {
      await setPolicy({ actions: ALL, garden: GARDEN });
      const unpaid = await ask({ login: 'unpaid' });
      const told = describeAttributes(unpaid);
      expect(told.filter((attribute) => !/^(Class|Message-Authenticator)/.test(attribute))).to.deep.equal([
        'Framed-IP-Address = 10.1.2.4',
        'Framed-IP-Netmask = 255.255.255.255',
        'Mikrotik-Rate-Limit = "512k/512k"',
        'Mikrotik-Address-List = "unpaid"',
        'Session-Timeout = 240',
        'Acct-Interim-Interval = 300',
      ]);
      const sessionClass = readText(unpaid, ATTRIBUTE.Class) ?? '';
      expect([serviceOfClass(sessionClass), grantOfClass(sessionClass)?.[0]]).to.deep.equal([unpaidId, 's']);
    });

    it('has an address that is leased for the session where each of its sessions has its own, and is refused where there is none', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/30' });
      const links = await fixture.addPool({ cidr: '2001:db8:100::/48' });
      const perSession = { ipv4: pool.id, ipv6: links.id };
      const ids: string[] = [];
      for (const login of ['leased', 'leased-2', 'leased-3']) {
        ids.push(await fixture.addLine({ login, password: 'right', isAllowed: false, addressing: { perSession } }));
      }
      await radius.settled();
      const first = await ask({ login: 'leased' });
      const told = describeAttributes(first);
      expect(told).to.include.members(['Framed-IP-Address = 10.9.0.1', 'Framed-IP-Netmask = 255.255.255.255']);
      expect(told.join()).not.to.contain('IPv6');
      expect((await ask({ login: 'leased-2' })).code).to.equal(PACKET_CODE['Access-Accept']);
      expect(readText(await ask({ login: 'leased-3' }), ATTRIBUTE['Reply-Message'])).to.equal('there is no free address; try again later');
      identifier = (identifier + 1) % 256;
      const sessionClass = readText(first, ATTRIBUTE.Class) ?? '';
      await router.ask(accountingPacket({ status: 'Stop', login: 'leased', sessionClass, identifier }), radius.accountingPort);
      await radius.settled();
      expect(describeAttributes(await ask({ login: 'leased-3' }))).to.include('Framed-IP-Address = 10.9.0.1');
      expect(serviceOfClass(sessionClass)).to.equal(ids[0]);
      const preview = new AnswerPreview({
        answering,
        access: new AccessStore(),
        routers: { list: () => Promise.resolve([]), get: () => Promise.resolve({ id: routerId, name: 'Hill' } as Router) },
        sessions: { ofServices: () => Promise.resolve([]) },
        clock: fixture.clock,
        interimIntervalSeconds: 300,
      });
      const previewed = await fixture.database.view(TEST_ACTOR, (tx) => preview.of(tx, ids[0] ?? '', routerId));
      expect(previewed).to.include({ verdict: 'walled-garden', isLeasedPerSession: true });
    });

    it('has an address for each of its devices, which nobody has counted, also where its router calls them the same', async () => {
      const perSession = { ipv4: (await fixture.addPool({ cidr: '10.9.1.0/29' })).id };
      const loginRules = { sessionPolicy: 'refuse', sessionLimit: 1 } as const;
      const id = await fixture.addLine({ login: 'tunnels', password: 'right', isAllowed: false, loginRules, addressing: { perSession } });
      await radius.settled();
      const byL2tp =
        (port: number) =>
        (writer: AttributeWriter): AttributeWriter =>
          writer.text(ATTRIBUTE['Calling-Station-Id'], '203.0.113.5').integer(ATTRIBUTE['NAS-Port'], port);
      const given: (string | undefined)[] = [];
      for (const port of [1, 2, 1]) {
        const reply = await ask({ login: 'tunnels', tells: byL2tp(port) });
        given.push(readIpv4(reply, ATTRIBUTE['Framed-IP-Address']));
        identifier = (identifier + 1) % 256;
        const session = { login: 'tunnels', sessionId: `t${given.length}`, sessionClass: readText(reply, ATTRIBUTE.Class) as string };
        await router.ask(accountingPacket({ status: 'Start', identifier, macAddress: '203.0.113.5', ...session }), radius.accountingPort);
      }
      expect([given[0] === given[1], given[0]]).to.deep.equal([false, given[2]]);
      await radius.settled();
      const ends = fixture.database.reader('radius_session').where('service_id', id).pluck('end_reason');
      expect(await ends, 'nobody puts the other out').to.deep.equal([null, null, null]);
    });

    it('is in the debug log as let in only where there was an address for it', async () => {
      const elsewhere = await fixture.addPool({ cidr: '10.9.2.0/29', routerIds: [newId()] });
      const addressing = { perSession: { ipv4: elsewhere.id } };
      await fixture.addLine({ login: 'short', password: 'right', isAllowed: false, addressing });
      const endsAtMs = Date.now() + 60_000;
      const topic = { id: 'short'.padEnd(26, '0'), kind: 'user', value: 'short', startedAtMs: 1, endsAtMs, startedBy: 'Test' } as const;
      const store = new DebugStore();
      await fixture.database.transaction(TEST_ACTOR, (tx) => store.put(tx, topic));
      await radius.settled();
      expect(await isLetIn({ login: 'short' })).to.equal(false);
      await fixture.database.transaction(TEST_ACTOR, (tx) => store.remove(tx, topic.id));
      await radius.stop();
      const [written] = await debugLogReader(configuration.dataDirectory).latest(1);
      radius = await start();
      const steps = written?.steps.join('\n') ?? '';
      expect(steps).to.include('not let into the walled garden: pool');
      expect(steps).not.to.match(/^let into/m);
    });

    it('takes in who types a password that is not UTF-8, where the router is known to have the right secret', async () => {
      await setPolicy({ actions: ALL, garden: GARDEN });
      await fixture.addRouter({ name: 'Old', address: '127.0.0.3', requireMessageAuthenticator: false });
      await radius.settled();
      const old = await TestRouter.open('127.0.0.3');
      const enter = async (draft: Partial<AccessDraft>): Promise<number | undefined> => {
        identifier = (identifier + 1) % 256;
        const asked = { login: 'anna', password: 'right', macAddress: '00:0C:42:01:02:03', messageAuthenticator: false, identifier };
        return (await old.ask(accessPacket({ ...asked, ...draft }), radius.authPort))[0];
      };
      // "ž" of a device that knows CP1250.
      const password = Buffer.from('9e6c7574fd6bf9f2', 'hex');
      expect(await enter({ password })).to.equal(PACKET_CODE['Access-Reject']);
      // Proves nothing of the secret: it is in no CHAP.
      expect(await enter({ method: 'chap' })).to.equal(PACKET_CODE['Access-Accept']);
      expect(await enter({ password })).to.equal(PACKET_CODE['Access-Reject']);
      expect(await enter({})).to.equal(PACKET_CODE['Access-Accept']);
      expect(await enter({ password })).to.equal(PACKET_CODE['Access-Accept']);
      await old.close();
      await radius.stop();
      const entries = await new ShortLogReader(shortLogFile(configuration.dataDirectory)).latest(5);
      radius = await start();
      const unreadable = "password unreadable: the router's secret is probably wrong";
      const wrong = 'walled garden: password unreadable: wrong password, or one that is not UTF-8';
      expect(entries.map(({ reason }) => reason)).to.deep.equal([unreadable, '', unreadable, '', wrong]);
    });

    it('is nobody’s session when the password or device is wrong: its traffic is not the customer’s', async () => {
      const guest = await ask({ login: 'anna', password: 'wrong' });
      const sessionClass = readText(guest, ATTRIBUTE.Class) ?? '';
      expect(isGuestClass(sessionClass)).to.equal(true);
      expect(guest.has(ATTRIBUTE['Framed-IP-Address'])).to.equal(false);
      const account = (draft: Partial<AccountingDraft>): Promise<Buffer> => {
        identifier = (identifier + 1) % 256;
        return router.ask(accountingPacket({ status: 'Start', login: 'anna', sessionClass, identifier, ...draft }), radius.accountingPort);
      };
      await account({});
      await account({ status: 'Interim-Update', seconds: 60, downloadOctets: 5_000_000n });
      await radius.settled();
      const sessions = (await fixture.database.reader('radius_session').where('login', 'anna')) as { service_id: string | null }[];
      expect(sessions.map((session) => session.service_id)).to.deep.equal([null]);
      expect(await fixture.database.reader('usage_day')).to.deep.equal([]);
    });

    it('is nobody’s session either where its line may be online once: the customer’s own device is let in beside it', async () => {
      const loginRules = { sessionPolicy: 'refuse', sessionLimit: 1 } as const;
      await fixture.addLine({ login: 'single', password: 'right', loginRules });
      await radius.settled();
      const guest = await ask({ login: 'single', password: 'wrong', macAddress: '00:0C:42:99:99:99' });
      const sessionClass = readText(guest, ATTRIBUTE.Class) ?? '';
      expect(isGuestClass(sessionClass)).to.equal(true);
      identifier = (identifier + 1) % 256;
      const begun = { login: 'single', sessionClass, macAddress: '00:0C:42:99:99:99', sessionId: 'guest' };
      await router.ask(accountingPacket({ status: 'Start', identifier, ...begun }), radius.accountingPort);
      await radius.settled();
      const own = await ask({ login: 'single', macAddress: '00:0C:42:01:02:03' });
      expect(serviceOfClass(readText(own, ATTRIBUTE.Class) ?? '')).to.be.a('string');
    });

    it('has its MS-CHAPv2 proof where the password was right, and is refused where no proof is possible', async () => {
      identifier = (identifier + 1) % 256;
      const request = accessPacket({ login: 'unpaid', password: 'right', method: 'mschapv2', identifier });
      const reply = await router.ask(request, radius.authPort);
      const view = new PacketView();
      decodePacket(view, reply, reply.length);
      expect(view.code).to.equal(PACKET_CODE['Access-Accept']);
      expect(isMsChap2Success(view, request, prepareNtPassword(Buffer.from('right')))).to.equal(true);
      expect(await isLetIn({ login: 'anna', password: 'wrong', method: 'mschapv2' })).to.equal(false);
      expect(await isLetIn({ login: 'nobody', method: 'mschapv2' })).to.equal(false);
    });

    it('is treated by a router as that one is set to, and by the others as the company is', async () => {
      await changeRouter({ shutPolicy: { actions: { restricted: 'reject' } } });
      expect([await isLetIn({ login: 'unpaid' }), await isLetIn({ login: 'paused' })]).to.deep.equal([false, true]);
      await changeRouter({ shutPolicy: null });
      expect(await isLetIn({ login: 'unpaid' })).to.equal(true);
    });

    it('is never let in where nothing would wall it in', async () => {
      const write = (changes: ShutPolicyChanges) =>
        rejection(fixture.database.transaction(TEST_ACTOR, (tx) => answering.changeCompanyPolicy(tx, changes)));
      expect(await write({ actions: { restricted: 'walled-garden' } })).to.include({ code: 'SHUT_POLICY_GARDEN_OPEN' });
      expect(await write({ actions: ALL, garden: { sessionTimeoutSeconds: 3600 } })).to.include({ code: 'SHUT_POLICY_INVALID' });
      const olt = rejection(fixture.database.transaction(TEST_ACTOR, (tx) => answering.changeRouter(tx, routerId, { driverId: 'olt' })));
      expect(await olt).to.include({ code: 'SHUT_POLICY_GARDEN_OPEN' });
    });

    it('and one that is open is told what the driver of an add-on makes of it', async () => {
      await changeRouter({
        driverId: 'olt',
        shutPolicy: { garden: { pool: 'garden' } },
        attributes: [{ name: 'Olt-Profile', value: 'x-{login}' }],
      });
      const open = await ask({ login: 'anna', macAddress: '00:0C:42:01:02:03' });
      expect(
        open.buffer
          .subarray(0, open.length)
          .includes(Buffer.concat([Buffer.from('0000270f03', 'hex'), Buffer.from([8]), Buffer.from('x-anna')])),
      ).to.equal(true);
      expect(describeAttributes(await ask({ login: 'unpaid' }))).to.include('Framed-Pool = "garden"');
      const unknown = rejection(
        fixture.database.transaction(TEST_ACTOR, (tx) => answering.changeRouter(tx, routerId, { driverId: 'nothing' })),
      );
      expect(await unknown).to.include({ code: 'ROUTER_DRIVER_UNKNOWN', field: 'driverId' });
      await changeRouter({ driverId: 'mikrotik', shutPolicy: null, attributes: [] });
    });

    it('is what radclient reads, too', async function radclient() {
      if (!hasRadclient) this.skip();
      const output = await runRadclient('User-Name=unpaid,User-Password=right,Message-Authenticator=0x00', radius.authPort);
      expect(output).to.match(
        /Access-Accept.*Framed-IP-Address = 10\.1\.2\.4.*Mikrotik-Rate-Limit = "512k\/512k".*Mikrotik-Address-List = "unpaid".*Session-Timeout = 240/s,
      );
    });
  });
});

function runRadclient(input: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('radclient', ['-r', '1', '-t', '3', '-x', `127.0.0.1:${port}`, 'auth', TEST_SECRET]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('close', () => resolve(output));
    child.stdin.end(`${input}\n`);
  });
}
