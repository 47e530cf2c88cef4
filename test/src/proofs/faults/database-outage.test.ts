import { setTimeout as pause } from 'node:timers/promises';
import { type Configuration, forEachDatabase, isFullProof, proofSize } from '@tapline/core/testing';
import { RadiusFixture, TEST_SECRET } from '@tapline/core/testing/radius';
import { expect } from 'chai';
import { freeUdpPort } from '../../end-to-end/tapline-process.js';
import { requireTool } from '../../tools.js';
import { AccountingFleet } from './accounting-fleet.js';
import { expectNothingLostOrTwice, isComplete, keptAccounting } from './kept-accounting.js';
import { LoginClient } from './login-client.js';
import { ServerProcess } from './server-process.js';
import { type StoppableDatabase, stoppableDatabase } from './stoppable-database.js';
import { untilTrue } from './until-true.js';

const OUTAGE_MS = proofSize({ sample: 3_000, full: 60_000 });
const BESIDE_MS = proofSize({ sample: 500, full: 5_000 });
const RECORDS_PER_SECOND = 2_000;
const LINES = 1_000;
const SECRET = Buffer.from(TEST_SECRET);

forEachDatabase((database) => {
  describe(`${OUTAGE_MS / 1000} s without ${database.name} under ${RECORDS_PER_SECOND} accounting records a second`, function proof() {
    this.timeout(isFullProof ? 900_000 : 120_000);
    let stoppable: StoppableDatabase | undefined;
    let fixture: RadiusFixture | undefined;
    let radius: ServerProcess | undefined;
    let fleet: AccountingFleet | undefined;
    let logins: LoginClient | undefined;
    let configuration: Configuration;

    before(async function prepare() {
      stoppable = await stoppableDatabase(database);
      requireTool(this, 'mariadb', stoppable !== undefined);
      if (!stoppable) return;
      const created = stoppable.configuration;
      configuration = {
        ...created,
        radius: { ...created.radius, host: '127.0.0.1', authPort: await freeUdpPort(), accountingPort: await freeUdpPort() },
      };
      fixture = await RadiusFixture.create(configuration);
      await fixture.addRouter();
      radius = new ServerProcess('radius', configuration);
    });
    after(async () => {
      fleet?.close();
      logins?.close();
      await stoppable?.start().catch(() => undefined);
      await radius?.stop();
      await fixture?.close();
      await stoppable?.remove();
      await database.close();
    });

    it('keep every login answered, and every record, which are all counted once when it is back', async () => {
      const kept = fixture as RadiusFixture;
      const names = Array.from({ length: LINES }, (_, line) => `user${line}`);
      for (const login of names) await kept.addLine({ login, password: 'right', downloadBitsPerSecond: 50_000_000_000 });
      await radius?.start();
      const { authPort, accountingPort } = configuration.radius;
      fleet = await AccountingFleet.start({
        secret: SECRET,
        ports: [accountingPort],
        logins: names,
        perSecond: RECORDS_PER_SECOND,
        interims: 8,
      });
      logins = await LoginClient.start({ secret: SECRET, port: authPort, logins: names, password: 'right' });

      await pause(BESIDE_MS);
      await stoppable?.stop();
      const before = { accepted: logins.accepted, acknowledged: fleet.acknowledged };
      await pause(OUTAGE_MS);
      const during = { accepted: logins.accepted - before.accepted, acknowledged: fleet.acknowledged - before.acknowledged };
      await stoppable?.start();
      await pause(BESIDE_MS);
      await fleet.finish();
      await logins.finish();

      expect([logins.rejected, logins.unanswered], 'logins rejected, logins without an answer').to.deep.equal([0, 0]);
      expect(during.accepted).to.be.greaterThan(OUTAGE_MS / 100);
      expect(during.acknowledged).to.be.greaterThan(OUTAGE_MS / 10);
      const { sessions } = fleet;
      await untilTrue(async () => isComplete(await keptAccounting(kept.database.reader), sessions));
      expectNothingLostOrTwice(await keptAccounting(kept.database.reader), sessions);
    });
  });
});
