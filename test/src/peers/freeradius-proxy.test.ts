import { forEachDatabase } from '@tapline/core/testing';
import { expect } from 'chai';
import { ApiClient } from '../end-to-end/api-client.js';
import { chapLogin, isRadclientThere, mschapLogin, papLogin, type RadclientAnswer, radclient } from '../end-to-end/radclient.js';
import { freeUdpPort, TaplineProcess } from '../end-to-end/tapline-process.js';
import { eventually, requireTool } from '../tools.js';
import { FreeradiusProxy, isFreeradiusThere } from './freeradius-proxy.js';

const FRONT_SECRET = 'secret-of-the-front';
const BACK_SECRET = 'a-long-shared-secret';
const PROXY_ADDRESS = '127.0.0.2';

interface Session {
  readonly login: string;
  readonly downloadOctets: string;
  readonly stoppedAt: string | null;
}

forEachDatabase((database) => {
  describe(`Behind FreeRADIUS as a proxy, on ${database.name}`, function peers() {
    this.timeout(60_000);
    let tapline: TaplineProcess;
    let proxy: FreeradiusProxy | undefined;
    let api: ApiClient;
    let customerId: string;
    let serviceId: string;
    const front = { authPort: 0, accountingPort: 0, secret: FRONT_SECRET };

    before(async function prepare() {
      requireTool(this, 'radclient', isRadclientThere);
      requireTool(this, 'freeradius', isFreeradiusThere);
      front.authPort = await freeUdpPort();
      front.accountingPort = await freeUdpPort();
      tapline = await TaplineProcess.start(await database.createMigrated());
      api = new ApiClient(tapline);
      const { authPort, accountingPort } = tapline.configuration.radius;
      const coaPort = await freeUdpPort();
      proxy = await FreeradiusProxy.start({
        front,
        coaPort,
        back: { authPort, accountingPort, secret: BACK_SECRET, source: PROXY_ADDRESS },
      });
      await api.post('/routers', { name: 'partner', address: PROXY_ADDRESS, secret: BACK_SECRET, coaPort });
      const speeds = { downloadBitsPerSecond: 5_000_000, uploadBitsPerSecond: 1_000_000 };
      const plan = await api.post<{ id: string }>('/plans', { name: 'Internet 5M', priceMinor: 0, ...speeds });
      customerId = (await api.post<{ id: string }>('/customers', { name: 'Jan Novák' })).id;
      const draft = { customerId, planId: plan.id, login: 'novak', password: 'tajne' };
      serviceId = (await api.post<{ id: string }>('/services', { ...draft, ipv4: { mode: 'static', address: '10.20.0.7' } })).id;
    });
    after(async () => {
      await proxy?.stop();
      await tapline?.stop();
      await database.close();
    });

    const login = (attributes: readonly string[]): Promise<RadclientAnswer> =>
      radclient({ port: front.authPort, kind: 'auth', secret: FRONT_SECRET, attributes });
    const account = (attributes: readonly string[]): Promise<RadclientAnswer> =>
      radclient({
        port: front.accountingPort,
        kind: 'acct',
        secret: FRONT_SECRET,
        attributes: ['User-Name = "novak"', 'Acct-Session-Id = "81c00001"', 'NAS-IP-Address = 127.0.0.9', ...attributes],
      });
    const sessions = async (): Promise<readonly Session[]> =>
      (await api.get<{ items: readonly Session[] }>(`/services/${serviceId}/sessions`)).items;

    it('accepts PAP, CHAP and MS-CHAP, and rejects a wrong password', async () => {
      await eventually(async () => ((await login(papLogin('novak', 'tajne'))).verdict === 'Access-Accept' ? true : undefined));
      for (const attributes of [papLogin('novak', 'tajne'), chapLogin('novak', 'tajne'), mschapLogin('novak', 'tajne')]) {
        const answer = await login(attributes);
        expect(answer.verdict, `${answer.output}\n${proxy?.said}`).to.equal('Access-Accept');
        expect(answer.attributes).to.include('Framed-IP-Address = 10.20.0.7').and.include('Mikrotik-Rate-Limit = "1M/5M"');
      }
      expect((await login(papLogin('novak', 'spatne'))).verdict).to.equal('Access-Reject');
      expect((await login(mschapLogin('novak', 'spatne'))).verdict).to.equal('Access-Reject');
    });

    it('counts what the partner’s routers report', async () => {
      expect((await account(['Acct-Status-Type = Start'])).verdict).to.equal('Accounting-Response');
      const octets = ['Acct-Session-Time = 60', 'Acct-Output-Octets = 11', 'Acct-Output-Gigawords = 1'];
      for (let times = 0; times < 2; times++) {
        expect((await account(['Acct-Status-Type = Interim-Update', ...octets])).verdict).to.equal('Accounting-Response');
      }
      const [session] = await eventually(async () => {
        const found = await sessions();
        return found[0]?.downloadOctets === String(2 ** 32 + 11) ? found : undefined;
      });
      expect(session).to.include({ login: 'novak', stoppedAt: null });
    });

    it('disconnects whose line is shut: the partner acknowledges', async () => {
      await api.patch(`/services/${serviceId}`, { status: 'stopped' });
      await eventually(() =>
        Promise.resolve(/Received Disconnect-Request[\s\S]*Sent Disconnect-ACK/.test(proxy?.said ?? '') ? true : undefined),
      );
      expect(proxy?.said).to.include('Acct-Session-Id = "81c00001"').and.include('User-Name = "novak"');
      const log = await eventually(async () => {
        const { items } = await api.get<{ items: readonly { kind: string; verdict: string }[] }>('/radius/log?limit=20');
        return items.find(({ kind }) => kind === 'disconnect');
      });
      expect(log.verdict).to.equal('ok');
    });
  });
});
