import type { GatewayReport } from '@tapline/sdk';
import { expect } from 'chai';
import { TEST_CLOCK_CONTROL } from '../../application/test-clock-control.js';
import { BILLING_RUNS } from '../../billing/run/billing-run-service.js';
import { CONTRIBUTIONS } from '../../kernel/addons/contribution-registry.js';
import { TemporaryPackages } from '../../kernel/addons/fixtures/temporary-package.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { addonOwner } from '../../kernel/hooks/owner.js';
import { OUTBOX } from '../../kernel/outbox/dispatcher.js';
import { forEachDatabase } from '../../testing/each-database.js';
import { API_ROUTES } from './api-routes.js';
import { type ApiUnderTest, STORY_BEGINS, startApi } from './testing/api-story.js';
import type { CheckedApiClient, ErrorAnswer } from './testing/checked-api-client.js';

interface Identified {
  readonly id: string;
}
interface List<T> {
  readonly items: readonly T[];
}
type Customer = Identified & {
  readonly number: number;
  readonly status: string;
  readonly balanceMinor: number;
  readonly createdAt: string;
};
type Service = Identified & { readonly login: string; readonly ipv4Address: string | null; readonly plan: { readonly name: string } };

const GREETING = { type: 'object', properties: { greeting: { type: 'string' } }, required: ['greeting'], additionalProperties: false };

forEachDatabase((testDatabase) => {
  describe(`the API on ${testDatabase.name}`, () => {
    let tested: ApiUnderTest;
    let api: CheckedApiClient;
    let customer: Customer;
    let service: Service;
    let planId: string;
    let routerId: string;
    let greeter: string;
    const packages = new TemporaryPackages();

    before(async function start() {
      this.timeout(60_000);
      greeter = packages.write({ id: 'greeter', capabilities: ['tables'], config: GREETING }, 'greeter');
      tested = await startApi(await testDatabase.createMigrated(), [greeter]);
      ({ api } = tested);
    });
    after(async () => {
      await tested?.application.stop();
      packages.remove();
      await testDatabase.close();
    });

    it('tells who is there and in which currency', async () => {
      const { body } = await api.get<{ currency: string; currencyExponent: number; caller: { permissions: string[] } }>('/system/info');
      expect(body).to.include({ currency: 'EUR', currencyExponent: 2 });
      expect(body.caller.permissions).to.deep.equal(['*']);
    });

    it('creates, changes and lists plans', async () => {
      const draft = { name: 'Home 50', priceMinor: 4000, downloadBitsPerSecond: 50_000_000, uploadBitsPerSecond: 10_000_000 };
      const created = await api.post<Identified>('/plans', draft);
      expect(created.status).to.equal(201);
      planId = created.body.id;
      expect((await api.get(`/plans/${planId}`)).body).to.deep.include({ ...draft, isArchived: false });
      expect((await api.patch(`/plans/${planId}`, { priceMinor: 4500 })).body).to.deep.include({ priceMinor: 4500 });
      expect((await api.get<List<unknown>>('/plans')).body.items).to.have.length(1);
      const again = await api.post<ErrorAnswer>('/plans', draft);
      expect(again.status).to.equal(409);
      expect(again.body.error).to.include({ code: 'PLAN_NAME_TAKEN', field: 'name' });
    });

    it('creates customers and finds them by id, number and words', async () => {
      const created = await api.post<Customer>('/customers', { name: 'Žofie Nováková', email: 'zofie@example.com' });
      expect(created.status).to.equal(201);
      customer = created.body;
      expect(customer).to.deep.include({ status: 'active', balanceMinor: 0, createdAt: new Date(STORY_BEGINS).toISOString() });
      await api.post('/customers', { name: 'Someone Else' });
      expect((await api.get<Customer>(`/customers/${customer.id}`)).body.number).to.equal(customer.number);
      const byNumber = (await api.get<{ outlook: { summary: string } }>(`/customers/${customer.number}`)).body;
      expect(byNumber.outlook.summary).to.be.a('string');
      const found = await api.get<List<Customer> & { total: number }>('/customers?q=zofie%20novak&status=active&page=1&pageSize=10');
      expect(found.body.total).to.equal(1);
      expect(found.body.items[0]?.id).to.equal(customer.id);
      expect((await api.patch<Customer>(`/customers/${customer.number}`, { phone: '+420 1' })).body).to.deep.include({ phone: '+420 1' });
    });

    it('creates networks and routers, and never shows a secret', async () => {
      const network = await api.post<Identified>('/networks', { name: 'Lines', cidr: '10.20.0.0/24' });
      expect((await api.patch(`/networks/${network.body.id}`, { name: 'Lines east' })).status).to.equal(200);
      expect((await api.get(`/networks/${network.body.id}`)).body).to.deep.include({ cidr: '10.20.0.0/24', name: 'Lines east' });
      expect((await api.get<List<unknown>>('/networks')).body.items[0]).to.deep.include({ usedAddresses: 0, usableAddresses: 254 });
      const router = await api.post<Identified>('/routers', { name: 'East', address: '127.0.0.9', secret: 'top secret phrase' });
      routerId = router.body.id;
      await api.patch(`/routers/${routerId}`, { secret: 'another secret phrase', coaPort: 1700 });
      const retired = await api.post<Identified>('/routers', { name: 'Retired', address: '127.0.0.8', secret: 'top secret phrase' });
      expect((await api.patch(`/routers/${retired.body.id}`, { isEnabled: false })).body).to.include({ isEnabled: false });
      expect((await api.call('DELETE', `/routers/${retired.body.id}`)).status).to.equal(204);
      expect((await api.get(`/routers/${retired.body.id}`)).status).to.equal(404);
      const answers = [router.body, (await api.get(`/routers/${routerId}`)).body, (await api.get('/routers')).body];
      expect(JSON.stringify(answers)).to.include('1700').and.to.not.include('secret');
    });

    it('creates services, explains their access and shows a password to who may see it', async () => {
      const [network] = (await api.get<List<Identified>>('/networks')).body.items;
      const draft = {
        customerId: customer.id,
        planId,
        login: 'zofie/home',
        password: 'pppoe',
        ipv4: { mode: 'pool', networkId: network?.id },
      };
      const created = await api.post<Service>('/services', draft);
      expect(created.status).to.equal(201);
      service = created.body;
      expect(service).to.deep.include({ login: 'zofie/home', ipv4Address: '10.20.0.1' });
      const holders = await api.get<List<unknown>>(`/networks/${network?.id}/addresses?q=zofie`);
      expect(holders.body.items[0]).to.deep.include({ address: '10.20.0.1', state: 'kept', login: 'zofie/home' });
      expect((await api.call('DELETE', `/networks/${network?.id}`)).status, 'in use').to.equal(409);
      const spare = await api.post<Identified>('/networks', { name: 'Spare', cidr: '2001:db8::/48' });
      expect((await api.call('DELETE', `/networks/${spare.body.id}`)).status).to.equal(204);
      expect(service.plan.name).to.equal('Home 50');
      expect((await api.get<Service>(`/services/by-login/${encodeURIComponent('zofie/home')}`)).body.id).to.equal(service.id);
      expect((await api.get<Service>(`/services/${service.id}`)).body.id).to.equal(service.id);
      expect((await api.get<List<Service>>(`/customers/${customer.number}/services`)).body.items).to.have.length(1);
      const path = `/services/${service.id}`;
      expect((await api.get(`${path}/access`)).body).to.deep.include({ isAllowed: true, downloadBitsPerSecond: 50_000_000, reasons: [] });
      expect((await api.patch(path, { status: 'paused' })).body).to.deep.include({ status: 'paused' });
      const access = await api.get<{ isAllowed: boolean; reasons: { source: string; since: string }[] }>(`${path}/access`);
      expect(access.body.isAllowed).to.equal(false);
      expect(access.body.reasons[0]).to.include({ source: 'service', since: new Date(STORY_BEGINS).toISOString() });
      await api.patch(path, { status: 'active' });
      expect((await api.get(`${path}/password`)).body).to.deep.equal({ password: 'pppoe' });
    });

    it('says what a router is told, and sets what happens to lines that are shut', async () => {
      expect((await api.get<List<Identified>>('/radius/drivers')).body.items.map(({ id }) => id)).to.deep.equal(['mikrotik', 'generic']);
      const told = (await api.get<{ attributes: unknown[]; router: Identified | null }>(`/services/${service.id}/answer`)).body;
      expect(told).to.deep.include({ verdict: 'accept', driver: 'MikroTik RouterOS', reason: '' });
      expect(told.attributes).to.deep.include({ name: 'Mikrotik-Rate-Limit', value: '10M/50M' });
      const open = await api.put<ErrorAnswer>('/radius/shut-policy', { actions: { restricted: 'walled-garden' } });
      expect([open.status, open.body.error.code]).to.deep.equal([422, 'SHUT_POLICY_GARDEN_OPEN']);
      await api.put('/radius/shut-policy', { actions: { notActive: 'walled-garden' }, garden: { addressList: 'shut' } });
      expect((await api.get<{ actions: object }>('/radius/shut-policy')).body.actions).to.include({
        notActive: 'walled-garden',
        restricted: 'reject',
      });
      await api.patch(`/services/${service.id}`, { status: 'paused' });
      const garden = (await api.get(`/services/${service.id}/answer?router=${routerId}`)).body;
      expect(garden).to.deep.include({ verdict: 'walled-garden', reason: 'the service is paused' });
      const forbidden = await api.patch<ErrorAnswer>(`/routers/${routerId}/answers`, { attributes: [{ name: 'Class', value: 'x' }] });
      expect(forbidden.body.error).to.include({ code: 'REPLY_ATTRIBUTE_FORBIDDEN', field: 'attributes.0.name' });
      await api.patch(`/routers/${routerId}/answers`, { driverId: 'generic', shutPolicy: { actions: { notActive: 'reject' } } });
      expect((await api.get(`/routers/${routerId}/answers`)).body).to.deep.include({ driverId: 'generic', attributes: [] });
      expect((await api.get(`/services/${service.id}/answer?router=${routerId}`)).body).to.deep.include({
        verdict: 'reject',
        attributes: [],
      });
      await api.patch(`/services/${service.id}`, { status: 'active' });
    });

    it('moves money once for one Idempotency-Key, also for two calls at once', async () => {
      const draft = { customerId: customer.id, amountMinor: 2000, method: 'cash', note: 'at the counter' };
      const key = { 'Idempotency-Key': 'receipt-1' };
      const [first, second] = await Promise.all([
        api.post<Identified>('/payments', draft, key),
        api.post<Identified>('/payments', draft, key),
      ]);
      const third = await api.post<Identified>('/payments', draft, key);
      expect([first.status, second.status, third.status]).to.deep.equal([201, 201, 201]);
      expect(new Set([first.body.id, second.body.id, third.body.id]).size).to.equal(1);
      expect((await api.get(`/customers/${customer.number}/balance`)).body).to.deep.equal({ balanceMinor: 2000 });
      expect((await api.get<List<unknown>>(`/customers/${customer.id}/payments`)).body.items).to.have.length(1);
    });

    it('refuses a payment without a key, and a key that stands for something else', async () => {
      const draft = { customerId: customer.id, amountMinor: 2000 };
      const without = await api.post<ErrorAnswer>('/payments', draft);
      expect(without.status).to.equal(422);
      expect(without.body.error.code).to.equal('IDEMPOTENCY_KEY_MISSING');
      const other = await api.post<ErrorAnswer>('/payments', { ...draft, amountMinor: 1 }, { 'Idempotency-Key': 'receipt-1' });
      expect(other.status).to.equal(409);
      expect(other.body.error.code).to.equal('LEDGER_KEY_REUSED');
      expect((await api.get(`/customers/${customer.id}/balance`)).body).to.deep.equal({ balanceMinor: 2000 });
    });

    it('shows statement and entries, and adds up the ledger', async () => {
      const statement = (await api.get<List<unknown> & { balanceMinor: number }>(`/customers/${customer.id}/statement?limit=5`)).body;
      expect(statement.balanceMinor).to.equal(2000);
      expect(statement.items[0]).to.deep.include({ amountMinor: 2000, kind: 'payment.cash', entryCount: 1 });
      const [entry] = (await api.get<List<unknown>>(`/customers/${customer.id}/entries`)).body.items;
      expect(entry).to.deep.include({ customerAmountMinor: 2000, idempotencyKey: 'payment:receipt-1', source: 'core' });
      expect((await api.get('/ledger/verify')).body).to.deep.include({ isSound: true, findingCount: 0, findings: [] });
    });

    it('issues documents with tax, takes what pays them, and gives back', async () => {
      const owner = (await api.post<Customer>('/customers', { name: 'Firma Beta', email: 'beta@example.net' })).body;
      const key = (name: string) => ({ 'Idempotency-Key': name });
      const put = (path: string, body: unknown) => api.call('PUT', path, { body });
      const rate = { code: 'standard', title: 'VAT 21 %', ratePartsPerMillion: 210_000, validFrom: '2020-01-01' };
      expect((await api.post('/tax-rates', rate)).status).to.equal(201);
      await api.post('/tax-rates', { ...rate, code: 'reduced', ratePartsPerMillion: 120_000 });
      expect((await api.call('DELETE', '/tax-rates/reduced/2020-01-01')).status).to.equal(204);
      expect((await api.get<List<unknown>>('/tax-rates')).body.items).to.deep.equal([rate]);
      const profile = { treatment: 'standard', taxNumber: 'CZ1', registrationNumber: null };
      expect((await put(`/customers/${owner.number}/tax-profile`, profile)).body).to.deep.equal(profile);
      expect((await api.get(`/customers/${owner.number}/tax-profile`)).body).to.deep.equal(profile);
      const settings = (await api.get<object>('/document-settings')).body;
      expect((await put('/document-settings', { ...settings, dueDays: 10 })).body).to.include({ dueDays: 10 });
      const series = { code: 'b', kind: 'invoice', title: 'B', format: 'B{year}{next|4}', resets: 'yearly', isDefault: false };
      expect((await put('/number-series', series)).body).to.deep.equal(series);
      expect((await api.get<List<unknown>>('/number-series')).body.items).to.deep.include(series);
      const line = { description: 'Internet', unitPriceMinor: 12_100, isTaxIncluded: true, taxCode: 'standard', revenue: 'internet' };
      const draft = { kind: 'invoice', customerId: owner.id, lines: [line] };
      expect((await api.post('/documents/preview', draft)).body).to.deep.include({ netMinor: 10_000, taxMinor: 2100, totalMinor: 12_100 });
      const issued = await api.post<Identified & { number: string }>('/documents', draft, key('i1'));
      expect((await api.post<Identified>('/documents', draft, key('i1'))).body.id).to.equal(issued.body.id);
      expect((await api.get<List<unknown>>('/documents?kind=invoice&state=open')).body).to.deep.include({ total: 1, openMinor: 12_100 });
      expect((await api.get<List<unknown>>(`/customers/${owner.number}/open-invoices`)).body.items).to.have.length(1);
      const payment = (
        await api.post<Identified>('/payments', { customerId: owner.id, amountMinor: 20_000, documentIds: [issued.body.id] }, key('p1'))
      ).body;
      expect((await api.get<string>(`/documents/${issued.body.number}/pdf`)).body).to.match(/^%PDF-/);
      const details = (await api.get<{ openMinor: number; allocations: unknown[] }>(`/documents/${issued.body.number}`)).body;
      expect([details.openMinor, details.allocations.length]).to.deep.equal([0, 1]);
      const receipt = await api.post<Identified>(`/payments/${payment.id}/receipt`, undefined);
      expect(receipt.body).to.deep.include({ kind: 'receipt', number: 'R2026000001' });
      const refund = { customerId: owner.id, paymentId: payment.id, amountMinor: 100 };
      expect((await api.post('/refunds', refund, key('r1'))).body).to.deep.include({ paymentId: payment.id, amountMinor: 100 });
      const part = { lines: [{ line: 0, grossMinor: 121 }] };
      expect((await api.post(`/documents/${issued.body.id}/credit-notes`, part, key('c1'))).body).to.deep.include({
        taxMinor: 21,
        totalMinor: 121,
      });
      const other = (await api.post<Identified>('/payments', { customerId: owner.id, amountMinor: 5 }, key('p2'))).body;
      expect((await api.post(`/payments/${other.id}/cancel`, { reason: 'mistake' })).body).to.deep.include({ cancelReason: 'mistake' });
      expect((await api.get(`/payments/${other.id}`)).body).to.deep.include({ cancelReason: 'mistake' });
      expect((await api.get(`/payments?customer=${owner.number}`)).body).to.deep.include({ total: 2, totalMinor: 20_000 });
      const proforma = (await api.post<Identified>('/documents', { ...draft, kind: 'proforma' }, key('f1'))).body;
      const followed = (await api.post<Identified>(`/documents/${proforma.id}/invoice`, undefined)).body;
      expect((await api.post(`/documents/${followed.id}/write-off`, { reason: 'small' }, key('w1'))).status).to.equal(204);
      await api.call('PATCH', `/customers/${owner.number}`, { body: { email: 'owner@example.org' } });
      expect((await api.post<{ address: string }>(`/documents/${followed.id}/mail`)).body.address).to.equal('owner@example.org');
      const kept = (await api.post<Identified>('/document-drafts', draft)).body;
      expect((await put(`/document-drafts/${kept.id}`, { ...draft, note: 'soon' })).status).to.equal(200);
      expect((await api.get<List<unknown>>('/document-drafts')).body.items).to.have.length(1);
      expect((await api.post(`/document-drafts/${kept.id}/issue`, undefined)).body).to.deep.include({ note: 'soon' });
      const thrown = (await api.post<Identified>('/document-drafts', draft)).body;
      expect((await api.call('DELETE', `/document-drafts/${thrown.id}`)).status).to.equal(204);
      const { balanceMinor } = (await api.get<{ balanceMinor: number }>(`/customers/${owner.number}/balance`)).body;
      const account = await api.get<{ closingMinor: number; openingMinor: number }>(
        `/customers/${owner.number}/account-statement?from=2026-10-01&to=2026-10-31`,
      );
      expect(account.body).to.deep.include({ openingMinor: 0, closingMinor: balanceMinor });
      expect((await api.get(`/customers/${owner.number}/balance?asOf=2026-10-04`)).body).to.deep.equal({ balanceMinor: 0 });
      for (const [kind, begin] of [
        ['pdf', '%PDF-'],
        ['csv', 'Date,'],
      ] as const) {
        const file = await api.get<string>(`/customers/${owner.number}/account-statement/${kind}?from=2026-10-01&to=2026-10-31`);
        expect(String(file.body).startsWith(begin)).to.equal(true);
      }
    });

    it('puts a logo on documents and takes it away', async () => {
      const put = (contentBase64: string | null) =>
        api.call<{ issuer: { logoId?: string } } & ErrorAnswer>('PUT', '/document-settings/logo', { body: { contentBase64 } });
      const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
      expect((await put(dot)).body.issuer.logoId).to.match(/^[0-9a-f]{64}$/);
      const settings = (await api.get<object>('/document-settings')).body;
      expect((await api.call('PUT', '/document-settings', { body: settings })).body).to.deep.equal(settings);
      expect((await put('AAAA')).body.error).to.include({ code: 'DOCUMENT_LOGO_WRONG', field: 'logo' });
      expect((await put(null)).body.issuer).to.not.have.property('logoId');
    });

    it('closes months, and opens the latest again', async () => {
      const month = { from: null, through: '2026-09-30', entryCount: 0, turnover: [] };
      const closed = await api.post<{ closedBy: string }>('/ledger/months/2026-09/close');
      expect(closed.body).to.deep.include({ month: '2026-09', ...month });
      expect((await api.get('/ledger/months')).body).to.deep.include({ closedThrough: '2026-09-30', items: [closed.body] });
      expect((await api.post<ErrorAnswer>('/ledger/months/2026-10/close')).body.error.code).to.equal('LEDGER_MONTH_NOT_OVER');
      expect((await api.post('/ledger/months/2026-09/reopen', { reason: 'too early' })).status).to.equal(204);
      expect((await api.get('/ledger/months')).body).to.deep.include({ closedThrough: null, items: [] });
    });

    it('shows sessions and usage with counters beyond 2^53', async () => {
      const octets = '9007199254740993000';
      await tested.application.write(async (tx) => {
        await sqlOf(tx)('radius_session').insert({
          id: 's'.repeat(26),
          identity: 'i'.repeat(43),
          generation: 1,
          router_id: routerId,
          acct_session_id: '80a1',
          service_id: service.id,
          login: service.login,
          ipv4_address: '10.20.0.1',
          delegated_ipv6_prefix: '2001:db8:1:100::/56',
          mac_address: '00:0C:42:1F:2A:3B',
          started_at_ms: Date.parse(STORY_BEGINS),
          last_seen_ms: Date.parse(STORY_BEGINS),
          session_seconds: 0,
          download_octets: sqlOf(tx).raw(octets),
          upload_octets: 5,
        });
        await sqlOf(tx)('usage_day').insert({
          service_id: service.id,
          day: '2026-10-05',
          download_octets: sqlOf(tx).raw(octets),
          upload_octets: 5,
        });
      });
      const online = (await api.get<List<unknown> & { total: number }>(`/sessions?q=zofie&router=${routerId}`)).body;
      expect(online.total).to.equal(1);
      expect(online.items[0]).to.deep.include({
        downloadOctets: octets,
        routerName: 'East',
        customerName: 'Žofie Nováková',
        stoppedAt: null,
      });
      const holders = (await api.get<List<unknown>>('/sessions/who-had?address=10.20.0.1&at=2026-12-01%2009:00')).body.items;
      expect(holders).to.have.length(1);
      expect(holders[0]).to.deep.include({ login: service.login, customerName: 'Žofie Nováková', routerName: 'East' });
      const byPrefix = (await api.get<List<unknown>>('/sessions/who-had?address=2001:db8:1:100::/56&at=2026-12-01%2009:00')).body.items;
      expect(byPrefix[0]).to.deep.include({ login: service.login, delegatedIpv6Prefix: '2001:db8:1:100::/56', ipv6Prefix: null });
      expect((await api.get('/sessions/who-had?address=somewhere&at=2026-12-01%2009:00')).status).to.equal(422);
      expect((await api.get<List<unknown>>('/sessions/who-had?address=10.20.0.1&at=2026-01-01T00:00:00Z')).body.items).to.deep.equal([]);
      for (const of of [`/customers/${customer.id}`, `/services/${service.id}`]) {
        expect((await api.get<List<unknown>>(`${of}/sessions`)).body.items[0]).to.deep.include({ uploadOctets: '5' });
        expect((await api.get<List<unknown>>(`${of}/usage`)).body.items).to.deep.equal([
          { date: '2026-10-05', downloadOctets: octets, uploadOctets: '5' },
        ]);
      }
      await tested.application.write(async (tx) => {
        const counted = { service_id: service.id, download_octets: 3, upload_octets: 2 };
        await sqlOf(tx)('usage_hour').insert({ ...counted, hour_ms: Date.parse('2026-10-04T22:00:00Z') });
        await sqlOf(tx)('usage_month').insert({ ...counted, month: '2026-10' });
      });
      for (const of of [`/customers/${customer.id}`, `/services/${service.id}`, '']) {
        expect((await api.get<List<unknown>>(`${of}/usage?by=hour&from=2026-10-05`)).body.items).to.deep.equal([
          { hour: '2026-10-04T22:00:00.000Z', downloadOctets: '3', uploadOctets: '2' },
        ]);
        expect((await api.get<List<unknown>>(`${of}/usage?by=month`)).body.items).to.deep.equal([
          { month: '2026-10', downloadOctets: '3', uploadOctets: '2' },
        ]);
      }
      expect((await api.get<List<unknown>>('/usage?by=hour&to=2026-10-04')).body.items).to.deep.equal([]);
      expect((await api.get<List<unknown>>('/usage?from=2026-10-01&to=2026-10-04')).body.items).to.deep.equal([]);
      expect((await api.get<List<unknown>>('/usage')).body.items).to.have.length(1);
      expect((await api.get<List<unknown>>('/radius/log?limit=5')).body.items).to.deep.equal([]);
    });

    it('ends a session and tells its line again, says what became of it, and tests a router', async () => {
      const session = `/sessions/${'s'.repeat(26)}`;
      expect((await api.post(`${session}/disconnect`)).status).to.equal(204);
      for (const path of [session, `/routers/${routerId}`]) {
        const { items } = (await api.get<List<{ kind: string; reason: string }>>(`${path}/requests?limit=5`)).body;
        expect(items[0]).to.include({ kind: 'disconnect', reason: 'ended by test' });
      }
      expect((await api.post(`${session}/apply`)).status).to.equal(204);
      await tested.application.write((tx) => sqlOf(tx)('radius_session').update({ stopped_at_ms: 1 }));
      const over = await api.post<ErrorAnswer>(`${session}/disconnect`);
      expect([over.status, over.body.error.code]).to.deep.equal([409, 'SESSION_ENDED']);
      expect((await api.post<ErrorAnswer>('/sessions/none/apply')).body.error.code).to.equal('SESSION_UNKNOWN');
      const { body } = await api.post<{ verdict: string; steps: { cure: string }[] }>(`/routers/${routerId}/test`);
      expect(body.verdict).to.equal('fault');
      expect(body.steps[0]?.cure).to.include('/radius incoming set accept=yes port=1700');
      await api.patch(`/routers/${routerId}`, { coaPolicy: 'none' });
      expect((await api.post<{ verdict: string }>(`/routers/${routerId}/test`)).body.verdict).to.equal('ok');
      expect((await api.get<List<unknown>>('/customers?shut=true')).body.items).to.deep.equal([]);
    });

    it('lists add-ons and billing types, and takes an add-on in and out', async () => {
      expect((await api.get<List<Identified>>('/addons')).body.items.map(({ id }) => id)).to.include('greeter');
      const path = '/addons/greeter';
      expect((await api.get(path)).body).to.deep.include({ id: 'greeter', state: 'needs-config' });
      expect((await api.call('PUT', `${path}/config`, { body: { greeting: 'Hello' } })).body).to.deep.include({ state: 'disabled' });
      expect((await api.post(`${path}/enable`)).body).to.deep.include({ isEnabled: true, state: 'running' });
      expect((await api.post(`${path}/disable`)).body).to.deep.include({ isEnabled: false, state: 'disabled' });
      expect((await api.call('DELETE', path)).status).to.equal(204);
      expect((await api.get<ErrorAnswer>(path)).body.error.code).to.equal('ADDON_UNKNOWN');
      const back = await api.post('/addons', { package: greeter });
      expect(back.status).to.equal(201);
      expect(back.body).to.deep.include({ id: 'greeter', config: { greeting: 'Hello' } });
      const wrong = await api.post<ErrorAnswer>('/addons', { package: '/etc' });
      expect(wrong.body.error).to.include({ code: 'ADDON_PACKAGE_NAME', field: 'package' });
      const { items } = (await api.get<List<Identified>>('/billing-types')).body;
      expect(items.map(({ id }) => id)).to.include('manual');
    });

    it('shows events that were not taken, and retries or skips them', async () => {
      const outbox = tested.application.container.resolve(OUTBOX);
      let isBroken = true;
      await outbox.subscribe('broken', 'customer.created', async () => {
        if (isBroken) throw new Error('it is broken');
      });
      await api.post('/customers', { name: 'First' });
      await api.post('/customers', { name: 'Second' });
      await outbox.drain();
      const failures = (await api.get<List<{ consumer: string; position: number; state: string; error: string }>>('/events/failures')).body
        .items;
      expect(failures).to.have.length(2);
      expect(failures[0]).to.deep.include({ consumer: 'broken', state: 'retrying', error: 'it is broken' });
      expect((await api.post(`/events/failures/broken/${failures[0]?.position}/skip`)).status).to.equal(204);
      isBroken = false;
      expect((await api.post(`/events/failures/broken/${failures[1]?.position}/retry`)).status).to.equal(204);
      await outbox.drain();
      expect((await api.get<List<unknown>>('/events/failures')).body.items).to.deep.equal([]);
      const unknown = await api.post<ErrorAnswer>('/events/failures/broken/nonsense/skip');
      expect(unknown.body.error.code).to.equal('OUTBOX_FAILURE_UNKNOWN');
      outbox.unsubscribe('broken');
    });

    it('gives out tokens and revokes them', async () => {
      const made = await api.post<{ id: string; token: string }>('/tokens', { name: 'shop', permissions: ['customers.read'] });
      expect(made.status).to.equal(201);
      const shop = api.withToken(made.body.token);
      expect((await shop.get('/customers')).status).to.equal(200);
      expect((await api.call('DELETE', `/tokens/${made.body.id}`)).status).to.equal(204);
      expect((await shop.get('/customers')).status).to.equal(401);
      const { items } = (await api.get<List<{ id: string; revokedAt: string | null }>>('/tokens')).body;
      expect(items.find(({ id }) => id === made.body.id)?.revokedAt).to.be.a('string');
      expect(JSON.stringify(items)).to.not.include(made.body.token);
    });

    it('creates admins and gives one who has lost the password another', async () => {
      const draft = { login: 'anna', name: 'Anna', password: 'correct horse', permissions: ['customers.read'] };
      const made = await api.post<Identified>('/admins', draft);
      expect(made.status).to.equal(201);
      expect((await api.get<List<{ login: string }>>('/admins')).body.items.map(({ login }) => login)).to.deep.equal(['admin', 'anna']);
      const reset = await api.post<{ oneTimePassword: string }>(`/admins/${made.body.id}/reset-password`);
      expect(reset.body.oneTimePassword).to.have.length(19);
    });

    it('lets an admin log in to routers, and takes that away again', async () => {
      const { body: admin } = await api.post<Identified>('/admins', {
        login: 'petra',
        name: 'Petra',
        password: 'correct horse',
        permissions: [],
      });
      const path = `/admins/${admin.id}/router-login`;
      const groups = async () => (await api.get<List<{ adminId: string; group: string }>>('/router-logins')).body.items;
      const refused = await api.call('PUT', path, { body: { group: 'read' } });
      expect((refused.body as ErrorAnswer).error).to.include({ code: 'ROUTER_LOGIN_PASSWORD_MISSING', field: 'password' });
      expect((await api.call('PUT', path, { body: { group: 'read', password: 'for routers only' } })).status).to.equal(204);
      expect((await api.call('PUT', path, { body: { group: 'full' } })).status).to.equal(204);
      expect(await groups()).to.deep.equal([{ adminId: admin.id, group: 'full' }]);
      expect((await api.call('DELETE', path)).status).to.equal(204);
      expect(await groups()).to.deep.equal([]);
    });

    it('lets a customer sign in to the portal, and takes that away again', async () => {
      const path = `/customers/${customer.number}/portal-login`;
      expect((await api.get<ErrorAnswer>(path)).body.error.code).to.equal('PORTAL_LOGIN_UNKNOWN');
      const made = (await api.put(path, { login: 'Zofie@Example.com' })).body;
      expect(made).to.include({ customerId: customer.id, login: 'zofie@example.com', hasPassword: false });
      expect((await api.put(path, { login: 'zofie', password: 'correct horse' })).body).to.include({ login: 'zofie', hasPassword: true });
      expect(JSON.stringify((await api.get(path)).body)).not.to.include('correct horse');
      const weak = await api.put<ErrorAnswer>(path, { login: 'zofie', password: 'short' });
      expect([weak.status, weak.body.error.field]).to.deep.equal([422, 'password']);
      expect((await api.post(`${path}/invite`)).status).to.equal(204);
      expect((await api.call('DELETE', path)).status).to.equal(204);
      expect((await api.get(path)).status).to.equal(404);
    });

    it('moves a test clock and says so where there is none', async () => {
      const refused = await api.post<ErrorAnswer>('/clock', { advance: '1d' });
      expect(refused.status).to.equal(409);
      expect(refused.body.error.code).to.equal('CLOCK_IS_REAL');
      const { application } = tested;
      application.container.register(TEST_CLOCK_CONTROL, { useValue: { moveTo: (instantMs: number) => application.moveTo(instantMs) } });
      expect((await api.post('/clock', { advance: '1d12h' })).body).to.deep.include({
        now: '2026-10-06T20:00:00.000Z',
        today: '2026-10-06',
      });
      expect((await api.post('/clock', { to: '2026-10-08' })).body).to.deep.include({
        now: '2026-10-07T22:00:00.000Z',
        today: '2026-10-08',
      });
      expect((await api.get('/clock')).body).to.deep.include({ now: '2026-10-07T22:00:00.000Z' });
      expect((await api.post<ErrorAnswer>('/clock', { to: 'soon' })).body.error).to.include({ code: 'INSTANT_UNREADABLE', field: 'to' });
    });

    it('shows jobs, and in the audit log who did all this', async () => {
      expect((await api.get('/jobs')).status).to.equal(200);
      const { items } = (await api.get<List<{ action: string; actorKind: string }>>('/audit?limit=200')).body;
      const actions = items.filter(({ actorKind }) => actorKind === 'token').map(({ action }) => action);
      expect(actions).to.include.members([
        'customer.create',
        'payment.record',
        'service.readPassword',
        'addon.disable',
        'event.skip',
        'clock.move',
      ]);
      expect((await api.get<List<unknown>>(`/audit?subject=customer:${customer.id}`)).body.items).to.have.length.above(0);
    });

    it('switches the debug log of RADIUS on for a while, and off', async () => {
      const router = await api.post<Identified & { endsAt: string; startedAt: string }>('/radius/debug', { kind: 'router', value: 'east' });
      expect(router.body).to.include({ kind: 'router', value: routerId, title: 'East' });
      expect(Date.parse(router.body.endsAt) - Date.parse(router.body.startedAt)).to.equal(15 * 60_000);
      const mac = await api.post<Identified>('/radius/debug', { kind: 'mac', value: '000c.4201.0203', minutes: 240 });
      expect(mac.body).to.include({ value: '00:0C:42:01:02:03' });
      for (const wrong of [
        { kind: 'router', value: 'West' },
        { kind: 'mac', value: 'x' },
        { kind: 'user', value: 'x', minutes: 241 },
      ])
        expect((await api.post('/radius/debug', wrong)).status, JSON.stringify(wrong)).to.equal(422);
      await api.call('DELETE', `/radius/debug/${mac.body.id}`);
      expect((await api.get<List<Identified>>('/radius/debug')).body.items.map(({ id }) => id)).to.deep.equal([router.body.id]);
      await api.call('DELETE', '/radius/debug');
      expect((await api.get<List<Identified>>('/radius/debug')).body.items).to.deep.equal([]);
      expect((await api.call('DELETE', `/radius/debug/${mac.body.id}`)).status).to.equal(404);
      expect((await api.get<List<unknown>>('/radius/debug/log')).body.items).to.deep.equal([]);
      const reader = await tested.clientWith('radius.read');
      expect((await reader.post('/radius/debug', { kind: 'user', value: 'x' })).status).to.equal(403);
      const { items } = (await api.get<List<{ action: string }>>('/audit?limit=200')).body;
      expect(items.map(({ action }) => action)).to.include.members(['radius.debug-on', 'radius.debug-off']);
    });

    it('tests a login, and says so where no RADIUS answers', async () => {
      const { body } = await api.post<{ verdict: string; steps: { title: string; cure: string }[] }>('/radius/test', { login: 'nobody' });
      expect(body.verdict).to.equal('fault');
      expect(body.steps.map(({ title }) => title)).to.include.members(['Service', 'RADIUS server']);
      expect(body.steps.find(({ title }) => title === 'RADIUS server')?.cure).to.include('start RADIUS on this machine');
    });

    it('tells how each router does', async () => {
      const { body } = await api.get<{ routers: readonly unknown[] }>('/radius/health');
      expect(body.routers[0]).to.deep.include({ routerId, routerName: 'East', requests: 0, lastRequestAt: null });
    });

    it('words messages, and shows what became of them', async () => {
      const kind = '/message-kinds/payment.received';
      const template = { subject: 'Thanks, {{ customer.name }}', text: '{{ amountMinor | money }}', short: 'Thanks' };
      expect((await api.get<List<Identified>>('/message-kinds')).body.items.map(({ id }) => id)).to.include('payment.received');
      expect((await api.call<{ isChanged: boolean }>('PATCH', kind, { body: { template, channels: [] } })).body.isChanged).to.equal(true);
      const wrong = await api.call<{ field: string }>('PATCH', kind, { body: { template: { ...template, text: '{{ nothing }}' } } });
      expect(wrong.status).to.equal(422);
      expect((await api.call<{ isChanged: boolean }>('DELETE', kind)).body.isChanged).to.equal(false);
      const { items } = (await api.get<List<Identified & { state: string }>>(`/messages?customer=${customer.id}`)).body;
      expect(items.map(({ state }) => state)).to.include('skipped');
      const again = await api.post(`/messages/${items[0]?.id}/send-again`);
      expect(again.status).to.equal(204);
      expect((await api.post('/messages/nothing/send-again')).status).to.equal(404);
      expect((await api.get(`/messages?before=${items[0]?.id}`)).status).to.equal(200);
    });

    it('keeps the wordings of a message, and says which plans name them', async () => {
      const contribute = tested.application.container.resolve(CONTRIBUTIONS).add(addonOwner('lamp', 'Lamp'));
      const template = { subject: '{{ watts }} W', text: 'It takes {{ watts }} W', html: null, short: '{{ watts }} W' };
      const variables = { watts: { description: 'how much', example: 40 } };
      contribute.notificationKind({ id: 'lamp.on', title: 'On', when: 'It is.', variables, template, hasWordings: true });
      contribute.planSection({
        title: 'Lamp',
        settings: { type: 'object', properties: { words: { type: 'string', 'x-wording-of': 'lamp.on' } }, additionalProperties: false },
        wordings: ({ words }) => [{ kind: 'lamp.on', wording: String(words), field: 'words' }],
      });
      const draft = { name: 'Lit', priceMinor: 4000, downloadBitsPerSecond: 1_000_000, uploadBitsPerSecond: 1_000_000 };
      const plan = `/plans/${(await api.post<Identified>('/plans', draft)).body.id}`;
      const path = '/message-kinds/lamp.on/wordings';
      const added = await api.post<Identified>(path, { name: 'Bright' });
      expect([added.status, added.body]).to.deep.equal([201, { id: added.body.id, kind: 'lamp.on', name: 'Bright', template, usedBy: [] }]);
      await api.patch(plan, { addonSettings: { lamp: { words: 'Bright' } } });
      expect((await api.get<List<object>>(path)).body.items).to.deep.equal([{ ...added.body, usedBy: ['Lit'] }]);
      const unknown = await api.patch<ErrorAnswer>(plan, { addonSettings: { lamp: { words: 'Dim' } } });
      expect([unknown.status, unknown.body.error.code, unknown.body.error.field]).to.deep.equal([
        422,
        'PLAN_WORDING_UNKNOWN',
        'addonSettings.lamp.words',
      ]);
      const one = `${path}/${added.body.id}`;
      const changed = await api.patch<{ template: object }>(one, { template: { ...template, subject: 'Light' } });
      expect(changed.body.template).to.deep.equal({ ...template, subject: 'Light' });
      const wrong = await api.patch<ErrorAnswer>(one, { template: { ...template, text: '{{ wats }}' } });
      expect([wrong.status, wrong.body.error.code]).to.deep.equal([422, 'NOTIFICATION_TEMPLATE_INVALID']);
      expect((await api.call('DELETE', one)).status).to.equal(204);
      expect((await api.call('DELETE', one)).status).to.equal(404);
      expect((await api.post('/message-kinds/payment.received/wordings', { name: 'Bright' })).status).to.equal(409);
    });

    it('bills by runs that are previewed, and shows and plans what comes next of a customer', async () => {
      const payer = (await api.post<Customer>('/customers', { name: 'Payer', billingType: 'recurring' })).body;
      const draft = { customerId: payer.id, planId, login: 'payer', password: 'secret' };
      const line = (await api.post<Service>('/services', draft)).body;
      const item = { customerId: payer.id, description: 'Installation', unitPriceMinor: 5000 };
      const key = (value: string) => ({ 'Idempotency-Key': value });
      const added = (await api.post<Identified>('/billing/items', item, key('b1'))).body;
      expect((await api.post<Identified>('/billing/items', item, key('b1'))).body.id).to.equal(added.id);
      expect((await api.call('DELETE', `/billing/items/${added.id}`)).status).to.equal(204);
      const changes = { quantity: 2 };
      expect((await api.post(`/services/${line.id}/change-preview`, { changes })).status).to.equal(200);
      const planned = await api.post<Identified>(`/services/${line.id}/planned-changes`, { date: '2099-01-01', changes });
      expect(planned.status).to.equal(201);
      const coming = (await api.get<{ scheduledChanges: unknown[] }>(`/customers/${payer.number}/billing`)).body;
      expect(coming.scheduledChanges).to.have.length(1);
      expect((await api.call('DELETE', `/planned-changes/${planned.body.id}`)).status).to.equal(204);
      expect((await api.post(`/customers/${payer.id}/promise`, { until: '2099-01-01' })).status).to.equal(204);
      const untilOver = async (id: string): Promise<string> => {
        await tested.application.container.resolve(BILLING_RUNS).work();
        const { run } = (await api.get<{ run: { state: string } }>(`/billing/runs/${id}`)).body;
        return run.state === 'previewing' || run.state === 'issuing' ? untilOver(id) : run.state;
      };
      await api.post('/clock', { advance: '40d' });
      const given = (await api.post<Identified>('/billing/runs', {})).body;
      await untilOver(given.id);
      expect((await api.get<List<unknown>>(`/billing/runs/${given.id}/customers`)).body.items).to.have.length(1);
      expect((await api.post(`/billing/runs/${given.id}/discard`)).status).to.equal(200);
      const { id } = (await api.post<Identified>('/billing/runs', {})).body;
      await untilOver(id);
      expect((await api.post(`/billing/runs/${id}/confirm`, { force: true })).status).to.equal(200);
      expect(await untilOver(id)).to.equal('issued');
      expect((await api.get<List<unknown>>('/billing/runs')).body.items).to.have.length(2);
      expect((await api.post<{ documents: string[] }>(`/customers/${payer.id}/bill-now`)).body.documents).to.deep.equal([]);
    });

    it('shows and works on payments through gateways', async () => {
      expect((await api.get<List<unknown>>('/payment-gateways')).body.items).to.deep.equal([]);
      const unknown = await api.post<ErrorAnswer>(
        '/checkouts',
        { gatewayId: 'teller', customerId: customer.id },
        { 'Idempotency-Key': 'c1' },
      );
      expect(unknown.body.error.code).to.equal('GATEWAY_UNKNOWN');
      const owner = { id: 'test', actor: { kind: 'addon', id: 'test', name: 'Test' } } as const;
      const reports = [] as GatewayReport[];
      const { container } = tested.application;
      container
        .resolve(CONTRIBUTIONS)
        .add(owner)
        .paymentGateway({
          kind: 'redirect',
          id: 'teller',
          title: 'Teller',
          description: { en: 'At the teller', cs: 'U přepážky' },
          obstacle: () => null,
          start: ({ attempt: { id } }) =>
            Promise.resolve({
              kind: 'redirect',
              reference: `O-${id}`,
              url: `https://teller.example/${id}`,
              expiresAtMs: 4_000_000_000_000,
            }),
          settle: () => Promise.resolve(reports.shift() ?? { attempt: { reference: 'O' } }),
          refund: () => Promise.resolve({ kind: 'taken', reference: 'R-1', status: 'completed' }),
        });
      expect((await api.get<List<unknown>>('/payment-gateways')).body.items).to.have.length(1);
      const draft = { gatewayId: 'teller', customerId: String(customer.number), amountMinor: 1500 };
      const begun = await api.post<{ url: string; attempt: Identified }>('/checkouts', draft, { 'Idempotency-Key': 'c2' });
      const path = `/payment-attempts/${begun.body.attempt.id}`;
      expect([begun.status, begun.body.url]).to.deep.equal([201, `https://teller.example/${begun.body.attempt.id}`]);
      const capture = { reference: 'C-1', status: 'completed', amountMinor: 1400, currency: 'EUR', feeMinor: 30 } as const;
      reports.push({ attempt: { reference: 'O' }, captures: [capture] });
      expect((await api.post<{ state: string }>(`${path}/check`)).body.state).to.equal('review');
      expect((await api.post<{ state: string }>(`${path}/accept`)).body.state).to.equal('paid');
      const back = await api.post<{ status: string }>(`${path}/refunds`, { amountMinor: 400 }, { 'Idempotency-Key': 'c3' });
      expect([back.status, back.body.status]).to.deep.equal([201, 'taken']);
      const shown = (await api.get<{ returnedMinor: number; history: unknown[] }>(path)).body;
      expect(shown.returnedMinor).to.equal(400);
      expect(shown.history).to.have.length.greaterThan(3);
      expect((await api.get<{ total: number }>('/payment-attempts?gateway=teller&state=partly-returned')).body.total).to.equal(1);
      container.resolve(CONTRIBUTIONS).remove('test');
    });

    it('reports what customers owe and paid', async () => {
      const { items } = (await api.get<List<{ id: string }>>('/reports')).body;
      expect(items.map(({ id }) => id)).to.include('open-invoices');
      for (const { id } of items) {
        const page = (await api.get<List<unknown> & { total: number }>(`/reports/${id}?pageSize=1`)).body;
        expect(page.items).to.have.length(Math.min(1, page.total));
      }
      expect((await api.get<string>('/reports/payments/csv')).body).to.match(/^Month,Method,/);
      expect((await api.get('/reports/revenue?from=2026-02-30')).status).to.equal(422);
    });

    it('lets a router prove itself anew, and gives it a certificate', async () => {
      expect((await api.post(`/routers/${routerId}/forget-message-authenticator`)).status).to.equal(200);
      expect((await api.post(`/routers/${routerId}/radsec-certificate`)).status).to.equal(409);
      expect((await api.patch(`/routers/${routerId}`, { certificateName: 'east.example' })).status).to.equal(200);
      const certificate = await api.post<{ name: string }>(`/routers/${routerId}/radsec-certificate`);
      expect(certificate.status).to.equal(200);
    });

    it('asks add-ons, and keeps their settings on plans', async () => {
      const contribute = tested.application.container.resolve(CONTRIBUTIONS).add(addonOwner('scale', 'Scale'));
      const settings = { type: 'object', properties: { grams: { type: 'integer', minimum: 1 } }, additionalProperties: false } as const;
      contribute.planSection({ title: 'Weight', settings });
      contribute.operation({
        id: 'double',
        title: 'Double',
        description: 'Doubles.',
        icon: 'scale',
        permission: 'customers.read',
        isReadOnly: true,
        input: settings,
        run: ({ input }) => Promise.resolve({ grams: 2 * (input as { grams: number }).grams }),
      });
      const sections = (await api.get<List<{ readonly addon: string }>>('/plan-sections')).body.items;
      expect(sections.filter(({ addon }) => addon === 'scale')).to.deep.equal([{ addon: 'scale', title: 'Weight', settings }]);
      const changed = await api.patch<{ addonSettings: object }>(`/plans/${planId}`, { addonSettings: { scale: { grams: 5 } } });
      expect(changed.body.addonSettings).to.deep.equal({ scale: { grams: 5 } });
      const wrong = await api.patch<ErrorAnswer>(`/plans/${planId}`, { addonSettings: { scale: { grams: 0 } } });
      expect(wrong.body.error).to.include({ code: 'PLAN_SECTION_INVALID', field: 'addonSettings.scale.grams' });
      expect((await api.get<List<Identified>>('/operations')).body.items.map(({ id }) => id)).to.include('double');
      expect((await api.post('/addons/scale/operations/double', { grams: 4 })).body).to.deep.equal({ grams: 8 });
      const refused = await api.post<ErrorAnswer>('/addons/scale/operations/double', { grams: 'many' });
      expect(refused.body.error).to.include({ code: 'OPERATION_INPUT_INVALID', field: 'grams' });
      contribute.operation({
        id: 'sell',
        title: 'Sell',
        description: 'Sells.',
        icon: 'scale',
        permission: 'customers.read',
        isReadOnly: false,
        needsIdempotencyKey: true,
        input: settings,
        run: ({ idempotencyKey }) => Promise.resolve({ idempotencyKey }),
      });
      const without = await api.post<ErrorAnswer>('/addons/scale/operations/sell', {});
      expect(without.body.error.code).to.equal('OPERATION_KEY_MISSING');
      const sold = await api.post('/addons/scale/operations/sell', {}, { 'Idempotency-Key': 'sale-1' });
      expect(sold.body).to.deep.equal({ idempotencyKey: 'sale-1' });
      contribute.operation({
        id: 'name',
        title: 'Name',
        description: 'Names.',
        icon: 'scale',
        permission: 'customers.read',
        isReadOnly: true,
        input: settings,
        run: () => Promise.resolve('the scale'),
      });
      expect((await api.post('/addons/scale/operations/name', {})).body).to.deep.equal({ result: 'the scale' });
      contribute.download({
        id: 'labels',
        title: 'Labels',
        permission: 'customers.read',
        find: ({ key }) =>
          Promise.resolve(key === 'small' ? { filename: 'small.txt', contentType: 'text/plain', content: Buffer.from('5 g') } : undefined),
      });
      expect((await api.get('/addons/scale/files/labels/small')).body).to.equal('5 g');
      expect((await api.get<ErrorAnswer>('/addons/scale/files/labels/large')).body.error.code).to.equal('DOWNLOAD_UNKNOWN');
      const stranger = await tested.clientWith('radius.read');
      expect((await stranger.get('/addons/scale/files/labels/small')).status).to.equal(403);
      expect((await stranger.get<List<unknown>>('/operations')).body.items).to.deep.equal([]);
      expect((await stranger.post('/addons/scale/operations/double', { grams: 4 })).status).to.equal(403);
    });

    it('has been called in every operation', () => {
      const missing = API_ROUTES.map(({ method, path }) => `${method} ${path}`).filter((operation) => !api.answered.has(operation));
      expect(missing).to.deep.equal([]);
    });
  });
});
