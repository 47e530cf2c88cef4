import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { SystemClock } from '../kernel/clock/system-clock.js';
import type { Configuration } from '../kernel/config/configuration.js';
import { forEachDatabase } from '../testing/each-database.js';
import { SessionQueries } from '../usage/session-queries.js';
import { UsageQueries } from '../usage/usage-queries.js';
import { serviceOfClass } from './authentication/session-class.js';
import {
  ATTRIBUTE,
  buildStatusServer,
  DECODE_OUTCOME,
  decodePacket,
  isMsChap2Success,
  isValidResponse,
  MICROSOFT_ATTRIBUTE,
  MIKROTIK_ATTRIBUTE,
  PACKET_CODE,
  PacketView,
  prepareNtPassword,
  prepareSecret,
  readIpv4,
  readText,
  readUint32,
} from './codec/index.js';
import { HealthStore } from './health/health-store.js';
import { debugLogFile } from './log/debug-log.js';
import { parseDebugLogEntry } from './log/debug-log-entry.js';
import { DebugService } from './log/debug-service.js';
import { DebugStore } from './log/debug-store.js';
import { shortLogFile } from './log/short-log.js';
import { parseShortLogEntry, type ShortLogEntry } from './log/short-log-entry.js';
import { ReportStore } from './metrics/report-store.js';
import { type RadiusProcess, startRadiusProcess } from './radius-process.js';
import { type AccessDraft, accessPacket } from './testing/access-packets.js';
import { type AccountingDraft, accountingPacket } from './testing/accounting-packets.js';
import { RadiusFixture, TEST_ACTOR, TEST_SECRET } from './testing/radius-fixture.js';
import { RecordingLogger } from './testing/recording-logger.js';
import { TestRouter } from './testing/test-router.js';

const SECRET = prepareSecret(Buffer.from(TEST_SECRET));
const hasRadclient = spawnSync('radclient', ['-v']).error === undefined;

forEachDatabase((kind) => {
  describe(`The RADIUS process on ${kind.name}`, () => {
    let configuration: Configuration;
    let fixture: RadiusFixture;
    let radius: RadiusProcess;
    let router: TestRouter;
    let serviceId: string;
    let hillId: string;
    let identifier = 0;

    before(async () => {
      const created = await kind.create();
      configuration = { ...created, radius: { ...created.radius, host: '127.0.0.1', authPort: 0, accountingPort: 0 } };
      fixture = await RadiusFixture.create(configuration);
      hillId = await fixture.addRouter({ name: 'Hill' });
      await fixture.addRouter({ name: 'Old', address: '127.0.0.3', requireMessageAuthenticator: false });
      serviceId = await fixture.addLine({ login: 'anna', password: 'right', ipv4Address: '10.1.2.3' });
      await fixture.addLine({ login: 'blocked', password: 'right', isAllowed: false, reason: 'the balance is too low; pay 5.00' });
      await fixture.addLine({ login: 'bound', password: 'right', macAddresses: ['00:0C:42:01:02:03'] });
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      router = await TestRouter.open();
    });
    after(async () => {
      await router.close();
      await radius.stop();
      await fixture.close();
      await kind.close();
    });

    const next = (): number => {
      identifier = (identifier + 1) % 256;
      return identifier;
    };

    async function ask(request: Buffer, port: number, from = router): Promise<PacketView> {
      const reply = await from.ask(request, port);
      const view = new PacketView();
      expect(decodePacket(view, reply, reply.length)).to.equal(DECODE_OUTCOME.Ok);
      expect(isValidResponse(view, request, SECRET)).to.equal(true);
      return view;
    }

    const login = (draft: Partial<AccessDraft> = {}, from = router): Promise<PacketView> =>
      ask(accessPacket({ login: 'anna', password: 'right', identifier: next(), ...draft }), radius.authPort, from);
    const account = (draft: AccountingDraft): Promise<PacketView> =>
      ask(accountingPacket({ identifier: next(), ...draft }), radius.accountingPort);

    /** Sends a request that must stay unanswered: an answered one behind it shows that its turn has passed. */
    async function expectSilence(request: Buffer, from: TestRouter): Promise<void> {
      const before = from.replies.length;
      from.tell(request, radius.authPort);
      await login();
      expect(from.replies.length - before).to.equal(from === router ? 1 : 0);
    }

    it('accepts PAP with everything that the router needs', async () => {
      const reply = await login();
      expect(reply.code).to.equal(PACKET_CODE['Access-Accept']);
      expect(reply.buffer[20]).to.equal(ATTRIBUTE['Message-Authenticator']);
      expect(readIpv4(reply, ATTRIBUTE['Framed-IP-Address'])).to.equal('10.1.2.3');
      expect(readIpv4(reply, ATTRIBUTE['Framed-IP-Netmask'])).to.equal('255.255.255.255');
      expect(readText(reply, MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'])).to.equal('10M/20M');
      expect(readUint32(reply, ATTRIBUTE['Acct-Interim-Interval'])).to.equal(300);
      expect(serviceOfClass(readText(reply, ATTRIBUTE.Class) ?? '')).to.equal(serviceId);
    });

    it('accepts CHAP', async () => {
      expect((await login({ method: 'chap' })).code).to.equal(PACKET_CODE['Access-Accept']);
      expect((await login({ method: 'chap', password: 'wrong' })).code).to.equal(PACKET_CODE['Access-Reject']);
    });

    it('accepts MS-CHAPv2 with proof, keys and policy, and MS-CHAP with its own keys', async () => {
      const request = accessPacket({ login: 'anna', password: 'right', method: 'mschapv2', identifier: next() });
      const reply = await ask(request, radius.authPort);
      expect(reply.code).to.equal(PACKET_CODE['Access-Accept']);
      expect(isMsChap2Success(reply, request, prepareNtPassword(Buffer.from('right')))).to.equal(true);
      expect(reply.lengthOf(MICROSOFT_ATTRIBUTE['MS-MPPE-Send-Key'])).to.equal(34);
      expect(reply.lengthOf(MICROSOFT_ATTRIBUTE['MS-MPPE-Recv-Key'])).to.equal(34);
      expect(readUint32(reply, MICROSOFT_ATTRIBUTE['MS-MPPE-Encryption-Types'])).to.equal(6);
      expect(readText(reply, MIKROTIK_ATTRIBUTE['Mikrotik-Rate-Limit'])).to.equal('10M/20M');
      const version1 = await login({ method: 'mschap' });
      expect(version1.code).to.equal(PACKET_CODE['Access-Accept']);
      expect(version1.lengthOf(MICROSOFT_ATTRIBUTE['MS-CHAP-MPPE-Keys'])).to.equal(32);
      expect(readUint32(version1, MICROSOFT_ATTRIBUTE['MS-MPPE-Encryption-Types'])).to.equal(4);
      expect((await login()).has(MICROSOFT_ATTRIBUTE['MS-MPPE-Encryption-Types'])).to.equal(false);
    });

    it('tells an MS-CHAP device by number what is wrong, and a stranger no more than a wrong password', async () => {
      const errorOf = async (draft: Partial<AccessDraft>): Promise<string> => {
        const reply = await login({ method: 'mschapv2', ...draft });
        expect(reply.code).to.equal(PACKET_CODE['Access-Reject']);
        return (readText(reply, MICROSOFT_ATTRIBUTE['MS-CHAP-Error']) ?? '').slice(1);
      };
      const wrong = /^E=691 R=0 C=[0-9A-F]{32} V=3 M=wrong login or password$/;
      expect(await errorOf({ password: 'wrong' })).to.match(wrong);
      expect(await errorOf({ login: 'nobody' })).to.match(wrong);
      expect(await errorOf({ login: 'blocked' })).to.match(/^E=647 R=0 .* M=the balance is too low; pay 5.00$/);
      expect(await errorOf({ password: 'wrong', method: 'mschap' })).to.equal('E=691 R=0 V=2');
    });

    it('rejects a wrong password and an unknown user in the same words', async () => {
      for (const draft of [{ password: 'wrong' }, { login: 'nobody' }]) {
        const reply = await login(draft);
        expect(reply.code).to.equal(PACKET_CODE['Access-Reject']);
        expect(reply.buffer[20]).to.equal(ATTRIBUTE['Message-Authenticator']);
        expect(readText(reply, ATTRIBUTE['Reply-Message'])).to.equal('wrong login or password');
      }
    });

    it('tells someone who is shut out why', async () => {
      expect(readText(await login({ login: 'blocked' }), ATTRIBUTE['Reply-Message'])).to.equal('the balance is too low; pay 5.00');
    });

    it('knows a device in whatever form the router writes its address', async () => {
      expect((await login({ login: 'bound', macAddress: '0-c-42-1-2-3' })).code).to.equal(PACKET_CODE['Access-Accept']);
      expect((await login({ login: 'bound', macAddress: '00:0C:42:01:02:04' })).code).to.equal(PACKET_CODE['Access-Reject']);
    });

    it('gives a retransmission the same octets', async () => {
      const request = accessPacket({ login: 'anna', password: 'right', identifier: next() });
      const first = await router.ask(request, radius.authPort);
      expect((await router.ask(request, radius.authPort)).equals(first)).to.equal(true);
    });

    it('does not answer an unknown router, a wrong secret, or a request without Message-Authenticator', async () => {
      const stranger = await TestRouter.open('127.0.0.2');
      await expectSilence(accessPacket({ login: 'anna', password: 'right' }), stranger);
      await stranger.close();
      await expectSilence(accessPacket({ login: 'anna', password: 'right', secret: 'another-secret', identifier: next() }), router);
      await expectSilence(accessPacket({ login: 'anna', password: 'right', messageAuthenticator: false, identifier: next() }), router);
    });

    it('takes a request without Message-Authenticator from a router that may do without', async () => {
      const old = await TestRouter.open('127.0.0.3');
      expect((await login({ messageAuthenticator: false }, old)).code).to.equal(PACKET_CODE['Access-Accept']);
      // Without it a wrong secret shows only in a password that nobody could have typed.
      await old.ask(
        accessPacket({ login: 'anna', password: 'right', messageAuthenticator: false, secret: 'another-secret', identifier: next() }),
        radius.authPort,
      );
      await old.close();
    });

    it('says that it is there', async () => {
      const request = buildStatusServer({ identifier: next(), secret: SECRET });
      expect((await ask(request, radius.authPort)).code).to.equal(PACKET_CODE['Access-Accept']);
      const another = buildStatusServer({ identifier: next(), secret: SECRET });
      expect((await ask(another, radius.accountingPort)).code).to.equal(PACKET_CODE['Accounting-Response']);
    });

    it('follows a line that is shut', async () => {
      const changed = await fixture.addLine({ login: 'carl', password: 'right' });
      radius.nudge();
      await radius.settled();
      expect((await login({ login: 'carl' })).code).to.equal(PACKET_CODE['Access-Accept']);
      await fixture.setAccess(changed, { login: 'carl', password: 'right', isAllowed: false, reason: 'unpaid' });
      await radius.settled();
      expect(readText(await login({ login: 'carl' }), ATTRIBUTE['Reply-Message'])).to.equal('unpaid');
    });

    it('keeps sessions and usage to the octet, past 4 GiB and however often a record comes', async () => {
      const sessionClass = readText(await login(), ATTRIBUTE.Class) as string;
      const octets = (9n << 32n) + 5n;
      await account({ status: 'Start', sessionClass });
      const interim: AccountingDraft = { status: 'Interim-Update', sessionClass, seconds: 300, downloadOctets: octets, uploadOctets: 77n };
      for (let copy = 0; copy < 3; copy++) await account(interim);
      await radius.settled();
      const [online, daily] = await fixture.database.view(TEST_ACTOR, async (tx) => {
        const usage = new UsageQueries().dailyOfAll(tx, { from: '2000-01-01', to: '2999-12-31' });
        return [await new SessionQueries().online(tx, { page: 1, pageSize: 10 }), await usage] as const;
      });
      expect(online.total).to.equal(1);
      expect(online.sessions[0]).to.include({
        serviceId,
        login: 'anna',
        routerName: 'Hill',
        customerName: 'Žofie Nováková',
        downloadOctets: octets,
      });
      expect(daily.map(({ downloadOctets, uploadOctets }) => [downloadOctets, uploadOctets])).to.deep.equal([[octets, 77n]]);
    });

    it('does not answer accounting with a wrong secret', async () => {
      const before = router.replies.length;
      router.tell(
        accountingPacket({ status: 'Start', sessionId: 'forged', secret: 'another-secret', identifier: next() }),
        radius.accountingPort,
      );
      await account({ status: 'Interim-Update', sessionId: 'true', seconds: 1 });
      expect(router.replies.length - before).to.equal(1);
      await radius.settled();
      expect(await fixture.database.reader('radius_session').where('acct_session_id', 'forged')).to.have.length(0);
    });

    it('keeps what it has acknowledged over a restart', async () => {
      const bert = await fixture.addLine({ login: 'bert' });
      const requests = Array.from({ length: 50 }, (_, index) =>
        account({ status: 'Interim-Update', login: 'bert', sessionId: `r${index}`, seconds: 60, downloadOctets: 1000n }),
      );
      await Promise.all(requests);
      await radius.stop();
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      await radius.settled();
      const daily = await fixture.database.view(TEST_ACTOR, (tx) =>
        new UsageQueries().daily(tx, { serviceIds: [bert], from: '2000-01-01', to: '2999-12-31' }),
      );
      expect(daily[0]?.downloadOctets).to.equal(50_000n);
    });

    it('refuses to start on a port that is taken, and lets go of all it had opened', async () => {
      const taken = { ...configuration, radius: { ...configuration.radius, accountingPort: radius.accountingPort } };
      const error = await startRadiusProcess({ configuration: taken, clock: new SystemClock(), logger: new RecordingLogger() }).then(
        () => undefined,
        (reason: { code: string; message: string }) => reason,
      );
      expect(error?.code).to.equal('RADIUS_PORT_BUSY');
      expect(error?.message).to.include('radius.accountingPort');
    });

    it('writes down every attribute and step of those who are debugged, until that is switched off', async () => {
      const debug = new DebugService({
        store: new DebugStore(),
        routers: { list: () => Promise.resolve([]) },
        audit: { record: () => Promise.resolve() } as unknown as AuditLog,
        nudge: () => radius.nudge(),
      });
      const { id } = await fixture.database.transaction(TEST_ACTOR, (tx) => debug.switchOn(tx, { kind: 'user', value: 'anna' }));
      await radius.settled();
      await login();
      await login({ password: 'not it' });
      await login({ login: 'bound', macAddress: '00:0C:42:01:02:04' });
      await account({ status: 'Start', sessionId: 'debugged' });
      await fixture.database.transaction(TEST_ACTOR, (tx) => debug.switchOff(tx, id));
      await radius.settled();
      await login();
      await radius.stop();
      const text = readFileSync(debugLogFile(configuration.dataDirectory), 'utf8');
      const entries = text.split('\n').flatMap((line) => parseDebugLogEntry(line) ?? []);
      expect(entries.map((entry) => `${entry.kind} ${entry.login}`)).to.have.members(['auth anna', 'auth anna', 'accounting anna']);
      const ofKind = (wanted: string, word: string) => entries.find((entry) => entry.kind === wanted && entry.steps.join().includes(word));
      expect(ofKind('auth', 'accept')?.steps.join('; ')).to.match(
        /^router Hill; with Message-Authenticator; service \w+, version \d+ of its access; password right \(PAP\); any device may log in; the line is open; accept$/,
      );
      expect(ofKind('auth', 'accept')?.sent).to.include('Framed-IP-Address = 10.1.2.3').and.include('Mikrotik-Rate-Limit = "10M/20M"');
      expect(ofKind('auth', 'reject: wrong password')?.sent).to.include('Reply-Message = "wrong login or password"');
      expect(ofKind('accounting', 'safe on disk')?.received).to.include('Acct-Session-Id = "debugged"');
      expect(text).to.not.include('right"').and.not.include('not it').and.not.include(TEST_SECRET);
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
    });

    it('keeps how each router does: when it last asked and reported, and what could not be believed', async () => {
      const stranger = await TestRouter.open('127.0.0.9');
      await expectSilence(accessPacket({ login: 'anna', password: 'right' }), stranger);
      await stranger.close();
      await expectSilence(accessPacket({ login: 'anna', password: 'right', secret: 'another-secret', identifier: next() }), router);
      await account({ status: 'Start', sessionId: 'healthy' });
      await radius.stop();
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      const counts = await fixture.database.view(TEST_ACTOR, (tx) => new HealthStore().counts(tx));
      const [hill, strangers] = [counts.find(({ routerId }) => routerId === hillId), counts.find(({ routerId }) => routerId === '')];
      expect(hill?.requests).to.be.greaterThan(0);
      expect(hill?.wrongSecrets).to.be.greaterThan(0);
      expect(hill?.accountingRequests).to.be.greaterThan(0);
      expect([hill?.lastRequestAtMs, hill?.lastAcceptAtMs, hill?.lastAccountingAtMs, hill?.lastWrongSecretAtMs]).to.not.include(null);
      expect(strangers).to.include({ requests: 1, lastAddress: '127.0.0.9' });
    });

    it('reports what it has done, for those who watch it', async () => {
      await login();
      await login({ password: 'wrong' });
      await account({ status: 'Start', sessionId: 'metrics' });
      router.tell(Buffer.from('malformed'), radius.authPort);
      await login();
      await radius.stop();
      const [first] = await fixture.database.view(TEST_ACTOR, (tx) => new ReportStore().since(tx, 0));
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
      const { authentication, accounting } = first?.report.loops ?? {};
      const ofHill = authentication?.answers.filter(({ routerId }) => routerId === hillId) ?? [];
      expect(ofHill.map(({ verdict, cause }) => `${verdict} ${cause}`)).to.include.members(['accept ', 'reject wrong-password']);
      expect(accounting?.answers.some(({ verdict, count }) => verdict === 'Start' && count > 0)).to.equal(true);
      expect(authentication?.drops.malformed).to.be.greaterThan(0);
      const answered = (authentication?.durations ?? []).reduce((sum, count) => sum + count, 0);
      expect(answered).to.be.at.least(ofHill.reduce((sum, { count }) => sum + count, 0));
      expect(authentication?.receiveBufferOctets).to.be.greaterThan(0);
      expect(first?.report.snapshot.lines).to.be.greaterThan(0);
      expect(first?.report.residentMemoryOctets).to.be.greaterThan(1e7);
    });

    it('understands radclient, and radclient understands it', async function radclient() {
      if (!hasRadclient) this.skip();
      const runs: readonly (readonly [string, 'auth' | 'acct' | 'status', RegExp])[] = [
        [
          'User-Name=anna,User-Password=right,Message-Authenticator=0x00',
          'auth',
          /Received Access-Accept.*Mikrotik-Rate-Limit = "10M\/20M"/s,
        ],
        ['User-Name=anna,CHAP-Password=right,Message-Authenticator=0x00', 'auth', /Received Access-Accept/],
        ['User-Name=anna,MS-CHAP-Password=right,Message-Authenticator=0x00', 'auth', /Received Access-Accept.*MS-CHAP-MPPE-Keys/s],
        ['User-Name=anna,User-Password=wrong,Message-Authenticator=0x00', 'auth', /Received Access-Reject/],
        ['User-Name=anna,Acct-Status-Type=Start,Acct-Session-Id=rc', 'acct', /Received Accounting-Response/],
        ['Message-Authenticator=0x00', 'status', /Received Accounting-Response/],
      ];
      for (const [input, type, expected] of runs) {
        const port = type === 'auth' ? radius.authPort : radius.accountingPort;
        expect(await runRadclient(input, ['-x', `127.0.0.1:${port}`, type, TEST_SECRET])).to.match(expected);
      }
    });

    it('writes a line for each request that tells an operator what happened', async () => {
      await radius.stop();
      const entries = readFileSync(shortLogFile(configuration.dataDirectory), 'utf8')
        .split('\n')
        .flatMap((line) => parseShortLogEntry(line) ?? []);
      const reasons = (verdict: ShortLogEntry['verdict']): string =>
        entries
          .filter((entry) => entry.verdict === verdict)
          .map(({ reason }) => reason)
          .join('\n');
      expect(reasons('reject')).to.include('wrong password').and.include('unknown user').and.include('password unreadable');
      expect(reasons('drop'))
        .to.include('no router has the address 127.0.0.2; add it under Routers, or correct its address')
        .and.include('wrong RADIUS secret for router Hill')
        .and.include("turn off 'Require Message-Authenticator' for this router");
      expect(reasons('ok')).to.include('Start').and.include('Interim-Update');
      expect(entries.find(({ verdict }) => verdict === 'accept')).to.include({
        login: 'anna',
        routerName: 'Hill',
        ipv4Address: '10.1.2.3',
      });
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
    });
  });
});

function runRadclient(input: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn('radclient', ['-r', '1', '-t', '3', ...parameters]);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    child.once('close', () => resolve(output));
    child.stdin.end(`${input}\n`);
  });
}
