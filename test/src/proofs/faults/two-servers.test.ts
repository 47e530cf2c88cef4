import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Configuration, forEachDatabase, isFullProof, proofSeed, proofSize } from '@tapline/core/testing';
import { RadiusFixture } from '@tapline/core/testing/radius';
import { expect } from 'chai';
import { Random } from '../random.js';
import { AccountingFleet } from './accounting-fleet.js';
import { expectNothingLostOrTwice, isComplete, keptAccounting } from './kept-accounting.js';
import { ServerProcess } from './server-process.js';
import { twoMachines } from './two-machines.js';
import { untilTrue } from './until-true.js';

const FAILOVERS = proofSize({ sample: 4, full: 60 });
const RECORDS_PER_SECOND = 600;
const LINES = 100;
const LONGEST_LIFE_MS = 800;
/** Nobody else's: on the port of a process that was killed another test's server may listen meanwhile, and must not be believed. */
const SECRET = randomBytes(16).toString('hex');

forEachDatabase((database) => {
  describe(`Two RADIUS processes on one ${database.name} database, one of them killed ${FAILOVERS} times (seed ${proofSeed})`, function proof() {
    this.timeout(isFullProof ? 900_000 : 120_000);
    const random = new Random(proofSeed);
    let configurations: readonly Configuration[];
    let servers: readonly ServerProcess[] = [];
    let fixture: RadiusFixture;
    let fleet: AccountingFleet | undefined;

    before(async () => {
      const first = await database.create();
      fixture = await RadiusFixture.create(first);
      await fixture.addRouter({ secret: SECRET });
      configurations = await twoMachines(first);
      servers = configurations.map((configuration) => new ServerProcess('radius', configuration));
    });
    after(async () => {
      fleet?.close();
      for (const server of servers) await server.stop();
      await fixture?.close();
      await database.close();
    });

    it('keep each session once and count it once, whichever of them its router turns to', async () => {
      const logins = Array.from({ length: LINES }, (_, line) => `user${line}`);
      for (const login of logins) await fixture.addLine({ login, downloadBitsPerSecond: 50_000_000_000 });
      for (const server of servers) await server.start();
      fleet = await AccountingFleet.start({
        secret: Buffer.from(SECRET),
        ports: configurations.map(({ radius }) => radius.accountingPort),
        logins,
        perSecond: RECORDS_PER_SECOND,
        interims: 6,
      });
      for (let failover = 0; failover < FAILOVERS; failover++) {
        const victim = servers[failover % servers.length] as ServerProcess;
        await pause(random.below(LONGEST_LIFE_MS));
        // Its routers' reports are under way, some journaled without an answer; they tell the other one again.
        await victim.kill();
        await pause(random.below(LONGEST_LIFE_MS));
        await victim.start();
      }
      await fleet.finish();
      const { sessions, retransmissions } = fleet;
      expect(retransmissions).to.be.greaterThan(FAILOVERS);
      await untilTrue(async () => isComplete(await keptAccounting(fixture.database.reader), sessions));
      // Also what a process had taken in without an answer before it was killed, and the other one has applied since.
      for (const server of servers) await server.stop();
      expectNothingLostOrTwice(await keptAccounting(fixture.database.reader), sessions);
    });
  });
});
