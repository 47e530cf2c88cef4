import { forEachApplication, PLAN_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const USED_UP = ['Your data is used up', '80 % of your data is used', 'Your data is used up'];

forEachApplication('A customer whose data was used up', '2026-11-02T09:00:00Z', (app) => {
  it('is told anew of what the plan gives once that has become more', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.downloads(10n * GB);
    const changes = { addonSettings: { 'data-cap': { amount: '50 GB' } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, changes));
    await app().settle();
    await line.downloads(31n * GB);
    await line.downloads(9n * GB);
    expect(await line.messages()).to.deep.equal(USED_UP);
  });

  it('is told anew after going over to a plan that gives more', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.downloads(10n * GB);
    await line.goesOverTo({ amount: '50 GB' });
    await line.downloads(31n * GB);
    await line.downloads(9n * GB);
    expect(await line.messages()).to.deep.equal(USED_UP);
  });

  it('is told nothing twice when the plan gives less again', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.downloads(8n * GB);
    for (const amount of ['50 GB', '10 GB', '50 GB', '10 GB']) {
      const changes = { addonSettings: { 'data-cap': { amount } } };
      await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, changes));
      await app().settle();
    }
    expect(await line.messages()).to.deep.equal(['80 % of your data is used']);
  });
});
