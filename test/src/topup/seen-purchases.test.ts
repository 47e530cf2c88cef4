import { AdminBrowser, aPortalCustomer, forEachApplication, PLAN_SERVICE, signedInToPortal } from '@tapline/core/testing';
import type { Transaction } from '@tapline/sdk';
import { expect } from 'chai';
import { type Bought, GB, OFFERS, TopupStory } from './topup-story.js';

forEachApplication('What was bought', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);
  const [fiveGb = ''] = OFFERS;

  async function aBuyer() {
    await story.meter();
    const person = await aPortalCustomer(app());
    const offers = { addonSettings: { topup: { offers: OFFERS } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, person.service.planId, offers));
    const portal = await signedInToPortal(app(), person);
    const admin = await AdminBrowser.signedIn(app());
    return {
      service: person.service.id,
      login: person.service.login,
      customerId: person.customer.id,
      portalPage: async () => (await portal.get('/portal/more/topup/data')).text,
      panel: async () => (await admin.get(`/customers/${person.customer.id}`)).text,
      formOf: async (href: string) => (await admin.get(href.replaceAll('&amp;', '&'))).text,
    };
  }

  it('says until when it can be used, then that it is over, and cannot be taken back any more', async () => {
    const { service, portalPage, panel } = await aBuyer();
    await story.ask('add', { service, amount: '2 GB', priceMinor: 100, validity: '1 day' });
    expect(await portalPage())
      .to.match(/until <time[^>]*>11 Nov 2026/)
      .and.to.include('2\u00a0GB');
    expect(await panel()).to.include('Take back');
    await app().moveTo('2026-11-12T09:00:00Z');
    expect(await portalPage())
      .to.include('over')
      .and.not.include('2\u00a0GB</span> left');
    expect(await panel())
      .to.include('over since')
      .and.not.include('Take back</a>');
    const { purchases } = await story.ask<{ purchases: readonly Bought[] }>('line', { service });
    expect(purchases.map(({ leftOctets }) => leftOctets)).to.deep.equal(['0']);
  });

  it('is in the portal with its day, used up or taken back as it may be', async () => {
    const meter = await story.meter();
    const { service, portalPage, panel } = await aBuyer();
    await story.ask('buy', { service, offer: fiveGb });
    await meter.use(service, 7n * GB);
    expect(await portalPage())
      .to.include('used up')
      .and.to.include('10 Nov 2026');
    expect(await panel()).not.to.include('Take back</a>');
    const { id: purchase } = await story.ask('buy', { service, offer: OFFERS[1] ?? '' });
    await story.ask('refund', { purchase });
    expect(await portalPage())
      .to.include('taken back')
      .and.to.include('+€15.00');
  });

  it('stays in sight as long as it waits to be paid or has something left, however much was bought since', async () => {
    const { service, customerId, portalPage, panel } = await aBuyer();
    const waiting = await story.ask('buy', { service, offer: fiveGb, charge: 'pay-first' });
    await story.ask('add', { service, amount: '3 GB' });
    await story.ask('add', { service, amount: '4 GB', validity: '1 day' });
    const { id: used } = await story.ask('add', { service, amount: '7 GB', validity: '1 day' });
    await app().moveTo('2026-11-12T09:00:00Z');
    await copies(used, 205);
    const counted = (page: string, row: string): number => page.split(row).length - 1;
    const [shown, inPortal] = [await panel(), await portalPage()];
    expect(['3', '4', '7'].map((gb) => counted(shown, `>Top-up ${gb} GB<`))).to.deep.equal([1, 0, 20]);
    expect(['3', '4', '7'].map((gb) => counted(inPortal, `>${gb}\u00a0GB</span>, `))).to.deep.equal([1, 0, 20]);
    expect(await portalPage())
      .to.include(`/portal/pay?document=${waiting.documentId}`)
      .and.to.include(`value="${waiting.id}"`);
    expect(await panel()).to.include(`refund?purchase=${waiting.id}`);
    const ask = (offset?: number) =>
      story.ask<{ purchases: readonly Bought[]; hasMore: boolean }>('line', { service, ...(offset === undefined ? {} : { offset }) });
    const [first, second] = [await ask(), await ask(200)];
    expect([first.purchases.length, first.hasMore, second.purchases.length, second.hasMore]).to.deep.equal([200, true, 9, false]);
    expect(new Set([...first.purchases, ...second.purchases].map(({ id }) => id)).size).to.equal(209);
    expect(customerId).to.equal(waiting.customerId);
  });

  /** As many later purchases like one. */
  async function copies(id: string, count: number): Promise<void> {
    await app().write(async (tx: Transaction) => {
      const { sql } = tx as Transaction & {
        readonly sql: (table: string) => { where(of: object): Promise<object[]>; insert(rows: object[]): Promise<unknown> };
      };
      const [row] = await sql('addon_topup_purchase').where({ id });
      const rows = Array.from({ length: count }, (_, index) => ({
        ...row,
        id: `copy-${index}`,
        request_key: `copy-${index}`,
        ordered_at_ms: app().nowMs + index,
      }));
      for (let at = 0; at < rows.length; at += 40) await sql('addon_topup_purchase').insert(rows.slice(at, at + 40));
    });
  }

  it('is taken back by a form that says of whom, how much is unused and what goes back, and leads back to the customer', async () => {
    const meter = await story.meter();
    const { service, login, customerId, panel, formOf } = await aBuyer();
    await story.ask('buy', { service, offer: fiveGb });
    await meter.use(service, 3n * GB);
    const [, href = ''] = /href="([^"]*refund\?purchase=[^"]+)"/.exec(await panel()) ?? [];
    const form = await formOf(href);
    expect(form).to.include(login).and.to.include('3\u00a0GB').and.to.include('€6.00').and.to.include('Take back</button>');
    expect(form).to.include(`class="tl-parent" href="/customers/${customerId}"`);
    expect(form).to.match(/<option value="[\w-]{36}" selected>Top-up 5 GB, 30 days</);
  });

  it('is chosen among the offers of the plan, for a line that is named by its login', async () => {
    const { login, customerId, panel, formOf } = await aBuyer();
    const [, href = ''] = /href="([^"]*run\/buy\?[^"]+)"/.exec(await panel()) ?? [];
    const form = await formOf(href);
    expect(form).to.include(`value="${login}"`).and.to.include(`<option value="${fiveGb}" selected>`);
    expect(form).to.include(`<option value="${OFFERS[1]}">`).and.to.include(`href="/customers/${customerId}"`);
  });

  it('was charged nothing where the next bill was still to come, and the answer says so', async () => {
    const { id: service } = await story.line({}, { billingType: 'recurring' });
    const { id: purchase } = await story.ask('buy', { service, offer: fiveGb, charge: 'next-bill' });
    const admin = await AdminBrowser.signedIn(app());
    expect((await admin.submit('/addons/topup/run/refund', { purchase })).text)
      .to.include('of it is not charged')
      .and.not.include('went back');
  });
});
