import { addDays } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { PrepaidWorld } from './testing/prepaid-world.js';

describe('settling a prepaid customer', () => {
  let world: PrepaidWorld;
  beforeEach(() => {
    world = new PrepaidWorld();
    world.addCustomer('anna');
    world.addService('line', 'anna', 4000);
  });

  it('charges today at once and opens the line', async () => {
    world.pay('anna', 2000);
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 133']);
    expect(world.blocks.size).to.equal(0);
  });

  it('leaves who is not prepaid to others, without a lock, where much happens to many', async () => {
    world.pay('anna', 2000);
    world.addCustomer('boris');
    world.customers.set('boris', { ...world.customer('boris'), billingType: 'recurring' });
    for (const id of ['boris', 'anna']) await world.charging.settlePrepaid(id);
    expect([[...new Set(world.locked)], world.charges('line')]).to.deep.equal([['anna'], ['2026-11-01 133']]);
  });

  it('posts a day under its key, on the statement line of its service and month', async () => {
    world.pay('anna', 2000);
    await world.settle('anna');
    expect(world.entries[0]).to.deep.equal({
      key: 'prepaid:line:2026-11-01:1',
      draft: {
        kind: 'prepaid.day',
        description: 'Internet 5M, 2026-11-01',
        customerId: 'anna',
        serviceId: 'line',
        date: '2026-11-01',
        statement: { key: 'prepaid:line:2026-11', title: 'Internet 5M, November 2026' },
        postings: [{ debit: { customerId: 'anna' }, credit: { code: 'revenue.internet' }, amountMinor: 133 }],
      },
    });
  });

  it('makes 20.00 last exactly 15 days and blocks on the 16th', async () => {
    world.pay('anna', 2000);
    await world.settle('anna');
    await world.passDays(14);
    expect([world.balance('anna'), world.charges('line').length, world.blocks.size]).to.deep.equal([0, 15, 0]);
    await world.passDays(1);
    expect(world.blocks.get('line')).to.equal('balance 0.00 is under the daily 1.33; pay 1.33 to go on');
    expect(world.charges('line')).to.have.length(15);
  });

  it('says exactly what is missing, and opens when that is paid', async () => {
    world.pay('anna', 40);
    await world.settle('anna');
    expect(world.blocks.get('line')).to.equal('balance 0.40 is under the daily 1.33; pay 0.93 to go on');
    world.pay('anna', 92);
    await world.settle('anna');
    expect(world.blocks.get('line')).to.equal('balance 1.32 is under the daily 1.33; pay 0.01 to go on');
    world.pay('anna', 1);
    await world.settle('anna');
    expect([world.balance('anna'), world.blocks.size]).to.deep.equal([0, 0]);
  });

  it('charges a day once however often it is called', async () => {
    world.pay('anna', 2000);
    for (let call = 0; call < 3; call++) await world.settle('anna');
    await world.runJob();
    expect(world.charges('line')).to.have.length(1);
  });

  it('does not charge the days on which it was blocked', async () => {
    world.pay('anna', 133);
    await world.settle('anna');
    await world.passDays(9);
    world.pay('anna', 1000);
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 133', '2026-11-10 134']);
  });

  it('goes down to a minimal balance under 0', async () => {
    world.changeCustomer('anna', { billingSettings: { minimalBalanceMinor: -400 } });
    await world.settle('anna');
    await world.passDays(3);
    expect(world.balance('anna')).to.equal(-400);
    expect(world.blocks.get('line')).to.equal('balance -4.00 less the daily 1.33 is under the minimal balance -4.00; pay 1.33 to go on');
  });

  it('opens at once when the minimal balance is lowered', async () => {
    await world.settle('anna');
    expect(world.blocks.has('line')).to.equal(true);
    world.changeCustomer('anna', { billingSettings: { minimalBalanceMinor: -133 } });
    await world.settle('anna');
    expect([world.blocks.size, world.charges('line')]).to.deep.equal([0, ['2026-11-01 133']]);
  });

  it('takes the price for a whole calendar month and 31/30 of it with a fixed month of 30 days', async () => {
    world.today = '2026-12-01';
    world.addCustomer('boris', { basis: 'fixed-30' });
    world.addService('other', 'boris', 4000);
    for (const id of ['anna', 'boris']) {
      world.pay(id, 10_000);
      await world.settle(id);
    }
    await world.passDays(30);
    expect([world.balance('anna'), world.balance('boris')]).to.deep.equal([6000, 10_000 - 4133]);
  });

  it('charges several services in the order of their making, each blocked by itself', async () => {
    world.addService('second', 'anna', 3000);
    world.pay('anna', 150);
    await world.settle('anna');
    expect([world.charges('line'), world.charges('second')]).to.deep.equal([['2026-11-01 133'], []]);
    expect([...world.blocks]).to.deep.equal([['second', 'balance 0.17 is under the daily 1.00; pay 0.83 to go on']]);
  });

  it('names for a later service what the earlier ones need as well', async () => {
    world.addService('second', 'anna', 6000);
    world.pay('anna', 40);
    await world.settle('anna');
    expect(world.blocks.get('second')).to.equal('balance 0.40 is under the daily 3.33 of 2 services; pay 2.93 to go on');
    world.pay('anna', 293);
    await world.settle('anna');
    expect([world.balance('anna'), world.blocks.size]).to.deep.equal([0, 0]);
  });

  it('keeps a free line open without posting anything', async () => {
    world.changePrice('line', 0);
    await world.settle('anna');
    await world.passDays(2);
    expect([world.entries.length, world.blocks.size]).to.deep.equal([0, 0]);
  });

  it('charges a new price from the next day on, counted by itself', async () => {
    world.pay('anna', 10_000);
    await world.settle('anna');
    await world.passDays(14);
    world.changePrice('line', 6000);
    await world.settle('anna');
    expect(world.charges('line')).to.have.length(15);
    await world.passDays(15);
    expect(world.balance('anna')).to.equal(10_000 - 2000 - 3000);
  });

  it('does not charge a service twice for a day on which it was paused and taken up again', async () => {
    world.pay('anna', 2000);
    await world.settle('anna');
    world.changeService('line', { status: 'paused' });
    await world.settle('anna');
    world.changeService('line', { status: 'active' });
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 133']);
  });

  it('does not charge paused days, and goes on with the month where it stopped', async () => {
    world.pay('anna', 2000);
    await world.settle('anna');
    world.changeService('line', { status: 'paused' });
    await world.passDays(5);
    world.changeService('line', { status: 'active' });
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 133', '2026-11-06 134']);
  });

  for (const status of ['new', 'blocked', 'inactive'] as const) {
    it(`neither charges nor blocks anything while the customer is ${status}`, async () => {
      await world.settle('anna');
      world.changeCustomer('anna', { status });
      world.pay('anna', 2000);
      await world.settle('anna');
      await world.passDays(3);
      expect([world.entries.length, world.blocks.size]).to.deep.equal([0, 0]);
    });
  }

  it('lifts its restriction when the service stops or the customer leaves', async () => {
    world.addService('second', 'anna', 4000);
    await world.settle('anna');
    world.changeService('line', { status: 'stopped' });
    await world.settle('anna');
    expect([...world.blocks.keys()]).to.deep.equal(['second']);
    world.changeCustomer('anna', { billingType: 'recurring' });
    await world.settle('anna');
    expect(world.blocks.size).to.equal(0);
  });

  it('does not charge the days that a customer was away from it', async () => {
    world.pay('anna', 2000);
    await world.settle('anna');
    world.changeCustomer('anna', { billingType: 'recurring' });
    await world.settle('anna');
    await world.passDays(10);
    world.changeCustomer('anna', { billingType: 'prepaid' });
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 133', '2026-11-11 134']);
  });

  it('has nothing to do with customers of other billing types', async () => {
    world.changeCustomer('anna', { billingType: 'recurring' });
    world.blocks.set('line', 'not ours to lift');
    await world.settle('anna');
    expect([world.entries.length, world.blocks.size]).to.deep.equal([0, 1]);
  });
});

describe('catching up after downtime', () => {
  async function worldWith(balanceMinor: number, prices: readonly number[]): Promise<PrepaidWorld> {
    const world = new PrepaidWorld();
    world.addCustomer('anna');
    world.addServices('anna', prices);
    world.pay('anna', balanceMinor);
    await world.settle('anna');
    return world;
  }

  const state = (world: PrepaidWorld): unknown => {
    const byId = ([a]: readonly string[], [b]: readonly string[]): number => String(a).localeCompare(String(b));
    return [world.entries, [...world.blocks].sort(byId), world.balance('anna')];
  };

  it('ends as if it had run daily, on whatever days it did run, once or often', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 20_000 }),
        fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 1, maxLength: 3 }),
        fc.array(fc.nat(2), { minLength: 1, maxLength: 45 }),
        async (balanceMinor, prices, runsPerDay) => {
          const daily = await worldWith(balanceMinor, prices);
          await daily.passDays(runsPerDay.length);
          const irregular = await worldWith(balanceMinor, prices);
          for (const runs of runsPerDay) {
            irregular.today = addDays(irregular.today, 1);
            for (let run = 0; run < runs; run++) await irregular.runJob();
          }
          await irregular.settle('anna');
          expect(state(irregular)).to.deep.equal(state(daily));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('charges 45 missed days at once, over the borders of months', async () => {
    const world = await worldWith(100_000, [4000]);
    world.today = addDays(world.today, 45);
    await world.runJob();
    expect(world.charges('line-0')).to.have.length(46);
    expect(world.balance('anna')).to.equal(100_000 - 4000 - Math.round((4000 * 16) / 31));
  });

  it('does not take money that came afterwards for days that it came too late for', async () => {
    const world = await worldWith(400, [4000]);
    world.today = addDays(world.today, 10);
    world.pay('anna', 2000);
    await world.settle('anna');
    const days = world.charges('line-0').map((charge) => charge.slice(0, 10));
    expect(days).to.deep.equal(['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-11']);
  });

  it('does not charge a service for days before it was in use', async () => {
    const world = await worldWith(10_000, [4000]);
    world.today = addDays(world.today, 3);
    world.addService('new', 'anna', 3000);
    await world.runJob();
    expect(world.charges('new')).to.deep.equal(['2026-11-04 100']);
  });

  it('opens and blocks nothing for days of the past', async () => {
    const world = await worldWith(133, [4000]);
    world.today = addDays(world.today, 5);
    world.pay('anna', 1000);
    await world.runJob();
    expect(world.blockCount).to.equal(0);
  });
});
