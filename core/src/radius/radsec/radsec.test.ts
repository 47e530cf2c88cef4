import { expect } from 'chai';
import { SystemClock } from '../../kernel/clock/system-clock.js';
import type { Configuration } from '../../kernel/config/configuration.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { ATTRIBUTE, buildStatusServer, decodePacket, isValidResponse, PACKET_CODE, PacketView, prepareSecret } from '../codec/index.js';
import { type RadiusProcess, startRadiusProcess } from '../radius-process.js';
import { accessPacket } from '../testing/access-packets.js';
import { accountingPacket } from '../testing/accounting-packets.js';
import { RadiusFixture } from '../testing/radius-fixture.js';
import { RecordingLogger } from '../testing/recording-logger.js';
import { TlsRouter } from '../testing/tls-router.js';
import { createAuthority, issueCertificate } from './certificate-authority.js';
import { PacketStream } from './packet-stream.js';
import { issueRouterCertificate, type RadsecCredentials } from './radsec-credentials.js';

const SECRET = 'radsec';

describe('A stream of RADIUS packets', () => {
  const packet = accessPacket({ login: 'anna', password: 'right' });

  it('is cut by the packets’ lengths, however the octets come', () => {
    const octets = Buffer.concat([packet, packet, packet]);
    for (const size of [1, 3, 19, 50, octets.length]) {
      const stream = new PacketStream();
      const found: Buffer[] = [];
      for (let at = 0; at < octets.length; at += size)
        expect(stream.push(octets.subarray(at, at + size), (each) => found.push(each))).to.equal(true);
      expect(found.map((each) => each.equals(packet))).to.deep.equal([true, true, true]);
      expect(stream.isInside).to.equal(false);
    }
  });

  it('ends where a length cannot be one', () => {
    for (const length of [0, 19, 4_097, 65_535]) {
      const wrong = Buffer.alloc(4);
      wrong.writeUInt16BE(length, 2);
      expect(new PacketStream().push(wrong, () => expect.fail('that is no packet'))).to.equal(false);
    }
  });
});

forEachDatabase((kind) => {
  describe(`RadSec on ${kind.name}`, () => {
    let configuration: Configuration;
    let fixture: RadiusFixture;
    let radius: RadiusProcess;
    let hill: RadsecCredentials;
    const logger = new RecordingLogger();
    const port = (): number => radius.radsecPort ?? 0;

    before(async () => {
      const created = await kind.create();
      const ports = { host: '127.0.0.1', authPort: 0, accountingPort: 0, radsec: 'on', radsecPort: 0 } as const;
      configuration = { ...created, radius: { ...created.radius, ...ports } };
      fixture = await RadiusFixture.create(configuration);
      await fixture.addRouter({ name: 'Hill', address: 'tls:hill.example', certificateName: 'hill.example' });
      await fixture.addLine({ login: 'anna', password: 'right' });
      radius = await startRadiusProcess({ configuration, clock: new SystemClock(), logger });
      hill = await issueRouterCertificate(configuration.dataDirectory, 'hill.example');
    });
    after(async () => {
      await radius.stop();
      await fixture.close();
      await kind.close();
    });

    function expectAnswer(reply: Buffer, request: Buffer, code: number): void {
      const view = new PacketView();
      decodePacket(view, reply, reply.length);
      expect([view.code, isValidResponse(view, request, prepareSecret(Buffer.from(SECRET)))]).to.deep.equal([code, true]);
    }

    it('answers logins, accounting and Status-Server of a router that shows its certificate', async () => {
      const router = await TlsRouter.open(port(), hill);
      const login = accessPacket({ login: 'anna', password: 'right', identifier: 1, secret: SECRET });
      const reply = await router.ask(login);
      expectAnswer(reply, login, PACKET_CODE['Access-Accept']);
      expect(reply[20]).to.equal(ATTRIBUTE['Message-Authenticator']);
      const wrong = accessPacket({ login: 'anna', password: 'wrong', identifier: 2, secret: SECRET });
      expectAnswer(await router.ask(wrong), wrong, PACKET_CODE['Access-Reject']);
      const record = accountingPacket({ status: 'Start', identifier: 3, secret: SECRET });
      expectAnswer(await router.ask(record), record, PACKET_CODE['Accounting-Response']);
      const status = buildStatusServer({ identifier: 4, secret: prepareSecret(Buffer.from(SECRET)), attributes: Buffer.alloc(0) });
      expectAnswer(await router.ask(status), status, PACKET_CODE['Access-Accept']);
      router.close();
      await radius.settled();
      expect(await fixture.database.reader('radius_session')).to.have.length(1);
    });

    it('knows a router by its fingerprint too', async () => {
      const dale = await issueRouterCertificate(configuration.dataDirectory, 'dale.example');
      const { X509Certificate } = await import('node:crypto');
      const { fingerprint256 } = new X509Certificate(dale.certificate);
      await fixture.addRouter({ name: 'Dale', address: 'tls:dale', certificateName: `sha256:${fingerprint256}` });
      await radius.settled();
      const router = await TlsRouter.open(port(), dale);
      const login = accessPacket({ login: 'anna', password: 'right', identifier: 1, secret: SECRET });
      expectAnswer(await router.ask(login), login, PACKET_CODE['Access-Accept']);
      const record = accountingPacket({ status: 'Start', identifier: 2, sessionId: 'at Dale', secret: SECRET });
      expectAnswer(await router.ask(record), record, PACKET_CODE['Accounting-Response']);
      router.close();
    });

    it('talks with nobody who shows no certificate, another authority’s, or one that no router has', async () => {
      const other = await createAuthority(Date.now());
      const forged = { ...(await issueCertificate(other, 'hill.example', Date.now())), authority: hill.authority };
      const stranger = await issueRouterCertificate(configuration.dataDirectory, 'stranger.example');
      for (const credentials of [undefined, forged, stranger]) {
        const router = await TlsRouter.open(port(), credentials).catch(() => undefined);
        router?.write(accessPacket({ login: 'anna', password: 'right', secret: SECRET }));
        await router?.closed;
      }
      expect(logger.lines.join('\n')).to.include('shows a certificate that no router has (stranger.example, sha256:');
    });

    it('ends a connection that sends what is no packet, and goes on with the others', async () => {
      const [good, bad] = [await TlsRouter.open(port(), hill), await TlsRouter.open(port(), hill)];
      bad.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
      await bad.closed;
      const login = accessPacket({ login: 'anna', password: 'right', identifier: 9, secret: SECRET });
      for (const half of [login.subarray(0, 10), login.subarray(10, login.length - 1)]) good.write(half);
      expectAnswer(await good.ask(login.subarray(login.length - 1)), login, PACKET_CODE['Access-Accept']);
      good.close();
    });
  });
});
