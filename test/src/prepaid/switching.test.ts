import { AdminBrowser, BILL_SERVICE, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('Between recurring and prepaid', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  const billed = async (priceMinor = 4000): Promise<string> => {
    const { id } = await story.customer({}, { billingType: 'recurring' });
    await story.line(id, { priceMinor });
    await story.pay(id, 10_000);
    await app().write((tx) => app().container.resolve(BILL_SERVICE).billNow(tx, id));
    return id;
  };

  it('the open period is settled to the cent: recurring gives back from today, and prepaid charges from today', async () => {
    const customerId = await billed();
    expect(await story.balance(customerId)).to.equal(6000);
    await story.moveToDay('2026-11-16');
    await story.changeCustomer(customerId, { billingType: 'prepaid' });
    expect(await story.documents(customerId)).to.deep.equal(['invoice 2026-11-01 4000', 'credit-note 2026-11-16 2000']);
    expect(await story.charges(customerId)).to.deep.equal(['2026-11-16 133']);
    await story.moveToDay('2026-11-21');
    await story.changeCustomer(customerId, { billingType: 'recurring' });
    // Half of November from recurring, five days from prepaid, ten from recurring: November cost 40.00.
    expect((await story.documents(customerId)).at(-1)).to.equal('invoice 2026-11-21 1333');
    expect(await story.balance(customerId)).to.equal(10_000 - 2000 - 667 - 1333);
  });

  for (const settings of [{}, { charging: 'month' }, { charging: 'days', periodDays: 7 }]) {
    it(`there and back within a day moves nothing: ${JSON.stringify(settings)}`, async () => {
      const customerId = await billed(3333);
      await story.moveToDay('2026-11-12');
      const before = await story.balance(customerId);
      for (let turn = 0; turn < 2; turn++) {
        await story.changeCustomer(customerId, { billingType: 'prepaid', billingSettings: settings });
        await story.changeCustomer(customerId, { billingType: 'recurring' });
        expect(await story.balance(customerId)).to.equal(before);
      }
    });
  }

  it('the settings of prepaid are those of before for who comes back, on the form too, and others where they are given', async () => {
    const settings = { basis: 'fixed-30', charging: 'days', periodDays: 7, minimalBalanceMinor: -500, makesInvoices: true };
    const { id, number } = await story.customer(settings);
    await story.changeCustomer(id, { billingType: 'manual' });
    const form = (await (await AdminBrowser.signedIn(app())).get(`/customers/${number}/edit`)).text;
    expect(form).to.match(/value="-5.00"/);
    expect((await story.changeCustomer(id, { billingType: 'prepaid' })).billingSettings).to.deep.equal(settings);
    await story.changeCustomer(id, { billingType: 'manual' });
    const given = { billingType: 'prepaid', billingSettings: { charging: 'month' } };
    expect((await story.changeCustomer(id, given)).billingSettings).to.include({ charging: 'month', minimalBalanceMinor: 0 });
  });
});
