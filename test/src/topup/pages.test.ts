import { AdminBrowser, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { OFFERS, TopupStory } from './topup-story.js';

forEachApplication('The pages of data top-ups', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);

  it('offer on the customer’s page what the plan sells, sell it once for one form, and remember it', async () => {
    const { id: service, customerId, login } = await story.line();
    const browser = await AdminBrowser.signedIn(app());
    const before = (await browser.get(`/customers/${customerId}`)).text;
    expect(before).to.include('5 GB for 10.00, 30 days').and.to.include(`/addons/topup/run/buy?service=${login}&amp;offer=`);
    const form = (await browser.get(`/addons/topup/run/buy?service=${service}`)).text;
    const [, actionKey = ''] = /name="actionKey" value="([^"]+)"/.exec(form) ?? [];
    const sent = { service: login, offer: OFFERS[0] ?? '', charge: 'balance', actionKey };
    expect((await browser.submit('/addons/topup/run/buy', sent)).text).to.include('Top-up 5 GB: the line has it now');
    await browser.submit('/addons/topup/run/buy', sent);
    await app().settle();
    expect([await story.balance(customerId), (await story.grants(service)).length]).to.deep.equal([-1000, 1]);
    expect((await browser.get(`/customers/${customerId}`)).text)
      .to.include('Take back')
      .and.to.include('Top-up 5 GB');
    const [, purchase = ''] = /refund\?purchase=([\w-]+)/.exec((await browser.get(`/customers/${customerId}`)).text) ?? [];
    expect((await browser.submit('/addons/topup/run/refund', { purchase })).text)
      .to.include('what was unused is taken back')
      .and.to.include(`href="/customers/${customerId}"`);
    await app().settle();
    expect((await browser.get(`/customers/${customerId}`)).text).to.include('Refunded');
  });

  it('say beside the offers of a plan how one is written, in a section that is open', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const plan = { name: 'Topped up', priceMinor: '40.00', downloadBitsPerSecond: '100', uploadBitsPerSecond: '100' };
    const wrong = await browser.submit('/plans', {
      ...plan,
      'addonSettings.topup.offers': '5 GB for 10.00',
      'addonSettings.topup.mostPerPeriod': '10',
    });
    expect(wrong.status).to.equal(422);
    expect(/id="field-addonSettings.topup.offers-error">([^<]*)</.exec(wrong.text)?.[1]).to.equal(
      '&quot;5 GB for 10.00&quot; is not written as it should be; write it like 5 GB for 10.00, 30 days.',
    );
    expect(wrong.text)
      .to.match(/<details class="tl-fold tl-field-fold" open>(?:(?!<\/details>).)*addonSettings\.topup\.offers/s)
      .and.not.include('must match');
  });

  it('begin with what a line has chosen, where it is said what the line buys by itself', async () => {
    const { id: service, customerId, login } = await story.line();
    await story.ask('automatic', { service, automatic: 'on', offer: OFFERS[1] ?? '', mostPerPeriod: 3 });
    const browser = await AdminBrowser.signedIn(app());
    const [, href = ''] = /href="([^"]*run\/automatic\?[^"]+)"/.exec((await browser.get(`/customers/${customerId}`)).text) ?? [];
    const form = (await browser.get(href.replaceAll('&amp;', '&'))).text;
    expect(form).to.include(`value="${login}"`).and.to.include('<option value="on" selected>');
    expect(form)
      .to.include(`<option value="${OFFERS[1]}" selected>`)
      .and.to.match(/name="mostPerPeriod"[^>]*value="3"|value="3"[^>]*name="mostPerPeriod"/);
  });

  it('are reached from the add-on’s own page, and leave the menu to what is asked of no line in particular', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/')).text)
      .to.include('/addons/data-cap/lines')
      .and.not.to.include('/addons/topup/run/');
    expect((await browser.get('/addons/topup')).text)
      .to.include('href="/addons/topup/run/buy"')
      .and.to.include('href="/addons/topup/run/refund"');
  });
});
