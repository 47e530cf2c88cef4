import { AdminBrowser, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { OFFERS, TopupStory } from './topup-story.js';

const ON_A_PAGE = 50;

forEachApplication('The list of all data that was bought', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);

  it('is one press away from a customer’s panel, has that customer’s only, the newest first, on pages', async () => {
    const { id: service, customerId, login } = await story.line({ offers: [...OFFERS, '7 GB for 1.00, unlimited'] });
    const other = await story.line();
    await story.ask('buy', { service: other.id, offer: OFFERS[1] ?? '' });
    const browser = await AdminBrowser.signedIn(app());
    const panel = async () => (await browser.get(`/customers/${customerId}`)).text;
    const list = `/addons/topup/purchases?customer=${customerId}`;
    expect(await panel()).not.to.include(list);
    await story.ask('buy', { service, offer: '7 GB for 1.00, unlimited' });
    await app().moveTo(app().nowMs + 1000);
    for (let count = 0; count < ON_A_PAGE; count++) await story.ask('buy', { service, offer: OFFERS[3] ?? '' });
    expect(await panel()).to.include(`href="${list}"`);
    const first = (await browser.get(list)).text;
    expect(first)
      .to.include(`1–${ON_A_PAGE} of ${ON_A_PAGE + 1} purchases`)
      .and.include(login)
      .and.include('Top-up 1 GB')
      .and.include(`/customers/${customerId}`)
      .and.not.include('Top-up 7 GB')
      .and.not.include(other.login);
    const second = (await browser.get(`${list}&page=2`)).text;
    expect(second).to.include('Top-up 7 GB').and.include('/addons/topup/run/refund?purchase=').and.not.include('Top-up 1 GB');
    expect((await browser.get('/addons/topup/purchases')).text).to.include(`1–${ON_A_PAGE} of ${ON_A_PAGE + 2} purchases`);
    expect((await browser.get('/addons/topup/purchases?page=2')).text)
      .to.include(other.login)
      .and.include('Top-up 7 GB');
  });
});
