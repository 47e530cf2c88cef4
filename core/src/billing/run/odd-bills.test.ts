import { expect } from 'chai';
import { forEachApplication } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { monthBeforeDiscounts } from './billing-run.js';
import { BILLING_RUNS } from './billing-run-service.js';

forEachApplication('A billing run', '2026-11-16T08:00:00Z', (app) => {
  const story = new BillingStory(app);

  it('parks who would be charged many times what was ever charged, until somebody bills that customer by hand', async () => {
    const [usual, odd] = [await story.customer(), await story.customer()];
    await story.line(usual.id);
    const line = await story.line(odd.id);
    for (const month of ['2026-12', '2027-01', '2027-02']) {
      await app().moveTo(`${month}-01T08:00:00Z`);
      expect((await story.run()).totals).to.include({ issued: 2, parked: 0 });
    }
    const fresh = await story.customer();
    await story.line(fresh.id, { priceMinor: 900_000 });
    await story.change(line.id, { unitPriceMinor: 400_000 });
    await app().moveTo('2027-03-01T08:00:00Z');
    const { run, totals } = await story.run();
    expect(totals).to.include({ issued: 2, parked: 1 });
    const lines = await app().view((tx) => app().container.resolve(BILLING_RUNS).lines(tx, run.id, { limit: 1, offset: 0 }));
    expect(lines.map(({ customerNumber, reason }) => [customerNumber, reason?.replace(/^\d+/, 'n')])).to.deep.equal([
      [
        odd.number,
        "n times what the largest of the last bills has charged a month; look at the customer's services, and bill the customer by hand",
      ],
    ]);
    expect((await story.documents(usual.id)).at(-1)).to.include('invoice 2027-03-01');
    expect((await story.documents(fresh.id)).at(-1)).to.include('invoice 2027-03-01');
    expect((await story.documents(odd.id)).at(-1)).to.include('invoice 2027-02-01');
    await story.billNow(odd.id);
    await app().moveTo('2027-04-01T08:00:00Z');
    expect((await story.run()).totals).to.include({ issued: 3, parked: 0 });
  });

  it('parks nobody for the end of a discount', async () => {
    const customer = await story.customer();
    const offer = { title: 'Offer', from: '2026-11-01', until: '2027-02-28' } as const;
    for (const hundredthsOfPercent of [10_000, 9900]) {
      await story.line(customer.id, {}, { discounts: [{ ...offer, kind: 'percent', hundredthsOfPercent }] });
    }
    for (const month of ['2026-12', '2027-01', '2027-02', '2027-03']) {
      await app().moveTo(`${month}-01T08:00:00Z`);
      expect((await story.run()).totals).to.include({ issued: 1, parked: 0 });
    }
    expect((await story.documents(customer.id)).at(-1)).to.include('invoice 2027-03-01 8000');
  });
});

describe('What a bill is compared by', () => {
  const rate = {
    planId: 'plan',
    quantity: 1,
    listPriceMinor: 4000,
    sale: { isTaxIncluded: true, taxCode: null, revenue: 'internet' },
  } as const;
  const month = {
    serviceId: 'service',
    period: { start: 0, end: 31, months: 1 },
    proration: 'none',
    from: 0,
    to: 31,
    isCredit: false,
  } as const;
  const year = { ...month, period: { start: 0, end: 365, months: 12 }, to: 365 } as const;

  it('is the price of a month before discounts, however long its period', () => {
    const whole = { ...month, rate: { ...rate, periodPriceMinor: 4000 }, amountMinor: 4000 };
    const discounted = { ...year, rate: { ...rate, periodPriceMinor: 24_000 }, amountMinor: 24_000 };
    const free = { ...month, rate: { ...rate, periodPriceMinor: 0 }, amountMinor: 0 };
    expect([whole, discounted, free, { ...free, isCredit: true }].map(monthBeforeDiscounts)).to.deep.equal([4000, 4000, 4000, -4000]);
  });
});
