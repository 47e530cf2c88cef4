import { expect } from 'chai';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { CORE_OWNER } from '../../kernel/hooks/owner.js';
import { CHECKOUT_SERVICE } from '../../payments/gateways/checkout-service.js';
import { forEachApplication } from '../../testing/each-application.js';
import { TEST_ACTOR } from '../../testing/test-application.js';
import { AdminBrowser } from '../admin/testing/admin-browser.js';
import { PORTAL_COOKIE, type PortalRoutes } from './frame/portal-routes.js';
import { resolvePortalServices } from './frame/portal-services.js';
import { createPortalRoutes } from './portal-router.js';
import { aPortalCustomer, type PortalStory, signedIn } from './testing/portal-story.js';

/** What needs no sign-in: each is to be thought about before it is added here. */
const OPEN_TO_ALL = [
  'GET /portal/blocked',
  'GET /portal/captive-portal',
  'GET /portal/forgotten',
  'GET /portal/password',
  'GET /portal/pay-link',
  'GET /portal/payment/back',
  'GET /portal/sign-in',
  'POST /portal/forgotten',
  'POST /portal/language',
  'POST /portal/password',
  'POST /portal/pay-again',
  'POST /portal/pay-link',
  'POST /portal/sign-in',
  'POST /portal/sign-out',
];

interface Listed {
  readonly method: 'GET' | 'POST';
  readonly path: string;
}

/** Every route, from the router itself. */
function listed({ router }: PortalRoutes): readonly Listed[] {
  return router.stack.flatMap(({ methods, path }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => ({ method: method as Listed['method'], path: String(path) })),
  );
}

/** What stands in the places of a path: another customer's ids, by the name of the parameter. A new name fails here until it is given one. */
function pathsOf({ path }: Listed, { invoice, service }: PortalStory): readonly string[] {
  const ids: Readonly<Record<string, readonly string[]>> = {
    ':id': [invoice.id, invoice.number],
    ':service': [service.id],
    ':addon': ['test'],
    '*path': ['spy'],
  };
  return path.split('/').reduce<readonly string[]>(
    (paths, part) => {
      const isParameter = part.startsWith(':') || part.startsWith('*');
      const values = isParameter ? ids[part] : [part];
      if (!values) throw new Error(`say in this test what another customer's ${part} of ${path} is`);
      return paths.flatMap((before) => values.map((value) => (before === '' && value === '' ? '' : `${before}/${value}`)));
    },
    [''],
  );
}

/** All names by which a route may take an id, with the other's. */
function otherIds({ customer, service, invoice, login }: PortalStory): Readonly<Record<string, string>> {
  const { id, number } = customer;
  return {
    customer: id,
    customerId: id,
    customer_id: id,
    number: String(number),
    id: invoice.id,
    document: invoice.id,
    documentId: invoice.id,
    documentIds: invoice.id,
    service: service.id,
    serviceId: service.id,
    login,
  };
}

forEachApplication('what customers may see of each other in the portal', '2026-05-04T08:00:00Z', (app) => {
  const routes = () => createPortalRoutes(resolvePortalServices(app().container));

  it('is nothing without signing in, whoever else is signed in', async () => {
    const story = await aPortalCustomer(app());
    const admin = await AdminBrowser.signedIn(app());
    const stranger = new AdminBrowser(app().url);
    const forger = new AdminBrowser(app().url);
    forger.cookies.set(PORTAL_COOKIE, admin.cookies.get('tapline_session') ?? '');
    const { openToAll } = routes();
    expect([...openToAll].sort()).to.deep.equal(OPEN_TO_ALL);
    const closed = listed(routes()).filter(({ method, path }) => !openToAll.has(`${method} ${path}`));
    expect(closed.length).to.be.greaterThan(10);
    for (const route of closed) {
      for (const path of pathsOf(route, story)) {
        for (const browser of [stranger, admin, forger]) {
          const answer = await (route.method === 'GET' ? browser.get(path) : browser.submit(path));
          expect([answer.status, answer.location?.split('?')[0]], `${route.method} ${path}`).to.deep.equal([303, '/portal/sign-in']);
        }
      }
    }
  });

  it('is nothing on any route, by any id of the other', async () => {
    const [mine, other] = [await aPortalCustomer(app()), await aPortalCustomer(app())];
    const browser = await signedIn(app(), mine);
    const given: string[] = [];
    app()
      .container.resolve(CONTRIBUTIONS)
      .add({ ...CORE_OWNER, id: 'test' })
      .portalPage({
        path: 'spy',
        title: 'Spy',
        icon: 'puzzle',
        render: ({ customer }) => Promise.resolve(<p>{given[given.push(customer.id) - 1]}</p>),
        submit: ({ customer }) => {
          given.push(customer.id);
          return Promise.resolve({ message: 'Done' });
        },
      });
    const theirs = [other.customer.id, other.customer.name, other.invoice.number, other.invoice.id, other.service.id, other.service.login];
    aTill();
    const ids = { ...otherIds(other), ...(await anAttemptOf(other)) };
    const before = await everythingOf(other);
    for (const route of listed(routes())) {
      if (route.path.endsWith('/sign-out')) continue;
      for (const path of pathsOf(route, other)) {
        const query = `?${new URLSearchParams(ids).toString()}`;
        const fields = {
          ...ids,
          email: 'thief@example.com',
          phone: '666',
          current: 'x',
          next: 'a long password',
          repeated: 'a long password',
          password: 'a long password',
        };
        const answers =
          route.method === 'GET'
            ? [await browser.get(path), await browser.get(path + query)]
            : [await browser.submit(path + query, fields)];
        for (const { text, status } of answers) {
          expect(status, `${route.method} ${path}`).to.be.below(500);
          const isTypedBack = route.path === '/portal/sign-in';
          for (const word of theirs) if (!isTypedBack) expect(text, `${route.method} ${path}`).not.to.include(word);
        }
        if (/:(id|service)/.test(route.path)) expect(answers[0]?.status, path).to.equal(404);
      }
    }
    expect((await browser.get(`/portal/payment?payment=${ids.payment}`)).status).to.equal(404);
    expect(new Set(given)).to.deep.equal(new Set([mine.customer.id]));
    expect(await everythingOf(other)).to.deep.equal(before);
  });

  it('is one’s own, so that the tests above would see it', async () => {
    const mine = await aPortalCustomer(app());
    const browser = await signedIn(app(), mine);
    expect((await browser.get('/portal')).text)
      .to.include(mine.customer.name)
      .and.include(mine.invoice.number);
    expect((await browser.get('/portal/services')).text).to.include(mine.service.login);
    expect((await browser.get(`/portal/documents/${mine.invoice.id}/pdf`)).status).to.equal(200);
    expect((await browser.get(`/portal/usage?service=${mine.service.id}`)).status).to.equal(200);
  });

  /** A gateway at which nothing happens. */
  function aTill(): void {
    app()
      .container.resolve(CONTRIBUTIONS)
      .add({ ...CORE_OWNER, id: 'till' })
      .paymentGateway({
        kind: 'redirect',
        id: 'till',
        title: 'Till',
        description: '',
        obstacle: () => null,
        start: ({ attempt }) =>
          Promise.resolve({ kind: 'redirect', reference: attempt.id, url: 'https://till.example/', expiresAtMs: app().nowMs + 3_600_000 }),
        settle: ({ attempt }) => Promise.resolve({ attempt: { id: attempt.id } }),
      });
  }

  async function anAttemptOf({ customer }: PortalStory): Promise<Readonly<Record<string, string>>> {
    const checkout = { gatewayId: 'till', customerId: customer.id, amountMinor: 500, origin: app().url };
    const { attempt } = await app().container.resolve(CHECKOUT_SERVICE).start(TEST_ACTOR, checkout, { idempotencyKey: 'other' });
    return { payment: attempt.id, attempt: attempt.id, gateway: 'till', amount: '5', key: 'other' };
  }

  /** All that is kept of a customer. */
  function everythingOf({ customer }: PortalStory): Promise<unknown> {
    return app().view(async (tx) => {
      const sql = sqlOf(tx);
      const tables = [
        'service',
        'document',
        'payment',
        'account_portal_login',
        'account_portal_session',
        'notification',
        'open_item',
        'payment_attempt',
      ];
      const kept: unknown[] = [await sql('customer').where('id', customer.id)];
      for (const table of tables) kept.push(await sql(table).where('customer_id', customer.id));
      return JSON.parse(JSON.stringify(kept)) as unknown;
    });
  }
});
