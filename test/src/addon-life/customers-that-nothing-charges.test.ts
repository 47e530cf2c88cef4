import { AdminBrowser, aCustomer, forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';

forEachApplication('Customers whose billing type goes with its add-on', '2026-10-05T08:00:00Z', (app) => {
  it('are counted on the pages of the add-on before it goes, and on the first page while it is away', async () => {
    const browser = await AdminBrowser.signedIn(app());
    for (const status of ['active', 'active', 'inactive'] as const) await aCustomer(app(), { billingType: 'prepaid', status });
    const words = '2 customers have its billing type: nothing charges them meanwhile.';
    for (const path of ['/addons', '/addons/prepaid']) expect((await browser.get(path)).text, path).to.include(words);
    expect((await browser.get('/')).text).not.to.include('Nothing charges');
    await browser.submit('/addons/prepaid/disable', {});
    expect((await browser.get('/addons/prepaid')).text).to.include(words);
    expect((await browser.get('/')).text)
      .to.include('Nothing charges 2 customers')
      .and.include('Their billing type is prepaid, whose add-on does not run');
    await browser.submit('/addons/prepaid/enable', {});
    expect((await browser.get('/')).text).not.to.include('Nothing charges');
  });
});
