import { type Configuration, forEachDatabase, TestApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { morningOf, PrepaidStory } from './prepaid-story.js';

forEachDatabase((database) => {
  describe(`Prepaid billing that was down for a while, on ${database.name}`, () => {
    let configuration: Configuration;
    let app: TestApplication;
    const story = new PrepaidStory(() => app);

    beforeEach(async () => {
      configuration = await database.createMigrated();
      app = await TestApplication.start(configuration, morningOf('2026-11-25'));
    });
    afterEach(async () => {
      await app.stop();
      await database.close();
    });

    /** Stops Tapline and starts it on a day. */
    async function beDownUntil(date: string): Promise<void> {
      await app.stop();
      app = await TestApplication.start(configuration, morningOf(date));
      await app.settle();
    }

    it('charges each missed day once, dates it with its own day, and puts it into its own month', async () => {
      const { id, customerId } = await story.line((await story.customer()).id, { name: 'Internet' });
      await story.pay(customerId, 5000);
      await beDownUntil('2026-12-05');
      expect(await story.charges(customerId)).to.deep.equal([
        '2026-11-25 133',
        '2026-11-26 134',
        '2026-11-27 133',
        '2026-11-28 133',
        '2026-11-29 134',
        '2026-11-30 133',
        '2026-12-01 129',
        '2026-12-02 129',
        '2026-12-03 129',
        '2026-12-04 129',
        '2026-12-05 129',
      ]);
      const months = (await story.statement(customerId)).filter(({ kind }) => kind === 'prepaid.day');
      expect(months.map(({ title, firstDate, lastDate, amountMinor }) => [title, firstDate, lastDate, amountMinor])).to.deep.equal([
        ['Internet, December 2026', '2026-12-01', '2026-12-05', -645],
        ['Internet, November 2026', '2026-11-25', '2026-11-30', -800],
      ]);
      expect(await story.state(id)).to.equal('open');
    });

    it('shuts the line whose money went out meanwhile, and asks nothing for the days after that', async () => {
      const { id, customerId } = await story.paidLine(400);
      await beDownUntil('2026-12-05');
      expect(await story.charges(customerId)).to.have.length(3);
      expect(await story.state(id)).to.equal('balance €0.00 is under the daily €1.29; pay €1.29 to go on');
      await story.pay(customerId, 200);
      expect([await story.charges(customerId, id), await story.balance(customerId)]).to.deep.equal([
        ['2026-11-25 133', '2026-11-26 134', '2026-11-27 133', '2026-12-05 129'],
        71,
      ]);
    });

    it('goes on after a restart as if there had been none', async () => {
      const { id, customerId } = await story.paidLine(400);
      await story.passDays(1);
      await beDownUntil('2026-11-26');
      expect(await story.charges(customerId)).to.have.length(2);
      await story.passDays(1);
      expect([await story.balance(customerId), await story.state(id)]).to.deep.equal([0, 'open']);
      await story.passDays(1);
      const reason = await story.state(id);
      await beDownUntil('2026-11-28');
      expect(await story.state(id)).to.equal(reason);
      await story.pay(customerId, 500);
      expect(await story.state(id)).to.equal('open');
    });

    it('takes a payment of which nobody had heard before the stop', async () => {
      const { id, customerId } = await story.line((await story.customer()).id);
      await story.payUnnoticed(customerId, 2000);
      await beDownUntil('2026-11-25');
      expect([await story.charges(customerId), await story.state(id)]).to.deep.equal([['2026-11-25 133'], 'open']);
    });
  });
});
