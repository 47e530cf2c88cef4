import { expect } from 'chai';
import { forEachDatabase } from '../../testing/each-database.js';
import { permissionsOf } from './api-route.js';
import { API_ROUTES } from './api-routes.js';
import { type ApiUnderTest, startApi } from './testing/api-story.js';
import type { CheckedApiClient, ErrorAnswer } from './testing/checked-api-client.js';

const examplePath = (path: string): string => path.replaceAll(/\{\w+\}/g, 'x');

forEachDatabase((testDatabase) => {
  if (testDatabase.name !== 'SQLite') return;
  describe('the API refuses', () => {
    let tested: ApiUnderTest;
    let api: CheckedApiClient;

    before(async function start() {
      this.timeout(60_000);
      tested = await startApi(await testDatabase.createMigrated());
      ({ api } = tested);
    });
    after(async () => {
      await tested?.application.stop();
      await testDatabase.close();
    });

    async function refusal(path: string, body: unknown): Promise<ErrorAnswer['error']> {
      const answer = await api.post<ErrorAnswer>(path, body);
      expect(answer.status).to.equal(422);
      return answer.body.error;
    }

    it('every call without a token, and with a wrong one', async () => {
      for (const { method, path } of API_ROUTES) {
        const without = await api.withToken('').call<ErrorAnswer>(method, examplePath(path));
        expect(without.status, `${method} ${path}`).to.equal(401);
        expect(without.headers.get('WWW-Authenticate')).to.equal('Bearer');
        expect(without.body.error.code).to.equal('TOKEN_MISSING');
      }
      const wrong = await api.withToken('made-up').get<ErrorAnswer>('/customers');
      expect([wrong.status, wrong.body.error.code]).to.deep.equal([401, 'TOKEN_REFUSED']);
    });

    it('every call whose permission the token lacks, naming it', async () => {
      const powerless = await tested.clientWith();
      for (const route of API_ROUTES) {
        const [first] = permissionsOf(route);
        if (first === undefined) continue;
        const { status, body } = await powerless.call<ErrorAnswer>(route.method, examplePath(route.path));
        expect(status, `${route.method} ${route.path}`).to.equal(403);
        expect(body.error.message).to.include(first);
      }
      expect((await powerless.get('/system/info')).status).to.equal(200);
    });

    it('nothing where one of several permissions is there', async () => {
      expect((await (await tested.clientWith('radius.read')).get('/routers')).status).to.equal(200);
      expect((await (await tested.clientWith('plans.write')).get('/plans')).status).to.equal(200);
    });

    it('to give more permissions than the caller has', async () => {
      const clerk = await tested.clientWith('accounts.manage', 'customers.read');
      const more = await clerk.post<ErrorAnswer>('/tokens', { name: 'more', permissions: ['customers.read', 'secrets.read'] });
      expect([more.status, more.body.error.code]).to.deep.equal([403, 'PERMISSION_MISSING']);
      expect((await clerk.post('/tokens', { name: 'same', permissions: ['customers.read'] })).status).to.equal(201);
    });

    it('to give anyone the password of an admin who may do more', async () => {
      const clerk = await tested.clientWith('accounts.manage', 'customers.read');
      const [admin] = (await clerk.get<{ items: { id: string }[] }>('/admins')).body.items;
      const reset = await clerk.post<ErrorAnswer>(`/admins/${admin?.id}/reset-password`);
      expect([reset.status, reset.body.error.code]).to.deep.equal([403, 'PERMISSION_MISSING']);
      const draft = { login: 'mighty', name: 'x', password: 'correct horse', permissions: ['*'] };
      expect((await clerk.post('/admins', draft)).status).to.equal(403);
    });

    it('what does not match its schema, naming the field', async () => {
      expect(await refusal('/customers', {})).to.deep.equal({ code: 'REQUEST_INVALID', message: 'name is missing', field: 'name' });
      expect(await refusal('/customers', { name: 'x', colour: 'red' })).to.include({ field: 'colour' });
      expect(await refusal('/customers', [])).to.include({ code: 'REQUEST_INVALID' });
      expect(await refusal('/plans', { name: 'x', priceMinor: 1.5, downloadBitsPerSecond: 1000, uploadBitsPerSecond: 1000 })).to.include({
        field: 'priceMinor',
      });
      expect(await refusal('/customers', { name: 'x', billingType: 'made-up' })).to.include({ field: 'billingType' });
    });

    it('query parameters that it does not know or cannot read', async () => {
      for (const path of [
        '/customers?pageSize=many',
        '/customers?page=0',
        '/customers?colour=red',
        '/plans?page=1',
        '/usage?from=2026-02-30',
        '/usage?by=week',
        '/sessions/who-had?address=10.0.0&at=2026-11-22T14:05:00Z',
        '/sessions/who-had?address=10.0.0.1&at=noon',
        '/sessions/who-had?address=10.0.0.1',
      ]) {
        expect((await api.get(path)).status, path).to.equal(422);
      }
    });

    it('a body that is no JSON', async () => {
      const broken = await api.call<ErrorAnswer>('POST', '/customers', { body: '{"name":' });
      expect(broken.status).to.equal(400);
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const form = await api.call<ErrorAnswer>('POST', '/customers', { body: 'name=x', headers });
      expect([form.status, form.body.error.code]).to.deep.equal([422, 'REQUEST_NOT_JSON']);
    });

    it('what is not there', async () => {
      const answers = await Promise.all(
        [
          '/customers/1',
          '/customers/nobody',
          '/services/none',
          '/services/by-login/none',
          '/plans/none',
          '/routers/none',
          '/addons/none',
        ].map((path) => api.get<ErrorAnswer>(path)),
      );
      for (const { status, body } of answers) {
        expect(status).to.equal(404);
        expect(body.error.code).to.match(/_UNKNOWN$/);
      }
      expect((await api.get<ErrorAnswer>('/nonsense')).body.error.code).to.equal('ROUTE_UNKNOWN');
      const wrongMethod = await api.call<ErrorAnswer>('DELETE', '/customers');
      expect([wrongMethod.status, wrongMethod.body.error.code]).to.deep.equal([404, 'METHOD_UNKNOWN']);
      expect(wrongMethod.headers.get('Allow')).to.include('POST');
    });

    it('to let answers be kept by anyone on the way', async () => {
      expect((await api.get('/customers')).headers.get('Cache-Control')).to.equal('no-store');
    });
  });
});
