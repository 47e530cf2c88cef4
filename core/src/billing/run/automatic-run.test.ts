import { expect } from 'chai';
import { SERVICE_SERVICE } from '../../services/service-service.js';
import { aCustomer, aPlan, aService } from '../../testing/builders.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { AdminBrowser } from '../../testing/index.js';
import { TestApplication } from '../../testing/test-application.js';
import { BillingStory } from '../testing/billing-story.js';
import { BILLING_RUNS } from './billing-run-service.js';

forEachDatabase((database) => {
  describe(`Automatic billing runs on ${database.name}`, () => {
    let app: TestApplication;
    const story = new BillingStory(() => app);
    const runs = () => app.view((tx) => app.container.resolve(BILLING_RUNS).list(tx, 10));
    const states = async () => (await runs()).map(({ through, state }) => `${through} ${state}`).toReversed();

    const start = async (billing: Readonly<Record<string, unknown>> = {}) => {
      const configuration = await database.createMigrated();
      const automatic = { ...configuration.billing, isRunAutomatic: true, issueAfterDays: 2, issueHour: 6, ...billing };
      app = await TestApplication.start({ ...configuration, billing: automatic }, '2026-11-16T08:00:00Z');
    };
    afterEach(async () => {
      await app.stop();
      await database.close();
    });

    it('preview at their hour on the first day that somebody is due, and issue when nobody has said no for the days set', async () => {
      await start();
      const customer = await story.customer();
      await story.line(customer.id);
      await app.moveTo('2026-12-01T04:59:00Z');
      expect(await states()).to.deep.equal([]);
      await app.moveTo('2026-12-01T05:00:00Z');
      expect(await states()).to.deep.equal(['2026-12-01 previewed']);
      await app.moveTo('2026-12-03T04:59:00Z');
      expect(await story.documents(customer.id)).to.deep.equal([]);
      await app.moveTo('2026-12-03T05:00:00Z');
      expect(await states()).to.deep.equal(['2026-12-01 issued']);
      expect(await story.documents(customer.id)).to.deep.equal(['invoice 2026-12-03 6000 due 2026-12-17']);
      await app.moveTo('2027-01-01T05:00:00Z');
      expect(await states()).to.deep.equal(['2026-12-01 issued', '2027-01-01 previewed']);
    });

    it('are not issued once somebody has discarded them, and begin again the day after', async () => {
      await start();
      await story.line((await story.customer()).id);
      await app.moveTo('2026-12-01T05:00:00Z');
      const [preview] = await runs();
      await app.write((tx) => app.container.resolve(BILLING_RUNS).discard(tx, preview?.id ?? ''));
      await app.moveTo('2026-12-01T20:00:00Z');
      expect(await states()).to.deep.equal(['2026-12-01 discarded']);
      await app.moveTo('2026-12-02T05:00:00Z');
      expect(await states()).to.deep.equal(['2026-12-01 discarded', '2026-12-02 previewed']);
    });

    it('stop themselves where a customer is asked for far more than last time, until a person has looked', async () => {
      await start({ issueAfterDays: 0 });
      const { id: planId } = await aPlan(app);
      const lines = [];
      for (let count = 0; count < 20; count++) {
        const { id: customerId } = await aCustomer(app, { billingType: 'recurring' });
        lines.push(await aService(app, { customerId, planId }));
      }
      await app.settle();
      await app.moveTo('2026-12-01T05:00:00Z');
      await app.moveTo('2027-01-01T05:00:00Z');
      expect(await states()).to.deep.equal(['2026-12-01 issued', '2027-01-01 issued']);
      const services = app.container.resolve(SERVICE_SERVICE);
      for (const { id } of lines) await app.write((tx) => services.change(tx, id, { unitPriceMinor: 40_000 }));
      await app.moveTo('2027-02-01T05:00:00Z');
      await app.moveTo('2027-02-05T05:00:00Z');
      const [latest] = await runs();
      expect([latest?.state, latest?.problem]).to.satisfy(
        ([state, problem]: [string, string]) => state === 'stopped' && /asked for \d+ % more on average than by the last run/.test(problem),
      );
      const browser = await AdminBrowser.signedIn(app);
      expect((await browser.get('/')).text).to.include('The billing run of 2027-02-01 has stopped itself');
      expect(await (await fetch(`${app.url}/metrics`)).text()).to.include('tapline_billing_run_stopped 1');
      const confirm = (force: boolean) => app.write((tx) => app.container.resolve(BILLING_RUNS).confirm(tx, latest?.id ?? '', { force }));
      expect(await confirm(false).catch((error: { code: string }) => error.code)).to.equal('BILLING_RUN_STOPPED');
      await confirm(true);
      await app.moveTo('2027-02-05T05:10:00Z');
      expect((await states()).at(-1)).to.equal('2027-02-01 issued');
      expect((await browser.get('/')).text).to.not.include('has stopped itself');
      expect(await (await fetch(`${app.url}/metrics`)).text()).to.include('tapline_billing_run_stopped 0');
    });
  });
});
