import { request } from 'node:http';
import { expect } from 'chai';
import { ACCESS_SERVICE } from '../../../access/access-service.js';
import { CUSTOMER_SERVICE } from '../../../customers/customer-service.js';
import { sqlOf } from '../../../kernel/database/database-transaction.js';
import { newId } from '../../../kernel/ids/id.js';
import { SERVICE_SERVICE } from '../../../services/service-service.js';
import { forEachApplication } from '../../../testing/each-application.js';
import type { TestApplication } from '../../../testing/test-application.js';
import { AdminBrowser } from '../../admin/testing/admin-browser.js';
import { aPortalCustomer, type PortalStory } from '../testing/portal-story.js';

/** The visitor of these tests comes from 127.0.0.1. */
async function onlineAs(app: TestApplication, { service }: PortalStory): Promise<void> {
  const atMs = app.nowMs - 60_000;
  await app.write(async (tx) => {
    await sqlOf(tx)('radius_session').insert({
      id: newId(),
      identity: 'one',
      generation: 1,
      router_id: newId(),
      acct_session_id: '81',
      service_id: service.id,
      login: service.login,
      ipv4_address: '127.0.0.1',
      started_at_ms: atMs,
      last_seen_ms: atMs,
      session_seconds: 60,
      download_octets: 1,
      upload_octets: 1,
    });
  });
}

function shut(app: TestApplication, serviceId: string): Promise<unknown> {
  const restrictions = app.container.resolve(ACCESS_SERVICE).restrictionsOf('billing');
  return app.write((tx) => restrictions.set(tx, { serviceId, effect: { kind: 'block' }, reason: 'unpaid' }));
}

/** As a router sends it here: the browser believes that it asks another site. */
async function askedFor(
  app: TestApplication,
  host: string,
  { path = '/', cookie = '' } = {},
): Promise<{ readonly status: number; readonly location: string | undefined }> {
  const { port } = new URL(app.url);
  return new Promise((resolve, reject) => {
    const headers = { Host: host, ...(cookie === '' ? {} : { Cookie: cookie }) };
    const asked = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, location: answer.headers.location });
    });
    asked.on('error', reject).end();
  });
}

forEachApplication('The page that a shut line is led to', '2026-05-04T08:00:00Z', (app) => {
  async function captive(): Promise<{ readonly captive: boolean; readonly 'user-portal-url'?: string }> {
    const answer = await fetch(`${app().url}/portal/captive-portal`);
    expect([answer.headers.get('Content-Type'), answer.headers.get('Cache-Control')]).to.deep.equal([
      'application/captive+json',
      'private, no-store',
    ]);
    return (await answer.json()) as { captive: boolean };
  }

  const page = async (): Promise<string> => (await new AdminBrowser(app().url).get('/portal/blocked')).text;

  it('is where other sites lead that a router sends here from a line that is shut, and nobody else is led there', async () => {
    const story = await aPortalCustomer(app());
    await onlineAs(app(), story);
    expect((await askedFor(app(), 'example.com')).location).to.include('/sign-in');
    await shut(app(), story.service.id);
    const led = { status: 302, location: `${app().url}/portal/blocked` };
    expect(await askedFor(app(), 'example.com')).to.deep.equal(led);
    expect(await askedFor(app(), 'connectivitycheck.gstatic.com', { path: '/generate_204' })).to.deep.equal(led);
    expect((await askedFor(app(), new URL(app().url).host)).location).to.include('/sign-in');
    expect((await askedFor(app(), 'example.com', { path: '/portal/blocked' })).status).to.equal(200);
  });

  it('knows a line without sessions by the address that is kept for it', async () => {
    const { service } = await aPortalCustomer(app());
    const ipv4 = { mode: 'static', address: '127.0.0.1' } as const;
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, service.id, { ipv4 }));
    await shut(app(), service.id);
    expect((await captive()).captive).to.equal(true);
    expect(await page()).to.include('Your connection waits for a payment');
  });

  it('says why and what to do by the line that the visitor comes from, and tells devices', async () => {
    expect([await captive(), (await page()).includes('We do not know this connection')]).to.deep.equal([{ captive: false }, true]);
    const story = await aPortalCustomer(app());
    await onlineAs(app(), story);
    expect([await captive(), (await page()).includes('Your connection is open')]).to.deep.equal([{ captive: false }, true]);
    const restrictions = app().container.resolve(ACCESS_SERVICE).restrictionsOf('billing');
    const reason = 'invoice 2026000001 was due: pay 121.00';
    await app().write((tx) => restrictions.set(tx, { serviceId: story.service.id, effect: { kind: 'block' }, reason }));
    expect(await captive()).to.deep.equal({ captive: true, 'user-portal-url': `${app().url}/portal/blocked` });
    const shown = await page();
    expect(shown).to.include('Your connection waits for a payment').and.include('href="/portal"');
    for (const secret of [story.customer.name, story.service.login, story.invoice.number, '121']) expect(shown).not.to.include(secret);
    await app().write((tx) => app().container.resolve(CUSTOMER_SERVICE).change(tx, story.customer.id, { status: 'inactive' }));
    expect(await page()).to.include('Your service is not active');
    expect((await captive()).captive).to.equal(true);
  });
});

forEachApplication(
  'A server whose name is known',
  '2026-05-04T08:00:00Z',
  (app) => {
    it('is reached by admins by whatever name, and leads only lines that are known to be shut to the page that explains', async () => {
      const signIn = { path: '/sign-in' };
      expect((await askedFor(app(), 'billing.internal')).location).to.include('/sign-in');
      expect((await askedFor(app(), 'billing.internal', signIn)).status).to.equal(200);
      const story = await aPortalCustomer(app());
      await onlineAs(app(), story);
      expect((await askedFor(app(), 'billing.internal')).location).to.include('/sign-in');
      await shut(app(), story.service.id);
      const led = { status: 302, location: 'https://tapline.example/portal/blocked' };
      expect(await askedFor(app(), 'example.com')).to.deep.equal(led);
      expect(await askedFor(app(), 'captive.apple.com', { path: '/hotspot-detect.html' })).to.deep.equal(led);
      expect((await askedFor(app(), 'billing.internal', signIn)).status).to.equal(200);
      expect((await askedFor(app(), 'billing.internal', { cookie: 'tapline_session=one' })).location).to.include('/sign-in');
      expect((await askedFor(app(), 'tapline.example')).location).to.include('/sign-in');
    });
  },
  (configuration) => ({ ...configuration, web: { ...configuration.web, publicUrl: 'https://tapline.example' } }),
);
