import { temporaryDatabase } from '@tapline/core/testing';
import { expect } from 'chai';
import { ApiClient } from '../end-to-end/api-client.js';
import { TaplineProcess } from '../end-to-end/tapline-process.js';
import { eventually, requireTool } from '../tools.js';
import { WAYS, type Way } from './pppoe-configuration.js';
import { fasterTimes, missingForPppoe, PppoeLab, Tap } from './pppoe-lab.js';

const SECRET = 'secret-of-the-concentrator';
const PASSWORD = 'tajne';
const COA_PORT = 3799;
const PINGS = 20;
const PING_OCTETS = PINGS * (1000 + 28);
const REPORT_EVERY_SECONDS = 60;
/** pppd reports usage once a minute at most. */
const FASTER = 20;

const missing = missingForPppoe();
const LINES: readonly { readonly way: Way; readonly address: string; readonly gateway: string }[] = [
  { way: 'pap', address: '10.20.0.7', gateway: '10.64.0.1' },
  { way: 'chap', address: '10.20.0.8', gateway: '10.64.0.2' },
  { way: 'mschap', address: '10.20.0.9', gateway: '10.64.0.3' },
];

interface Session {
  readonly login: string;
  readonly downloadOctets: string;
  readonly uploadOctets: string;
  readonly stoppedAt: string | null;
  readonly terminateCause: string | null;
  readonly ipv4Address: string | null;
}

describe(`A PPPoE concentrator of pppd${missing.length === 0 ? '' : ` (not here: ${missing.join(', ')})`}`, function peers() {
  this.timeout(50_000);
  const database = temporaryDatabase('SQLite');
  let tap: Tap | undefined;
  let tapline: TaplineProcess | undefined;
  let lab: PppoeLab;
  let api: ApiClient;
  const services = new Map<Way, string>();

  before(async function prepare() {
    requireTool(this, 'pppoe', missing.length === 0);
    tap = Tap.create();
    tapline = await TaplineProcess.start(await database.create(), {
      'radius.host': tap.ownAddress,
      'radius.interimIntervalSeconds': String(REPORT_EVERY_SECONDS),
      'radius.disconnectTimeoutMs': '3000',
      'clock.mode': 'system',
    });
    api = new ApiClient(tapline);
    const router = { name: 'concentrator', address: tap.peerAddress, secret: SECRET, coaPort: COA_PORT };
    await api.post('/routers', { ...router, requireMessageAuthenticator: 'no' });
    const speeds = { downloadBitsPerSecond: 5_000_000, uploadBitsPerSecond: 1_000_000 };
    const plan = await api.post<{ id: string }>('/plans', { name: 'Internet 5M', priceMinor: 0, ...speeds });
    const customer = await api.post<{ id: string }>('/customers', { name: 'Jan Novák' });
    for (const { way, address } of LINES) {
      const draft = { customerId: customer.id, planId: plan.id, login: `novak-${way}`, password: PASSWORD };
      services.set(way, (await api.post<{ id: string }>('/services', { ...draft, ipv4: { mode: 'static', address } })).id);
    }
    const { authPort, accountingPort } = tapline.configuration.radius;
    lab = await PppoeLab.start(tap, { radius: { address: tap.ownAddress, authPort, accountingPort, secret: SECRET }, coaPort: COA_PORT });
    for (const { way, gateway } of LINES) await lab.run(`concentrate ${way} ${gateway} ${way === 'pap' ? fasterTimes(FASTER) : ''}`);
    await lab.run('freeradius -f -d "$LAB" -n radiusd -l stdout > /run/coa.server 2>&1 &');
  });
  after(async () => {
    await lab?.stop();
    await tapline?.stop();
    tap?.remove();
    await database.close();
  });
  let hasFailed = false;
  beforeEach(function followOnly() {
    if (hasFailed) this.skip();
  });
  afterEach(async function explain() {
    if (this.currentTest?.state !== 'failed') return;
    hasFailed = true;
    console.error((await lab.run('explain')).output);
  });

  const ask = (command: string): Promise<string | undefined> =>
    lab.run(command).then(({ status, output }) => (status === 0 ? output : undefined));
  const session = async (way: Way): Promise<Session | undefined> =>
    (await api.get<{ items: readonly Session[] }>(`/services/${services.get(way)}/sessions`)).items[0];

  it('refuses a wrong password, whichever way it is sent', async () => {
    for (const way of Object.keys(WAYS)) {
      await lab.run(`dial ${way} novak-${way} spatne`);
      expect((await lab.run(`cat /run/${way}.client`)).output).to.include(`${way === 'pap' ? 'PAP' : 'CHAP'} authentication failed`);
    }
  });

  it('gives the line its address and its rate', async () => {
    for (const { way } of LINES) {
      await lab.run(`dial ${way} novak-${way} ${PASSWORD} ${way === 'mschap' ? 'require-mppe-128' : ''} &`);
    }
    for (const { way, address, gateway } of LINES) {
      const line = await eventually(() => ask(`look ${way} novak-${way}`));
      expect(line).to.include(`${address} peer ${gateway}`).and.include('Mikrotik-Rate-Limit 1M/5M');
    }
  });

  it('lets traffic through, encrypted by the keys of the answer where the line asks for it', async () => {
    for (const { way, gateway } of LINES) {
      const ping = await lab.run(`ip netns exec subscribers ping -c ${PINGS} -i 0.02 -s 1000 -W 2 -I ${way} ${gateway}`);
      expect(ping.output).to.include(' 0% packet loss');
    }
    expect((await lab.run('cat /run/mschap.nas')).output).to.include('MPPE 128-bit stateless compression enabled');
  });

  it('counts what the concentrator reports while the line is up', async () => {
    const reported = await eventually(async () => {
      const found = await session('pap');
      return Number(found?.downloadOctets) >= PING_OCTETS ? found : undefined;
    });
    expect(reported).to.include({ login: 'novak-pap', stoppedAt: null, ipv4Address: '10.20.0.7' });
    expect(Number(reported.uploadOctets)).to.be.within(PING_OCTETS, PING_OCTETS * 1.2);
  });

  it('counts what it reports when the subscriber hangs up', async () => {
    expect(await session('chap')).to.include({ login: 'novak-chap', stoppedAt: null, downloadOctets: '0' });
    await lab.run('ip netns exec subscribers pkill -f "line-chap"');
    const ended = await eventually(async () => {
      const found = await session('chap');
      return found?.stoppedAt == null ? undefined : found;
    });
    expect(ended.terminateCause).to.equal('User-Request');
    expect(Number(ended.downloadOctets)).to.be.within(PING_OCTETS, PING_OCTETS * 1.2);
  });

  it('ends the line whose service is stopped, and hears of it', async () => {
    await api.patch(`/services/${services.get('mschap')}`, { status: 'stopped' });
    await eventually(() => ask('! ip -n subscribers link show dev mschap > /dev/null 2>&1'));
    const ended = await eventually(async () => {
      const found = await session('mschap');
      return found?.stoppedAt == null ? undefined : found;
    });
    expect(Number(ended.uploadOctets)).to.be.at.least(PING_OCTETS);
    // The router ends the session and answers at once; which of the two is written down first is open.
    const disconnect = await eventually(async () => {
      const { items } = await api.get<{ items: readonly { kind: string; verdict: string }[] }>('/radius/log?limit=20');
      return items.find(({ kind }) => kind === 'disconnect');
    });
    expect(disconnect.verdict).to.equal('ok');
  });
});
