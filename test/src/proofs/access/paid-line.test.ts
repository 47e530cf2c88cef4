import {
  aCustomer,
  aPlan,
  aService,
  forEachDatabase,
  isFullProof,
  PAYMENT_SERVICE,
  proofSize,
  ROUTER_SERVICE,
  TestApplication,
} from '@tapline/core/testing';
import { CoaPeer, TEST_SECRET } from '@tapline/core/testing/radius';
import type { Service } from '@tapline/sdk';
import { expect } from 'chai';

const LINES = proofSize({ sample: 40, full: 1_000 });
const PRICE_MINOR = 4_000;
const PAID_MINOR = 100_000;
const BOUND_MS = 5_000;

forEachDatabase((database) => {
  describe(`Access follows money, on ${database.name}: ${LINES} lines that are online and shut, and pay one after another`, function proof() {
    this.timeout(isFullProof ? 900_000 : 60_000);
    let app: TestApplication;
    let router: CoaPeer;

    before(async () => {
      app = await TestApplication.start(await database.createMigrated(), '2026-11-02T09:00:00Z');
      router = await CoaPeer.open();
    });
    after(async () => {
      await app.stop();
      await router.close();
      await database.close();
    });

    it(`their router is told of the 99th of 100 within ${BOUND_MS / 1000} s of the commit of the payment`, async () => {
      const lines = await unpaidLines();
      await bringOnline(lines);
      const toldAtMs = new Map<string, number>();
      let tellAll = (): void => undefined;
      const told = new Promise<void>((resolve) => {
        tellAll = resolve;
      });
      router.answer = ({ login = '' }) => {
        if (!toldAtMs.has(login)) toldAtMs.set(login, performance.now());
        if (toldAtMs.size === LINES) tellAll();
        return [{ verdict: 'ack' }];
      };
      const paidAtMs = new Map<string, number>();
      for (const { customerId, login } of lines) {
        await pay(customerId);
        paidAtMs.set(login, performance.now());
      }
      await told;
      const tookMs = lines.map(({ login }) => (toldAtMs.get(login) as number) - (paidAtMs.get(login) as number)).sort((a, b) => a - b);
      const at = (share: number): number => Math.round(tookMs[Math.ceil(share * LINES) - 1] as number);
      if (isFullProof) {
        process.stdout.write(`      payment committed to router told: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms\n`);
      }
      expect(at(0.99)).to.be.lessThan(BOUND_MS);
    });

    async function unpaidLines(): Promise<readonly Service[]> {
      const plan = await aPlan(app, { priceMinor: PRICE_MINOR });
      const lines: Service[] = [];
      for (let line = 0; line < LINES; line++) {
        const { id: customerId } = await aCustomer(app, { billingType: 'prepaid' });
        lines.push(await aService(app, { customerId, planId: plan.id, status: 'active' }));
      }
      await app.settle();
      return lines;
    }

    /** As accounting has told of them, in the walled garden. */
    async function bringOnline(lines: readonly Service[]): Promise<void> {
      const address = { name: 'Hill', address: '127.0.0.1', secret: TEST_SECRET, coaPort: router.port };
      const { id: routerId } = await app.write((tx) => app.container.resolve(ROUTER_SERVICE).create(tx, address));
      await app.write(async (tx) => {
        for (const { id, login } of lines) {
          const [access] = (await tx.sql('service_access').where('service_id', id)) as { is_allowed: number; grant_digest: string }[];
          expect(Number(access?.is_allowed), login).to.equal(0);
          await tx.sql('radius_session').insert({
            id,
            identity: id,
            generation: 1,
            router_id: routerId,
            acct_session_id: login,
            service_id: id,
            login,
            granted_digest: access?.grant_digest,
            started_at_ms: app.nowMs - 60_000,
            last_seen_ms: app.nowMs,
            session_seconds: 60,
            download_octets: 0,
            upload_octets: 0,
          });
        }
      });
    }

    async function pay(customerId: string): Promise<void> {
      const payment = { customerId, amountMinor: PAID_MINOR, method: 'cash' };
      await app.write((tx) => app.container.resolve(PAYMENT_SERVICE).record(tx, payment, { idempotencyKey: customerId }));
    }
  });
});
