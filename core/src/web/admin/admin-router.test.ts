import { expect } from 'chai';
import { forEachApplication } from '../../testing/each-application.js';
import type { TestApplication } from '../../testing/test-application.js';
import { createAdminRouter } from './admin-router.js';
import { resolveAdminServices } from './frame/admin-services.js';
import { AdminBrowser } from './testing/admin-browser.js';

/** Every path of the interface, with something in the place of its parameters. */
function allRoutes(app: TestApplication): readonly { readonly method: string; readonly path: string }[] {
  const { stack } = createAdminRouter(resolveAdminServices(app.container));
  return stack.flatMap(({ methods, path }) =>
    methods
      .filter((method) => method === 'GET' || method === 'POST')
      .map((method) => ({ method, path: String(path).replace(/[:*]\w+/g, 'x') })),
  );
}

const OPEN_TO_ALL = new Set(['/', '/account', '/account/password']);

forEachApplication('the admin interface', '2026-05-04T08:00:00Z', (app) => {
  it('shows no page and takes no form without a session', async () => {
    const browser = new AdminBrowser(app().url);
    const routes = allRoutes(app());
    expect(routes.length).to.be.greaterThan(40);
    for (const { method, path } of routes) {
      const answer = await (method === 'GET' ? browser.get(path) : browser.submit(path));
      expect([answer.status, answer.location?.split('?')[0]], `${method} ${path}`).to.deep.equal([303, '/sign-in']);
    }
  });

  it('refuses every page and every form to an admin without permissions, but for the own account', async () => {
    const browser = await AdminBrowser.signedIn(app(), []);
    for (const { method, path } of allRoutes(app())) {
      if (OPEN_TO_ALL.has(path)) continue;
      const answer = await (method === 'GET' ? browser.get(path) : browser.submit(path));
      expect(answer.status, `${method} ${path}`).to.equal(403);
      expect(answer.text).to.include('PERMISSION_MISSING');
    }
    const dashboard = await browser.get('/');
    expect(dashboard.status).to.equal(200);
    expect(dashboard.text).not.to.match(/Revenue|Online now|href="\/(customers|routers|addons|audit)"/);
  });

  it('shows every page that needs no parameter to an admin who may everything', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const paths = allRoutes(app()).flatMap(({ method, path }) => (method === 'GET' && !/\/x(\/|$)/.test(path) ? [path] : []));
    for (const path of paths.filter((each) => !each.endsWith('/stream') && each !== '/account/password')) {
      const answer = await browser.get(path);
      expect(answer.status, path).to.equal(200);
      expect(answer.text, path).to.include('</html>');
      expect(answer.text.match(/<h1[ >]/g), path).to.have.length(1);
    }
  });

  it('takes the whole page along when a session has ended while a piece of it is loaded', async () => {
    const answer = await new AdminBrowser(app().url).getPart('/customers', 'customers');
    expect(answer.status).to.equal(401);
    expect(answer.headers.get('hx-redirect')).to.match(/^\/sign-in/);
  });
});
