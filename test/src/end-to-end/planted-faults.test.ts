import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { forEachDatabase } from '@tapline/core/testing';
import { expect } from 'chai';
import { repositoryRoot } from '../repository/source-files.js';
import { eventually, requireTool } from '../tools.js';
import { ApiClient } from './api-client.js';
import { FakeRouter } from './fake-router.js';
import { isRadclientThere, papLogin, type RadclientAnswer, radclient } from './radclient.js';
import { TaplineProcess } from './tapline-process.js';

const SECRET = 'a-long-shared-secret';
const PASSWORD = 'modem password';
/** Has its CoA port closed. */
const HILL = '127.0.0.11';
const DALE = '127.0.0.12';
const NAT = '127.0.0.13';
const VALE = '127.0.0.14';
const STRANGER = '127.0.0.77';
const BOUND = '00:0C:42:01:02:03';

interface Row {
  readonly id: string;
}

forEachDatabase((database) => {
  if (database.name !== 'SQLite') return;
  describe('An operator without the manual finds what is wrong', function story() {
    this.timeout(120_000);
    let tapline: TaplineProcess;
    let api: ApiClient;
    let coaPeer: FakeRouter;
    let hillId: string;
    let poolId: string;
    let planId: string;

    /** What the command line says, with what it says on standard error. */
    const command = (...words: readonly string[]): Promise<string> =>
      new Promise((resolve) => {
        const { web, dataDirectory } = tapline.configuration;
        const options = [`--web.port=${web.port}`, `--dataDirectory=${dataDirectory}`];
        execFile(process.execPath, [join(repositoryRoot, 'core/bin/tapline.js'), ...words, ...options], (_error, out, err) =>
          resolve(out + err),
        );
      });
    const test = (login: string, ...options: readonly string[]): Promise<string> => command('radius', 'test', login, ...options);
    const ask = (
      login: string,
      more: { password?: string; source?: string; secret?: string; mac?: string; nasIpAddress?: string } = {},
    ): Promise<RadclientAnswer> =>
      radclient({
        port: tapline.configuration.radius.authPort,
        kind: 'auth',
        secret: more.secret ?? SECRET,
        source: more.source ?? HILL,
        attributes: [
          ...papLogin(login, more.password ?? PASSWORD).map((line) =>
            line.startsWith('NAS-IP-Address') ? `NAS-IP-Address = ${more.nasIpAddress ?? '127.0.0.1'}` : line,
          ),
          ...(more.mac === undefined ? [] : [`Calling-Station-Id = "${more.mac}"`]),
        ],
      });
    /** The short log is written a moment after the answer. */
    const logged = (pattern: RegExp): Promise<string> =>
      eventually(async () => {
        const log = await command('radius', 'log', '-n', '5');
        return pattern.test(log) ? log : undefined;
      });
    const addService = async (login: string, draft: { macAddress?: string; status?: string; ipv4?: object } = {}): Promise<void> => {
      const { status = 'active', macAddress, ipv4 = { mode: 'pool', networkId: poolId } } = draft;
      const customer = await api.post<Row>('/customers', { name: `Customer ${login}`, status, billingType: 'manual' });
      await api.post('/services', {
        customerId: customer.id,
        planId,
        login,
        password: PASSWORD,
        ipv4,
        ...(macAddress === undefined ? {} : { macAddresses: [macAddress] }),
      });
    };

    before(async function setUp() {
      requireTool(this, 'radclient', isRadclientThere);
      coaPeer = await FakeRouter.listen(SECRET);
      tapline = await TaplineProcess.start(await database.createMigrated());
      api = new ApiClient(tapline);
      await api.post('/clock', { to: '2030-09-02T08:00:00Z' });
      const speeds = { downloadBitsPerSecond: 5_000_000, uploadBitsPerSecond: 1_000_000 };
      planId = (await api.post<Row>('/plans', { name: 'Internet 5M', priceMinor: 4000, ...speeds })).id;
      poolId = (await api.post<Row>('/networks', { name: 'Customers', cidr: '10.20.0.0/29', purpose: 'pool' })).id;
      hillId = (await api.post<Row>('/routers', { name: 'hill', address: HILL, secret: SECRET })).id;
      await addService('anna');
      await addService('bert', { macAddress: BOUND });
      await addService('carl', { status: 'blocked' });
    });
    after(async () => {
      await tapline?.stop();
      coaPeer?.close();
      await database.close();
    });

    it('a router that nobody has entered', async () => {
      await ask('anna', { source: STRANGER });
      await logged(/no router has the address 127\.0\.0\.77; add it under Routers/);
      expect(await test('anna')).to.match(
        /look +Requests without an answer: an unknown router \(127\.0\.0\.77\).*add it under Routers, or correct its address/,
      );
    });

    it('a wrong secret', async () => {
      await ask('anna', { secret: 'another-shared-secret' });
      await logged(/wrong RADIUS secret for router hill/);
      expect(await test('anna')).to.match(
        /FAULT +What routers asked: hill asked .* got no answer: wrong RADIUS secret for router hill[^=]*=> set the same secret on the router/s,
      );
    });

    it('a wrong password', async () => {
      expect((await ask('anna', { password: 'modem pasword' })).verdict).to.equal('Access-Reject');
      await logged(/wrong password/);
      expect(await test('anna')).to.match(/FAULT +What routers asked: hill asked .* reject: wrong password\n.*=> type the same password/s);
      expect(await test('anna', '--password', 'modem pasword', '--method', 'chap')).to.match(
        /FAULT +Login: asked as a router, with CHAP: rejected, wrong password/,
      );
    });

    it('another device than the one that is bound', async () => {
      expect((await ask('bert', { mac: '00-0c-42-01-02-99' })).verdict).to.equal('Access-Reject');
      await logged(/wrong MAC address/);
      const said = await test('bert');
      expect(said).to.match(
        /FAULT +What routers asked: .*wrong MAC address: 00:0C:42:01:02:99; the service is bound to 00:0C:42:01:02:03\n.*=> if the customer has a new device, bind that one/s,
      );
      expect(said).to.match(/ok +Login: asked as a router, with PAP and the MAC address 00:0C:42:01:02:03: accepted/);
    });

    it('a customer who is blocked', async () => {
      expect((await ask('carl')).verdict).to.equal('Access-Reject');
      const said = await test('carl');
      expect(said).to.match(
        /FAULT +Access: the line is shut: .*\n.*=> make the customer active: tapline customers change 3 --status active/s,
      );
      expect(said).to.match(/FAULT +Login: .*rejected/);
    });

    it('a router behind NAT that is entered with another NAS-IP-Address than it sends', async () => {
      await api.post('/routers', { name: 'farm', address: NAT, secret: SECRET, nasIpAddress: '192.168.88.1' });
      await eventually(async () => {
        expect((await ask('anna', { source: NAT, nasIpAddress: '192.168.88.2' })).verdict).to.equal('none');
        return (await command('radius', 'log', '-n', '5')).includes('it sends NAS-IP-Address 192.168.88.2') ? true : undefined;
      });
      expect(await test('anna')).to.match(
        /FAULT +What routers asked: farm asked .* got no answer: it sends NAS-IP-Address 192\.168\.88\.2, and under Routers it has NAS-IP-Address 192\.168\.88\.1.*=> correct NAS-IP-Address or NAS-Identifier under Routers/s,
      );
    });

    it('a router with a wrong clock', async () => {
      await api.post('/routers', { name: 'dale', address: DALE, secret: SECRET });
      const twoHoursAhead = Date.parse('2030-09-02T10:00:00Z') / 1000;
      await eventually(async () => {
        const { verdict } = await radclient({
          port: tapline.configuration.radius.accountingPort,
          kind: 'acct',
          secret: SECRET,
          source: DALE,
          attributes: ['User-Name = "carl"', 'Acct-Session-Id = "c1"', 'Acct-Status-Type = Stop', `Event-Timestamp = ${twoHoursAhead}`],
        });
        return verdict === 'none' ? undefined : verdict;
      });
      await logged(/its clock is/);
      expect(await test('carl')).to.match(
        /look +Clock: dale: its clock is 2 h 0 min ahead of ours\n *=> set both by NTP \(RouterOS: \/system ntp client/,
      );
    });

    it('accounting that is off', async () => {
      expect((await ask('anna')).verdict).to.equal('Access-Accept');
      await logged(/accept/);
      await api.post('/clock', { advance: '1m' });
      expect(await test('anna')).to.match(
        /look +Accounting: hill asks and sends no accounting: .*\n *=> .*\/ppp aaa set use-radius=yes accounting=yes/,
      );
    });

    it('a CoA port that is closed', async () => {
      expect(await test('anna')).to.match(
        /FAULT +Disconnect: hill does not answer Disconnect-Requests at 127\.0\.0\.11:3799.*\n *=> RouterOS: \/radius incoming set accept=yes port=3799/,
      );
    });

    it('a pool that is empty', async () => {
      for (const login of ['dana', 'emil', 'fero']) await addService(login);
      const customer = await api.post<{ number: number }>('/customers', { name: 'One too many' });
      const words = [
        'services',
        'create',
        '--customer',
        String(customer.number),
        '--plan',
        'Internet 5M',
        '--login',
        'gita',
        '--pool',
        'Customers',
      ];
      expect(await command(...words)).to.match(/Customers \(10\.20\.0\.0\/29\) has no free address left; add a network or free some/);
    });

    it('a pool that is not routed to the router where the line logs in, and only there', async () => {
      await api.post('/routers', { name: 'vale', address: VALE, secret: SECRET });
      const pool = { name: 'Hillside', cidr: '10.30.0.0/29', purpose: 'pool', routerIds: [hillId] };
      const networkId = (await api.post<Row>('/networks', pool)).id;
      await addService('heidi', { ipv4: { mode: 'session', networkId } });
      const untold = await eventually(async () => {
        const said = await test('heidi');
        return /ok +Login/.test(said) ? said : undefined;
      });
      expect(untold).to.match(/Framed-IP-Address = 10\.30\.0\.\d/);
      expect(untold).to.include(
        'no router is known to have asked for this line; its sessions are leased addresses as if all pools were routed to it',
      );
      expect((await ask('heidi')).verdict).to.equal('Access-Accept');
      await logged(/heidi/);
      const there = await test('heidi');
      expect(there).to.match(/ok +Login: asked as a router, with PAP: accepted/);
      expect(there).to.include('its sessions are leased addresses as on hill, where it logged in last');
      expect((await ask('heidi', { source: VALE })).verdict).to.equal('Access-Reject');
      await logged(/"vale"/);
      expect(await test('heidi')).to.match(
        /FAULT +Login: asked as a router, with PAP: rejected, pool "Hillside" is not routed to the router "vale"; bind it to this router under Networks/,
      );
    });

    it('a login that is nobody’s', async () => {
      expect(await test('ana')).to.match(/FAULT +Service: no service has the login "ana"\n *=> create one/);
    });

    it('nothing, where nothing is wrong', async () => {
      await api.post('/routers', { name: 'north', address: '127.0.0.1', secret: SECRET, coaPort: coaPeer.port });
      await addLogin();
      const said = await test('fero');
      expect(said).to.match(/ok +RADIUS memory: knows the line as the database does/);
      expect(said).to.match(/Framed-IP-Address = 10\.20\.0\.6 \(the address of the line\)/);
      expect(said).to.match(
        /ok +Second opinion: the npm package radius takes the answer for genuine too, and reads [1-9]\d* attributes in it/,
      );
      expect(said).to.match(/ok +Session: online on north, begun .*; last accounting/);
      expect(said).to.match(/ok +Disconnect: north takes Disconnect-Requests/);
      expect(said).to.not.include('FAULT');
    });

    it('a line by the MAC address of its device or by its port, asked for as a DHCP server and a Hotspot do', async () => {
      const customer = await api.post<Row>('/customers', { name: 'Without logins', status: 'active', billingType: 'manual' });
      const draft = { customerId: customer.id, planId, password: PASSWORD };
      const any = { isMacBound: false, accessType: 'dhcp' };
      await api.post('/services', { ...draft, login: 'leased', macAddresses: ['00:0C:42:0D:0D:01'], loginRules: { accessType: 'dhcp' } });
      await api.post('/services', { ...draft, login: 'guest', macAddresses: ['00:0C:42:0D:0D:02'], loginRules: { accessType: 'hotspot' } });
      await api.post('/services', { ...draft, login: 'port', loginRules: { ...any, circuitId: 'olt1/7', remoteId: null } });
      const leased = await test('000c.420d.0d01');
      expect(leased).to.match(/ok +Service: "000c\.420d\.0d01" \(login "leased"\) is a line of Without logins/);
      expect(leased).to.match(/ok +Login: asked as a DHCP router with the MAC address 00:0C:42:0D:0D:01: accepted/);
      expect(await test('00:0C:42:0D:0D:02')).to.match(/ok +Login: asked as a Hotspot with the MAC address 00:0C:42:0D:0D:02: accepted/);
      expect(await test('00:0C:42:0D:0D:03', '--circuit', 'olt1/7')).to.match(
        /ok +Login: asked as a DHCP router with the MAC address 00:0C:42:0D:0D:03, at the port olt1\/7: accepted/,
      );
      const unknown = await test('00:0C:42:0D:0D:09');
      expect(unknown).to.match(/FAULT +Service: no service has the device 00:0C:42:0D:0D:09, nor is it a login\n *=> add the device/);
      expect(unknown).to.match(/FAULT +Login: asked as a DHCP router with the MAC address 00:0C:42:0D:0D:09: rejected/);
    });

    it('with no secret and no password in any log or answer', async () => {
      await command('radius', 'debug', 'on', '--router', 'hill');
      await eventually(async () => {
        await ask('anna');
        return (await command('radius', 'debug', 'log')).includes('User-Name = "anna"') ? true : undefined;
      });
      await test('anna');
      const folder = join(tapline.configuration.dataDirectory, 'logs');
      const logs = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
      const testSecret = join(tapline.configuration.dataDirectory, 'radius-test.secret');
      expect(statSync(testSecret).mode & 0o077).to.equal(0);
      for (const hidden of [SECRET, PASSWORD, 'modem pasword', 'another-shared-secret', readFileSync(testSecret, 'utf8')])
        expect([...logs, tapline.output].join('\n')).to.not.include(hidden);
    });

    async function addLogin(): Promise<void> {
      const answer = await eventually(async () => {
        const accepted = await ask('fero', { source: '127.0.0.1' });
        return accepted.verdict === 'Access-Accept' ? accepted : undefined;
      });
      const sessionClass = answer.attributes.find((attribute) => attribute.startsWith('Class'));
      await radclient({
        port: tapline.configuration.radius.accountingPort,
        kind: 'acct',
        secret: SECRET,
        attributes: [
          'User-Name = "fero"',
          'Acct-Session-Id = "1"',
          'Acct-Status-Type = Start',
          'Framed-IP-Address = 10.20.0.6',
          sessionClass ?? '',
        ],
      });
      await eventually(async () => ((await api.get<{ total: number }>('/sessions')).total === 1 ? true : undefined));
    }
  });
});
