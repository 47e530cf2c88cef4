import { forEachApplication, PLAN_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from '../data-cap/capped-line.js';
import { OFFERS, TopupStory } from './topup-story.js';

const MB = 1_000_000n;

forEachApplication('A capped line that buys data', '2026-11-02T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const [fiveGb = '', , hundredMb = ''] = OFFERS;

  async function capped(settings: object = {}): Promise<CappedLine> {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    const changes = { addonSettings: { topup: { offers: OFFERS, ...settings } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, changes));
    await app().settle();
    return line;
  }

  it('is shut when its data is used up, opened by 5 GB for 10.00, and uses them', async () => {
    const line = await capped();
    await line.downloads(10n * GB + 100n * MB);
    expect((await line.access()).isAllowed).to.equal(false);
    await story.ask('buy', { service: line.login, offer: fiveGb });
    expect((await line.access()).isAllowed).to.equal(true);
    await line.downloads(2n * GB);
    const [grant] = await story.grants(line.serviceId);
    expect([grant?.usedOctets, await story.balance(line.customerId)]).to.deep.equal([2n * GB, -1000]);
  });

  it('buys by itself what covers the traffic over the limit, and is never shut', async () => {
    const line = await capped({ isAutomatic: true, automaticOffer: hundredMb });
    await line.downloads(10n * GB + 250n * MB);
    expect((await line.access()).isAllowed).to.equal(true);
    const [grant] = await story.grants(line.serviceId);
    expect([grant?.octets, grant?.usedOctets, await story.balance(line.customerId)]).to.deep.equal([300n * MB, 250n * MB, -300]);
    expect((await line.state()).leftOctets).to.equal(50n * MB);
  });

  it('ends what was bought for the period with the period', async () => {
    const line = await capped();
    const { expiresAt } = await story.ask('buy', { service: line.login, offer: hundredMb });
    expect(Date.parse(expiresAt ?? '')).to.equal((await line.state()).period.untilMs);
  });
});
