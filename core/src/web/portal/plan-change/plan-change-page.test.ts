import { expect } from 'chai';
import { PORTAL_LOGINS } from '../../../accounts/portal/portal-login-service.js';
import { BILL_SERVICE } from '../../../billing/bills/bill-service.js';
import { CHANGE_PREVIEWER } from '../../../billing/bills/change-preview.js';
import { SERVICE_SERVICE } from '../../../services/service-service.js';
import { aCustomer, aPlan, aService, balanceOf, forEachApplication } from '../../../testing/index.js';
import type { AdminBrowser } from '../../admin/testing/admin-browser.js';
import { PORTAL_PASSWORD, signedIn } from '../testing/portal-story.js';

forEachApplication('Another plan, chosen in the portal', '2026-05-11T08:00:00Z', (app) => {
  async function aLine(): Promise<{
    readonly customerId: string;
    readonly serviceId: string;
    readonly faster: string;
    readonly browser: AdminBrowser;
  }> {
    const { id: customerId } = await aCustomer(app(), { billingType: 'recurring' });
    const { id: planId } = await aPlan(app(), { name: 'Slow', priceMinor: 3100 });
    const { id: faster } = await aPlan(app(), { name: 'Fast', priceMinor: 6200, isSelfService: true });
    await aPlan(app(), { name: 'For companies only', priceMinor: 100 });
    const { id: serviceId } = await aService(app(), { customerId, planId });
    await app().write((tx) => app().container.resolve(BILL_SERVICE).billNow(tx, customerId));
    await app().write((tx) => app().container.resolve(PORTAL_LOGINS).set(tx, customerId, { login: 'changer', password: PORTAL_PASSWORD }));
    return { customerId, serviceId, faster, browser: await signedIn(app(), { login: 'changer' }) };
  }

  const planOf = async (serviceId: string): Promise<string> =>
    (await app().view((tx) => app().container.resolve(SERVICE_SERVICE).get(tx, serviceId))).planId;

  it('costs what was shown, is switched to once, and only where it is for customers to choose', async () => {
    const { customerId, serviceId, faster, browser } = await aLine();
    const path = `/portal/services/${serviceId}/plan`;
    expect((await browser.get('/portal/services')).text).to.include(path);
    const { text: list } = await browser.get(path);
    expect(list).to.include('Fast').and.not.include('For companies only');
    const { totalMinor } = await app().view((tx) => app().container.resolve(CHANGE_PREVIEWER).preview(tx, serviceId, { planId: faster }));
    expect(totalMinor).to.be.greaterThan(0);
    const { text: shown } = await browser.get(`${path}?plan=${faster}`);
    expect(shown).to.include(`name="total" value="${totalMinor}"`).and.include('Slow, unused days back');
    const old = await browser.submit(path, { plan: faster, total: '1' });
    expect([old.status, old.text.includes('The price has changed')]).to.deep.equal([422, true]);
    const before = await balanceOf(app(), customerId);
    for (const _ of [1, 2]) {
      const { status, location } = await browser.submit(path, { plan: faster, total: String(totalMinor) });
      expect([status, location]).to.deep.equal([303, '/portal/services']);
    }
    expect(await planOf(serviceId)).to.equal(faster);
    await app().write((tx) => app().container.resolve(BILL_SERVICE).billNow(tx, customerId));
    expect(before - (await balanceOf(app(), customerId))).to.equal(totalMinor);
  });

  it('is refused by any other way: not for sale there, a line with a price of its own, a line that is shut', async () => {
    const { serviceId, faster, browser } = await aLine();
    const before = await planOf(serviceId);
    const path = `/portal/services/${serviceId}/plan`;
    const { id: secret } = await aPlan(app(), { name: 'Secret' });
    expect((await browser.submit(path, { plan: secret, total: '0' })).status).to.equal(422);
    const change = (changes: object) => app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, serviceId, changes));
    await change({ unitPriceMinor: 10 });
    expect((await browser.get(path)).text).to.include('No other plan can be chosen now');
    expect((await browser.submit(path, { plan: faster, total: '0' })).status).to.equal(422);
    await change({ unitPriceMinor: null, status: 'paused' });
    expect((await browser.get(path)).text).to.include('No other plan can be chosen now');
    expect(await planOf(serviceId)).to.equal(before);
  });
});
