import { expect } from 'chai';
import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check';
import { LineBook } from '../lines/line-book.js';
import { ApiClient } from '../routeros/client.js';
import { OBJECT_MENUS, readObjects } from '../routeros/router-objects.js';
import { EmulatedApi } from '../testing/emulated-api.js';
import { EmulatedRouter } from '../testing/emulated-router.js';
import { aLine } from '../testing/lines.js';
import { SETTINGS } from '../testing/settings.js';
import { applyBatch, batchesOf } from './apply-changes.js';
import { differenceOf } from './difference.js';
import { isOurs } from './marks.js';
import { wantedObjects } from './wanted-objects.js';

const ALL = { ...SETTINGS, setsLeases: true, setsSecrets: true, networks: ['10.0.0.0/24'] };

describe('What a router has of lines', () => {
  let api: EmulatedApi;
  let client: ApiClient;
  let router: EmulatedRouter;
  beforeEach(async () => {
    router = new EmulatedRouter({ version: '7.16.2', nowMs: () => 0 });
    api = await EmulatedApi.start({ router, saysEmpty: true });
    client = await ApiClient.open({
      host: '127.0.0.1',
      port: api.port,
      user: 'tapline',
      password: 'secret',
      security: { kind: 'none' },
      connectTimeoutMs: 5_000,
      answerTimeoutMs: 5_000,
    });
  });
  afterEach(async () => {
    client.close();
    await api.stop();
  });

  async function bring(lines: readonly Parameters<typeof aLine>[0][], settings = ALL) {
    const found = new Map(await Promise.all(OBJECT_MENUS.map(async (menu) => [menu, await readObjects(client, menu)] as const)));
    const book = new LineBook(lines.map(aLine));
    const passwords = new Map(lines.map(({ serviceId }) => [serviceId, `pw-${serviceId}`]));
    const leases = found.get('/ip/dhcp-server/lease') ?? [];
    const ours = [...found.values()].flat().filter(isOurs);
    const wanted = wantedObjects({ book, leases, ours, settings, passwords });
    const changes = OBJECT_MENUS.flatMap((menu) =>
      differenceOf(
        menu,
        wanted.filter((each) => each.menu === menu),
        found.get(menu) ?? [],
      ),
    );
    const failures: string[] = [];
    for (const batch of batchesOf(changes)) failures.push(...(await applyBatch(client, batch)));
    return { changes, failures };
  }

  it('comes to what they may from whatever it was, in one pass; the next finds nothing, and what is not ours stays', async () => {
    const line = record({
      serviceId: constantFrom('a', 'b', 'c', 'd'),
      ipv4Address: integer({ min: 1, max: 9 }).map((octet) => `10.0.0.${octet}`),
      isAllowed: boolean(),
      isNew: boolean(),
      downloadBitsPerSecond: constantFrom(1_000_000, 20_000_000),
      addressLists: constantFrom<readonly string[]>([], ['vip']),
    });
    const unique = array(line, { maxLength: 4 }).map((lines) => [
      ...new Map([...new Map(lines.map((each) => [each.serviceId, each])).values()].map((each) => [each.ipv4Address, each])).values(),
    ]);
    const foreign = router.queues.add({ name: 'uplink', target: '10.0.0.0/24' });
    router.addressList.add({ list: 'tapline-blocked', address: '10.0.0.200', comment: 'by hand' });
    await assert(
      asyncProperty(unique, async (lines) => {
        const { failures } = await bring(lines.map((each) => ({ ...each, shutBy: each.isAllowed ? null : 'restricted' })));
        expect(failures).to.deep.equal([]);
        expect((await bring(lines.map((each) => ({ ...each, shutBy: each.isAllowed ? null : 'restricted' })))).changes).to.deep.equal([]);
        for (const { ipv4Address, isAllowed, isNew, addressLists, downloadBitsPerSecond } of lines) {
          const wanted = isAllowed ? addressLists : [isNew ? 'tapline-new' : 'tapline-garden'];
          expect(router.listsOf(ipv4Address)).to.deep.equal(wanted);
          expect(router.limitOf(ipv4Address)).to.equal(`5000000/${downloadBitsPerSecond}`);
        }
        expect(router.queues.rows.size).to.equal(lines.length + 1);
      }),
      { numRuns: 60 },
    );
    expect(router.queues.rows.has(foreign)).to.equal(true);
    expect(router.listsOf('10.0.0.200')).to.deep.equal(['tapline-blocked']);
  });

  it('is by IPv6 what it is by IPv4, however the router writes a prefix; prefixes of others stay', async () => {
    router.ipv6AddressList.add({ list: 'tapline-blocked', address: '2001:db8:f::/56', comment: 'by hand' });
    const line = {
      serviceId: 'x',
      ipv4Address: '10.0.0.5',
      ipv6Prefix: '2001:db8:1::/64',
      delegatedIpv6Prefix: '2001:db8:1:100::/56',
    } as const;
    const only = { serviceId: 'only', ipv6Prefix: '2001:db8:2::/64' } as const;
    const settings = { ...ALL, networks: [...ALL.networks, '2001:db8::/32'] };
    const lists = (): readonly string[] => [...router.ipv6AddressList.rows.values()].map(({ list, address }) => `${list} ${address}`);
    const shut = { isAllowed: false, shutBy: 'notActive' } as const;
    await bring(
      [
        { ...line, ...shut },
        { ...only, ...shut },
      ],
      settings,
    );
    expect(lists()).to.have.members([
      'tapline-blocked 2001:db8:f::/56',
      'tapline-blocked 2001:db8:1::/64',
      'tapline-blocked 2001:db8:1:100::/56',
      'tapline-blocked 2001:db8:2::/64',
    ]);
    for (const row of router.ipv6AddressList.rows.values()) row.address = (row.address ?? '').toUpperCase();
    expect(
      (
        await bring(
          [
            { ...line, ...shut },
            { ...only, ...shut },
          ],
          settings,
        )
      ).changes,
    ).to.deep.equal([]);
    await bring([line, only], settings);
    expect(lists()).to.deep.equal(['tapline-blocked 2001:DB8:F::/56']);
    expect(router.queues.find(({ comment }) => comment === 'tapline:x')?.target).to.equal(
      '10.0.0.5/32,2001:db8:1::/64,2001:db8:1:100::/56',
    );
  });

  it('is taken from who has the lease of an address, whoever else it is kept for', async () => {
    router.lease('02:00:00:00:00:01', '10.0.0.5');
    await bring([
      { serviceId: 'kept', ipv4Address: '10.0.0.5', isAllowed: false, shutBy: 'restricted' },
      { serviceId: 'leased', macAddresses: ['02:00:00:00:00:01'] },
    ]);
    expect(router.listsOf('10.0.0.5')).to.deep.equal([]);
  });

  it('stays shut when a line is stopped, by what it had there, until that is another’s', async () => {
    const line = { serviceId: 'static', ipv4Address: '10.0.0.5', ipv6Prefix: '2001:db8:1::/64' } as const;
    await bring([line]);
    const stopped = {
      ...line,
      serviceStatus: 'stopped',
      ipv4Address: null,
      ipv6Prefix: null,
      isAllowed: false,
      shutBy: 'notActive',
    } as const;
    await bring([stopped]);
    expect(router.listsOf('10.0.0.5')).to.deep.equal(['tapline-blocked']);
    expect([...router.ipv6AddressList.rows.values()].map(({ address }) => address)).to.deep.equal(['2001:db8:1::/64']);
    expect(router.queues.rows.size).to.equal(0);
    expect((await bring([stopped])).changes).to.deep.equal([]);
    await bring([stopped, { serviceId: 'next', ipv4Address: '10.0.0.5' }]);
    expect(router.listsOf('10.0.0.5')).to.deep.equal([]);
    expect(router.ipv6AddressList.rows.size).to.equal(1);
  });

  it('stays shut for the device of a line that is stopped, until the device is another line’s', async () => {
    router.lease('02:00:00:00:00:01', '10.0.0.5');
    const macAddresses = ['02:00:00:00:00:01'];
    const stopped = { serviceId: 'z', macAddresses, serviceStatus: 'stopped', isAllowed: false, shutBy: 'notActive' } as const;
    await bring([stopped]);
    expect(router.listsOf('10.0.0.5')).to.deep.equal(['tapline-blocked']);
    await bring([stopped, { serviceId: 'a', macAddresses }]);
    expect(router.listsOf('10.0.0.5')).to.deep.equal([]);
  });

  it('leaves a static lease that is right already to whoever made it', async () => {
    router.leases.add({ address: '10.0.0.5', 'mac-address': '02:00:00:00:00:01', server: 'dhcp1', status: 'waiting' });
    const line = { serviceId: 'x', ipv4Address: '10.0.0.5', macAddresses: ['02:00:00:00:00:01'] } as const;
    expect((await bring([line])).failures).to.deep.equal([]);
    expect((await bring([line])).changes).to.deep.equal([]);
    expect(router.leases.rows.size).to.equal(1);
  });

  it('is one queue for all devices of a line, which share its speed', async () => {
    router.lease('02:00:00:00:00:01', '10.0.0.5');
    router.lease('02:00:00:00:00:02', '10.0.0.6');
    const line = {
      serviceId: 'two',
      macAddresses: ['02:00:00:00:00:01', '02:00:00:00:00:02'],
      isAllowed: false,
      shutBy: 'notActive',
    } as const;
    await bring([line]);
    expect([...router.queues.rows.values()].map(({ target }) => target)).to.deep.equal(['10.0.0.5/32,10.0.0.6/32']);
    expect(router.listsOf('10.0.0.6')).to.deep.equal(['tapline-blocked']);
    expect((await bring([line])).changes).to.deep.equal([]);
  });

  it('takes a dynamic lease over, shuts a PPP secret, and leaves an entry of somebody else’s that says the same', async () => {
    const id = router.lease('02:00:00:00:00:01', '10.0.0.5');
    router.addressList.add({ list: 'tapline-blocked', address: '10.0.0.5', dynamic: 'true' });
    const line = {
      serviceId: 'x',
      login: 'eva',
      accessType: 'any',
      ipv4Address: '10.0.0.5',
      macAddresses: ['02:00:00:00:00:01'],
      isAllowed: false,
      shutBy: 'notActive',
    } as const;
    expect((await bring([line])).failures).to.deep.equal([]);
    expect(router.leases.rows.get(id)).to.include({ dynamic: 'false', comment: 'tapline:x' });
    expect(router.secrets.find(({ name }) => name === 'eva')).to.include({
      disabled: 'yes',
      password: 'pw-x',
      'remote-address': '10.0.0.5',
    });
    expect(router.listsOf('10.0.0.5')).to.deep.equal(['tapline-blocked']);
    expect((await bring([line])).changes).to.deep.equal([]);
  });

  it('is told where the router refuses it, and the rest is done', async () => {
    router.queues.add({ name: 'login-x', target: '10.9.9.9' });
    const { failures } = await bring([
      { serviceId: 'x', ipv4Address: '10.0.0.5' },
      { serviceId: 'y', ipv4Address: '10.0.0.6' },
    ]);
    expect(failures).to.deep.equal(['the router refuses /queue/simple/add: failure: already have such name']);
    expect(router.limitOf('10.0.0.6')).to.equal('5000000/20000000');
  });

  it('is done by the next pass where the connection was cut in the middle', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => ({ serviceId: `s${n}`, ipv4Address: `10.0.0.${n + 1}` }));
    api.faults.set('/queue/simple/add', { kind: 'cut', afterOctets: 3 });
    expect(
      await bring(lines, { ...ALL, setsSecrets: false }).then(
        () => undefined,
        (error) => error.code,
      ),
    ).to.equal('MIKROTIK_CUT_OFF');
    api.faults.clear();
    client = await ApiClient.open({
      host: '127.0.0.1',
      port: api.port,
      user: 'tapline',
      password: 'secret',
      security: { kind: 'none' },
      connectTimeoutMs: 5_000,
      answerTimeoutMs: 5_000,
    });
    expect((await bring(lines, { ...ALL, setsSecrets: false })).failures).to.deep.equal([]);
    expect(router.queues.rows.size).to.equal(30);
  });
});
