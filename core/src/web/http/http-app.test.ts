import { expect } from 'chai';
import { CUSTOMER_SERVICE } from '../../customers/customer-service.js';
import { forEachApplication } from '../../testing/each-application.js';
import { AdminBrowser } from '../admin/testing/admin-browser.js';

forEachApplication('what is served by HTTP', '2026-05-04T08:00:00Z', (app) => {
  it('refuses forms that another site sends with the cookie of a signed-in admin', async () => {
    const browser = await AdminBrowser.signedIn(app());
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': '', Origin: 'https://evil.example' },
    ]) {
      const answer = await browser.submit('/customers', { name: 'Planted' }, headers);
      expect([answer.status, answer.text.includes('WEB_CROSS_ORIGIN')]).to.deep.equal([403, true]);
    }
    const { total } = await app().view((tx) => app().container.resolve(CUSTOMER_SERVICE).search(tx, { page: 1, pageSize: 1 }));
    expect(total).to.equal(0);
    expect(
      (await browser.submit('/customers', { name: 'Typed', billingType: 'manual' }, { 'Sec-Fetch-Site': '', Origin: app().url })).status,
    ).to.equal(303);
  });

  it('sends pages that run no scripts but our own, are not framed and are not kept', async () => {
    const { headers, text } = await (await AdminBrowser.signedIn(app())).get('/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).to.include("script-src 'self';").and.include("frame-ancestors 'none'").and.include("form-action 'self'");
    expect(policy).not.to.match(/script-src[^;]*unsafe/);
    expect(headers.get('referrer-policy')).to.equal('same-origin');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect(headers.get('strict-transport-security')).to.equal(null);
    expect(text).not.to.match(/<script(?![^>]* src="\/assets\/)|<style|\son\w+=/);
  });

  it('serves its files for ever under the version they have, and nothing beside them', async () => {
    const browser = new AdminBrowser(app().url);
    const [, version = ''] = /\/assets\/(\w+)\/app\.css/.exec((await browser.get('/sign-in')).text) ?? [];
    const files = {
      'app.css': 'text/css',
      'tabler.css': 'text/css',
      'htmx.js': 'javascript',
      'app.js': 'javascript',
      'favicon.svg': 'image/svg',
    };
    for (const [name, type] of Object.entries(files)) {
      const { status, headers } = await browser.get(`/assets/${version}/${name}`);
      expect(status, name).to.equal(200);
      expect(headers.get('content-type')).to.include(type);
      expect(headers.get('cache-control')).to.equal('max-age=31536000,immutable');
    }
    expect((await browser.get('/assets/older/app.css')).headers.get('cache-control')).to.equal('max-age=0');
    for (const path of [`/assets/${version}/..%2f..%2fpackage.json`, `/assets/${version}/constructor`, '/assets/app.css']) {
      expect((await browser.get(path)).status, path).to.be.oneOf([404]);
    }
  });

  it('says in words, with a code, that there is nothing at an address; to the API in JSON, to a piece of a page in a piece', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const page = await browser.get('/nowhere');
    expect([page.status, page.text.startsWith('<!doctype html>'), page.text.includes('PAGE_UNKNOWN')]).to.deep.equal([404, true, true]);
    const piece = await browser.getPart('/customers/999999', 'customers');
    expect([piece.status, piece.text.includes('<html'), piece.text.includes('CUSTOMER_UNKNOWN')]).to.deep.equal([404, false, true]);
    const api = await browser.get('/api/v1/nowhere');
    expect(api.status).to.equal(404);
    expect(JSON.parse(api.text)).to.have.nested.property('error.code');
  });

  it('answers a load balancer without a session', async () => {
    const answer = await new AdminBrowser(app().url).get('/healthz');
    expect([answer.status, answer.text]).to.deep.equal([200, '{"status":"ok"}']);
  });

  it('compresses pages', async () => {
    const { headers } = await (await AdminBrowser.signedIn(app())).get('/customers', { 'Accept-Encoding': 'br' });
    expect(headers.get('content-encoding')).to.equal('br');
  });
});
