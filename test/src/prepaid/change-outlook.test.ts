import {
  AdminBrowser,
  aPlan,
  CONTRIBUTIONS,
  CUSTOMER_SERVICE,
  forEachApplication,
  PLAN_SERVICE,
  PORTAL_LOGINS,
  SERVICE_SERVICE,
} from '@tapline/core/testing';
import type { ChangeOutlook, ServiceStatus } from '@tapline/sdk';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('What a change of a prepaid line is said to do before it is made', '2026-11-02T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  async function foretold(serviceId: string, planId: string, status?: ServiceStatus): Promise<ChangeOutlook> {
    const { container } = app();
    const found = await app().view(async (tx) => {
      const service = await container.resolve(SERVICE_SERVICE).get(tx, serviceId);
      const changes = { planId, plan: await container.resolve(PLAN_SERVICE).get(tx, planId), status: status ?? service.status };
      const customer = await container.resolve(CUSTOMER_SERVICE).get(tx, service.customerId);
      return container
        .resolve(CONTRIBUTIONS)
        .billingType('prepaid')
        ?.changeOutlook?.(tx, customer, { ...service, ...changes });
    });
    if (!found) throw new Error('prepaid says nothing of the change');
    return found;
  }

  for (const settings of [{}, { charging: 'month' }, { charging: 'days', periodDays: 10 }]) {
    it(`is what it does, and the payment keeps the days: ${JSON.stringify(settings)}`, async () => {
      const { id: dear } = await aPlan(app(), { name: 'Dear', priceMinor: 9000 });
      const { id: serviceId, customerId } = await story.paidLine(5000, settings);
      await story.moveToDay('2026-11-07');
      const said = await foretold(serviceId, dear);
      expect(said.before).to.deep.equal(await story.outlook(customerId));
      expect(said.chargedFrom).to.equal('2026-11-08');
      expect(said.after.daysLeft).to.be.lessThan(said.before.daysLeft ?? 0);
      await story.changeLine(serviceId, { planId: dear });
      expect(await story.outlook(customerId)).to.deep.equal(said.after);
      await story.pay(customerId, said.missingMinor);
      expect((await story.outlook(customerId)).daysLeft).to.be.at.least(said.before.daysLeft ?? 0);
    });
  }

  for (const { settings, givenBackMinor } of [
    { settings: {}, givenBackMinor: 0 },
    { settings: { charging: 'month' }, givenBackMinor: 3200 },
    { settings: { charging: 'days', periodDays: 10 }, givenBackMinor: 1600 },
  ]) {
    it(`is for a pause and its end what is given back, and from when: ${JSON.stringify(settings)}`, async () => {
      const { id: serviceId, customerId, planId } = await story.paidLine(5000, settings);
      await story.moveToDay('2026-11-07');
      const pause = await foretold(serviceId, planId, 'paused');
      expect([pause.givenBackMinor, pause.chargedFrom, pause.missingMinor]).to.deep.equal([givenBackMinor, '2026-11-08', 0]);
      const before = await story.balance(customerId);
      await story.changeLine(serviceId, { status: 'paused' });
      expect([await story.balance(customerId), await story.outlook(customerId)]).to.deep.equal([before + givenBackMinor, pause.after]);
      await story.moveToDay('2026-11-09');
      const again = await foretold(serviceId, planId, 'active');
      expect([again.givenBackMinor, again.chargedFrom]).to.deep.equal([0, '2026-11-09']);
      await story.changeLine(serviceId, { status: 'active' });
      expect(await story.outlook(customerId)).to.deep.equal(again.after);
    });
  }

  it('is shown of a pause to admins, who may plan it or make it there', async () => {
    const { id: serviceId, customerId } = await story.paidLine(4000, { charging: 'days', periodDays: 10 });
    const admin = await AdminBrowser.signedIn(app());
    const asked = { planId: '', quantity: '1', unitPrice: '', date: '', status: 'paused' };
    const line = await app().view((tx) => app().container.resolve(SERVICE_SERVICE).get(tx, serviceId));
    const form = { ...asked, planId: line.planId };
    const page = (await admin.get(`/services/${serviceId}/change?${new URLSearchParams(form).toString()}`)).text;
    expect(page).to.include('Not charged from').and.include('Given back').and.include('€36.00').and.not.include('New price from');
    await admin.submit(`/services/${serviceId}/change`, form);
    await app().settle();
    expect([await story.balance(customerId), (await story.access(serviceId)).isAllowed]).to.deep.equal([3600, false]);
  });

  it('is no payment where the new plan costs nothing', async () => {
    const { id: free } = await aPlan(app(), { priceMinor: 0 });
    const { id: serviceId } = await story.paidLine(2000);
    const { after, missingMinor } = await foretold(serviceId, free);
    expect([after.summary, missingMinor]).to.deep.equal(['nothing to pay', 0]);
  });

  it('is shown before it is saved, to admins and to the customer', async () => {
    const { id: dear } = await aPlan(app(), { name: 'Dear', priceMinor: 9000, isSelfService: true });
    const { id: serviceId, customerId } = await story.paidLine(2000);
    const admin = await AdminBrowser.signedIn(app());
    const page = (await admin.get(`/services/${serviceId}/change?planId=${dear}&quantity=1&unitPrice=&date=`)).text;
    const { before, after, missingMinor } = await foretold(serviceId, dear);
    expect([before.daysLeft, after.daysLeft]).to.deep.equal([14, 6]);
    expect(page).to.include(before.summary).and.include(after.summary).and.include('To last as long as now, pay');
    const login = { login: 'payer', password: 'a password for tests' };
    await app().write((tx) => app().container.resolve(PORTAL_LOGINS).set(tx, customerId, login));
    const browser = new AdminBrowser(app().url);
    await browser.submit('/portal/sign-in', login);
    const shown = (await browser.get(`/portal/services/${serviceId}/plan?plan=${dear}`)).text;
    expect(shown)
      .to.include('Days left now')
      .and.include('14 days')
      .and.include('6 days')
      .and.include(`Pay €${(missingMinor / 100).toFixed(2)}`)
      .and.not.include('The new price and speed count from today');
  });

  it('is told at once to who is blocked by it before the next round of warnings, and to nobody else', async () => {
    const [{ id: dear }, { id: dearest }] = [await aPlan(app(), { priceMinor: 9000 }), await aPlan(app(), { priceMinor: 90_000 })];
    const { id: serviceId, customerId } = await story.paidLine(2000);
    const told = async (): Promise<number> => (await story.told(customerId, 'prepaid.blockSoon')).length;
    await story.changeLine(serviceId, { planId: dear });
    expect(await told()).to.equal(0);
    await story.changeLine(serviceId, { planId: dearest });
    expect([(await story.outlook(customerId)).blocksOn, await told()]).to.deep.equal(['2026-11-03', 1]);
  });
});
