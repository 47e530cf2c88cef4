import { expect } from 'chai';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../../admin/testing/admin-browser.js';
import { aPortalCustomer, signedIn } from '../testing/portal-story.js';

forEachApplication('The language of a customer', '2026-05-04T08:00:00Z', (app) => {
  it('is remembered with the login, for the next browser, and what is chosen there counts for the one after', async () => {
    const story = await aPortalCustomer(app());
    const phone = await signedIn(app(), story);
    await phone.submit('/portal/language', { language: 'cs', next: '/portal' });
    const laptop = await signedIn(app(), story);
    expect((await laptop.get('/portal/usage')).text).to.include('lang="cs"');
    const tablet = new AdminBrowser(app().url);
    await tablet.submit('/portal/language', { language: 'es', next: '/portal' });
    await tablet.submit('/portal/sign-in', { login: story.login, password: 'a password for tests' });
    expect((await tablet.get('/portal/usage')).text).to.include('lang="es"');
    const last = await signedIn(app(), story);
    expect((await last.get('/portal/usage')).text).to.include('lang="es"');
    await last.submit('/portal/language', { language: 'tlh', next: '/portal' });
    expect((await (await signedIn(app(), story)).get('/portal/usage')).text).to.include('lang="es"');
  });
});
