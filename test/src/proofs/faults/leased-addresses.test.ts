import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Configuration, forEachDatabase, isFullProof, proofSeed, proofSize, TestClock } from '@tapline/core/testing';
import { RadiusFixture } from '@tapline/core/testing/radius';
import { expect } from 'chai';
import { Random } from '../random.js';
import { type LeasedSession, LeasingSubscriber } from './leasing-subscriber.js';
import { ServerProcess } from './server-process.js';
import { twoMachines } from './two-machines.js';
import { untilTrue } from './until-true.js';

const KILLS = proofSize({ sample: 6, full: 200 });
const SUBSCRIBERS = 40;
const POOL = { cidr: '10.9.0.0/25', addresses: 126 };
const LONGEST_LIFE_MS = 600;
const LONGEST_SESSION_MS = 300;
/** Of this run alone: while a server is dead, another program's tests may have its port. */
const SECRET = randomBytes(16).toString('hex');
const PASSWORD = 'secret';
/** Shorter than a silence of ours that counts as deafness, and together longer than a session's that counts as its end. */
const QUIET_STEPS_MS = [400_000, 400_000, 400_000];
/** A session without an address of these servers'. */
const OF_ANOTHER_SERVER: LeasedSession = { id: 'elsewhere', address: '192.0.2.1', sessionClass: Buffer.from('of another server') };

forEachDatabase((database) => {
  describe(`Two RADIUS processes that lease addresses from one ${database.name} database, one of them killed ${KILLS} times (seed ${proofSeed})`, function proof() {
    this.timeout(isFullProof ? 1_800_000 : 120_000);
    const random = new Random(proofSeed);
    let configurations: readonly Configuration[] = [];
    let servers: readonly ServerProcess[] = [];
    let fixture: RadiusFixture;
    const subscribers: LeasingSubscriber[] = [];

    before(async () => {
      const created = await database.create();
      fixture = await RadiusFixture.create(created);
      await fixture.addRouter({ secret: SECRET });
      const pool = await fixture.addPool({ cidr: POOL.cidr });
      configurations = await twoMachines({ ...created, clock: { ...created.clock, mode: 'test' } });
      servers = configurations.map((configuration) => new ServerProcess('radius', configuration));
      const ports = configurations.map(({ radius }) => radius);
      for (let number = 0; number < POOL.addresses; number++) {
        const login = `user${number % SUBSCRIBERS}`;
        if (number < SUBSCRIBERS) await fixture.addLine({ login, addressing: { perSession: { ipv4: pool.id } } });
        subscribers.push(await LeasingSubscriber.open({ secret: Buffer.from(SECRET), servers: ports, login }, number));
      }
    });
    after(async () => {
      for (const subscriber of subscribers) subscriber.close();
      for (const server of servers) await server.stop();
      await fixture?.close();
      await database.close();
    });

    it('give none to two sessions at once, and lose none for good', async () => {
      const clocks = configurations.map(({ dataDirectory }) => new TestClock(join(dataDirectory, 'test-clock'), Date.now()));
      for (const server of servers) await server.start();
      const holders = new Map<string, LeasedSession>();
      const ending = new AbortController();
      let sessions = 0;

      async function comeAndGo(subscriber: LeasingSubscriber): Promise<void> {
        while (!ending.signal.aborted) {
          const session = await subscriber.logIn(PASSWORD);
          await pause(random.below(LONGEST_SESSION_MS));
          if (!session) continue;
          sessions++;
          hold(holders, session);
          await subscriber.tellStart(session);
          await pause(random.below(LONGEST_SESSION_MS));
          holders.delete(session.address);
          await subscriber.tellStop(session);
        }
      }
      const coming = Promise.all(subscribers.slice(0, SUBSCRIBERS).map(comeAndGo));
      const killing = (async () => {
        for (let kill = 0; kill < KILLS; kill++) {
          const victim = servers[random.below(servers.length)] as ServerProcess;
          await pause(random.below(LONGEST_LIFE_MS));
          await victim.kill();
          if (random.isOneIn(4)) {
            victim.spawn();
            await pause(random.below(LONGEST_LIFE_MS));
            await victim.kill();
          }
          await victim.start();
        }
        ending.abort();
      })();
      await Promise.all([coming, killing]);
      expect(sessions).to.be.greaterThan(KILLS);

      // What was leased by an answer that no router heard is free when their router has spoken for a while, and not of it.
      const [speaking] = subscribers as [LeasingSubscriber];
      for (const stepMs of QUIET_STEPS_MS) {
        const toMs = Math.max(...clocks.map((clock) => clock.nowMs())) + stepMs;
        for (const clock of clocks) clock.moveTo(toMs);
        await untilTrue(async () => (await earliestHearing()) >= toMs);
        await speaking.tellInterim(OF_ANOTHER_SERVER);
      }
      for (const server of servers) {
        await server.stop();
        await server.start();
      }
      await untilTrue(async () => (await held()) === 0);

      // Servers hand each other what they have too much of, and each keeps one.
      const given = new Map<string, LeasedSession>();
      await untilTrue(async () => {
        for (const subscriber of subscribers.slice(given.size)) {
          const session = await subscriber.logIn(PASSWORD);
          if (!session) break;
          hold(given, session);
        }
        return given.size >= POOL.addresses - servers.length;
      });
    });

    async function earliestHearing(): Promise<number> {
      const rows = (await fixture.database.reader('radius_journal').select('heard_at_ms')) as { heard_at_ms: number | string }[];
      return rows.length < servers.length ? 0 : Math.min(...rows.map(({ heard_at_ms }) => Number(heard_at_ms)));
    }

    async function held(): Promise<number> {
      return (await fixture.database.reader('address_holding').whereNotNull('service_id')).length;
    }
  });
});

/** Throws when somebody else has the address. */
function hold(holders: Map<string, LeasedSession>, session: LeasedSession): void {
  const other = holders.get(session.address);
  if (other)
    expect.fail(`${session.address} was given to two sessions: ${other.sessionClass.toString()} and ${session.sessionClass.toString()}`);
  holders.set(session.address, session);
}
