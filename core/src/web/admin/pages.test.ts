import { expect } from 'chai';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { newId } from '../../kernel/ids/id.js';
import { ROUTER_SERVICE } from '../../network/router-service.js';
import { PLAN_SERVICE } from '../../plans/plan-service.js';
import { SERVICE_SERVICE } from '../../services/service-service.js';
import { aCustomer, aPlan, aPool, aService } from '../../testing/builders.js';
import { forEachApplication } from '../../testing/each-application.js';
import { AdminBrowser } from './testing/admin-browser.js';

forEachApplication('the pages of plans, services, routers, networks and sessions', '2026-05-04T08:00:00Z', (app) => {
  it('take speeds in Mbit/s and prices in decimals', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const plan = { name: 'Slow', priceMinor: '9,90', downloadBitsPerSecond: '0.5', uploadBitsPerSecond: '0,25' };
    expect((await browser.submit('/plans', plan)).location).to.equal('/plans');
    const [made] = await app().view((tx) => app().container.resolve(PLAN_SERVICE).list(tx));
    expect(made).to.include({ priceMinor: 990, downloadBitsPerSecond: 500_000, uploadBitsPerSecond: 250_000 });
    const form = (await browser.get(`/plans/${made?.id}/edit`)).text;
    expect(form).to.include('value="9.90"').and.include('value="0.5"').and.include('value="0.25"');
    const wrong = await browser.submit('/plans', { ...plan, name: 'Other', downloadBitsPerSecond: 'fast' });
    expect(/id="field-downloadBitsPerSecond-error">([^<]*)</.exec(wrong.text)?.[1]).to.include('is not a speed');
    const taken = await browser.submit('/plans', plan);
    expect(/id="field-name-error">([^<]*)</.exec(taken.text)?.[1]).to.include('already');
    await browser.submit(`/plans/${made?.id}/archive`);
    expect((await browser.get('/plans')).text).to.include('Archived');
  });

  it('make a service with an address from a pool, and keep its password when it is left empty', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const [customer, plan, pool] = [await aCustomer(app()), await aPlan(app()), await aPool(app(), '10.0.0.0/24')];
    const form = {
      planId: plan.id,
      status: 'active',
      login: 'petr',
      password: 'first',
      macAddresses: '00-0c-42-1f-2a-3b',
      'loginRules.accessType': 'pppoe',
      'loginRules.isMacBound': 'on',
      'ipv4.mode': 'pool',
      'ipv4.networkId': pool.id,
    };
    const made = await browser.submit(`/customers/${customer.number}/services`, form);
    const id = made.location?.split('#service-')[1] ?? '';
    await browser.submit(`/services/${id}/edit`, { ...form, password: '', login: 'petr2' });
    const services = app().container.resolve(SERVICE_SERVICE);
    const [service, password] = await app().view(async (tx) => [await services.get(tx, id), await services.password(tx, id)]);
    expect([service.login, service.ipv4Address, password]).to.deep.equal(['petr2', '10.0.0.1', 'first']);
    expect([service.macAddresses, service.loginRules.accessType]).to.deep.equal([['00:0C:42:1F:2A:3B'], 'pppoe']);
    const taken = await browser.submit(`/customers/${customer.number}/services`, { ...form, login: 'petr2' });
    expect(/id="field-login-error">([^<]*)</.exec(taken.text)?.[1]).to.include('belongs to another service');
    const wrong = await browser.submit(`/customers/${customer.number}/services`, {
      ...form,
      login: 'x',
      'ipv4.mode': 'static',
      'ipv4.address': '10.0.0',
    });
    expect(wrong.status).to.equal(422);
    expect((await browser.get('/networks')).text).to.match(/1 of 254/);
  });

  it('never show the secret of a router, and keep it when it is left empty', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const form = { name: 'Hill', address: '10.0.0.1', secret: 'correct-horse', coaPort: '3799', requireMessageAuthenticator: 'auto' };
    const made = await browser.submit('/routers', form);
    const page = await browser.get(made.location ?? '');
    expect(page.text).to.include('/radius add service=ppp').and.not.include('correct-horse');
    await browser.submit(made.location ?? '', {
      name: 'Hill top',
      address: '10.0.0.1',
      secret: '',
      coaPort: '1700',
      requireMessageAuthenticator: 'no',
    });
    const routers = app().container.resolve(ROUTER_SERVICE);
    const [router] = await app().view((tx) => routers.list(tx));
    expect(router).to.include({ name: 'Hill top', coaPort: 1700, requireMessageAuthenticator: 'no' });
    expect(await app().view((tx) => routers.secret(tx, router?.id ?? ''))).to.equal('correct-horse');
  });

  it('list who is online, and load themselves anew', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await browser.submit('/routers', { name: 'Hill', address: '10.0.0.1', secret: 'correct-horse', coaPort: '3799' });
    const [router] = await app().view((tx) => app().container.resolve(ROUTER_SERVICE).list(tx));
    const service = await aService(app(), { login: 'petr' });
    await app().write((tx) =>
      sqlOf(tx)('radius_session').insert({
        id: newId(),
        identity: 'one',
        generation: 0,
        router_id: router?.id,
        acct_session_id: '81',
        service_id: service.id,
        login: 'petr',
        started_at_ms: app().nowMs - 3_600_000,
        last_seen_ms: app().nowMs,
        session_seconds: 3600,
        download_octets: 5_000_000_000,
        upload_octets: 1000,
      }),
    );
    const { text } = await browser.getPart('/online?q=petr', 'online');
    expect(text).to.match(/^<div id="online" hx-get="\/online\?q=petr" hx-trigger="every 15s"/);
    expect(text).to.include('5\u00a0GB').and.include('Hill').and.include('1\u00a0h');
    expect((await browser.get('/')).text).to.include('Online now');
  });

  it('make admins and tokens, and give nobody more than the giver has', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const token = await browser.submit('/tokens', { name: 'Script', permission: 'customers.read' });
    const [, secret = ''] = /id="new-token">\s*([\w-]{40,})\s*</.exec(token.text) ?? [];
    const api = await fetch(`${app().url}/api/v1/customers`, { headers: { authorization: `Bearer ${secret}` } });
    expect(api.status).to.equal(200);
    const made = await browser.submit('/admins', {
      login: 'eva',
      name: 'Eva',
      password: 'long enough for all',
      permission: 'customers.read',
    });
    expect(made.location).to.equal('/admins');
    const weak = await AdminBrowser.signedIn(app(), ['accounts.manage']);
    expect((await weak.submit('/tokens', { name: 'Strong', permission: '*' })).status).to.equal(403);
  });
});
