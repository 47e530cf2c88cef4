import { createSocket } from 'node:dgram';
import { join } from 'node:path';
import { ATTRIBUTE, AttributeWriter, buildAccessRequest, forEachDatabase, PACKET_CODE, prepareSecret } from '@tapline/core/testing';
import { expect } from 'chai';
import { ApiClient } from '../end-to-end/api-client.js';
import { TaplineProcess } from '../end-to-end/tapline-process.js';
import { repositoryRoot } from '../repository/source-files.js';
import { eventually } from '../tools.js';

const SECRET = 'a-long-shared-secret';
const LOGINS = 200;
const ANSWERED_WITHIN_MS = 50;
const CHAOS = join(repositoryRoot, 'test/fixtures/chaos-addon');

interface Row {
  readonly id: string;
}

forEachDatabase((database) => {
  describe(`With an add-on that is broken in everything it taps, on ${database.name}`, function chaos() {
    this.timeout(120_000);
    let tapline: TaplineProcess;
    let api: ApiClient;

    before(async () => {
      tapline = await TaplineProcess.start(await database.createMigrated(), { 'addons.packages': CHAOS });
      api = new ApiClient(tapline);
      await api.post('/routers', { name: 'north', address: '127.0.0.1', secret: SECRET });
      const plan = await api.post<Row>('/plans', {
        name: 'Internet',
        priceMinor: 0,
        downloadBitsPerSecond: 5_000_000,
        uploadBitsPerSecond: 1_000_000,
      });
      const customer = await api.post<Row>('/customers', { name: 'Jan Novák' });
      await api.post('/services', { customerId: customer.id, planId: plan.id, login: 'novak', password: 'secret' });
      await eventually(async () => ((await login()) ? true : undefined));
    });
    after(async () => {
      await tapline?.stop();
      await database.close();
    });

    for (const mode of ['throw', 'hang', 'spin'] as const) {
      it(`answers logins within ${ANSWERED_WITHIN_MS} ms while it ${mode}s`, async () => {
        await api.put('/addons/chaos/config', { mode });
        // Refused, cut off or never answered: what the add-on does to this operation is not this test's business.
        const disturbed = api.post('/customers', { name: 'Disturbed' }).catch(() => undefined);
        const slowest = await slowestLogin();
        expect(slowest).to.be.lessThan(ANSWERED_WITHIN_MS);
        await disturbed;
      });
    }

    it('puts the one that brought the process to a standstill in quarantine, and works again', async () => {
      await tapline.untilItSays(/the app process serves again/);
      const addon = await eventually(() => api.get<{ state: string; sentence: string }>('/addons/chaos').catch(() => undefined));
      expect(addon.state).to.equal('quarantined');
      expect(addon.sentence).to.match(/stood still/);
      expect(await api.post<Row>('/customers', { name: 'Undisturbed' })).to.have.property('id');
    });

    async function slowestLogin(): Promise<number> {
      let slowestMs = 0;
      for (let count = 0; count < LOGINS; count++) {
        const startedAtMs = performance.now();
        expect(await login(), `login ${count}`).to.equal(true);
        slowestMs = Math.max(slowestMs, performance.now() - startedAtMs);
      }
      return slowestMs;
    }

    /** One PAP login; false when it is not accepted within a second. */
    function login(): Promise<boolean> {
      const socket = createSocket('udp4');
      const secret = prepareSecret(Buffer.from(SECRET));
      const request = buildAccessRequest({
        identifier: 1,
        secret,
        messageAuthenticator: true,
        attributes: new AttributeWriter().text(ATTRIBUTE['User-Name'], 'novak').build(),
        credentials: { kind: 'pap', password: Buffer.from('secret') },
      });
      return new Promise((resolve) => {
        const give = (isAccepted: boolean): void => {
          clearTimeout(timer);
          socket.close();
          resolve(isAccepted);
        };
        const timer = setTimeout(() => give(false), 1000);
        socket.on('message', (answer) => give(answer[0] === PACKET_CODE['Access-Accept']));
        socket.send(request, tapline.configuration.radius.authPort, '127.0.0.1');
      });
    }
  });
});
