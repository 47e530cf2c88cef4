import { AdminBrowser, forEachApplication } from '@tapline/core/testing';
import type { BillingOutlook } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { PrepaidStory } from './prepaid-story.js';

interface Foreseen {
  readonly customerId: string;
  readonly serviceIds: readonly string[];
  readonly outlook: BillingOutlook;
  /** How many lines the balance does not pay for from the beginning, where it pays for others. */
  readonly shutCount: number;
}

const CUSTOMERS = 4;
const LONGEST_DAYS = 40;

/** What lasts at most {@link LONGEST_DAYS}, as each of the lines costs at least 1.00 a day. */
const drafts = fc.record({
  prices: fc.array(fc.integer({ min: 3100, max: 9000 }), { minLength: 1, maxLength: 3 }),
  paidMinor: fc.integer({ min: 1, max: LONGEST_DAYS * 90 }),
  minimalBalanceMinor: fc.integer({ min: -300, max: 300 }),
  basis: fc.constantFrom('calendar', 'fixed-30'),
});

forEachApplication('The outlook of a prepaid customer', '2026-11-14T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  it('tells the days left after today and the first day without', async () => {
    const { customerId } = await story.paidLine(2000);
    expect(await story.outlook(customerId)).to.deep.equal({ summary: '14 days left', tone: 'good', daysLeft: 14, blocksOn: '2026-11-29' });
    await story.passDays(12);
    expect(await story.outlook(customerId)).to.deep.include({ summary: '2 days left', tone: 'warning', daysLeft: 2 });
    await story.passDays(3);
    const shut = { summary: 'blocked: pay €1.33 to go on', tone: 'bad', daysLeft: 0, blocksOn: '2026-11-29', missingMinor: 133 };
    expect(await story.outlook(customerId)).to.deep.equal(shut);
  });

  it('is on the customer’s page, with the day of the block only until it is there', async () => {
    const { customerId } = await story.paidLine(2000);
    const page = async (): Promise<string> => (await (await AdminBrowser.signedIn(app())).get(`/customers/${customerId}`)).text;
    expect(await page())
      .to.include('14 days left')
      .and.to.include('Blocked from');
    await story.passDays(15);
    expect(await page())
      .to.include('blocked: pay €1.33 to go on')
      .and.not.to.include('Blocked from');
  });

  it('counts no days where none are charged', async () => {
    const { id, customerId } = await story.paidLine(2000);
    await story.changeLine(id, { status: 'paused' });
    expect(await story.outlook(customerId)).to.deep.include({ summary: 'no active service', daysLeft: null, blocksOn: null });
    await story.changeCustomer(customerId, { status: 'blocked' });
    expect(await story.outlook(customerId)).to.deep.include({ summary: 'not charged: the customer is blocked', daysLeft: null });
  });

  it('comes true for every customer, over the borders of months', async () => {
    const foreseen = new Set<Foreseen>();
    for (const draft of fc.sample(drafts, CUSTOMERS)) foreseen.add(await foresee(draft));
    for (let day = 0; foreseen.size > 0; day++) {
      expect(day).to.be.at.most(LONGEST_DAYS);
      for (const each of foreseen) if (await isCutOff(each, day)) foreseen.delete(each);
      await story.passDays(1);
    }
  });

  async function foresee({ prices, paidMinor, ...settings }: ReturnType<typeof drafts.generate>['value']): Promise<Foreseen> {
    const { id: customerId } = await story.customer(settings);
    const serviceIds: string[] = [];
    for (const priceMinor of prices) serviceIds.push((await story.line(customerId, { priceMinor })).id);
    await story.pay(customerId, paidMinor);
    const shutCount = await countShut(serviceIds);
    const outlook = await story.outlook(customerId);
    return { customerId, serviceIds, outlook, shutCount: shutCount === serviceIds.length ? 0 : shutCount };
  }

  async function countShut(serviceIds: readonly string[]): Promise<number> {
    const states = await Promise.all(serviceIds.map((id) => story.state(id)));
    return states.filter((state) => state !== 'open').length;
  }

  /** Whether a line is shut that ran, which must be so on the foreseen day and no earlier. */
  async function isCutOff({ serviceIds, outlook, shutCount }: Foreseen, day: number): Promise<boolean> {
    const isOpen = (await countShut(serviceIds)) <= shutCount;
    if (!isOpen) expect([story.today, Math.max(day - 1, 0)]).to.deep.equal([outlook.blocksOn, outlook.daysLeft]);
    return !isOpen;
  }
});
