import { addDays, type LocalDate, type ServiceDiscount } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import type { PrepaidSettings } from './settings.js';
import { PrepaidWorld } from './testing/prepaid-world.js';

function halfPrice(from: LocalDate, until: LocalDate | null): ServiceDiscount {
  return { title: 'Winter offer', kind: 'percent', hundredthsOfPercent: 5000, from, until };
}

/** Passes days until a line is blocked that runs. */
async function expectForeseen(world: PrepaidWorld, customerId = 'anna'): Promise<void> {
  const { blocksOn } = await world.outlook(customerId);
  await world.settle(customerId);
  const alreadyCount = world.blocks.size === world.services.size ? 0 : world.blocks.size;
  while (world.blocks.size <= alreadyCount) await world.passDays(1);
  expect(world.today).to.equal(blocksOn);
}

/** Passes days until every line is shut; each day says on which one the next of those that run is shut, and that is the day. */
async function expectEachForeseen(world: PrepaidWorld, customerId: string): Promise<void> {
  await world.settle(customerId);
  for (let days = 0; world.blocks.size < world.services.size; days++) {
    expect(days).to.be.at.most(400);
    const { blocksOn } = await world.outlook(customerId);
    const running = [...world.services.keys()].filter((id) => !world.blocks.has(id));
    await world.passDays(1);
    const isOneShut = running.some((id) => world.blocks.has(id));
    expect([world.today, isOneShut]).to.deep.equal([world.today, world.today === blocksOn]);
  }
}

describe('the outlook of a prepaid customer', () => {
  let world: PrepaidWorld;
  beforeEach(() => {
    world = new PrepaidWorld();
    world.addCustomer('anna');
    world.addService('line', 'anna', 4000);
  });

  it('counts the days after today that are paid for', async () => {
    world.pay('anna', 2000);
    const expected = { summary: '14 days left', tone: 'good', daysLeft: 14, blocksOn: '2026-11-16' };
    expect(await world.outlook('anna')).to.deep.equal(expected);
    await world.settle('anna');
    expect(await world.outlook('anna')).to.deep.equal(expected);
  });

  it('warns when few days are left', async () => {
    world.pay('anna', 267);
    await world.settle('anna');
    expect(await world.outlook('anna')).to.deep.equal({ summary: '1 day left', tone: 'warning', daysLeft: 1, blocksOn: '2026-11-03' });
  });

  it('says what to pay when blocked', async () => {
    world.pay('anna', 40);
    expect(await world.outlook('anna')).to.deep.equal({
      summary: 'blocked: pay 0.93 to go on',
      tone: 'bad',
      daysLeft: 0,
      blocksOn: '2026-11-01',
      missingMinor: 93,
    });
  });

  it('says how many of several services are blocked', async () => {
    world.addService('second', 'anna', 4000);
    world.pay('anna', 150);
    await world.settle('anna');
    expect((await world.outlook('anna')).summary).to.equal('1 of 2 services blocked: pay 1.16 to go on; 0 days left for the rest');
  });

  it('counts the days of the services that go on once another is shut', async () => {
    world.addService('cheap', 'anna', 300);
    world.pay('anna', 183);
    await world.settle('anna');
    expect(await world.outlook('anna')).to.deep.equal({
      summary: '0 days left for 1 of 2 services',
      tone: 'warning',
      daysLeft: 0,
      blocksOn: '2026-11-02',
    });
    await world.passDays(1);
    expect(await world.outlook('anna')).to.deep.equal({
      summary: '1 of 2 services blocked: pay 1.04 to go on; 3 days left for the rest',
      tone: 'bad',
      daysLeft: 3,
      blocksOn: '2026-11-06',
      missingMinor: 104,
    });
    const { services } = await world.overview('anna');
    expect(services.map((row) => [row.service.id, row.blocksOn])).to.deep.equal([
      ['line', '2026-11-02'],
      ['cheap', '2026-11-06'],
    ]);
    await world.passDays(4);
    expect(await world.outlook('anna')).to.deep.include({ summary: 'blocked: pay 1.44 to go on', daysLeft: 0, blocksOn: '2026-11-06' });
  });

  it('counts no days of a free service that goes on once those that cost are shut', async () => {
    world.addService('free', 'anna', 0);
    expect(await world.outlook('anna')).to.deep.equal({
      summary: '1 of 2 services blocked: pay 1.33 to go on',
      tone: 'bad',
      daysLeft: 0,
      blocksOn: '2026-11-01',
      missingMinor: 133,
    });
  });

  it('comes true for one service after the other, however they are charged and whatever was taken away of what they had paid', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1000, max: 12_000 }),
        fc.array(fc.integer({ min: 1000, max: 9000 }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom<Partial<PrepaidSettings>>({}, { basis: 'fixed-30' }, { charging: 'month' }, { charging: 'days', periodDays: 11 }),
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 0, max: 20_000 }),
        async (balanceMinor, prices, settings, days, takenMinor) => {
          const simulated = new PrepaidWorld();
          simulated.addCustomer('boris', settings);
          simulated.addServices('boris', prices);
          simulated.pay('boris', balanceMinor);
          await simulated.settle('boris');
          await simulated.passDays(days);
          simulated.pay('boris', -takenMinor);
          await expectEachForeseen(simulated, 'boris');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has no days to count without an active service, a price or an active customer', async () => {
    world.changePrice('line', 0);
    expect(await world.outlook('anna')).to.deep.include({ summary: 'nothing to pay', daysLeft: null, blocksOn: null });
    world.changeService('line', { status: 'paused' });
    expect(await world.outlook('anna')).to.deep.include({ summary: 'no active service', daysLeft: null });
    world.changeCustomer('anna', { status: 'blocked' });
    expect(await world.outlook('anna')).to.deep.include({ summary: 'not charged: the customer is blocked', daysLeft: null });
  });

  it('looks no further than ten years', async () => {
    world.pay('anna', 100_000_000);
    expect(await world.outlook('anna')).to.deep.include({ summary: 'over 3650 days left', daysLeft: 3650, blocksOn: null });
  });

  it('knows a discount that begins inside a month', async () => {
    world.changeService('line', { discounts: [halfPrice('2026-11-16', null)] });
    world.pay('anna', 2200);
    expect(await world.outlook('anna')).to.deep.include({ blocksOn: '2026-11-19' });
    await expectForeseen(world);
  });

  it('knows a discount that ends inside a month, also after some of its days', async () => {
    world.changeService('line', { discounts: [halfPrice('2026-10-01', '2026-11-15')] });
    world.pay('anna', 2000);
    expect(await world.outlook('anna')).to.deep.include({ blocksOn: '2026-11-23' });
    await world.settle('anna');
    await world.passDays(9);
    expect(await world.outlook('anna')).to.deep.include({ blocksOn: '2026-11-23' });
    await expectForeseen(world);
  });

  it('comes true: the first blocked day is the one that was foreseen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12_000 }),
        fc.array(fc.integer({ min: 1000, max: 9000 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom('calendar' as const, 'fixed-30' as const),
        fc.integer({ min: -1000, max: 1000 }),
        fc.tuple(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 70 })),
        async (balanceMinor, prices, basis, minimalBalanceMinor, discounted) => {
          const simulated = new PrepaidWorld();
          simulated.addCustomer('boris', { basis, minimalBalanceMinor });
          simulated.addServices('boris', prices);
          const [fromDays, toDays] = [Math.min(...discounted), Math.max(...discounted)];
          simulated.changeService('line-0', {
            discounts: [halfPrice(addDays(simulated.today, fromDays), addDays(simulated.today, toDays))],
          });
          simulated.pay('boris', balanceMinor);
          await expectForeseen(simulated, 'boris');
        },
      ),
      { numRuns: 40 },
    );
  });

  it('lists per service what a day costs and what the month has taken', async () => {
    world.addService('second', 'anna', 3000);
    world.pay('anna', 5000);
    await world.settle('anna');
    await world.passDays(2);
    world.changeService('second', { status: 'stopped' });
    await world.settle('anna');
    const { priceMinor, services } = await world.overview('anna');
    expect(priceMinor).to.equal(133);
    expect(services.map((row) => [row.service.id, row.priceMinor, row.paidThrough, row.chargedMinor])).to.deep.equal([
      ['line', 133, '2026-11-03', 400],
      ['second', null, '2026-11-03', 300],
    ]);
  });
});
