import { expect } from 'chai';
import { BILLING_RUNS } from '../../../billing/run/billing-run-service.js';
import { BillingStory } from '../../../billing/testing/billing-story.js';
import { aPlan } from '../../../testing/builders.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('the pages of billing', '2026-11-16T08:00:00Z', (app) => {
  const story = new BillingStory(app);

  /** The page has begun the work in the background. */
  async function untilOver(runId: string): Promise<void> {
    const runs = app().container.resolve(BILLING_RUNS);
    for (;;) {
      const { run } = await app().view((tx) => runs.summary(tx, runId));
      if (run.state !== 'previewing' && run.state !== 'issuing') return;
      await runs.work();
    }
  }

  it('preview a run, issue it, and show what comes next of a customer', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const customer = await story.customer({}, { name: 'Jana Malá' });
    await story.line(customer.id);
    await app().moveTo('2026-12-01T08:00:00Z');
    expect((await browser.get(`/customers/${customer.number}`)).text)
      .to.include('What comes next')
      .and.include('Blocked if unpaid');
    const begun = await browser.submit('/billing', { through: '2026-12-01' });
    const path = begun.location ?? '';
    await untilOver(path.slice('/billing/'.length));
    expect((await browser.get(path)).text)
      .to.include('Issue 1 document<')
      .and.include('Jana Malá')
      .and.include('€60.00');
    expect((await browser.submit('/billing', { through: '2026-12-01' })).status).to.equal(422);
    await browser.submit(`${path}/confirm`, {});
    await untilOver(path.slice('/billing/'.length));
    expect((await browser.get(path)).text).to.include('Issued');
    expect((await browser.get('/billing')).text).to.include('Issued');
    expect(await story.documents(customer.id)).to.deep.equal(['invoice 2026-12-01 6000 due 2026-12-15']);
  });

  it('offer nothing to issue where nobody is to be billed', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const path = (await browser.submit('/billing', { through: '2026-11-16' })).location ?? '';
    await untilOver(path.slice('/billing/'.length));
    expect((await browser.get(path)).text)
      .to.include('Nobody is to be billed')
      .and.include('Discard')
      .and.not.include(`${path}/confirm`);
  });

  it('show what a change costs before it is saved, make it now, plan it and cancel it', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const customer = await story.customer();
    const line = await story.line(customer.id);
    const dearer = await aPlan(app(), { name: 'Dear', priceMinor: 8000 });
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    await app().moveTo('2026-12-17T08:00:00Z');
    const choice = { planId: dearer.id, quantity: '1', unitPrice: '', date: '2026-12-17' };
    const page = (await browser.get(`/services/${line.id}/change?${new URLSearchParams(choice).toString()}`)).text;
    expect(page).to.include('unused days back').and.include('€19.35').and.include('Change and bill now');
    await browser.submit(`/services/${line.id}/change`, { ...choice, billing: 'now' });
    expect((await story.documents(customer.id)).at(-1)).to.equal('invoice 2026-12-17 1936 due 2026-12-31');
    await browser.submit(`/services/${line.id}/change`, { ...choice, quantity: '2', date: '2027-01-15' });
    const planned = (await browser.get(`/customers/${customer.number}`)).text;
    const cancel = /action="(\/planned-changes\/[^"]+)"/.exec(planned)?.[1] ?? '';
    expect((await browser.submit(cancel, {})).status).to.equal(303);
    expect((await browser.get(`/customers/${customer.number}`)).text).to.not.include('Planned change');
  });

  it('charge something once, cancel it, and note a promise to pay', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const customer = await story.customer();
    const path = `/customers/${customer.number}`;
    expect((await browser.get(`${path}/items/new`)).text).to.include('It comes with the next bill');
    const item = { actionKey: 'once', description: 'Installation', unitPriceMinor: '49.00', quantity: '1' };
    const wrong = await browser.submit(`${path}/items`, { ...item, unitPriceMinor: 'much' });
    expect([wrong.status, wrong.text.includes('value="much"')]).to.deep.equal([422, true]);
    for (let time = 0; time < 2; time++) expect((await browser.submit(`${path}/items`, item)).location).to.equal(path);
    const page = (await browser.get(path)).text;
    expect(page.match(/<strong>Installation/g)).to.have.length(1);
    const cancel = /action="(\/one-time-items\/[^"]+\/cancel)"/.exec(page)?.[1] ?? '';
    await browser.submit(cancel);
    expect((await browser.get(path)).text).to.not.include('<strong>Installation');
    expect((await browser.submit(`${path}/promise`, { until: '2026-12-24' })).location).to.equal(path);
    expect((await browser.get(path)).text)
      .to.include('Promised to pay')
      .and.to.include('24 Dec 2026');
    await browser.submit(`${path}/promise`, { until: '' });
    expect((await browser.get(path)).text).to.not.include('Promised to pay');
  });
});
