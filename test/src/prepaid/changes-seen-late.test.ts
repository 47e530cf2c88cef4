import { type Configuration, forEachDatabase, TestApplication } from '@tapline/core/testing';
import type { LocalDate } from '@tapline/sdk';
import { expect } from 'chai';
import { morningOf, PrepaidStory } from './prepaid-story.js';

const BY_THE_MONTH = { charging: 'month' };
const PLENTY = 20_000;

forEachDatabase((database) => {
  describe(`A change that prepaid billing sees late, on ${database.name}`, () => {
    let configuration: Configuration;
    let app: TestApplication;
    const story = new PrepaidStory(() => app);

    beforeEach(async () => {
      configuration = await database.createMigrated();
      app = await TestApplication.start(configuration, morningOf('2026-11-01'));
    });
    afterEach(async () => {
      await app.stop();
      await database.close();
    });

    async function restart(at: string, roles?: { readonly isWorker: boolean }): Promise<void> {
      await app.stop();
      app = await TestApplication.start(configuration, at, roles);
    }

    /** The worker is away while the web is there: what is done is seen by nobody until it is back. */
    async function whileTheWorkerIsAway(at: string, work: () => Promise<unknown>): Promise<void> {
      await restart(at, { isWorker: false });
      await work();
    }

    async function comeBack(at: string): Promise<void> {
      await restart(at);
      await story.moveTo(at);
    }

    it('charges missed days at the plan that they had', async () => {
      const { id, customerId } = await story.paidLine(PLENTY);
      const dear = await story.line((await story.customer()).id, { name: 'Dear', priceMinor: 8000 });
      await story.plan(id, '2026-11-15', { planId: dear.planId });
      await story.passDays(5);
      await comeBack(morningOf('2026-11-17'));
      const charges = await story.charges(customerId, id);
      expect(charges.slice(6)).to.deep.equal([
        '2026-11-07 133',
        '2026-11-08 134',
        '2026-11-09 133',
        '2026-11-10 133',
        '2026-11-11 134',
        '2026-11-12 133',
        '2026-11-13 133',
        '2026-11-14 134',
        '2026-11-15 267',
        '2026-11-16 266',
        '2026-11-17 267',
      ]);
    });

    it('charges missed days before a stop that was planned', async () => {
      const { id, customerId } = await story.paidLine(PLENTY);
      await story.plan(id, '2026-11-05', { status: 'stopped' });
      await comeBack(morningOf('2026-11-07'));
      expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 134', '2026-11-03 133', '2026-11-04 133']);
    });

    for (const [seen, at] of [
      ['in time', '2026-11-16'],
      ['days later', '2026-11-19'],
    ] as const) {
      it(`gives back from the first day of a planned pause on, seen ${seen}`, async () => {
        const { id, customerId } = await story.paidLine(PLENTY, BY_THE_MONTH);
        await story.plan(id, '2026-11-16', { status: 'paused' });
        await story.passDays(14);
        await comeBack(morningOf(at));
        expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 4000', '2026-11-16 -2000']);
      });
    }

    it('gives the first day of a planned pause back also where it was charged just before', async () => {
      const [month, day] = [await story.paidLine(PLENTY, BY_THE_MONTH), await story.paidLine(PLENTY)];
      for (const { id } of [month, day]) await story.plan(id, '2026-11-02', { status: 'paused' });
      app.jumpTo('2026-11-01T23:00:00Z');
      for (const { customerId } of [month, day]) await story.charge(customerId);
      await story.moveToDay('2026-11-02');
      expect(await story.charges(month.customerId)).to.deep.equal(['2026-11-01 4000', '2026-11-02 -3867']);
      expect(await story.charges(day.customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 134', '2026-11-02 -134']);
    });

    it('gives back from the day after a pause on, though the worker was away', async () => {
      const { id, customerId } = await story.paidLine(PLENTY, BY_THE_MONTH);
      await story.passDays(8);
      await whileTheWorkerIsAway(morningOf('2026-11-10'), () => story.changeLineUnnoticed(id, { status: 'paused' }));
      await comeBack(morningOf('2026-11-13'));
      expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 4000', '2026-11-11 -2667']);
    });

    it('gives back from the next day on when a pause is a second before midnight and seen a second after', async () => {
      const { id, customerId } = await story.paidLine(PLENTY, BY_THE_MONTH);
      await story.passDays(9);
      await whileTheWorkerIsAway('2026-11-10T22:59:59Z', () => story.changeLineUnnoticed(id, { status: 'paused' }));
      await comeBack('2026-11-10T23:00:01Z');
      expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 4000', '2026-11-11 -2667']);
    });

    it('charges the days before a stop and its day, though the worker was away', async () => {
      const { id, customerId } = await story.paidLine(PLENTY);
      await whileTheWorkerIsAway(morningOf('2026-11-04'), () => story.changeLineUnnoticed(id, { status: 'stopped' }));
      await comeBack(morningOf('2026-11-07'));
      expect(await story.charges(customerId)).to.deep.equal(['2026-11-01 133', '2026-11-02 134', '2026-11-03 133', '2026-11-04 133']);
    });

    it('charges what was served between a pause and its end, both unseen', async () => {
      const { id, customerId } = await story.paidLine(PLENTY);
      await whileTheWorkerIsAway(morningOf('2026-11-03'), () => story.changeLineUnnoticed(id, { status: 'paused' }));
      app.jumpTo(morningOf('2026-11-06'));
      await story.changeLineUnnoticed(id, { status: 'active' });
      await comeBack(morningOf('2026-11-07'));
      expect(await days(customerId)).to.deep.equal(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-06', '2026-11-07']);
    });

    it('charges missed days as the customer was charged on them', async () => {
      const { customerId } = await story.paidLine(PLENTY);
      await whileTheWorkerIsAway(morningOf('2026-11-03'), () => story.changeCustomerUnnoticed(customerId, { status: 'inactive' }));
      await comeBack(morningOf('2026-11-06'));
      expect(await days(customerId)).to.deep.equal(['2026-11-01', '2026-11-02', '2026-11-03']);
    });

    async function days(customerId: string): Promise<readonly LocalDate[]> {
      return (await story.charges(customerId)).map((charge) => charge.slice(0, 10));
    }
  });
});
