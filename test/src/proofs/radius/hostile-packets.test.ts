import { type Configuration, forEachDatabase, isFullProof, proofSeed, proofSize } from '@tapline/core/testing';
import {
  attribute,
  hashedPacket,
  RadiusFixture,
  type RadiusProcess,
  RecordingLogger,
  startRadiusProcess,
  TEST_SECRET,
  uint32,
} from '@tapline/core/testing/radius';
import { expect } from 'chai';
import { Random } from '../random.js';
import type { ServerPort } from './answerable-request.js';
import { signAgain } from './answerable-request.js';
import { Forger } from './forge-packet.js';
import { genuinePackets } from './genuine-packets.js';
import { heldMegabytes } from './held-memory.js';
import { HostileRouter } from './hostile-router.js';
import { mutatePacket } from './mutate-packet.js';

/** Of each kind, on each database. */
const PACKETS = proofSize({ sample: 10_000, full: 500_000 });
const BATCH = 50;
const PORTS: readonly ServerPort[] = ['authentication', 'accounting'];
const SECRET = Buffer.from(TEST_SECRET);
/** What a server may remember: duplicates, and who was wrong how often. */
const MOST_GROWTH_MEGABYTES = 96;

forEachDatabase((database) => {
  describe(`A RADIUS process on ${database.name} under ${PACKETS.toLocaleString('en')} mutated and as many forged packets (seed ${proofSeed})`, function proof() {
    this.timeout(isFullProof ? 1_800_000 : 120_000);
    const logger = new RecordingLogger();
    const random = new Random(proofSeed);
    let configuration: Configuration;
    let fixture: RadiusFixture;
    let radius: RadiusProcess;
    let routers: readonly HostileRouter[];

    before(async () => {
      const created = await database.create();
      configuration = { ...created, radius: { ...created.radius, host: '127.0.0.1', authPort: 0, accountingPort: 0 } };
      fixture = await RadiusFixture.create(configuration);
      await fixture.addRouter({ name: 'Hill' });
      await fixture.addLine({ login: 'anna', password: 'right', ipv4Address: '10.1.2.3' });
      radius = await startRadiusProcess({ configuration, clock: { nowMs: () => Date.now() }, logger });
      routers = await Promise.all(
        PORTS.map((kind) =>
          HostileRouter.open({ kind, port: kind === 'authentication' ? radius.authPort : radius.accountingPort, secret: SECRET, random }),
        ),
      );
    });
    after(async () => {
      for (const router of routers ?? []) await router.close();
      await radius?.stop();
      await fixture?.close();
      await database.close();
    });

    it('answers none that is malformed or not its routers’ own, holds on to none, and stays there', async () => {
      const forger = new Forger(SECRET, random);
      let heldBefore = 0;
      for (let sent = 0; sent < PACKETS; sent += BATCH) {
        if (sent === Math.floor(PACKETS / 10 / BATCH) * BATCH) heldBefore = heldMegabytes();
        const originals = genuinePackets({ secret: SECRET, authenticator: random.octets(16) });
        const mutated = Array.from({ length: BATCH }, () => mutatePacket(random.pick(originals), random));
        // Half of them are a faulty router's, so that they get further than to the check of their origin.
        const faulty = mutated.map((packet, index) => (index % 2 === 0 ? signAgain(packet, SECRET) : packet));
        const forged = Array.from({ length: BATCH }, () => forger.next());
        for (const router of routers) await router.send([...faulty, ...forged.map(({ octets }) => octets)]);
      }
      expect(heldMegabytes() - heldBefore).to.be.lessThan(MOST_GROWTH_MEGABYTES);
      for (const router of routers) expect(router.answered).to.be.greaterThan(PACKETS / BATCH);
    });

    it('has taken every report that it acknowledged into the database, whatever it said', async () => {
      const last = hashedPacket(
        { code: 4, attributes: [uint32(40, 1), attribute(44, 'the-last'), attribute(1, 'anna')] },
        { secret: SECRET },
      );
      await routers[1]?.send([last]);
      await radius.settled();
      for (const router of routers) router.check();
      expect(await fixture.database.reader('radius_session').where('acct_session_id', 'the-last')).to.have.length(1);
      expect(logger.lines.filter((line) => line.startsWith('error'))).to.deep.equal([]);
    });
  });
});
