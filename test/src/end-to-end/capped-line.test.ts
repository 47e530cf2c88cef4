import { AdminBrowser, forEachDatabase } from '@tapline/core/testing';
import { expect } from 'chai';
import { eventually, requireTool, withinMs } from '../tools.js';
import { ApiClient } from './api-client.js';
import { FakeRouter } from './fake-router.js';
import { MailServer } from './mail-server.js';
import { isRadclientThere, papLogin, type RadclientAnswer, radclient } from './radclient.js';
import { SmsGateway } from './sms-gateway.js';
import { TaplineProcess } from './tapline-process.js';

const SECRET = 'a-long-shared-secret';
const LOGIN = 'anna';
const PASSWORD = 'modem password';
const PORTAL_PASSWORD = 'a password for tests';
const OFFER = '5 GB for 10.00, unlimited';
const GB = 1_000_000_000n;
const FREED_WITHIN_MS = 5_000;
const DISCONNECTED_WITHIN_MS = 10_000;

interface Row {
  readonly [field: string]: unknown;
  readonly id: string;
}

interface Simulated {
  readonly before: { readonly usedOctets: string; readonly leftOctets: string };
  readonly after: {
    readonly restriction: string;
    readonly rule: string;
    readonly why: string;
    readonly answer: { readonly verdict: string; readonly reason: string };
  };
  readonly sources: readonly { readonly title: string; readonly leftBefore: string }[];
  readonly notifications: readonly string[];
}

forEachDatabase((database) => {
  describe(`A line with 10 GB a month, from outside, on ${database.name}`, function story() {
    this.timeout(120_000);
    let tapline: TaplineProcess;
    let api: ApiClient;
    let router: FakeRouter;
    let mail: MailServer;
    let sms: SmsGateway;
    let customerId: string;

    before(async function setUp() {
      requireTool(this, 'radclient', isRadclientThere);
      [router, mail, sms] = await Promise.all([FakeRouter.listen(SECRET), MailServer.listen(), SmsGateway.listen()]);
      tapline = await TaplineProcess.start(await database.createMigrated(), {
        'mail.host': '127.0.0.1',
        'mail.port': String(mail.port),
        'mail.security': 'none',
        'mail.from': 'billing@isp.example',
      });
      api = new ApiClient(tapline);
      await api.post('/clock', { to: '2030-09-02T08:00:00Z' });
      await api.put('/addons/sms/config', sms.addonSettings);
      await api.post('/routers', { name: 'north', address: '127.0.0.1', secret: SECRET, coaPort: router.port });
    });
    after(async () => {
      await tapline?.stop();
      router?.close();
      await Promise.all([mail?.close(), sms?.close()]);
      await database.close();
    });

    const login = (): Promise<RadclientAnswer> =>
      radclient({ port: tapline.configuration.radius.authPort, kind: 'auth', secret: SECRET, attributes: papLogin(LOGIN, PASSWORD) });

    /** A session tells how long it is up and what it has carried down. */
    async function report(kind: 'Start' | 'Interim-Update' | 'Stop', session: string, seconds = 0, download = 0n): Promise<void> {
      const attributes = [
        `User-Name = "${LOGIN}"`,
        `Acct-Status-Type = ${kind}`,
        `Acct-Session-Id = "${session}"`,
        'NAS-IP-Address = 127.0.0.1',
        `Acct-Session-Time = ${seconds}`,
        `Acct-Output-Octets = ${download & 0xffff_ffffn}`,
        `Acct-Output-Gigawords = ${download >> 32n}`,
      ];
      const answer = await radclient({ port: tapline.configuration.radius.accountingPort, kind: 'acct', secret: SECRET, attributes });
      expect(answer.verdict, answer.output).to.equal('Accounting-Response');
    }

    const simulate = (download: string): Promise<Simulated> =>
      api.post<Simulated>('/addons/data-cap/operations/simulate', { service: LOGIN, download });
    const untilUsed = (octets: bigint): Promise<Simulated> =>
      eventually(async () => {
        const asked = await simulate('0 B');
        return asked.before.usedOctets === String(octets) ? asked : undefined;
      });
    const untilLeft = (octets: bigint): Promise<Simulated> =>
      eventually(async () => {
        const asked = await simulate('0 B');
        return asked.before.leftOctets === String(octets) ? asked : undefined;
      });

    it('is set up by an operator: a plan with a cap, roll-over and an offer of more; a customer who uses the portal', async () => {
      const plan = await api.post<Row>('/plans', {
        name: 'Home 100',
        priceMinor: 2000,
        downloadBitsPerSecond: 100_000_000,
        uploadBitsPerSecond: 20_000_000,
        addonSettings: {
          'data-cap': { amount: '10 GB', direction: 'download', rollover: 'all', rolloverPeriods: 1 },
          topup: { offers: [OFFER] },
        },
      });
      const customer = await api.post<Row>('/customers', { name: 'Anna', email: 'anna@example.com', phone: '777 123 456' });
      customerId = customer.id;
      await api.post('/services', { customerId, planId: plan.id, login: LOGIN, password: PASSWORD });
      await api.put(`/customers/${customerId}/portal-login`, { login: LOGIN, password: PORTAL_PASSWORD });
    });

    it('is told at its login what it may carry: 10 GB, over 4 GiB by gigawords', async () => {
      const attributes = await eventually(async () => {
        const answer = await login();
        return answer.attributes.some((each) => each.startsWith('Mikrotik-Recv-Limit') || each.startsWith('Mikrotik-Xmit-Limit'))
          ? answer.attributes
          : undefined;
      });
      // The router's transmitting is the customer's download.
      expect(attributes)
        .to.include('Mikrotik-Xmit-Limit-Gigawords = 2')
        .and.include(`Mikrotik-Xmit-Limit = ${10n * GB - (2n << 32n)}`);
      await report('Start', '81000001');
    });

    it('is counted by Interim-Updates over 4 GiB, and told at 80 % by mail and SMS, once', async () => {
      await api.post('/clock', { advance: '1h' });
      await report('Interim-Update', '81000001', 3_600, 5n * GB);
      await untilUsed(5n * GB);
      expect(mail.subjects).to.deep.equal([]);
      await api.post('/clock', { advance: '1h' });
      await report('Interim-Update', '81000001', 7_200, 9n * GB);
      await report('Interim-Update', '81000001', 7_200, 9n * GB);
      await untilUsed(9n * GB);
      await eventually(async () => (mail.mails.length > 0 && sms.received.length > 0 ? true : undefined));
      expect(mail.subjects).to.deep.equal(['80 % of your data is used']);
      expect(mail.mails[0]?.text).to.include('you have used 9 GB of 10 GB; 1 GB is left until');
      expect(sms.received).to.deep.equal([{ to: '420777123456', text: 'Home 100: 9 GB of 10 GB used. Tapline' }]);
    });

    it('is shut at 10 GB: its router is told to end the session, and the next login is refused with the reason', async () => {
      const told = withinMs(router.nextRequest(), DISCONNECTED_WITHIN_MS);
      await api.post('/clock', { advance: '1h' });
      await report('Interim-Update', '81000001', 10_800, 10n * GB);
      await told;
      expect(router.requests[0]).to.deep.equal({ kind: 'disconnect', userName: LOGIN, acctSessionId: '81000001' });
      await report('Stop', '81000001', 10_800, 10n * GB);
      const answer = await eventually(async () => {
        const refused = await login();
        return refused.verdict === 'Access-Reject' ? refused : undefined;
      });
      expect(answer.attributes.join()).to.match(/Reply-Message = ".*the data is used up: used 10 GB of 10 GB/);
      await eventually(async () => (mail.mails.length === 2 && sms.received.length === 2 ? true : undefined));
      expect(mail.subjects[1]).to.equal('Your data is used up');
      expect(sms.received[1]?.text).to.include('the line is shut');
    });

    it('stays blocked by 100 MB more, as the simulation says, with the rule and the reason; nothing changes by asking', async () => {
      const asked = await simulate('100 MB');
      expect(asked.after).to.deep.include({ restriction: 'blocked', rule: '100% block' });
      expect(asked.after.why).to.match(/^the data is used up: used 10.1 GB of 10 GB/);
      expect(asked.after.answer).to.include({ verdict: 'reject' });
      expect(asked.notifications).to.deep.equal([]);
      expect((await simulate('0 B')).before.usedOctets).to.equal(String(10n * GB));
    });

    it('is freed within 5 s by 5 GB for 10.00 that the customer buys in the portal', async () => {
      const browser = new AdminBrowser(tapline.url);
      expect((await browser.submit('/portal/sign-in', { login: LOGIN, password: PORTAL_PASSWORD })).status).to.equal(303);
      expect((await browser.get('/portal')).text)
        .to.include('The data is used up')
        .and.include('used 10 GB of 10 GB');
      const list = (await browser.get('/portal/more/topup/data')).text;
      const chosen = /href="(\?service=[^"]+)"/.exec(list)?.[1]?.replaceAll('&amp;', '&') ?? '';
      const page = (await browser.get(`/portal/more/topup/data${chosen}`)).text;
      const value = (name: string): string => new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? '';
      const form = { service: value('service'), offer: value('offer'), key: value('key') };
      expect(form.offer).to.equal(OFFER);
      const pressedAtMs = performance.now();
      expect((await browser.submit('/portal/more/topup/data', form)).status).to.equal(303);
      const answer = await eventually(async () => {
        const accepted = await login();
        return accepted.verdict === 'Access-Accept' ? accepted : undefined;
      });
      expect(performance.now() - pressedAtMs).to.be.lessThan(FREED_WITHIN_MS);
      expect(answer.attributes)
        .to.include('Mikrotik-Xmit-Limit-Gigawords = 1')
        .and.include(`Mikrotik-Xmit-Limit = ${5n * GB - (1n << 32n)}`);
      await browser.submit('/portal/more/topup/data', form);
      const { balanceMinor } = await api.get<{ balanceMinor: number }>(`/customers/${customerId}/balance`);
      expect(balanceMinor).to.equal(-1000);
    });

    it('uses what was bought, and has the rest of it next month beside the month’s own data', async () => {
      await report('Start', '81000002');
      await api.post('/clock', { advance: '1h' });
      await report('Stop', '81000002', 3_600, 2n * GB);
      await untilLeft(3n * GB);
      await api.post('/clock', { to: '2030-10-05T08:00:00Z' });
      const { sources } = await untilLeft(13n * GB);
      expect(sources.map(({ title, leftBefore }) => [title, leftBefore])).to.deep.equal([
        ['Plan', '10 GB'],
        ['Top-up 5 GB', '3 GB'],
      ]);
    });

    it('has what is unused of a month in the next one, and no longer', async () => {
      await report('Start', '81000003');
      await api.post('/clock', { advance: '1h' });
      await report('Stop', '81000003', 3_600, 4n * GB);
      await untilLeft(9n * GB);
      await api.post('/clock', { to: '2030-11-05T08:00:00Z' });
      await untilLeft(19n * GB);
      await report('Start', '81000004');
      await api.post('/clock', { advance: '1h' });
      // What is left of October ends with November, so that it is used first; November's own 10 GB live on.
      await report('Stop', '81000004', 3_600, GB);
      await untilLeft(18n * GB);
      await api.post('/clock', { to: '2030-12-05T08:00:00Z' });
      await untilLeft(23n * GB);
      // The third is the invoice of what was bought, the last says that four fifths of it all are used.
      expect(mail.subjects).to.have.length(4);
      expect(mail.subjects[2]).to.match(/invoice/i);
      expect(mail.subjects[3]).to.equal('80 % of your data is used');
    });

    it('moved money once, and the books agree', async () => {
      expect(await api.get('/ledger/verify')).to.deep.include({ isSound: true, findings: [] });
    });
  });
});
