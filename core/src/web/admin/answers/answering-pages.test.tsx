import { expect } from 'chai';
import { ROUTER_SERVICE } from '../../../network/router-service.js';
import { PLAN_SERVICE } from '../../../plans/plan-service.js';
import { ANSWERING_SERVICE } from '../../../radius/answers/answering-service.js';
import { aPlan, aService } from '../../../testing/builders.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('the pages of what routers are told', '2026-05-04T08:00:00Z', (app) => {
  it('set what happens to shut lines, for all routers and for one, and refuse a garden that nothing shuts', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const router = await app().write((tx) =>
      app().container.resolve(ROUTER_SERVICE).create(tx, { name: 'Hill', address: '10.0.0.1', secret: 'a long secret phrase' }),
    );
    const open = await browser.submit('/routers/shut-policy', { 'actions.restricted': 'walled-garden' });
    expect([open.status, open.text.includes('shuts the walled garden')].map(String)).to.deep.equal(['422', 'true']);
    await browser.submit('/routers/shut-policy', {
      'actions.restricted': 'walled-garden',
      'garden.addressList': 'unpaid',
      'garden.bitsPerSecond': '0.5',
    });
    await browser.submit(`/routers/${router.id}/answers`, {
      driverId: 'mikrotik',
      'actions.restricted': 'reject',
      attributes: 'Mikrotik-Mark-Id = {login}',
    });
    const answering = app().container.resolve(ANSWERING_SERVICE);
    const [company, own] = await app().view(async (tx) => [await answering.companyPolicy(tx), await answering.ofRouter(tx, router.id)]);
    expect(company.garden).to.deep.equal({ addressList: 'unpaid', bitsPerSecond: 500_000, sessionTimeoutSeconds: 240 });
    expect([company.actions.restricted, own.policy.actions.restricted, own.attributes]).to.deep.equal([
      'walled-garden',
      'reject',
      [{ name: 'Mikrotik-Mark-Id', value: '{login}' }],
    ]);
    expect((await browser.get(`/routers/${router.id}/answers`)).text).to.include('otherwise than on the other routers');
  });

  it('show what a router is told of a line, and take what is to be told besides', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const plan = await aPlan(app(), { name: 'Home', downloadBitsPerSecond: 50_000_000, uploadBitsPerSecond: 10_000_000 });
    const { id } = await aService(app(), { login: 'zofie', planId: plan.id });
    expect((await browser.get(`/services/${id}/answer`)).text).to.include('Mikrotik-Rate-Limit = 10M/50M');
    await browser.submit(`/services/${id}/answer`, { 'reply.addressLists': 'a, b', 'reply.idleTimeoutSeconds': '600' });
    const { text } = await browser.get(`/services/${id}/answer`);
    expect(text).to.include('Mikrotik-Address-List = a\nMikrotik-Address-List = b').and.include('Idle-Timeout = 600');
    const wrong = await browser.submit(`/services/${id}/answer`, { 'reply.attributes': 'Mikrotik-Grup = x' });
    expect([wrong.status, wrong.text.includes('is in no dictionary')].map(String)).to.deep.equal(['422', 'true']);
    await browser.submit(`/plans/${plan.id}/edit`, {
      name: 'Home',
      priceMinor: '40',
      downloadBitsPerSecond: '50',
      uploadBitsPerSecond: '10',
      'shaping.burst.downloadBitsPerSecond': '80',
      'shaping.burst.uploadBitsPerSecond': '20',
      'shaping.priority': '2',
    });
    const changed = await app().view((tx) => app().container.resolve(PLAN_SERVICE).get(tx, plan.id));
    expect(changed.shaping).to.deep.include({ priority: 2 });
    expect(changed.shaping.burst).to.include({ downloadThresholdBitsPerSecond: 50_000_000, seconds: 16 });
  });
});
