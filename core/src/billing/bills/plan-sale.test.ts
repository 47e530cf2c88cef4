import { expect } from 'chai';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import {
  AdminBrowser,
  aPlan,
  aTax,
  DOCUMENT_SERVICE,
  DOCUMENT_SETTINGS_SERVICE,
  forEachApplication,
  PLAN_SERVICE,
  rejection,
  TAX_SERVICE,
} from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { BILL_SERVICE } from './bill-service.js';
import { CHANGE_PREVIEWER } from './change-preview.js';
import { ONE_TIME_ITEMS } from './one-time-item-service.js';

forEachApplication('A plan', '2026-11-16T08:00:00Z', (app) => {
  const story = new BillingStory(app);
  const documents = async (customerId: string) => {
    const service = app().container.resolve(DOCUMENT_SERVICE);
    return app().view(async (tx) => {
      const found = await service.search(tx, { customerId, page: 1, pageSize: 20 });
      return Promise.all(found.documents.toReversed().map(({ id }) => service.get(tx, id)));
    });
  };
  const television = { priceMinor: 1000, isTaxIncluded: false, taxCode: 'reduced', revenue: 'recurring' } as const;

  beforeEach(async () => {
    await aTax(app());
    const reduced = { code: 'reduced', title: 'VAT 12 %', ratePartsPerMillion: 120_000, validFrom: '2020-01-01' };
    await app().write((tx) => app().container.resolve(TAX_SERVICE).define(tx, reduced));
    await app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode: 'standard' }));
  });

  it('is billed with its own tax, in the price or on top of it, and booked as what it is', async () => {
    const customer = await story.customer();
    await story.line(customer.id);
    await story.line(customer.id, television);
    await app().moveTo('2026-12-01T08:00:00Z');
    const preview = await story.preview();
    expect(preview.totals).to.deep.include({ customers: 1, documents: 1, invoicedMinor: 7680 });
    expect((await story.issue(preview.run.id)).totals).to.include({ issued: 1, parked: 0, changed: 0 });
    const [invoice] = await documents(customer.id);
    expect(invoice?.totalMinor).to.equal(7680);
    const byRevenue = (kind: string) => invoice?.lines.filter(({ revenue }) => revenue === kind) ?? [];
    const sum = (kind: string, of: 'netMinor' | 'taxMinor') => byRevenue(kind).reduce((total, line) => total + line[of], 0);
    expect([sum('internet', 'netMinor') + sum('internet', 'taxMinor'), sum('internet', 'taxMinor')]).to.deep.equal([6000, 1041]);
    expect([sum('recurring', 'netMinor'), sum('recurring', 'taxMinor')]).to.deep.equal([1500, 180]);
    expect(byRevenue('recurring').map(({ taxCode }) => taxCode)).to.deep.equal(['reduced', 'reduced']);
    const [booked] = (await app().view((tx) =>
      sqlOf(tx)('posting').where('credit_account', 'revenue.recurring').sum({ total: 'amount_minor' }),
    )) as { total: number | string }[];
    expect(Number(booked?.total)).to.equal(1500);
    expect((await app().verifyBooks()).findings).to.deep.equal([]);
  });

  it('is given back as it was charged, and sold anew from the next period', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id, television);
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    await app().moveTo('2026-12-02T08:00:00Z');
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, { isTaxIncluded: true, taxCode: null }));
    await story.run();
    await story.billNow(customer.id);
    expect(await story.documents(customer.id)).to.deep.equal(['invoice 2026-12-01 1680 due 2026-12-15']);
    await app().moveTo('2027-01-01T08:00:00Z');
    await story.run();
    expect((await story.documents(customer.id)).at(-1)).to.equal('invoice 2027-01-01 1000 due 2027-01-15');
    await app().moveTo('2027-01-01T09:00:00Z');
    const other = await story.line(customer.id, television);
    await story.billNow(customer.id);
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, other.planId, { isTaxIncluded: true }));
    await story.change(other.id, { status: 'stopped' });
    await story.billNow(customer.id);
    expect((await story.documents(customer.id)).slice(-2)).to.deep.equal([
      'invoice 2027-01-01 1120 due 2027-01-15',
      'credit-note 2027-01-01 1120',
    ]);
  });

  it('costs who pays no tax the same before as on the document, and is given back by a run where more comes back than is charged', async () => {
    const customer = await story.customer();
    const profile = { treatment: 'reverse-charge', taxNumber: 'CZ699000000' } as const;
    await app().write((tx) => app().container.resolve(TAX_SERVICE).setProfile(tx, customer.id, profile));
    const line = await story.line(customer.id, television);
    const included = await story.line(customer.id);
    const change = app().view((tx) => app().container.resolve(CHANGE_PREVIEWER).preview(tx, line.id, { quantity: 1 }, '2026-12-01'));
    const next = () => app().view((tx) => app().container.resolve(BILL_SERVICE).nextBill(tx, customer.id));
    const foretold = (await next())?.totalMinor;
    expect((await change).totalMinor).to.equal(foretold);
    await app().moveTo('2026-12-01T08:00:00Z');
    const preview = await story.preview();
    expect((await story.issue(preview.run.id)).totals).to.include({ issued: 1, parked: 0, changed: 0 });
    const [invoice] = await documents(customer.id);
    expect([foretold, preview.totals.invoicedMinor, invoice?.taxMinor]).to.deep.equal([invoice?.totalMinor, invoice?.totalMinor, 0]);
    await app().moveTo('2026-12-02T08:00:00Z');
    await story.change(included.id, { status: 'stopped' });
    await story.billNow(customer.id);
    await story.change(line.id, { status: 'stopped' });
    const item = { customerId: customer.id, description: 'Visit', unitPriceMinor: 1100, quantity: 1 };
    await app().write((tx) => app().container.resolve(ONE_TIME_ITEMS).add(tx, item, { idempotencyKey: 'visit' }));
    await app().moveTo('2027-01-01T08:00:00Z');
    expect((await story.run()).totals).to.include({ issued: 1, parked: 0, creditedMinor: 59 });
    expect((await documents(customer.id)).at(-1)).to.include({ kind: 'credit-note', totalMinor: 59 });
  });

  it('is sold so from its page, too', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/plans/new')).text).to.include('the price holds the tax; Internet');
    const form = { name: 'Television', priceMinor: '10.00', downloadBitsPerSecond: '5', uploadBitsPerSecond: '1' };
    await browser.submit('/plans', { ...form, isTaxIncluded: 'no', taxCode: 'reduced', revenue: 'recurring' });
    const [plan] = await app().view((tx) => app().container.resolve(PLAN_SERVICE).list(tx));
    expect(plan).to.include({ isTaxIncluded: false, taxCode: 'reduced', revenue: 'recurring' });
    expect((await browser.get('/plans')).text).to.include('and tax reduced');
    expect((await browser.get(`/plans/${plan?.id}/edit`)).text).to.include('the tax comes on top (reduced); Recurring services');
    expect((await browser.submit(`/plans/${plan?.id}/edit`, { ...form, taxCode: 'luxury' })).text).to.include('no tax rate with the code');
    await browser.submit(`/plans/${plan?.id}/edit`, form);
    expect((await app().view((tx) => app().container.resolve(PLAN_SERVICE).list(tx)))[0]).to.include({
      isTaxIncluded: true,
      taxCode: null,
      revenue: 'internet',
    });
  });

  it('has the tax of the company, in its price, unless it says otherwise, and no tax that there is not', async () => {
    const plan = await aPlan(app());
    expect(plan).to.include({ isTaxIncluded: true, taxCode: null, revenue: 'internet' });
    expect(await rejection(aPlan(app(), { taxCode: 'luxury' }))).to.include({ code: 'PLAN_TAX_UNKNOWN', field: 'taxCode' });
    const change = app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, plan.id, { taxCode: 'luxury' }));
    expect(await rejection(change)).to.include({ code: 'PLAN_TAX_UNKNOWN' });
    expect(await rejection(aPlan(app(), { revenue: 'deposit' as never }))).to.include({ code: 'PLAN_INVALID', field: 'revenue' });
  });
});
