import { forEachDatabase } from '@tapline/core/testing';
import { expect } from 'chai';
import { eventually, requireTool, withinMs } from '../tools.js';
import { ApiClient } from './api-client.js';
import { FakeRouter } from './fake-router.js';
import { chapLogin, isRadclientThere, papLogin, type RadclientAnswer, radclient } from './radclient.js';
import { TaplineProcess } from './tapline-process.js';

const SECRET = 'a-long-shared-secret';
const LOGIN = 'novak';
const PASSWORD = 'modem password';
const GIB = 2n ** 30n;
const UNBLOCKED_WITHIN_MS = 5_000;
const DISCONNECTED_WITHIN_MS = 10_000;

interface Row {
  readonly [field: string]: unknown;
  readonly id: string;
}

forEachDatabase((database) => {
  describe(`A line that is charged by the day, from outside, on ${database.name}`, function story() {
    this.timeout(120_000);
    let tapline: TaplineProcess;
    let api: ApiClient;
    let router: FakeRouter;
    let customer: Row;
    let service: Row;

    const login = (attributes: readonly string[], options: { secret?: string; source?: string } = {}): Promise<RadclientAnswer> =>
      radclient({ port: tapline.configuration.radius.authPort, kind: 'auth', secret: SECRET, attributes, ...options });
    const account = (attributes: readonly string[], secret = SECRET): Promise<RadclientAnswer> =>
      radclient({
        port: tapline.configuration.radius.accountingPort,
        kind: 'acct',
        secret,
        attributes: [
          `User-Name = "${LOGIN}"`,
          'Acct-Session-Id = "81000001"',
          'NAS-IP-Address = 127.0.0.1',
          'Framed-IP-Address = 10.20.0.1',
          ...attributes,
        ],
      });
    const balance = async (): Promise<number> =>
      (await api.get<{ balanceMinor: number }>(`/customers/${customer.id}/balance`)).balanceMinor;
    const expectTrialBalanceZero = async (): Promise<void> => {
      expect(await api.get('/ledger/verify')).to.deep.include({ isSound: true, findings: [] });
    };
    const lastLog = async (): Promise<string> => {
      const entries = await eventually(async () => (await api.get<{ items: readonly Row[] }>('/radius/log?limit=1')).items);
      return JSON.stringify(entries.at(-1));
    };

    before(async function setUp() {
      requireTool(this, 'radclient', isRadclientThere);
      router = await FakeRouter.listen(SECRET);
      tapline = await TaplineProcess.start(await database.createMigrated());
      api = new ApiClient(tapline);
      await api.post('/clock', { to: '2030-09-02T08:00:00Z' });
    });
    after(async () => {
      await tapline?.stop();
      router?.close();
      await database.close();
    });
    afterEach(async () => {
      if (tapline) await expectTrialBalanceZero();
    });

    it('is set up by an operator: plan, router, network, customer, service', async () => {
      const plan = await api.post<Row>('/plans', {
        name: 'Internet 5M',
        priceMinor: 4000,
        downloadBitsPerSecond: 5_000_000,
        uploadBitsPerSecond: 1_000_000,
      });
      await api.post('/routers', { name: 'north', address: '127.0.0.1', secret: SECRET, coaPort: router.port });
      const network = await api.post<Row>('/networks', { name: 'Customers', cidr: '10.20.0.0/24', purpose: 'pool' });
      customer = await api.post<Row>('/customers', { name: 'Jan Novák', billingType: 'prepaid', billingSettings: { basis: 'fixed-30' } });
      service = await api.post<Row>('/services', {
        customerId: customer.id,
        planId: plan.id,
        login: LOGIN,
        password: PASSWORD,
        ipv4: { mode: 'pool', networkId: network.id },
      });
      expect(service.ipv4Address).to.equal('10.20.0.1');
    });

    it('is shut before anything is paid, and says what to pay', async () => {
      const answer = await eventually(async () => {
        const reject = await login(papLogin(LOGIN, PASSWORD));
        return /pay €1\.33/.test(reject.output) ? reject : undefined;
      });
      expect(answer.verdict).to.equal('Access-Reject');
      expect(answer.attributes.join()).to.match(/Reply-Message = ".*balance €0\.00 is under the daily €1\.33; pay €1\.33 to go on/);
    });

    it('opens when 20.00 is paid, and today is charged', async () => {
      await api.pay(customer.id, 2000, 'first');
      await api.pay(customer.id, 2000, 'first');
      await eventually(async () => ((await balance()) === 1867 ? true : undefined));
    });

    it('answers PAP and CHAP logins with the address and the rate limit, upload first', async () => {
      for (const attributes of [papLogin(LOGIN, PASSWORD), chapLogin(LOGIN, PASSWORD)]) {
        const answer = await login(attributes);
        expect(answer.verdict, answer.output).to.equal('Access-Accept');
        expect(answer.attributes)
          .to.include('Framed-IP-Address = 10.20.0.1')
          .and.include('Mikrotik-Rate-Limit = "1M/5M"')
          .and.include('Acct-Interim-Interval = 300');
        expect(answer.attributes[0]).to.match(/^Message-Authenticator/);
        expect(answer.attributes.join()).to.match(/Class = /);
      }
    });

    it('tells a wrong password, an unknown user, an unknown router and a wrong secret apart in the short log', async () => {
      expect((await login(papLogin(LOGIN, 'wrong'))).verdict).to.equal('Access-Reject');
      await eventually(async () => (/wrong password/.test(await lastLog()) ? true : undefined));
      expect((await login(papLogin('nobody', PASSWORD))).verdict).to.equal('Access-Reject');
      await eventually(async () => (/unknown user|no service/i.test(await lastLog()) ? true : undefined));
      expect((await login(papLogin(LOGIN, PASSWORD), { source: '127.0.0.77' })).verdict).to.equal('none');
      await eventually(async () => (/no router has the address 127\.0\.0\.77/.test(await lastLog()) ? true : undefined));
      expect((await login(papLogin(LOGIN, PASSWORD), { secret: 'another-shared-secret' })).verdict).to.equal('none');
      await eventually(async () => (/wrong RADIUS secret/.test(await lastLog()) ? true : undefined));
    });

    it('counts what Start, Interim and Stop report to the byte, over 4 GiB, and a repeated Interim once', async () => {
      const start = await account(['Acct-Status-Type = Start']);
      expect(start.verdict).to.equal('Accounting-Response');
      const interim = [
        'Acct-Status-Type = Interim-Update',
        'Acct-Session-Time = 300',
        'Acct-Input-Octets = 7',
        'Acct-Output-Octets = 11',
        'Acct-Output-Gigawords = 1',
      ];
      for (let times = 0; times < 3; times++) expect((await account(interim)).verdict).to.equal('Accounting-Response');
      await expectUsage({ download: 4n * GIB + 11n, upload: 7n });
      expect(
        (
          await account([
            'Acct-Status-Type = Interim-Update',
            'Acct-Session-Time = 600',
            'Acct-Input-Octets = 1007',
            'Acct-Output-Octets = 5',
            'Acct-Output-Gigawords = 2',
          ])
        ).verdict,
      ).to.equal('Accounting-Response');
      await expectUsage({ download: 8n * GIB + 5n, upload: 1007n });
      const online = await api.get<{ items: readonly Row[] }>('/sessions');
      expect(online.items.map((session) => session.login)).to.deep.equal([LOGIN]);
    });

    it('is charged 1.33, 1.34, 1.33 … day by day, until 20.00 is used up after exactly 15 days', async () => {
      const charges = [133];
      let before = await balance();
      for (let day = 2; day <= 15; day++) {
        await api.post('/clock', { advance: '1d' });
        const now = await balance();
        charges.push(before - now);
        before = now;
        expect((await login(papLogin(LOGIN, PASSWORD))).verdict, `day ${day}`).to.equal('Access-Accept');
      }
      expect(charges.slice(0, 6)).to.deep.equal([133, 134, 133, 133, 134, 133]);
      expect(charges.reduce((sum, charge) => sum + charge, 0)).to.equal(2000);
      expect(before).to.equal(0);
      const statement = await api.get<{ items: readonly Row[] }>(`/customers/${customer.id}/statement`);
      expect(statement.items.map(({ amountMinor }) => amountMinor)).to.deep.equal([-2000, 2000]);
      expect(router.requests).to.deep.equal([]);
    });

    it('is disconnected at the router on day 16, and the next login is refused with the reason', async () => {
      const disconnected = withinMs(router.nextRequest(), DISCONNECTED_WITHIN_MS);
      await api.post('/clock', { advance: '1d' });
      await disconnected;
      expect(router.requests[0]).to.deep.equal({ kind: 'disconnect', userName: LOGIN, acctSessionId: '81000001' });
      expect(
        (
          await account([
            'Acct-Status-Type = Stop',
            'Acct-Session-Time = 900',
            'Acct-Input-Octets = 2000',
            'Acct-Output-Octets = 6',
            'Acct-Output-Gigawords = 2',
          ])
        ).verdict,
      ).to.equal('Accounting-Response');
      const answer = await login(papLogin(LOGIN, PASSWORD));
      expect(answer.verdict).to.equal('Access-Reject');
      expect(answer.attributes.join()).to.match(/balance €0\.00 is under the daily/);
      const access = await api.get<{ isAllowed: boolean; reasons: readonly Row[] }>(`/services/${service.id}/access`);
      expect(access.isAllowed).to.equal(false);
      expect(access.reasons[0]).to.include({ source: 'prepaid', effect: 'block' });
    });

    it('lets it in again within 5 s after 10.00 is paid', async () => {
      const paidAtMs = performance.now();
      await api.pay(customer.id, 1000, 'second');
      await eventually(async () => ((await login(papLogin(LOGIN, PASSWORD))).verdict === 'Access-Accept' ? true : undefined));
      expect(performance.now() - paidAtMs).to.be.lessThan(UNBLOCKED_WITHIN_MS);
      expect(await balance()).to.be.within(866, 867);
    });

    async function expectUsage(expected: { readonly download: bigint; readonly upload: bigint }): Promise<void> {
      await eventually(async () => {
        const usage = await api.get<{ items: readonly { downloadOctets: string; uploadOctets: string }[] }>(
          `/customers/${customer.id}/usage`,
        );
        const download = usage.items.reduce((sum, day) => sum + BigInt(day.downloadOctets), 0n);
        const upload = usage.items.reduce((sum, day) => sum + BigInt(day.uploadOctets), 0n);
        return download === expected.download && upload === expected.upload ? true : undefined;
      });
    }
  });
});
