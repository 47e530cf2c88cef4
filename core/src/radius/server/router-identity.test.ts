import { expect } from 'chai';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import type { Configuration } from '../../kernel/config/configuration.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { buildStatusServer, decodePacket, isValidResponse, PACKET_CODE, PacketView, prepareSecret } from '../codec/index.js';
import { testerName } from '../diagnosis/tester-identity.js';
import { HealthStore } from '../health/health-store.js';
import { shortLogFile } from '../log/short-log.js';
import { ShortLogReader } from '../log/short-log-reader.js';
import { type RadiusProcess, startRadiusProcess } from '../radius-process.js';
import { type AccessDraft, accessPacket } from '../testing/access-packets.js';
import { accountingPacket } from '../testing/accounting-packets.js';
import { RadiusFixture, TEST_ACTOR, TEST_SECRET } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { TestRouter } from '../testing/test-router.js';

const NAT = '127.0.0.9';
const HOUR_SECONDS = 3600;

forEachDatabase((kind) => {
  describe(`A router on ${kind.name}`, () => {
    let configuration: Configuration;
    let fixture: RadiusFixture;
    let radius: RadiusProcess;
    let behindNat: TestRouter;
    let identifier = 0;

    const start = () => startRadiusProcess({ configuration, clock: new SystemClock(), logger: new RecordingLogger() });
    before(async () => {
      const created = await kind.create();
      configuration = { ...created, radius: { ...created.radius, host: '127.0.0.1', authPort: 0, accountingPort: 0 } };
      fixture = await RadiusFixture.create(configuration);
      await fixture.addRouter({ name: 'Hill', address: NAT, nasIpAddress: '192.168.1.1' });
      await fixture.addRouter({ name: 'Dale', address: NAT, nasIdentifier: 'dale', secret: 'the secret of Dale' });
      await fixture.addRouter({ name: 'Net', address: '127.0.2.0/24' });
      await fixture.addRouter({ name: 'Learner', address: '127.0.3.1', requireMessageAuthenticator: 'auto' });
      await fixture.addLine({ login: 'anna', password: 'right' });
      radius = await start();
      behindNat = await TestRouter.open(NAT);
    });
    after(async () => {
      await behindNat.close();
      await radius.stop();
      await fixture.close();
      await kind.close();
    });

    const request = (draft: Partial<AccessDraft>): Buffer => {
      identifier = (identifier + 1) % 256;
      return accessPacket({ login: 'anna', password: 'right', identifier, ...draft });
    };
    const codeOf = (reply: Buffer): number => reply[0] as number;
    /** That a request of the NAT's stays unanswered: one behind it is answered. */
    async function isSilent(draft: Partial<AccessDraft>): Promise<boolean> {
      const before = behindNat.replies.length;
      behindNat.tell(request(draft), radius.authPort);
      await behindNat.ask(request({ nasIpAddress: '192.168.1.1' }), radius.authPort);
      return behindNat.replies.length - before === 1;
    }
    async function logged(): Promise<string> {
      await radius.stop();
      const entries = await new ShortLogReader(shortLogFile(configuration.dataDirectory)).latest(50);
      radius = await start();
      return entries.map(({ routerName, reason }) => `${routerName}: ${reason}`).join('\n');
    }

    it('behind a shared address has a secret of its own', async () => {
      expect(codeOf(await behindNat.ask(request({ nasIpAddress: '192.168.1.1' }), radius.authPort))).to.equal(PACKET_CODE['Access-Accept']);
      const asked = request({ nasIdentifier: 'dale', secret: 'the secret of Dale' });
      const reply = await behindNat.ask(asked, radius.authPort);
      const view = new PacketView();
      decodePacket(view, reply, reply.length);
      expect(isValidResponse(view, asked, prepareSecret(Buffer.from('the secret of Dale')))).to.equal(true);
      expect(await isSilent({ nasIdentifier: 'dale' })).to.equal(true);
    });

    it('that calls itself otherwise is named by its secret, with the cure', async () => {
      expect(await isSilent({ nasIpAddress: '192.168.1.7' })).to.equal(true);
      expect(await logged()).to.include(
        'Hill: it sends NAS-IP-Address 192.168.1.7, and under Routers it has NAS-IP-Address 192.168.1.1; correct one of the two',
      );
    });

    it('is known by its network, and told to the database with the address that it came from', async () => {
      const router = await TestRouter.open('127.0.2.77');
      expect(codeOf(await router.ask(request({}), radius.authPort))).to.equal(PACKET_CODE['Access-Accept']);
      await router.close();
      await radius.stop();
      const counts = await fixture.database.view(TEST_ACTOR, (tx) => new HealthStore().counts(tx));
      expect(counts.map(({ lastAddress }) => lastAddress)).to.include('127.0.2.77');
      radius = await start();
    });

    it('that has sent one Message-Authenticator must always, over a restart, until that is forgotten', async () => {
      const router = await TestRouter.open('127.0.3.1');
      const bare = () => request({ messageAuthenticator: false });
      const isAnswered = async (): Promise<boolean> => {
        const before = router.replies.length;
        router.tell(bare(), radius.authPort);
        await router.ask(request({}), radius.authPort);
        return router.replies.length - before === 2;
      };
      expect(codeOf(await router.ask(bare(), radius.authPort))).to.equal(PACKET_CODE['Access-Accept']);
      expect(codeOf(await router.ask(request({}), radius.authPort))).to.equal(PACKET_CODE['Access-Accept']);
      expect(await isAnswered()).to.equal(false);
      await radius.stop();
      radius = await start();
      expect(await isAnswered()).to.equal(false);
      await fixture.database.transaction(TEST_ACTOR, ({ sql }) =>
        sql('router').where({ name: 'Learner' }).update({ message_authenticator_seen_at_ms: null }),
      );
      await radius.settled();
      expect(codeOf(await router.ask(bare(), radius.authPort))).to.equal(PACKET_CODE['Access-Accept']);
      await router.close();
    });

    it('is not taken for one that sends Message-Authenticator by a test of Tapline’s own in its place, nor by a Status-Server', async () => {
      await fixture.addRouter({ name: 'Tested', address: '127.0.4.0/24', requireMessageAuthenticator: 'auto' });
      await radius.settled();
      const tester = await TestRouter.open('127.0.4.77');
      const status = buildStatusServer({ identifier: 200, secret: prepareSecret(Buffer.from(TEST_SECRET)) });
      for (const test of [request({ nasIdentifier: testerName(configuration.dataDirectory) }), status])
        expect(codeOf(await tester.ask(test, radius.authPort))).to.equal(PACKET_CODE['Access-Accept']);
      await tester.close();
      await radius.stop();
      const counts = await fixture.database.view(TEST_ACTOR, (tx) => new HealthStore().counts(tx));
      expect(counts.map(({ lastAddress }) => lastAddress)).not.to.include('127.0.4.77');
      radius = await start();
      const router = await TestRouter.open('127.0.4.5');
      router.tell(request({ messageAuthenticator: false }), radius.authPort);
      await router.ask(request({}), radius.authPort);
      expect(router.replies, 'one without, and one with it').to.have.length(2);
      await router.close();
    });

    it('with a wrong clock is told so, and counted by ours', async () => {
      const router = await TestRouter.open('127.0.2.5');
      const seconds = Math.floor(Date.now() / 1000);
      const record = (eventSeconds: number, delaySeconds: number, id: number): Buffer =>
        accountingPacket({ status: 'Interim-Update', identifier: id, sessionId: `s${id}`, eventSeconds, delaySeconds });
      await router.ask(record(seconds - 300, 300, 1), radius.accountingPort);
      await router.ask(record(seconds + 2 * HOUR_SECONDS, 0, 2), radius.accountingPort);
      await router.close();
      const log = await logged();
      expect(log).to.match(/Net: Interim-Update; its clock is (2 h 0 min|1 h 59 min) ahead of ours; set both by NTP/);
      expect(log.match(/its clock/g)).to.have.length(1);
    });
  });
});
