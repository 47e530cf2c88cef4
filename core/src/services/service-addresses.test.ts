import type { NewIpNetwork } from '@tapline/sdk';
import { expect } from 'chai';
import { ACCESS_SERVICE } from '../access/access-service.js';
import { NETWORK_SERVICE } from '../network/network-service.js';
import { ROUTER_SERVICE } from '../network/router-service.js';
import { aPool, aService, forEachApplication, rejection } from '../testing/index.js';
import { SERVICE_SERVICE } from './service-service.js';

forEachApplication('The addresses of services', '2026-10-05T08:00:00Z', (app) => {
  const networks = () => app().container.resolve(NETWORK_SERVICE);
  const aNetwork = (network: NewIpNetwork) => app().write((tx) => networks().create(tx, network));
  const changeService = (id: string, changes: Parameters<ReturnType<typeof services>['change']>[2]) =>
    app().write((tx) => services().change(tx, id, changes));
  const services = () => app().container.resolve(SERVICE_SERVICE);

  it('are IPv6 prefixes too: kept from pools, or named, and no prefix is anyone else’s', async () => {
    const links = await aNetwork({ name: 'Links', cidr: '2001:db8:100::/48' });
    const behind = await aNetwork({ name: 'Behind', cidr: '2001:db8:200::/40', gives: 'delegatedIpv6' });
    const first = await aService(app(), {
      login: 'first-v6',
      ipv6: { mode: 'pool', networkId: links.id },
      delegatedIpv6: { mode: 'pool', networkId: behind.id },
      routes: ['2001:db8:9::/48'],
    });
    expect(first).to.deep.include({
      ipv4Address: null,
      ipv6Prefix: '2001:db8:100::/64',
      delegatedIpv6Prefix: '2001:db8:200::/56',
      routes: ['2001:db8:9::/48 :: 1'],
    });
    const access = await app().view((tx) => app().container.resolve(ACCESS_SERVICE).access(tx, first.id));
    expect(access).to.include({ ipv6Prefix: '2001:db8:100::/64', delegatedIpv6Prefix: '2001:db8:200::/56' });
    const taken = { mode: 'static', prefix: '2001:DB8:200:0::/56' } as const;
    expect(await rejection(aService(app(), { delegatedIpv6: taken }))).to.include({ code: 'ADDRESS_TAKEN', field: 'delegatedIpv6.prefix' });
    const named = await aService(app(), { delegatedIpv6: { mode: 'static', prefix: '2001:db8:200:100::/56' } });
    expect(named).to.include({ delegatedIpv6Prefix: '2001:db8:200:100::/56' });
    const next = await aService(app(), { delegatedIpv6: { mode: 'pool', networkId: behind.id } });
    expect(next).to.include({ delegatedIpv6Prefix: '2001:db8:200:200::/56' });
  });

  it('are refused outside of the networks that give them, or cut otherwise, with the field', async () => {
    const refused = (prefix: string) => rejection(aService(app(), { ipv6: { mode: 'static', prefix } }));
    await aNetwork({ name: 'Cut', cidr: '2001:db8:300::/48' });
    expect(await refused('2001:db8:dead::/64')).to.include({ code: 'PREFIX_OUTSIDE', field: 'ipv6.prefix' });
    expect(await refused('2001:db8:300::/56')).to.include({ code: 'PREFIX_LENGTH_WRONG', field: 'ipv6.prefix' });
    const addresses = await aPool(app(), '10.70.0.0/24');
    const error = await rejection(aService(app(), { ipv6: { mode: 'pool', networkId: addresses.id } }));
    expect(error).to.include({ code: 'NETWORK_GIVES_OTHERS', field: 'ipv6.networkId' });
  });

  it('may be left to each session or to the router, and nothing is kept then', async () => {
    const pool = await aPool(app(), '10.71.0.0/24');
    const service = await aService(app(), { ipv4: { mode: 'pool', networkId: pool.id } });
    expect(service.ipv4Address).to.equal('10.71.0.1');
    expect(await changeService(service.id, { ipv4: { mode: 'session', networkId: null } })).to.include({ ipv4Address: null });
    expect(await changeService(service.id, { ipv4: { mode: 'router-pool', name: 'dhcp_pool1' } })).to.deep.include({
      ipv4: { mode: 'router-pool', name: 'dhcp_pool1' },
    });
  });

  it('stay what they are when only something else of the service changes', async () => {
    const { id } = await aService(app(), { ipv4: { mode: 'static', address: '198.51.100.9' }, routes: ['192.168.5.0/24'] });
    expect(await changeService(id, { status: 'paused' })).to.deep.include({
      ipv4Address: '198.51.100.9',
      routes: ['192.168.5.0/24 0.0.0.0 1'],
    });
  });

  it('hold their network: it cannot be taken away or change its purpose while it is in use', async () => {
    const network = await aNetwork({ name: 'Held', cidr: '10.72.0.0/24' });
    const service = await aService(app(), { ipv4: { mode: 'session', networkId: network.id } });
    const toStatic = app().write((tx) => networks().change(tx, network.id, { purpose: 'static' }));
    expect(await rejection(toStatic)).to.include({ code: 'NETWORK_IN_USE', field: 'purpose' });
    expect(await rejection(app().write((tx) => networks().remove(tx, network.id)))).to.include({ code: 'NETWORK_IN_USE' });
    await changeService(service.id, { ipv4: { mode: 'none' } });
    await app().write((tx) => networks().remove(tx, network.id));
    expect((await app().view((tx) => networks().list(tx))).map(({ id }) => id)).not.to.include(network.id);
  });

  it('come from networks that do not overlap and are bound to routers that there are', async () => {
    const router = await app().write((tx) =>
      app().container.resolve(ROUTER_SERVICE).create(tx, { name: 'bound', address: '192.0.2.77', secret: 'sixteen-letters!' }),
    );
    const network = await aNetwork({ name: 'Bound', cidr: '2001:db8:400::/48', routerIds: [router.id] });
    expect(network).to.deep.include({ gives: 'ipv6', prefixLength: 64, routerIds: [router.id] });
    const overlap = await rejection(aNetwork({ name: 'Within', cidr: '2001:db8:400:8000::/49' }));
    expect(overlap).to.include({ code: 'NETWORK_OVERLAPS', field: 'cidr' });
    expect(await rejection(aNetwork({ name: 'Lost', cidr: '2001:db8:401::/48', routerIds: ['nobody'] }))).to.include({
      code: 'ROUTER_UNKNOWN',
    });
  });
});
