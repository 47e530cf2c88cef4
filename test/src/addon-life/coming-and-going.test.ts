import { ADDON_HOST, CONTRIBUTIONS, CUSTOMER_SERVICE, forEachApplication, PLAN_SERVICE, rejection } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from '../data-cap/capped-line.js';
import { PrepaidStory } from '../prepaid/prepaid-story.js';
import { OFFERS, TopupStory } from '../topup/topup-story.js';

forEachApplication(
  'An add-on that comes to a system that runs, goes, and comes back',
  '2026-11-02T08:00:00Z',
  (app) => {
    const host = () => app().container.resolve(ADDON_HOST);
    const settled = async (work: () => Promise<unknown>): Promise<void> => {
      await work();
      await app().settle();
    };
    const install = (id: string) => settled(() => host().install(`@tapline/addon-${id}`));
    const remove = (id: string) => settled(() => host().remove(id));
    const disable = (id: string) => settled(() => host().disable(id));
    const enable = (id: string) => settled(() => host().enable(id));

    it('is data-cap: lines stay as they are while it is away, and it catches up with what has flowed; without topup', async () => {
      expect(app().container.resolve(CONTRIBUTIONS).planSections()).to.deep.equal([]);
      await install('data-cap');
      const line = await CappedLine.on(app(), { amount: '10 GB' });
      await line.downloads(9n * GB);
      expect(await line.messages()).to.deep.equal(['80 % of your data is used']);
      await disable('data-cap');
      await remove('data-cap');
      expect((await host().list()).map(({ id }) => id)).to.deep.equal([]);
      await line.downloads(2n * GB);
      expect((await line.access()).isAllowed).to.equal(true);
      await install('data-cap');
      expect((await line.access()).isAllowed).to.equal(false);
      // What was told before it went is not told again.
      expect(await line.messages()).to.deep.equal(['80 % of your data is used', 'Your data is used up']);
      await remove('data-cap');
      expect((await line.access()).isAllowed).to.equal(false);
      await install('data-cap');
      await app().moveTo('2026-12-01T08:00:00Z');
      expect((await line.access()).isAllowed).to.equal(true);
    });

    it('is topup: what was bought stays, nothing is sold while it is away, and it knows its purchases again; without data-cap', async () => {
      await install('topup');
      const story = new TopupStory(app);
      const meter = await story.meter();
      const line = await story.line();
      await meter.use(line.id, GB);
      await story.ask('buy', { service: line.login, offer: OFFERS[0] });
      await remove('topup');
      expect((await rejection(story.ask('buy', { service: line.login, offer: OFFERS[0] }))).code).to.equal('OPERATION_UNKNOWN');
      expect([await story.isOpen(line.id), await story.balance(line.customerId)]).to.deep.equal([true, -1000]);
      await meter.use(line.id, 5n * GB);
      expect(await story.isOpen(line.id)).to.equal(false);
      await install('topup');
      const { purchases } = await story.ask<{ purchases: readonly { title: string }[] }>('line', { service: line.login });
      expect(purchases).to.have.length(1);
      await disable('topup');
      await enable('topup');
      await story.ask('buy', { service: line.login, offer: OFFERS[0] });
      expect([await story.isOpen(line.id), await story.balance(line.customerId)]).to.deep.equal([true, -2000]);
    });

    it('is prepaid: nothing is charged while it is away, and the days are charged when it is back', async () => {
      await install('prepaid');
      const story = new PrepaidStory(app);
      const { id, customerId } = await story.paidLine(2000);
      await remove('prepaid');
      await story.passDays(2);
      expect([await story.charges(customerId), await story.state(id)]).to.deep.equal([['2026-11-02 133'], 'open']);
      await install('prepaid');
      expect(await story.charges(customerId)).to.deep.equal(['2026-11-02 133', '2026-11-03 134', '2026-11-04 133']);
      await story.setAddon('disabled');
      await story.setAddon('enabled');
      await story.passDays(1);
      expect(await story.charges(customerId)).to.have.length(4);
    });

    it('leaves plans and customers that it has settings on whole while it is away', async () => {
      for (const id of ['data-cap', 'prepaid']) await install(id);
      const line = await CappedLine.on(app(), { amount: '10 GB' });
      await app().write((tx) =>
        app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { billingType: 'prepaid', billingSettings: {} }),
      );
      for (const id of ['data-cap', 'prepaid']) await remove(id);
      const plan = await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, { name: 'Renamed' }));
      expect(plan.addonSettings['data-cap']).to.include({ amount: '10 GB' });
      await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, line.customerId, { name: 'Renamed' }));
    });
  },
  (configuration) => ({ ...configuration, addons: { packages: [] } }),
);
