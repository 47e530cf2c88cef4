import { expect } from 'chai';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { aTax, DOCUMENT_SERVICE, DOCUMENT_SETTINGS_SERVICE, forEachApplication, TAX_SERVICE } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { CHANGE_PREVIEWER } from './change-preview.js';

forEachApplication('Days that are given back', '2026-11-16T08:00:00Z', (app) => {
  const story = new BillingStory(app);
  const television = { priceMinor: 100_000, isTaxIncluded: false, taxCode: 'reduced', revenue: 'recurring' } as const;
  const reduced = { code: 'reduced', title: 'VAT reduced' } as const;
  const yearly = { anchorDay: 1, periodMonths: 12 };

  const define = (rate: { code: string; title: string; ratePartsPerMillion: number; validFrom: string }) =>
    app().write((tx) => app().container.resolve(TAX_SERVICE).define(tx, rate));
  const companyTax = (defaultTaxCode: string | null) =>
    app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode }));
  const treat = (customerId: string, treatment: 'standard' | 'reverse-charge') =>
    app().write((tx) => app().container.resolve(TAX_SERVICE).setProfile(tx, customerId, { treatment, taxNumber: 'CZ699000000' }));
  const latest = (customerId: string) =>
    app().view(async (tx) => {
      const service = app().container.resolve(DOCUMENT_SERVICE);
      const { documents } = await service.search(tx, { customerId, page: 1, pageSize: 1 });
      const document = await service.get(tx, documents[0]?.id ?? '');
      const taxes = document.taxes.map(
        ({ taxCode, ratePartsPerMillion, taxMinor }) => `${taxCode} ${ratePartsPerMillion / 10_000} % ${taxMinor}`,
      );
      return { kind: document.kind, totalMinor: document.totalMinor, taxes };
    });
  /** A year from January 2027, billed on its first day. */
  const billedYear = async () => {
    await app().moveTo('2027-01-01T08:00:00Z');
    const customer = await story.customer(yearly);
    const line = await story.line(customer.id, television);
    await story.billNow(customer.id);
    return { customer, line };
  };
  const stop = async (customerId: string, serviceId: string) => {
    const preview = await app().view((tx) => app().container.resolve(CHANGE_PREVIEWER).preview(tx, serviceId, { status: 'stopped' }));
    await story.change(serviceId, { status: 'stopped' });
    await story.billNow(customerId);
    const given = await latest(customerId);
    expect(preview.totalMinor).to.equal(0 - given.totalMinor);
    expect((await app().verifyBooks()).findings).to.deep.equal([]);
    return given;
  };

  beforeEach(async () => {
    await aTax(app());
    await define({ ...reduced, ratePartsPerMillion: 120_000, validFrom: '2020-01-01' });
  });

  it('hold the tax at the rate that they were charged with, when the rate has changed in between', async () => {
    const { customer, line } = await billedYear();
    expect(await latest(customer.id)).to.deep.include({ totalMinor: 1_344_000 });
    await define({ ...reduced, ratePartsPerMillion: 150_000, validFrom: '2027-07-01' });
    await app().moveTo('2027-07-01T08:00:00Z');
    expect(await stop(customer.id, line.id)).to.deep.equal({ kind: 'credit-note', totalMinor: 677_524, taxes: ['reduced 12 % 72592'] });
  });

  it('hold the tax that was charged, when the customer owes it by now, and none that the customer owed then', async () => {
    const { customer, line } = await billedYear();
    await app().moveTo('2027-07-01T08:00:00Z');
    await treat(customer.id, 'reverse-charge');
    expect(await stop(customer.id, line.id)).to.deep.equal({ kind: 'credit-note', totalMinor: 677_524, taxes: ['reduced 12 % 72592'] });
    await app().moveTo('2027-08-01T08:00:00Z');
    await story.change(line.id, { status: 'active' });
    await story.billNow(customer.id);
    expect(await latest(customer.id)).to.deep.equal({ kind: 'invoice', totalMinor: 503_014, taxes: ['reduced 0 % 0'] });
    await treat(customer.id, 'standard');
    await app().moveTo('2027-09-01T08:00:00Z');
    expect(await stop(customer.id, line.id)).to.deep.equal({ kind: 'credit-note', totalMinor: 401_096, taxes: ['reduced 0 % 0'] });
  });

  it('hold the tax of the latest charge, when they were given back and charged again at another rate', async () => {
    const { customer, line } = await billedYear();
    await define({ ...reduced, ratePartsPerMillion: 150_000, validFrom: '2027-07-01' });
    await app().moveTo('2027-04-01T08:00:00Z');
    await story.change(line.id, { status: 'paused' });
    await story.billNow(customer.id);
    await app().moveTo('2027-07-01T08:00:00Z');
    await story.change(line.id, { status: 'active' });
    await story.billNow(customer.id);
    await app().moveTo('2027-08-01T08:00:00Z');
    expect(await stop(customer.id, line.id)).to.deep.equal({ kind: 'credit-note', totalMinor: 578_466, taxes: ['reduced 15 % 75452'] });
  });

  it('hold no tax that the company has had only since', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id, { priceMinor: 3100, isTaxIncluded: false });
    await app().moveTo('2026-12-01T08:00:00Z');
    await story.run();
    await companyTax('standard');
    await app().moveTo('2026-12-11T08:00:00Z');
    expect(await stop(customer.id, line.id)).to.deep.equal({ kind: 'credit-note', totalMinor: 2100, taxes: ['null 0 % 0'] });
  });

  it('are given back by what holds today, where they were charged before that was kept', async () => {
    const { customer, line } = await billedYear();
    await app().write((tx) => sqlOf(tx)('billing_charge').update({ tax: null }));
    await define({ ...reduced, ratePartsPerMillion: 150_000, validFrom: '2027-07-01' });
    await app().moveTo('2027-07-01T08:00:00Z');
    expect(await stop(customer.id, line.id)).to.deep.equal({ kind: 'credit-note', totalMinor: 695_672, taxes: ['reduced 15 % 90740'] });
  });
});
