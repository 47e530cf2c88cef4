import { expect } from 'chai';
import { forEachApplication } from '../../../testing/index.js';
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
});
