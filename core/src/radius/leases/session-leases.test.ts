import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpNetwork } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { newId } from '../../kernel/ids/id.js';
import { NetworkStore } from '../../network/network-store.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { DeviceHearingStore } from '../accounting/device-hearing-store.js';
import { RadiusFixture, TEST_ACTOR } from '../testing/radius-fixture.js';
import { leaseDirectory } from './lease-journal.js';
import { LeaseServer } from './lease-server.test.helper.js';

forEachDatabase((kind) => {
  describe(`Addresses leased for sessions on ${kind.name}`, () => {
    let fixture: RadiusFixture;
    let folder: string;
    const servers: LeaseServer[] = [];

    const server = (name: string, perSession: Parameters<LeaseServer['start']>[0]): Promise<LeaseServer> => {
      const made = new LeaseServer(fixture, join(folder, name));
      servers.push(made);
      return made.start(perSession);
    };
    const use = (network: IpNetwork) => fixture.database.view(TEST_ACTOR, (tx) => new NetworkStore().use(tx, network));
    const addresses = (outcomes: readonly ReturnType<LeaseServer['login']>[]): readonly string[] =>
      outcomes.map((outcome) => (outcome.isGiven ? (outcome.addresses.ipv4 ?? '') : outcome.reason));

    const tellFurther = (sessionId: string, prefix: string) =>
      fixture.database.transaction(TEST_ACTOR, ({ sql }) => sql('radius_session_prefix').insert({ session_id: sessionId, prefix }));

    before(async () => {
      fixture = await RadiusFixture.create(await kind.create());
    });
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tapline-leases-'));
      await fixture.clear();
    });
    afterEach(async () => {
      for (const made of servers.splice(0)) await made.stop();
      rmSync(folder, { recursive: true });
    });
    after(async () => {
      await fixture.close();
      await kind.close();
    });

    it('are given from memory, kept for the device that logs in again, and given back with its Stop', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const [anna, boris] = [newId(), newId()];
      const first = a.login(anna, perSession);
      const again = a.login(anna, perSession);
      const other = a.login(boris, perSession);
      expect(addresses([first, again, other])).to.deep.equal(['10.9.0.1', '10.9.0.1', '10.9.0.2']);
      await a.settled();
      expect(await use(pool)).to.include({ keptAddresses: 0, givenAddresses: 2 });
      a.leases.sessionsEnded([first.sessionClass]);
      await a.settled();
      expect((await use(pool)).givenAddresses, 'the Stop of the older login').to.equal(2);
      a.leases.sessionsEnded([again.sessionClass, other.sessionClass]);
      await a.settled();
      expect((await use(pool)).givenAddresses).to.equal(0);
      expect(addresses([a.login(boris, perSession)]), 'its last one').to.deep.equal(['10.9.0.2']);
    });

    it('are two for two devices of one service, and prefixes too', async () => {
      const ipv4 = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const links = await fixture.addPool({ cidr: '2001:db8:100::/48' });
      const behind = await fixture.addPool({ cidr: '2001:db8:200::/40', gives: 'delegatedIpv6' });
      const perSession = { ipv4: ipv4.id, ipv6: links.id, delegatedIpv6: null };
      const a = await server('a', perSession);
      const serviceId = newId();
      const [one, two] = ['phone', 'laptop'].map((station) => a.login(serviceId, perSession, { station }));
      expect(one?.isGiven && one.addresses).to.deep.equal({
        ipv4: '10.9.0.1',
        ipv6: '2001:db8:100::/64',
        delegatedIpv6: '2001:db8:200::/56',
      });
      expect(two?.isGiven && two.addresses).to.deep.equal({
        ipv4: '10.9.0.2',
        ipv6: '2001:db8:100:1::/64',
        delegatedIpv6: '2001:db8:200:100::/56',
      });
      await a.settled();
      expect([await use(links), await use(behind)].map(({ givenAddresses }) => givenAddresses)).to.deep.equal([2, 2]);
    });

    it('come from the pools of the router first, and are refused where a pool is not routed to it', async () => {
      const [hill, mill] = [newId(), newId()];
      const atHill = await fixture.addPool({ cidr: '10.9.1.0/30', name: 'hill', routerIds: [hill] });
      await fixture.addPool({ cidr: '10.9.2.0/30', name: 'anywhere' });
      const a = await server('a', { ipv4: null });
      const login = (id: string, networkId: string | null = null) => a.login(newId(), { ipv4: networkId }, { router: { id, name: id } });
      expect(addresses([login(hill), login(mill), login(hill)])).to.deep.equal(['10.9.1.1', '10.9.2.1', '10.9.1.2']);
      expect(addresses([login(hill), login(hill)])).to.deep.equal([
        '10.9.2.2',
        `the pools of the router "${hill}" have no free address: "hill", "anywhere"`,
      ]);
      expect(addresses([login(mill, atHill.id)])[0]).to.match(/^pool "hill" is not routed to the router/);
    });

    it('say which pool has no free address, and have one again when another server gives some back', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/28', name: 'small' });
      const perSession = { ipv4: pool.id };
      const [a, b] = [await server('a', perSession), await server('b', perSession)];
      const given = new Set<string>();
      let refused = '';
      for (let count = 0; count < 40 && given.size < 14; count++) {
        for (const one of [a, b]) {
          const outcome = one.login(newId(), perSession);
          if (!outcome.isGiven) refused = outcome.reason;
          else if (outcome.addresses.ipv4) given.add(outcome.addresses.ipv4);
        }
        await a.settled();
        await b.settled();
      }
      expect(given.size).to.equal(14);
      expect(addresses([a.login(newId(), perSession)])).to.deep.equal(['pool "small" has no free address']);
      expect(refused === '' || refused === 'pool "small" has no free address').to.equal(true);
    });

    it('survive a kill: what was given is with whom it was, and nobody else gets it', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/27' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const anna = newId();
      const before = addresses([a.login(anna, perSession), a.login(newId(), perSession)]);
      await a.kill();
      const again = await server('a', perSession);
      const after = addresses([again.login(newId(), perSession), again.login(anna, perSession)]);
      expect(new Set([...before, ...after]).size).to.equal(3);
      expect(after[1]).to.equal(before[0]);
    });

    it('are free again when a session never began, and not while routers speak of it', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const [anna, boris] = [newId(), newId()];
      const givenAtMs = fixture.clock.atMs;
      a.login(anna, perSession);
      a.login(boris, perSession);
      await addSession(fixture, boris, { ipv4_address: '10.9.0.2' });
      await hear(fixture, fixture.clock.atMs);
      fixture.clock.atMs += 5 * 60_000;
      await hear(fixture, fixture.clock.atMs);
      await a.settled();
      expect((await use(pool)).givenAddresses, 'its Start may still come').to.equal(2);
      fixture.clock.atMs += 5 * 60_000;
      await a.settled();
      expect((await use(pool)).givenAddresses, 'the database lags behind').to.equal(2);
      await hear(fixture, fixture.clock.atMs);
      await speak(fixture, { sinceMs: givenAtMs - 3_600_000, untilMs: fixture.clock.atMs });
      await a.settled();
      expect((await use(pool)).givenAddresses).to.equal(1);
      expect(addresses([a.login(boris, perSession)])).to.deep.equal(['10.9.0.2']);
    });

    it('are held for a day while their router sends no accounting, and who finds none left is told why', async () => {
      const hill = await fixture.addRouter({ address: '10.0.0.0/24' });
      const pool = await fixture.addPool({ cidr: '10.9.0.0/30', name: 'small' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const givenAtMs = fixture.clock.atMs;
      const router = { id: hill, name: 'Hill' };
      for (const nasDevice of ['10.0.0.1//', '10.0.0.2//']) a.login(newId(), perSession, { router, nasDevice });
      const givenAfter = async (minutes: number, words: readonly Parameters<typeof speak>[1][] = []): Promise<number> => {
        while (fixture.clock.atMs < givenAtMs + minutes * 60_000) {
          fixture.clock.atMs = Math.min(fixture.clock.atMs + 5 * 60_000, givenAtMs + minutes * 60_000);
          await hear(fixture, fixture.clock.atMs);
        }
        for (const word of words) await speak(fixture, { routerId: hill, ...word });
        await a.settled();
        return (await use(pool)).givenAddresses;
      };
      await hear(fixture, givenAtMs);
      const at = (minutes: number): number => givenAtMs + minutes * 60_000;
      expect(await givenAfter(60), 'nothing was heard of it').to.equal(2);
      expect(addresses([a.login(newId(), perSession)])).to.deep.equal([
        'pool "small" has no free address; 2 are held for sessions of "Hill", which sends no accounting: nothing tells when they end',
      ]);
      const earlier = { nasDevice: '10.0.0.1//', sinceMs: at(-60), untilMs: at(-1) };
      expect(await givenAfter(65, [earlier]), 'it fell silent before').to.equal(2);
      const again = { nasDevice: '10.0.0.1//', sinceMs: at(66), untilMs: at(70) };
      expect(await givenAfter(70, [again]), 'it has begun to speak, and each session has a report to come').to.equal(2);
      expect(await givenAfter(75, [{ ...again, untilMs: at(74) }]), 'its sessions have had their time').to.equal(1);
      expect(await givenAfter(24 * 60), 'a device of the same router goes on in silence').to.equal(1);
      expect(await givenAfter(24 * 60 + 1)).to.equal(0);
    });

    it('are held when accounting stops to come from their router, and not when only a session falls silent', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const [anna, boris] = [newId(), newId()];
      const devices = ['10.0.0.1//north', '10.0.0.1//south'] as const;
      const startMs = fixture.clock.atMs;
      const logins = [a.login(anna, perSession, { nasDevice: devices[0] }), a.login(boris, perSession, { nasDevice: devices[1] })];
      await hear(fixture, startMs);
      for (const minutes of [5, 10, 15, 20, 25, 30]) {
        fixture.clock.atMs = startMs + minutes * 60_000;
        await hear(fixture, fixture.clock.atMs);
      }
      const lost = { stopped_at_ms: startMs + 300_000, last_seen_ms: startMs + 300_000, terminate_cause: 'Lost-Stop' };
      for (const [index, serviceId] of [anna, boris].entries()) {
        await addSession(fixture, serviceId, {
          ...lost,
          session_class: logins[index]?.sessionClass ?? '',
          router_id: 'router'.padEnd(26, '0'),
          nas_device: devices[index] ?? '',
        });
      }
      await speak(fixture, { nasDevice: devices[0], sinceMs: startMs, untilMs: startMs + 300_000 });
      await speak(fixture, { nasDevice: devices[1], sinceMs: startMs, untilMs: startMs + 1_700_000 });
      await a.settled();
      expect((await use(pool)).givenAddresses).to.equal(1);
      expect(addresses([a.login(anna, perSession)]), 'its own').to.deep.equal(['10.9.0.1']);
    });

    it('are free when an add-on that counts in the place of accounting tells the end, and not when it loses sight', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const services = [newId(), newId(), newId()];
      for (const serviceId of services) a.login(serviceId, perSession);
      await hear(fixture, fixture.clock.atMs);
      fixture.clock.atMs += 10 * 60_000;
      await hear(fixture, fixture.clock.atMs);
      for (const [index, cause] of ['Unknown', 'Lost-Stop', 'Counted-By-RADIUS'].entries()) {
        const ended = { stopped_at_ms: fixture.clock.atMs, terminate_cause: cause };
        const told = { ipv4_address: `10.9.0.${index + 1}`, nas_device: 'addon:mikrotik' };
        await addSession(fixture, services[index] ?? '', { ...told, ...ended });
      }
      await a.settled();
      expect((await use(pool)).givenAddresses).to.equal(2);
    });

    it('are held only as long as a session may last, where its line has a session timeout', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const serviceId = await fixture.addLine({ login: 'anna', terms: { sessionTimeoutSeconds: 3_600 } });
      const givenAtMs = fixture.clock.atMs;
      a.login(serviceId, perSession);
      const givenAfter = async (minutes: number): Promise<number> => {
        await hear(fixture, fixture.clock.atMs);
        fixture.clock.atMs = givenAtMs + minutes * 60_000;
        await hear(fixture, fixture.clock.atMs);
        await a.settled();
        return (await use(pool)).givenAddresses;
      };
      expect([await givenAfter(60), await givenAfter(68)]).to.deep.equal([1, 0]);
    });

    it('keep an IPv6 prefix with its session while it is online, whatever other addresses its router reports', async () => {
      const behind = await fixture.addPool({ cidr: '2001:db8:200::/40', gives: 'delegatedIpv6' });
      const perSession = { delegatedIpv6: behind.id };
      const a = await server('a', perSession);
      const [anna, boris, cyril, dana] = [newId(), newId(), newId(), newId()];
      const { sessionClass } = a.login(anna, perSession);
      for (const serviceId of [boris, cyril, dana]) a.login(serviceId, perSession);
      const told = { ipv4_address: '10.1.0.1', delegated_ipv6_prefix: '2001:db8:999::/56' };
      const online = await addSession(fixture, anna, { ...told, session_class: sessionClass });
      await addSession(fixture, boris, { ipv4_address: '10.1.0.2' });
      await addSession(fixture, cyril, { ...told, delegated_ipv6_prefix: '2001:db8:200:200::/56' });
      await addSession(fixture, dana, told);
      const pass = async (): Promise<number> => {
        await hear(fixture, fixture.clock.atMs);
        fixture.clock.atMs += 20 * 60_000;
        await hear(fixture, fixture.clock.atMs);
        await speak(fixture, { sinceMs: 0, untilMs: fixture.clock.atMs });
        await a.settled();
        return (await use(behind)).givenAddresses;
      };
      expect(await pass(), 'the one of a session that has another prefix is free').to.equal(3);
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('radius_session').where('id', online).update({ stopped_at_ms: fixture.clock.atMs }),
      );
      expect(await pass(), 'it ends').to.equal(2);
    });

    it('are not given to another when a router reports a prefix in use that is free', async () => {
      const behind = await fixture.addPool({ cidr: '2001:db8:200::/55', gives: 'delegatedIpv6' });
      const perSession = { delegatedIpv6: behind.id };
      const a = await server('a', perSession);
      const owner = newId();
      await addSession(fixture, owner, { ipv4_address: '10.1.0.1', delegated_ipv6_prefix: '2001:db8:200::/56' });
      await a.settled();
      const prefixes = [newId(), owner].map((serviceId) => {
        const outcome = a.login(serviceId, perSession);
        return outcome.isGiven ? outcome.addresses.delegatedIpv6 : outcome.reason;
      });
      expect(prefixes).to.deep.equal(['2001:db8:200:100::/56', '2001:db8:200::/56']);
    });

    it('stay with a session, and are given to nobody else, also when the prefix is not the first that the router tells', async () => {
      const behind = await fixture.addPool({ cidr: '2001:db8:200::/54', gives: 'delegatedIpv6' });
      const perSession = { delegatedIpv6: behind.id };
      const a = await server('a', perSession);
      const [anna, boris] = [newId(), newId()];
      a.login(anna, perSession);
      await tellFurther(await addSession(fixture, anna, { delegated_ipv6_prefix: '2001:db8:999::/56' }), '2001:db8:200::/56');
      await tellFurther(await addSession(fixture, boris, { delegated_ipv6_prefix: '2001:db8:998::/56' }), '2001:db8:200:100::/56');
      await hear(fixture, fixture.clock.atMs);
      fixture.clock.atMs += 20 * 60_000;
      await hear(fixture, fixture.clock.atMs);
      await a.settled();
      const given = [newId(), boris].map((serviceId) => {
        const outcome = a.login(serviceId, perSession);
        return outcome.isGiven ? outcome.addresses.delegatedIpv6 : outcome.reason;
      });
      expect(given).to.deep.equal(['2001:db8:200:200::/56', '2001:db8:200:100::/56']);
    });

    it('are not given to another when a router reports one in use that is free', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/30' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const owner = newId();
      await addSession(fixture, owner, { ipv4_address: '10.9.0.1' });
      await a.settled();
      expect(addresses([a.login(newId(), perSession), a.login(owner, perSession)])).to.deep.equal(['10.9.0.2', '10.9.0.1']);
    });

    it('are freed by a Stop that another server hears, and by a router that starts anew', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const [a, b] = [await server('a', perSession), await server('b', perSession)];
      const { sessionClass } = a.login(newId(), perSession);
      await a.settled();
      b.leases.sessionsEnded([sessionClass]);
      await b.settled();
      await a.settled();
      expect((await use(pool)).givenAddresses).to.equal(0);
      a.login(newId(), perSession);
      const restarted = { routerId: 'router'.padEnd(26, '0'), routerAddress: '10.0.0.0/24', beforeMs: fixture.clock.atMs + 1 };
      a.leases.deviceRestarted({ ...restarted, nasDevice: '10.0.0.2//' });
      await a.settled();
      expect((await use(pool)).givenAddresses).to.equal(1);
      a.leases.deviceRestarted({ ...restarted, nasDevice: '10.0.0.1//' });
      await a.settled();
      expect((await use(pool)).givenAddresses).to.equal(0);
    });

    it('are not given to another when the session lives on through what looked like a restart of its router', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/30' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const anna = newId();
      const { sessionClass } = a.login(anna, perSession);
      await a.settled();
      const restarted = { routerId: 'router'.padEnd(26, '0'), routerAddress: '10.0.0.1', nasDevice: '10.0.0.1//' };
      a.leases.deviceRestarted({ ...restarted, beforeMs: fixture.clock.atMs + 1 });
      await addSession(fixture, anna, { ipv4_address: '10.9.0.1', session_class: sessionClass });
      await a.settled();
      expect(addresses([a.login(newId(), perSession), a.login(newId(), perSession)])).to.deep.equal([
        '10.9.0.2',
        `pool "${pool.name}" has no free address`,
      ]);
    });

    it('are freed on the server that gave them when another hears that their router starts anew', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const [a, b] = [await server('a', perSession), await server('b', perSession)];
      a.login(newId(), perSession);
      await a.settled();
      fixture.clock.atMs += 1_000;
      const router = { id: 'router'.padEnd(26, '0'), name: 'Hill' };
      const restarted = { routerId: router.id, routerAddress: '10.0.0.0/24', beforeMs: fixture.clock.atMs };
      a.login(newId(), perSession);
      a.login(newId(), perSession, { nasDevice: '10.0.0.2//' });
      const freeAfterRestartOf = async (nasDevice: string): Promise<number> => {
        b.leases.deviceRestarted({ ...restarted, nasDevice });
        for (const one of [b, a, a]) await one.settled();
        return (await use(pool)).givenAddresses;
      };
      expect(await freeAfterRestartOf('10.0.0.2//'), 'what the other device had before').to.equal(3);
      expect(await freeAfterRestartOf('10.0.0.1//'), 'what it had before').to.equal(2);
    });

    it('are a server’s own also when its first start was killed before it had a name', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      for (const name of ['a', 'b']) {
        const directory = leaseDirectory(join(folder, name));
        mkdirSync(directory, { recursive: true });
        writeFileSync(join(directory, 'server.id'), '');
      }
      const [a, b] = [await server('a', perSession), await server('b', perSession)];
      const given = addresses([a.login(newId(), perSession), b.login(newId(), perSession)]);
      expect(new Set(given).size).to.equal(2);
    });

    it('are free in the database too when a kill came between a Stop and its writing', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/24' });
      const perSession = { ipv4: pool.id };
      const a = await server('a', perSession);
      const { sessionClass } = a.login(newId(), perSession);
      await a.settled();
      a.leases.sessionsEnded([sessionClass]);
      await a.kill();
      expect((await use(pool)).givenAddresses, 'not written yet').to.equal(1);
      const again = await server('a', perSession);
      await again.settled();
      expect((await use(pool)).givenAddresses).to.equal(0);
    });

    it('are given by one server only where another that has too many free ones is started anew', async () => {
      const pool = await fixture.addPool({ cidr: '10.9.0.0/25' });
      const perSession = { ipv4: pool.id };
      const giveAll = async (by: LeaseServer): Promise<readonly ReturnType<LeaseServer['login']>[]> => {
        const given: ReturnType<LeaseServer['login']>[] = [];
        for (let refused = 0; refused < 3; ) {
          const outcome = by.login(newId(), perSession);
          if (outcome.isGiven) given.push(outcome);
          else refused++;
          if (!outcome.isGiven) await by.settled();
        }
        return given;
      };
      const before = await server('a', perSession);
      const ended = await giveAll(before);
      before.leases.sessionsEnded(ended.map(({ sessionClass }) => sessionClass));
      await before.stop();
      const again = await server('a', perSession);
      const other = await server('b', perSession);
      const given = addresses([...(await giveAll(other)), ...(await giveAll(again))]);
      expect(given).to.have.length.above(60);
      expect(new Set(given).size).to.equal(given.length);
    });

    it('are never with two sessions at once, and none is lost, whatever logs in, stops, and is killed', async function () {
      this.timeout(60_000);
      const step = fc.record({
        server: fc.nat(1),
        service: fc.nat(11),
        action: fc.constantFrom('login', 'login', 'login', 'stop', 'stop', 'settle', 'kill'),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
          await fixture.clear();
          const pool = await fixture.addPool({ cidr: '10.9.0.0/28' });
          const perSession = { ipv4: pool.id };
          const root = mkdtempSync(join(folder, 'run-'));
          const started = (at: number) => server(join(root, String(at)).slice(folder.length + 1), perSession);
          const pair = [await started(0), await started(1)] as [LeaseServer, LeaseServer];
          const services = Array.from({ length: 12 }, () => newId());
          /** What routers think: by server and service. */
          const live = new Map<string, { readonly address: string; readonly sessionClass: string }>();
          for (const { server: at, service, action } of steps) {
            const who = `${at} ${service}`;
            const one = pair[at] as LeaseServer;
            if (action === 'login') {
              const outcome = one.login(services[service] as string, perSession);
              if (outcome.isGiven) live.set(who, { address: outcome.addresses.ipv4 ?? '', sessionClass: outcome.sessionClass });
            } else if (action === 'stop') {
              const session = live.get(who);
              live.delete(who);
              if (session) one.leases.sessionsEnded([session.sessionClass]);
            } else if (action === 'settle') await one.settled();
            else {
              await one.kill();
              pair[at] = await started(at);
            }
            const taken = [...live.values()].map(({ address }) => address);
            expect(new Set(taken).size, taken.join(' ')).to.equal(taken.length);
          }
          for (const [who, { sessionClass }] of live) pair[Number(who[0])]?.leases.sessionsEnded([sessionClass]);
          for (const one of pair) await one.settled();
          expect((await use(pool)).givenAddresses).to.equal(0);
          for (const one of pair) await one.stop();
        }),
        { numRuns: 4 },
      );
    });
  });
});

/** Says that all that routers have said up to an instant is in the database. */
async function hear(fixture: RadiusFixture, heardAtMs: number): Promise<void> {
  await fixture.database.transaction(TEST_ACTOR, async ({ sql }) => {
    const [row] = await sql('radius_journal').where('journal_id', 'j'.repeat(26));
    if (row) await sql('radius_journal').update({ heard_at_ms: heardAtMs });
    else
      await sql('radius_journal').insert({
        journal_id: 'j'.repeat(26),
        applied_position: 0,
        heard_at_ms: heardAtMs,
        hearing_since_ms: heardAtMs,
      });
  });
}

/** Says that accounting has come from a device of a router. */
async function speak(
  fixture: RadiusFixture,
  {
    routerId = 'router'.padEnd(26, '0'),
    nasDevice = '10.0.0.1//',
    sinceMs,
    untilMs,
  }: { readonly routerId?: string; readonly nasDevice?: string; readonly sinceMs: number; readonly untilMs: number },
): Promise<void> {
  const hearing = { routerId, nasDevice, sinceMs, untilMs };
  await fixture.database.transaction(TEST_ACTOR, (tx) => new DeviceHearingStore().write(tx, [hearing], 450_000));
}

async function addSession(fixture: RadiusFixture, serviceId: string, told: Readonly<Record<string, string | number>>): Promise<string> {
  const id = newId();
  await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
    sql('radius_session').insert({
      id,
      identity: id,
      generation: 1,
      router_id: newId(),
      acct_session_id: id,
      service_id: serviceId,
      login: 'x',
      started_at_ms: fixture.clock.atMs,
      last_seen_ms: fixture.clock.atMs,
      session_seconds: 0,
      download_octets: 0,
      upload_octets: 0,
      ...told,
    }),
  );
  return id;
}
