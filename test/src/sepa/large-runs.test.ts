import { expect } from 'chai';
import { forEachSepaStory, PROFILE, type Preview, type RunAnswer } from './sepa-story.js';

const CUSTOMERS = 101;

forEachSepaStory('Large SEPA runs', '2026-11-03T09:00:00Z', (app, story) => {
  it('are made and withdrawn by the job, in files that are no larger than the bank takes, each invoice once', async function large() {
    this.timeout(60_000);
    await story.ask('profile', { ...PROFILE, maxItems: 60, sendsNotice: false });
    const numbers = await story.debtors(CUSTOMERS);
    const sumMinor = numbers.reduce((sum, _, index) => sum + 1000 + index, 0);
    const collectAll = (key: string): Promise<RunAnswer> => story.ask('collect', { dueUntil: '2027-12-31' }, { key });
    const begun = await collectAll('large');
    const done = await (async () => {
      await app().moveTo(app().nowMs + 60_000);
      return collectAll('large');
    })();
    expect([begun.run, done.state, done.items, done.sumMinor]).to.deep.equal([done.run, 'ready', CUSTOMERS, sumMinor]);
    expect(done.files.map(({ items }) => items)).to.deep.equal([60, 41]);
    expect(new Set(await story.endToEndIds(done)).size).to.equal(CUSTOMERS);
    expect((await story.ask<Preview>('preview', { dueUntil: '2027-12-31' })).items).to.equal(0);
    await story.ask('cancel', { run: done.run });
    await app().moveTo(app().nowMs + 60_000);
    expect((await collectAll('large')).state).to.equal('cancelled');
    expect(await story.ask<Preview>('preview', { dueUntil: '2027-12-31' })).to.include({ items: CUSTOMERS, sumMinor });
  });
});
