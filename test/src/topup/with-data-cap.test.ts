import { AdminBrowser, forEachApplication, PLAN_SERVICE } from '@tapline/core/testing';
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

  it('is given back exactly what is unused, also what has flowed since its meter last noted what was taken', async () => {
    const line = await capped();
    await line.downloads(10n * GB);
    const { id } = await story.ask('buy', { service: line.login, offer: fiveGb });
    await line.downloads(100n * MB);
    const refunded = await story.ask('refund', { purchase: id });
    expect([refunded.refundedMinor, await story.balance(line.customerId)]).to.deep.equal([980, -20]);
  });

  it('shows on the customer’s page what is left of what it bought, and nothing of what was taken back unused', async () => {
    const line = await capped();
    const browser = await AdminBrowser.signedIn(app());
    const { id } = await story.ask('buy', { service: line.login, offer: fiveGb });
    expect((await browser.get(`/customers/${line.customerId}`)).text).to.include('5 GB left of 5 GB');
    await story.ask('refund', { purchase: id });
    const page = (await browser.get(`/customers/${line.customerId}`)).text;
    expect(page).to.include('10 GB left of 10 GB').and.not.to.include('left of 0 B');
  });

  it('has the whole of what it buys hours after it has gone over its limit, and is told so to the octet', async () => {
    const line = await capped();
    await line.downloads(13n * GB);
    await app().moveTo(app().nowMs + 2 * 3_600_000);
    await story.ask('buy', { service: line.login, offer: fiveGb });
    expect((await line.access()).isAllowed).to.equal(true);
    expect(await line.state()).to.deep.include({ usedOctets: 10n * GB, leftOctets: 5n * GB, overusedOctets: 0n, exhaustedSinceMs: null });
    await line.carries(5n * GB - 1n);
    expect((await line.access()).isAllowed).to.equal(true);
    await line.carries(1n);
    expect((await line.access()).isAllowed).to.equal(false);
  });

  it('buys nothing for what was let off, once it buys by itself', async () => {
    const line = await capped();
    await line.downloads(13n * GB);
    await app().moveTo(app().nowMs + 2 * 3_600_000);
    await story.ask('buy', { service: line.login, offer: hundredMb });
    await story.ask('automatic', { service: line.login, automatic: 'on', offer: fiveGb });
    await line.carries(150n * MB);
    expect((await line.state()).leftOctets).to.equal(5n * GB - 50n * MB);
    expect(await story.balance(line.customerId)).to.equal(-1100);
  });

  it('buys by itself what covers the traffic over the limit, and is never shut', async () => {
    const line = await capped({ isAutomatic: true, automaticOffer: hundredMb });
    await line.downloads(10n * GB + 250n * MB);
    expect((await line.access()).isAllowed).to.equal(true);
    const [grant] = await story.grants(line.serviceId);
    expect([grant?.octets, grant?.usedOctets, await story.balance(line.customerId)]).to.deep.equal([300n * MB, 250n * MB, -300]);
    expect((await line.state()).leftOctets).to.equal(50n * MB);
  });

  it('is asked again what it may buy by itself, each quarter of an hour, and opens once the customer has paid', async () => {
    await story.configure({ checksBalance: true });
    const line = await capped({ isAutomatic: true, automaticOffer: hundredMb });
    await line.downloads(10n * GB);
    expect((await line.access()).isAllowed).to.equal(false);
    await story.pay(line.customerId, 500);
    await app().moveTo(app().nowMs + 15 * 60_000);
    expect((await line.access()).isAllowed).to.equal(true);
    expect(await story.balance(line.customerId)).to.equal(400);
    await story.configure({});
  });

  it('ends what was bought for the period with the period', async () => {
    const line = await capped();
    const { expiresAt } = await story.ask('buy', { service: line.login, offer: hundredMb });
    expect(Date.parse(expiresAt ?? '')).to.equal((await line.state()).period.untilMs);
  });
});
