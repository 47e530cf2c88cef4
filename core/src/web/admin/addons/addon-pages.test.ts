import { expect } from 'chai';
import { aCustomer, forEachApplication } from '../../../testing/index.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('The pages of add-ons', '2026-10-05T08:00:00Z', (app) => {
  it('say at the field what is wrong with a package that cannot be installed, and keep what was typed', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const page = await browser.submit('/addons', { package: 'tapline-welcom' });
    expect(page.status).to.equal(422);
    expect(/id="field-package-error">([^<]*)</.exec(page.text)?.[1]).to.match(/^The package tapline-welcom is not installed; run /);
    expect(page.text).to.include('value="tapline-welcom"');
    const noAddon = await browser.submit('/addons', { package: 'chai' });
    expect(/id="field-package-error">([^<]*)</.exec(noAddon.text)?.[1]).to.match(/^Chai is no add-on/);
  });

  it('say whom nothing charges where the add-on of their billing type goes, and the first page says so while it is away', async () => {
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
