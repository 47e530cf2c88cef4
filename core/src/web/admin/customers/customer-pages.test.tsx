import { expect } from 'chai';
import { CUSTOMER_SERVICE } from '../../../customers/customer-service.js';
import { CONTRIBUTIONS } from '../../../kernel/addons/contribution-registry.js';
import { addonOwner, CORE_OWNER } from '../../../kernel/hooks/owner.js';
import { aCustomer, aService } from '../../../testing/builders.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

const HOSTILE = '<img src=x onerror=alert(1)>"\'&';
const SETTINGS = {
  type: 'object',
  properties: {
    limitMinor: { type: 'integer', title: 'Limit', minimum: 0, default: 0, 'x-widget': 'amount' },
    rounding: { type: 'string', title: 'Rounding', enum: ['up', 'down'], default: 'up' },
  },
  required: ['limitMinor'],
  additionalProperties: false,
} as const;

forEachApplication('the pages of customers', '2026-05-04T08:00:00Z', (app) => {
  it('show hostile text as text, wherever it comes from', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const customer = await aCustomer(app(), { name: HOSTILE, phone: HOSTILE, address: HOSTILE });
    await aService(app(), { customerId: customer.id, login: '<script>alert(1)</script>' });
    await browser.submit(`/customers/${customer.number}/payments`, { amountMinor: '5', method: 'cash', note: HOSTILE });
    for (const path of [
      '/customers',
      `/customers?q=${encodeURIComponent(HOSTILE)}`,
      `/customers/${customer.number}`,
      `/customers/${customer.number}/edit`,
      '/audit',
    ]) {
      const { text, status } = await browser.get(path);
      expect(status, path).to.equal(200);
      expect(text, path).not.to.match(/<img src=x|<script>alert/);
    }
    expect((await browser.get(`/customers/${customer.number}`)).text).to.include('&lt;img src=x onerror=alert(1)>');
  });

  it('find customers by any part, and give only the findings to a page that is there', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const zofie = await aCustomer(app(), { name: 'Žofie Nováková' });
    await aCustomer(app(), { name: 'Petr Svoboda', status: 'blocked' });
    await aService(app(), { customerId: zofie.id, login: 'line-7' });
    const found = await browser.getPart('/customers?q=zofie', 'customers');
    expect(found.text)
      .to.match(/^<div id="customers"/)
      .and.include('Žofie')
      .and.include('line-7')
      .and.not.include('Petr');
    expect((await browser.get('/customers?status=blocked')).text)
      .to.include('Petr')
      .and.not.include('Žofie');
    expect((await browser.get('/customers?q=nobody')).text).to.include('Nobody was found');
    expect((await browser.get('/customers?page=99')).text).to.include('1–2 of 2 customers');
  });

  it('create a customer, keep what was typed when it is wrong, and change it', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const wrong = await browser.submit('/customers', { name: 'Eva', email: 'not an address', status: 'active', billingType: 'manual' });
    expect(wrong.status).to.equal(422);
    expect(/id="field-email-error">([^<]*)</.exec(wrong.text)?.[1]).to.equal('This must be an e-mail address.');
    expect(wrong.text).to.include('value="not an address"').and.include('value="Eva"');
    const made = await browser.submit('/customers', {
      name: 'Eva',
      email: '',
      phone: '',
      address: '',
      status: 'new',
      billingType: 'manual',
    });
    expect(made.location).to.match(/^\/customers\/\d+$/);
    await browser.submit(`${made.location}/edit`, { name: 'Eva Malá', email: 'eva@example.org', status: 'active', billingType: 'manual' });
    const customer = await app().view((tx) =>
      app()
        .container.resolve(CUSTOMER_SERVICE)
        .getByNumber(tx, Number(made.location?.split('/').at(-1))),
    );
    expect(customer).to.include({ name: 'Eva Malá', email: 'eva@example.org', phone: null, status: 'active' });
  });

  it('have the settings of the chosen billing type, amounts in decimals', async () => {
    const outlook = { summary: '3 days left', tone: 'warning', daysLeft: 3, blocksOn: null } as const;
    app()
      .container.resolve(CONTRIBUTIONS)
      .add(CORE_OWNER)
      .billingType({
        id: 'credit',
        title: 'Credit',
        description: 'On credit.',
        settings: SETTINGS,
        outlook: () => Promise.resolve(outlook),
        outlooks: (_tx, customers) => Promise.resolve(new Map(customers.map(({ id: customerId }) => [customerId, outlook]))),
      });
    const browser = await AdminBrowser.signedIn(app());
    const { id, number } = await aCustomer(app());
    const form = { name: 'Eva', status: 'active', billingType: 'credit', 'billingSettings.credit.rounding': 'down' };
    const wrong = await browser.submit(`/customers/${number}/edit`, { ...form, 'billingSettings.credit.limitMinor': '-1' });
    expect(/id="field-billingSettings-credit-limitMinor-error">([^<]*)</.exec(wrong.text)?.[1]).to.equal(
      'This must be 0 or more (it is -100).',
    );
    await browser.submit(`/customers/${number}/edit`, { ...form, 'billingSettings.credit.limitMinor': '12.50' });
    const changed = await app().view((tx) => app().container.resolve(CUSTOMER_SERVICE).get(tx, id));
    expect(changed.billingSettings).to.deep.equal({ limitMinor: 1250, rounding: 'down' });
    for (const path of [`/customers/${number}`, '/customers']) expect((await browser.get(path)).text).to.include('3 days left');
    expect((await browser.get(`/customers/${number}/edit`)).text).to.include('value="12.50"');
  });

  it('are edited while the add-on of their billing type does not run, and keep its settings', async () => {
    const contributions = app().container.resolve(CONTRIBUTIONS);
    const outlook = { summary: '', tone: 'neutral', daysLeft: null, blocksOn: null } as const;
    contributions
      .add(addonOwner('credit', 'Credit'))
      .billingType({ id: 'credit', title: 'Credit', description: '', settings: SETTINGS, outlook: () => Promise.resolve(outlook) });
    const { id, number } = await aCustomer(app(), { billingType: 'credit', billingSettings: { limitMinor: 1250, rounding: 'down' } });
    contributions.remove('credit');
    const browser = await AdminBrowser.signedIn(app());
    const edited = await browser.submit(`/customers/${number}/edit`, {
      name: 'Eva',
      phone: '+420 777 1',
      status: 'active',
      billingType: 'credit',
    });
    expect(edited.location).to.equal(`/customers/${number}`);
    const changed = await app().view((tx) => app().container.resolve(CUSTOMER_SERVICE).get(tx, id));
    expect(changed).to.deep.include({
      phone: '+420 777 1',
      billingType: 'credit',
      billingSettings: { limitMinor: 1250, rounding: 'down' },
    });
  });

  it('show the panels of add-ons, and of one that fails only that it failed', async () => {
    const { add } = {
      add: (id: string) =>
        app()
          .container.resolve(CONTRIBUTIONS)
          .add({ ...CORE_OWNER, id }),
    };
    add('good').customerPanel({ id: 'fine', title: 'Fine panel', render: (_tx, { name }) => Promise.resolve(<p>About {name}</p>) });
    add('bad').customerPanel({ id: 'throws', title: 'Throwing panel', render: () => Promise.reject(new Error('no luck today')) });
    add('worse').customerPanel({ id: 'draws', title: 'Undrawable panel', render: () => Promise.resolve(<Undrawable />) });
    const browser = await AdminBrowser.signedIn(app());
    const { number } = await aCustomer(app(), { name: HOSTILE });
    const { status, text } = await browser.get(`/customers/${number}`);
    expect(status).to.equal(200);
    expect(text).to.include('<p>About &lt;img').and.include('no luck today').and.include('could not be drawn').and.include('Statement');
  });

  it('explain why a line is shut, and show its password only to those who may see it', async () => {
    const { id, number } = await aCustomer(app(), { status: 'blocked' });
    const service = await aService(app(), { customerId: id, password: 'the-secret-word' });
    const reader = await AdminBrowser.signedIn(app(), ['customers.read']);
    const page = await reader.get(`/customers/${number}`);
    expect(page.text).to.include('The line is shut').and.include('The customer is blocked.').and.not.include('the-secret-word');
    expect((await reader.submit(`/services/${service.id}/password`)).status).to.equal(403);
    const trusted = await AdminBrowser.signedIn(app(), ['customers.read', 'secrets.read', 'system.manage']);
    expect((await trusted.get(`/customers/${number}`)).text).not.to.include('the-secret-word');
    expect((await trusted.submit(`/services/${service.id}/password`)).text).to.include('the-secret-word');
    expect((await trusted.get('/audit')).text)
      .to.include('service.showPassword')
      .and.not.include('the-secret-word');
  });
});

function Undrawable(): never {
  throw new Error('this could not be drawn');
}
