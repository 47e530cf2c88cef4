import { expect } from 'chai';
import type { ConnectionSettings } from '../connections/connection-settings.js';
import { ApiClient } from '../routeros/client.js';
import { EmulatedApi } from '../testing/emulated-api.js';
import { EmulatedRouter } from '../testing/emulated-router.js';
import { SETTINGS } from '../testing/settings.js';
import { checkRouter } from './router-check.js';
import { readRouter } from './router-reading.js';
import { setupScript } from './setup-script.js';

const RADIUS = { authPort: 1812, accountingPort: 1813, interimIntervalSeconds: 300 };
const OWN: ConnectionSettings = { ...SETTINGS, ownAddress: '10.0.0.2', setsQueues: false };
const ROUTER = { name: 'North', coaPort: 3799, coaPolicy: 'coa-then-disconnect', requireMessageAuthenticator: 'yes' } as const;

/** A router as the set-up script leaves it. */
function setUp(): EmulatedRouter {
  const router = new EmulatedRouter({ version: '7.16.2', nowMs: () => Date.parse('2026-11-02T09:00:00Z') });
  router.table('/radius').add({
    service: 'ppp,hotspot,dhcp',
    address: '10.0.0.2',
    secret: 's"e$cret',
    'authentication-port': '1812',
    'accounting-port': '1813',
    timeout: '1s',
    disabled: 'false',
  });
  Object.assign(router.singles.get('/radius/incoming') ?? {}, { accept: 'true' });
  Object.assign(router.singles.get('/ppp/aaa') ?? {}, { 'use-radius': 'true' });
  router.table('/ip/dhcp-server').add({ name: 'dhcp1', 'use-radius': 'yes', disabled: 'false' });
  for (const list of ['tapline-blocked', 'tapline-new', 'tapline-garden']) {
    router.table('/ip/firewall/filter').add({ chain: 'forward', 'src-address-list': list, action: 'reject', disabled: 'false' });
  }
  const filter = router.table('/ip/firewall/filter');
  filter.add({ chain: 'forward', 'src-address-list': 'tapline-garden', 'dst-address-list': 'tapline-allowed', action: 'accept' });
  set(router, '/ip/service', { disabled: 'true' }, ({ name }) => name === 'api');
  set(router, '/ip/service', { address: '10.0.0.2/32' }, ({ name }) => name === 'api-ssl');
  return router;
}

async function faultsOf(router: EmulatedRouter, settings: ConnectionSettings = OWN, clockSkewMs = 0) {
  const api = await EmulatedApi.start({ router, saysEmpty: true });
  const target = { host: '127.0.0.1', port: api.port, user: 'tapline', password: 'secret', security: { kind: 'none' } } as const;
  const client = await ApiClient.open({ ...target, connectTimeoutMs: 5_000, answerTimeoutMs: 5_000 });
  try {
    const { reading } = await readRouter(client);
    return checkRouter({ reading, facts: { clockSkewMs }, router: ROUTER, radius: RADIUS, radiusSecret: 's"e$cret', settings });
  } finally {
    client.close();
    await api.stop();
  }
}

describe('The check of a router’s set-up', () => {
  it('finds nothing on a router that is set up right', async () => {
    expect(await faultsOf(setUp())).to.deep.equal([]);
  });

  const cases: readonly {
    readonly fault: string;
    readonly breakIt: (router: EmulatedRouter) => unknown;
    readonly mends: string;
    readonly settings?: Partial<ConnectionSettings>;
  }[] = [
    { fault: 'No RADIUS server', breakIt: (r) => r.table('/radius').rows.clear(), mends: '' },
    {
      fault: 'No RADIUS server at 10.0.0.2 for dhcp.',
      breakIt: (r) => set(r, '/radius', { service: 'ppp' }),
      mends: '/radius set [find address=10.0.0.2] service=ppp,dhcp',
    },
    {
      fault: 'Another RADIUS server',
      breakIt: (r) => r.table('/radius').add({ service: 'ppp', address: '10.0.0.9', disabled: 'false' }),
      mends: '/radius disable [find address=10.0.0.9]',
    },
    {
      fault: 'secret on the router differs',
      breakIt: (r) => set(r, '/radius', { secret: 'other' }),
      mends: '/radius remove [find address=10.0.0.2]',
    },
    {
      fault: 'asked on ports 1645',
      breakIt: (r) => set(r, '/radius', { 'authentication-port': '1645' }),
      mends: 'authentication-port=1812',
    },
    { fault: 'waits only 300 ms', breakIt: (r) => set(r, '/radius', { timeout: '300ms' }), mends: 'timeout=1s' },
    {
      fault: 'takes no CoA',
      breakIt: (r) => single(r, '/radius/incoming', { accept: 'false' }),
      mends: '/radius incoming set accept=yes port=3799',
    },
    { fault: 'awaited on port 1700', breakIt: (r) => single(r, '/radius/incoming', { port: '1700' }), mends: 'port=3799' },
    { fault: 'PPP does not ask', breakIt: (r) => single(r, '/ppp/aaa', { 'use-radius': 'false' }), mends: '/ppp aaa set use-radius=yes' },
    {
      fault: 'PPP accounting is off',
      breakIt: (r) => single(r, '/ppp/aaa', { accounting: 'false' }),
      mends: '/ppp aaa set accounting=yes',
    },
    { fault: 'dhcp1 does not ask', breakIt: (r) => set(r, '/ip/dhcp-server', { 'use-radius': 'no' }), mends: '/ip dhcp-server set' },
    {
      fault: 'DHCP accounting is off',
      breakIt: (r) => single(r, '/ip/dhcp-server/config', { accounting: 'false' }),
      mends: '/ip dhcp-server config set accounting=yes',
      settings: { counting: 'off' },
    },
    {
      fault: 'shaped twice',
      breakIt: (r) => {
        r.queues.add({ name: 'ours', target: '10.0.0.5', comment: 'tapline:abc' });
        r.queues.add({ name: 'dhcp-ds', target: '10.0.0.5', dynamic: 'true' });
      },
      mends: '/ip dhcp-server set [find name="dhcp1"] use-radius=no',
      settings: { setsQueues: true },
    },
    {
      fault: '1 line is shaped twice: by a queue of Tapline’s and by one that RADIUS has asked for (<pppoe-eva>)',
      breakIt: (r) => {
        r.queues.add({ name: 'eva', target: '10.0.0.5', comment: 'tapline:abc' });
        r.queues.add({ name: '<pppoe-eva>', target: '<pppoe-eva>', dynamic: 'true' });
      },
      mends: '',
      settings: { setsQueues: true },
    },
    {
      fault: 'secret on the router differs: every answer',
      breakIt: (r) => {
        set(r, '/radius', { secret: '' });
        Object.assign(r.radiusCounters, { accepts: '0', rejects: '0', 'bad-replies': '7' });
      },
      mends: '/radius remove [find address=10.0.0.2]',
    },
    {
      fault: 'has answered none of the router’s requests: the secret may differ',
      breakIt: (r) => {
        set(r, '/radius', { secret: '' });
        Object.assign(r.radiusCounters, { accepts: '0', rejects: '0', timeouts: '7' });
      },
      mends: '',
    },
    {
      fault: 'has not asked RADIUS yet: the secret may differ',
      breakIt: (r) => {
        set(r, '/radius', { secret: '' });
        Object.assign(r.radiusCounters, { accepts: '0', rejects: '0' });
      },
      mends: '',
    },
    {
      fault: 'The Hotspot profile hsprof1 does not ask RADIUS',
      breakIt: (r) => {
        r.table('/ip/hotspot/profile').add({ name: 'default', 'use-radius': 'true', 'radius-accounting': 'true' });
        r.table('/ip/hotspot/profile').add({ name: 'hsprof1', 'use-radius': 'false', 'radius-accounting': 'true' });
      },
      mends: '/ip hotspot profile set [find name="hsprof1"] use-radius=yes',
    },
    {
      fault: 'Accounting of the Hotspot profile hsprof1 is off',
      breakIt: (r) => {
        r.table('/ip/hotspot/profile').add({ name: 'default', 'use-radius': 'true', 'radius-accounting': 'true' });
        r.table('/ip/hotspot/profile').add({ name: 'hsprof1', 'use-radius': 'true', 'radius-accounting': 'false' });
      },
      mends: '/ip hotspot profile set [find name="hsprof1"] radius-accounting=yes',
    },
    {
      fault: 'does not let through what is needed to pay',
      breakIt: (r) => set(r, '/ip/firewall/filter', { disabled: 'true' }, (row) => row['dst-address-list'] === 'tapline-allowed'),
      mends: 'add list=tapline-allowed address=pay.example',
    },
    {
      fault: 'kept right by nothing',
      breakIt: (r) => single(r, '/system/ntp/client', { enabled: 'false' }),
      mends: '/system ntp client set',
    },
    {
      fault: 'FastTrack hides traffic',
      breakIt: (r) => r.table('/ip/firewall/filter').add({ chain: 'forward', action: 'fasttrack-connection', disabled: 'false' }),
      mends: '/ip firewall filter disable [find action=fasttrack-connection]',
    },
    {
      fault: 'looks at the address list tapline-garden',
      breakIt: (r) => set(r, '/ip/firewall/filter', { disabled: 'true' }, (row) => row['src-address-list'] === 'tapline-garden'),
      mends: 'src-address-list=tapline-garden dst-address=10.0.0.2 action=accept',
    },
    {
      fault: 'No IPv6 firewall rule looks at the address list tapline-garden',
      breakIt: (r) => {
        r.ipv6AddressList.add({ list: 'tapline-garden', address: '2001:db8:1::/56', comment: 'tapline:abc' });
        for (const list of ['tapline-blocked', 'tapline-new'])
          r.table('/ipv6/firewall/filter').add({ 'src-address-list': list, action: 'reject' });
      },
      mends: '/ipv6 firewall filter add chain=forward src-address-list=tapline-garden action=reject',
    },
    {
      fault: 'The API without TLS is on',
      breakIt: (r) => set(r, '/ip/service', { disabled: 'false' }, ({ name }) => name === 'api'),
      mends: 'api disabled=yes',
    },
    {
      fault: 'Everybody may try',
      breakIt: (r) => set(r, '/ip/service', { address: '' }, ({ name }) => name === 'api-ssl'),
      mends: 'api-ssl address=10.0.0.2',
    },
  ];
  for (const { fault, breakIt, mends, settings } of cases) {
    it(`says "${fault}" and the command that mends it`, async () => {
      const router = setUp();
      breakIt(router);
      const faults = await faultsOf(router, { ...OWN, ...settings });
      expect(faults.map(({ title }) => title).join('\n')).to.include(fault);
      expect(faults.find(({ title }) => title.includes(fault))?.command).to.include(mends);
      expect(faults).to.have.length(1);
      expect(faults.map(({ command }) => command).join()).to.not.include('$cret');
    });
  }

  it('wants no RADIUS for DHCP where the API gives its lines their speed', async () => {
    const router = setUp();
    set(router, '/radius', { service: 'ppp,hotspot' });
    set(router, '/ip/dhcp-server', { 'use-radius': 'no' });
    expect(await faultsOf(router, { ...OWN, setsQueues: true })).to.deep.equal([]);
  });

  it('says how wrong the clock is', async () => {
    const [fault] = await faultsOf(setUp(), OWN, -90_000);
    expect(fault?.title).to.equal('The router’s clock is 90 s behind.');
  });
});

describe('The set-up script', () => {
  const script = setupScript({
    router: ROUTER,
    radius: RADIUS,
    radiusSecret: 's"e$cret',
    settings: OWN,
    apiPassword: 'pa\\ss',
    portalPort: 8080,
  });

  it('holds the router’s own addresses, ports and secrets, so that none can end a string', () => {
    expect(script).to.include('address=10.0.0.2 secret="s\\"e\\$cret" authentication-port=1812 accounting-port=1813');
    expect(script).to.include('password="pa\\\\ss" address=10.0.0.2');
    expect(script).to.include('/radius incoming set accept=yes port=3799').and.to.include('interim-update=300s');
  });

  it('may be pasted again: what it adds it has removed before', () => {
    for (const menu of ['/radius', '/user', '/ip firewall filter', '/ipv6 firewall filter', '/ip firewall nat']) {
      expect(script.indexOf(`${menu} remove [find`), menu).to.be.within(0, script.indexOf(`${menu} add`));
    }
  });

  it('is one for a terminal, whatever names and secrets hold', () => {
    const router = { ...ROUTER, name: 'N?rth\n/system reset-configuration "$x"' };
    const settings = { ...OWN, user: 'a" group=full ; [/quit]' };
    const text = setupScript({ router, radius: RADIUS, radiusSecret: 'tab\there?', settings, apiPassword: 'p', portalPort: 1 });
    expect(text).to.match(/^# Tapline: set-up of N rth system reset-configuration x\. Paste/);
    expect(text).to.match(/^[\n\x20-\x7e]*$/);
    expect(text).to.include('secret="tab here\\?"').and.to.include('name="a\\" group=full ; [/quit]"');
  });

  it('leaves a user alone that it has not made, and rules and servers as well', () => {
    expect(script)
      .to.include('/user remove [find comment="tapline"]')
      .and.to.include(':if ([:len [/user find name="tapline"]] = 0) do={ /user add');
    const removed = [...script.matchAll(/remove \[find ([^\]]*)\]/g)].map(([, where]) => where);
    expect(new Set(removed)).to.deep.equal(
      new Set([
        'comment="tapline"',
        'comment="tapline allowed"',
        ...['blocked', 'new', 'garden'].map((list) => `comment="tapline tapline-${list}"`),
      ]),
    );
  });

  it('leaves DHCP to the API where that gives lines their speed', () => {
    const settings = { ...OWN, setsQueues: true };
    const text = setupScript({ router: ROUTER, radius: RADIUS, radiusSecret: 's', settings, apiPassword: 'p', portalPort: 1 });
    expect(text).to.include('service=ppp,hotspot address').and.to.not.include('use-radius=yes\n/ip dhcp-server');
    expect(text).to.not.match(/dhcp-server set/);
    expect(script).to.include('/ip dhcp-server set [find] use-radius=yes');
  });

  it('shuts the lists by IPv6 too', () => {
    expect(script).to.include('/ipv6 firewall filter add chain=forward src-address-list=tapline-blocked action=reject');
    expect(script).to.include('/ip hotspot walled-garden ip add dst-address=10.0.0.2');
  });

  it('lets lines in the walled garden reach the way to pay, and those that are blocked not', () => {
    expect(script).to.include('/ip firewall address-list add list=tapline-allowed address=pay.example');
    expect(script).to.include('src-address-list=tapline-garden dst-address-list=tapline-allowed action=accept');
    expect(script).to.not.include('src-address-list=tapline-blocked dst-address-list');
  });

  it('gives the API user no more than it needs', () => {
    expect(script).to.include('policy=api,read,write,test ');
    expect(
      setupScript({
        router: ROUTER,
        radius: RADIUS,
        radiusSecret: 's',
        settings: { ...OWN, setsSecrets: true },
        apiPassword: 'p',
        portalPort: 1,
      }),
    ).to.include('policy=api,read,write,test,sensitive');
  });
});

function set(
  router: EmulatedRouter,
  path: string,
  values: Record<string, string>,
  where: (row: Record<string, string>) => boolean = () => true,
): void {
  for (const row of router.table(path).rows.values()) if (where(row)) Object.assign(row, values);
}

function single(router: EmulatedRouter, path: string, values: Record<string, string>): void {
  Object.assign(router.singles.get(path) ?? {}, values);
}
