import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Configuration, Database, forEachDatabase, isFullProof, proofSeed, proofSize } from '@tapline/core/testing';
import { expect } from 'chai';
import { ApiClient } from '../../end-to-end/api-client.js';
import { freeTcpPort, freeUdpPort, tokenOf } from '../../end-to-end/tapline-process.js';
import { Random } from '../random.js';
import { AccountingFleet } from './accounting-fleet.js';
import { expectNothingLostOrTwice, isComplete, keptAccounting } from './kept-accounting.js';
import { ServerProcess } from './server-process.js';
import { untilTrue } from './until-true.js';

const KILLS = proofSize({ sample: 5, full: 200 });
const LINES = 20;
const RECORDS_PER_SECOND = 400;
const LONGEST_LIFE_MS = 600;
const PAYMENT_MINOR = 101;
/** Nobody else's: on the port of a process that was killed another test's server may listen meanwhile, and must not be believed. */
const SECRET = randomBytes(16).toString('hex');

forEachDatabase((database) => {
  describe(`The RADIUS and the app process on ${database.name}, killed ${KILLS} times at random under load (seed ${proofSeed})`, function proof() {
    this.timeout(isFullProof ? 1_800_000 : 120_000);
    const random = new Random(proofSeed);
    let configuration: Configuration;
    let radius: ServerProcess;
    let app: ServerProcess;
    let fleet: AccountingFleet | undefined;

    before(async () => {
      const created = await database.create();
      configuration = {
        ...created,
        web: { ...created.web, port: await freeTcpPort() },
        radius: { ...created.radius, host: '127.0.0.1', authPort: await freeUdpPort(), accountingPort: await freeUdpPort() },
      };
      app = new ServerProcess('app', configuration);
      radius = new ServerProcess('radius', configuration);
      await app.start();
    });
    after(async () => {
      fleet?.close();
      await radius?.stop();
      await app?.stop();
      await database.close();
    });

    it('lose no acknowledged report and no payment, and count none twice', async () => {
      const api = new ApiClient({ url: `http://127.0.0.1:${configuration.web.port}`, token: tokenOf(configuration) });
      const logins = Array.from({ length: LINES }, (_, line) => `user${line}`);
      const customerId = await setUp(api, logins);
      await radius.start();
      fleet = await AccountingFleet.start({
        secret: Buffer.from(SECRET),
        ports: [configuration.radius.accountingPort],
        logins,
        perSecond: RECORDS_PER_SECOND,
        interims: 5,
      });
      const cashier = new AbortController();
      const paying = pay(api, customerId, cashier.signal);

      for (let kill = 0; kill < KILLS; kill++) {
        await pause(random.below(LONGEST_LIFE_MS));
        const victim = random.isOneIn(5) ? app : radius;
        await victim.kill();
        if (random.isOneIn(4)) {
          victim.spawn();
          await pause(random.below(LONGEST_LIFE_MS));
          await victim.kill();
        }
        await victim.start();
      }
      await fleet.finish();
      cashier.abort();
      const payments = await paying;

      const reader = Database.open(configuration);
      try {
        const { sessions } = fleet;
        await untilTrue(async () => isComplete(await keptAccounting(reader.reader), sessions));
        expectNothingLostOrTwice(await keptAccounting(reader.reader), sessions);
      } finally {
        await reader.close();
      }
      const { balanceMinor } = await api.get<{ balanceMinor: number }>(`/customers/${customerId}`);
      expect(balanceMinor).to.equal(payments * PAYMENT_MINOR);
      expect(payments).to.be.greaterThan(0);
    });

    async function setUp(api: ApiClient, logins: readonly string[]): Promise<string> {
      await api.post('/routers', { name: 'north', address: '127.0.0.1', secret: SECRET });
      const speeds = { downloadBitsPerSecond: 50_000_000_000, uploadBitsPerSecond: 1_000_000 };
      const plan = await api.post<{ id: string }>('/plans', { name: 'Internet', priceMinor: 0, ...speeds });
      const { id } = await api.post<{ id: string }>('/customers', { name: 'Jan Novák' });
      for (const login of logins) await api.post('/services', { customerId: id, planId: plan.id, login, password: 'secret' });
      return id;
    }

    /** Pays again and again, each payment until it is confirmed; returns how many were. */
    async function pay(api: ApiClient, customerId: string, signal: AbortSignal): Promise<number> {
      for (let payment = 0; ; payment++) {
        if (signal.aborted) return payment;
        await untilTrue(() =>
          api.pay(customerId, PAYMENT_MINOR, `receipt-${payment}`).then(
            () => true,
            () => false,
          ),
        );
      }
    }
  });
});
