import { expect } from 'chai';
import { newId } from '../kernel/ids/id.js';
import { RadiusFixture, TEST_ACTOR, TEST_NOW_MS } from '../radius/testing/radius-fixture.js';
import { forEachDatabase } from '../testing/each-database.js';
import { addressesOf } from './session-addresses.js';
import { type OnlineFilter, SessionQueries } from './session-queries.js';
import { UsageQueries } from './usage-queries.js';

const HUGE = (1n << 53n) + 1n;

forEachDatabase((kind) => {
  describe(`Sessions and usage on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let hill: string;
    let valley: string;
    let anna: string;
    let bert: string;
    const queries = new SessionQueries();

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
      hill = await fixture.addRouter({ name: 'Hill' });
      valley = await fixture.addRouter({ name: 'Valley', address: '10.0.0.2' });
      anna = await fixture.addLine({ login: 'anna' });
      bert = await fixture.addLine({ login: 'bert' });
      await addSession({ router_id: hill, service_id: anna, login: 'anna', ipv4_address: '10.1.1.1', download_octets: String(HUGE) });
      await addSession({ router_id: hill, service_id: anna, login: 'anna', stopped_at_ms: TEST_NOW_MS, terminate_cause: 'User-Request' });
      await addSession({
        router_id: valley,
        service_id: bert,
        login: 'Bert',
        mac_address: '00:0C:42:01:02:03',
        started_at_ms: TEST_NOW_MS + 1,
      });
      await addSession({ router_id: valley, service_id: null, login: 'stran%ger', started_at_ms: TEST_NOW_MS + 2 });
      await addDay(anna, '2026-05-01', HUGE);
      await addDay(anna, '2026-05-02', 5n);
      await addDay(bert, '2026-05-01', 1n);
      await addDay(bert, '2026-05-03', 9n);
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    async function addSession(columns: Record<string, unknown>): Promise<string> {
      const id = newId();
      const row = {
        id,
        identity: id,
        generation: 1,
        acct_session_id: '1',
        started_at_ms: TEST_NOW_MS,
        last_seen_ms: TEST_NOW_MS,
        session_seconds: 0,
        download_octets: 0,
        upload_octets: 0,
        ...columns,
      };
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session').insert(row));
      return id;
    }

    async function addDay(serviceId: string, day: string, octets: bigint): Promise<void> {
      const row = { service_id: serviceId, day, download_octets: String(octets), upload_octets: '1' };
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('usage_day').insert(row));
    }

    it('finds who has exactly an address or a login, however many have it in theirs', async () => {
      const added: string[] = [];
      for (let host = 0; host < 60; host++) {
        const session = { router_id: hill, service_id: null, login: `user${host}`, ipv4_address: `10.7.0.${host}` };
        added.push(await addSession({ ...session, started_at_ms: TEST_NOW_MS - 1 + host, mac_address: macOf(host) }));
      }
      const prefix = '2001:db8:77::/56';
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session_prefix').insert({ session_id: added[3], prefix }));
      const whose = async (wanted: string) => (await online({ whose: wanted })).sessions.map(({ id }) => id);
      expect(await whose('10.7.0.1')).to.deep.equal([added[1]]);
      expect(await whose('user5')).to.deep.equal([added[5]]);
      expect(await whose(macOf(2).toLowerCase())).to.deep.equal([added[2]]);
      expect(await whose(prefix)).to.deep.equal([added[3]]);
      expect(await whose('10.7.0.')).to.deep.equal([]);
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session').whereIn('id', added).delete());
    });

    const macOf = (host: number): string => `02:00:00:00:00:${host.toString(16).padStart(2, '0').toUpperCase()}`;

    const online = (filter: Partial<OnlineFilter> = {}) =>
      fixture.database.view(TEST_ACTOR, (tx) => queries.online(tx, { page: 1, pageSize: 10, ...filter }));
    const loginsOf = async (filter: Partial<OnlineFilter>): Promise<readonly string[]> =>
      (await online(filter)).sessions.map(({ login }) => login);

    it('lists who is online, the newest first, with customer and router', async () => {
      const { sessions, total } = await online();
      expect(sessions.map(({ login }) => login)).to.deep.equal(['stran%ger', 'Bert', 'anna']);
      expect(total).to.equal(3);
      expect(sessions[2]).to.include({ routerName: 'Hill', customerName: 'Žofie Nováková', downloadOctets: HUGE, stoppedAtMs: null });
      expect(sessions[0]).to.include({ routerName: 'Valley', customerName: null, customerId: null, serviceId: null });
    });

    it('gives a page of them, and the total of all', async () => {
      const { sessions, total } = await online({ page: 2, pageSize: 2 });
      expect([sessions.map(({ login }) => login), total]).to.deep.equal([['anna'], 3]);
    });

    it('finds by login, address, MAC and customer, in any case, and takes no character for a pattern', async () => {
      expect(await loginsOf({ text: 'bert' })).to.deep.equal(['Bert']);
      expect(await loginsOf({ text: '10.1.1' })).to.deep.equal(['anna']);
      expect(await loginsOf({ text: '0c:42' })).to.deep.equal(['Bert']);
      expect(await loginsOf({ text: 'novakova' })).to.deep.equal(['Bert', 'anna']);
      expect(await loginsOf({ text: '%' })).to.deep.equal(['stran%ger']);
      expect(await loginsOf({ text: 'n_a' })).to.deep.equal([]);
      expect(await loginsOf({ routerId: valley, text: 'anna' })).to.deep.equal([]);
    });

    it('gives the sessions of a service, online or not', async () => {
      const [all, open] = await fixture.database.view(TEST_ACTOR, async (tx) => [
        await queries.ofServices(tx, [anna], 10),
        await queries.onlineOfService(tx, anna),
      ]);
      expect([all?.length, open?.length]).to.deep.equal([2, 1]);
    });

    it('counts who is online, in all and by router', async () => {
      const [total, byRouter] = await fixture.database.view(TEST_ACTOR, async (tx) => [
        await queries.countOnline(tx),
        await queries.countOnlineByRouter(tx),
      ]);
      expect(total).to.equal(3);
      expect(byRouter).to.deep.equal(
        new Map([
          [hill, 1],
          [valley, 2],
        ]),
      );
    });

    it('adds services up by day, past 2^53', async () => {
      const usage = new UsageQueries();
      const period = { from: '2026-05-01', to: '2026-05-02' };
      const [some, all, none] = await fixture.database.view(TEST_ACTOR, async (tx) => [
        await usage.daily(tx, { serviceIds: [anna], ...period }),
        await usage.dailyOfAll(tx, period),
        await usage.daily(tx, { serviceIds: [], ...period }),
      ]);
      expect(some?.map(({ date, downloadOctets }) => [date, downloadOctets])).to.deep.equal([
        ['2026-05-01', HUGE],
        ['2026-05-02', 5n],
      ]);
      expect(all?.[0]).to.deep.equal({ date: '2026-05-01', downloadOctets: HUGE + 1n, uploadOctets: 2n });
      expect(none).to.deep.equal([]);
    });

    it('tells who had an address at an instant, from the first moment to the last', async () => {
      const hour = 3_600_000;
      const base = { router_id: hill, service_id: anna, login: 'anna', ipv4_address: '10.9.9.9' };
      const at = (hours: number): number => TEST_NOW_MS - 100 * hour + hours * hour;
      await addSession({ ...base, started_at_ms: at(0), stopped_at_ms: at(2), terminate_cause: 'User-Request' });
      await addSession({
        ...base,
        login: 'bert',
        service_id: bert,
        started_at_ms: at(3),
        stopped_at_ms: at(4),
        terminate_cause: 'Lost-Stop',
      });
      await addSession({ ...base, started_at_ms: at(6), last_seen_ms: at(7), stopped_at_ms: at(8), ipv4_address: '10.9.9.8' });
      const who = (atMs: number): Promise<readonly string[]> =>
        fixture.database.view(TEST_ACTOR, async (tx) =>
          (await queries.whoHad(tx, { address: '10.9.9.9', atMs })).map(({ login, customerName }) => `${login} of ${customerName}`),
        );
      expect(await who(at(0))).to.deep.equal(['anna of Žofie Nováková']);
      expect(await who(at(2))).to.have.length(1);
      expect(await who(at(0) - 1)).to.deep.equal([]);
      expect(await who(at(2) + 1)).to.deep.equal([]);
      expect(await who(at(4) + 299_000), 'its Stop was lost').to.deep.equal(['bert of Žofie Nováková']);
      expect(await who(at(4) + 301_000)).to.deep.equal([]);
    });

    it('tells who had an IPv6 address by the prefix that holds it, and finds it among who is online', async () => {
      const told = { ipv4_address: '10.9.9.7', ipv6_prefix: '2001:db8:1:5::/64', delegated_ipv6_prefix: '2001:db8:9:500::/56' };
      await addSession({ router_id: hill, service_id: anna, login: 'anna', ...told, ipv6_address: '2001:db8:1:5::7' });
      await addSession({ router_id: hill, service_id: bert, login: 'bert', ipv6_address: '2001:db8:1:6::7' });
      const who = (address: string, atMs = TEST_NOW_MS) =>
        fixture.database.view(TEST_ACTOR, async (tx) => (await queries.whoHad(tx, { address, atMs })).map(({ login }) => login));
      for (const hers of ['2001:db8:9:5ab::1', '2001:DB8:9:500::/56', '2001:db8:1:5::7', '2001:db8:1:5::8', '2001:db8:9:510::/60']) {
        expect(await who(hers), hers).to.deep.equal(['anna']);
      }
      expect(await who('2001:db8:1:6::7')).to.deep.equal(['bert']);
      for (const nobodys of ['2001:db8:9:600::1', '2001:db8:9::/48', '2001:db8:1:6::8', '::1']) {
        expect(await who(nobodys), nobodys).to.deep.equal([]);
      }
      expect(await who('2001:db8:1:5::7', TEST_NOW_MS - 1), 'before it began').to.deep.equal([]);
      expect(await loginsOf({ text: '2001:db8:9:5' })).to.deep.equal(['anna']);
    });

    it('finds who is online by any prefix that the router has told, and shows each once', async () => {
      const id = await addSession({ router_id: hill, service_id: anna, login: 'anna', delegated_ipv6_prefix: '2001:db8:9:700::/56' });
      const prefixes = ['2001:db8:9:700::/56', '2001:db8:9:800::/56'].map((prefix) => ({ session_id: id, prefix }));
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session_prefix').insert(prefixes));
      const { sessions, total } = await online({ text: '2001:DB8:9:8' });
      expect([sessions.map((session) => session.id), total]).to.deep.equal([[id], 1]);
      expect(sessions[0] && addressesOf(sessions[0])).to.deep.equal(['2001:db8:9:700::/56', '2001:db8:9:800::/56']);
      expect(await loginsOf({ text: '2001:db8:9:9' })).to.deep.equal([]);
      const one = await fixture.database.view(TEST_ACTOR, (tx) => queries.get(tx, id));
      expect(one.furtherIpv6Prefixes).to.deep.equal(['2001:db8:9:800::/56']);
    });
  });
});
