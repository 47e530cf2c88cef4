import { expect } from 'chai';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { ADMIN_PASSWORD, AdminBrowser, anAdmin } from '../testing/admin-browser.js';

forEachApplication('signing in', '2026-05-04T08:00:00Z', (app) => {
  it('leads back to the page that was asked for, and keeps the session in a cookie that scripts cannot read', async () => {
    const login = await anAdmin(app());
    const browser = new AdminBrowser(app().url);
    expect((await browser.get('/customers?q=a')).location).to.equal('/sign-in?next=%2Fcustomers%3Fq%3Da');
    const answer = await browser.submit('/sign-in', { login, password: ADMIN_PASSWORD, next: '/customers?q=a' });
    expect([answer.status, answer.location]).to.deep.equal([303, '/customers?q=a']);
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).to.match(/^tapline_session=[\w-]{40,}; path=\/;.*samesite=lax; httponly/);
    expect((await browser.get('/customers')).status).to.equal(200);
  });

  it('never leads to another site', async () => {
    const login = await anAdmin(app());
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example']) {
      const { location } = await new AdminBrowser(app().url).submit('/sign-in', { login, password: ADMIN_PASSWORD, next });
      expect(location).to.equal('/');
    }
  });

  it('says the same for a wrong password and an unknown login, and keeps the login', async () => {
    const login = await anAdmin(app());
    const browser = new AdminBrowser(app().url);
    const wrong = await browser.signIn(login, 'not the password');
    const unknown = await browser.signIn('nobody', 'not the password');
    for (const answer of [wrong, unknown]) {
      expect(answer.status).to.equal(422);
      expect(answer.text).to.include('The login or the password is wrong.');
    }
    expect(wrong.text).to.include(`value="${login}"`);
  });

  it('is slowed down after five wrong tries, for this login only', async () => {
    const login = await anAdmin(app());
    const browser = new AdminBrowser(app().url);
    for (let attempt = 1; attempt <= 5; attempt++) expect((await browser.signIn(login, 'wrong')).status).to.equal(422);
    const late = await browser.signIn(login, ADMIN_PASSWORD);
    expect(late.status).to.equal(429);
    expect(late.text).to.include('wait 15 minutes');
    expect((await browser.signIn(await anAdmin(app()), ADMIN_PASSWORD)).status).to.equal(303);
  });

  it('ends when the admin signs out', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const kept = new Map(browser.cookies);
    expect((await browser.submit('/sign-out')).location).to.equal('/sign-in');
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.get('/')).location).to.match(/^\/sign-in/);
  });

  it('leads to nothing but a new password while the one-time password is in use', async () => {
    const login = await anAdmin(app());
    await app().write((tx) => sqlOf(tx)('account_admin').where({ login }).update({ must_change_password: 1 }));
    const browser = new AdminBrowser(app().url);
    await browser.signIn(login, ADMIN_PASSWORD);
    for (const path of ['/', '/customers', '/account', '/admins']) expect((await browser.get(path)).location).to.equal('/account/password');
    expect((await browser.submit('/customers', { name: 'Somebody' })).location).to.equal('/account/password');

    const chosen = 'my very own password';
    const unequal = await browser.submit('/account/password', { current: ADMIN_PASSWORD, next: chosen, repeated: 'something else' });
    expect(unequal.text).to.include('not the same as the new password');
    const changed = await browser.submit('/account/password', { current: ADMIN_PASSWORD, next: chosen, repeated: chosen });
    expect(changed.location).to.equal('/');
    expect((await browser.get('/')).status).to.equal(200);
    expect((await new AdminBrowser(app().url).signIn(login, chosen)).status).to.equal(303);
  });
});
