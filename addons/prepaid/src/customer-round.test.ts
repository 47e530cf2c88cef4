import { type ServiceWithPlan, TaplineError } from '@tapline/sdk';
import { expect } from 'chai';
import { PrepaidWorld } from './testing/prepaid-world.js';

describe('the daily job', () => {
  it('charges the others when one customer is broken, and fails so that it is tried again', async () => {
    const world = new PrepaidWorld();
    for (const id of ['anna', 'boris', 'clara']) {
      world.addCustomer(id);
      world.addService(`line-${id}`, id, 4000);
      world.pay(id, 2000);
    }
    world.changeService('line-boris', { plan: { ...world.services.get('line-boris')?.plan, priceMinor: 0.5 } as never });
    const error = await world.runJob().then(
      () => undefined,
      (caught: unknown) => caught,
    );
    expect(error).to.include({ code: 'PREPAID_ROUND_INCOMPLETE' });
    expect(world.log.map(({ customerId }) => customerId)).to.deep.equal(['boris']);
    expect(world.entries).to.have.length(2);
    world.changePrice('line-boris', 4000);
    await world.runJob();
    expect(world.entries).to.have.length(3);
  });

  it('ends at once when nobody can be charged', async () => {
    const world = new PrepaidWorld();
    for (const id of ['anna', 'boris']) {
      world.addCustomer(id);
      world.addService(`line-${id}`, id, 4000);
    }
    world.failure = new TaplineError('DATABASE_UNREACHABLE', 'unavailable', 'the database does not answer');
    expect(await world.runJob().catch((error: unknown) => error)).to.equal(world.failure);
    expect(world.log).to.deep.equal([]);
  });

  it('goes through all customers, page by page', async () => {
    const world = new PrepaidWorld();
    for (let index = 0; index < 401; index++) {
      world.addCustomer(`customer-${index}`);
      world.addService(`line-${index}`, `customer-${index}`, 4000);
      world.pay(`customer-${index}`, 2000);
    }
    await world.runJob();
    expect(world.entries).to.have.length(401);
  });
});

describe('a round', () => {
  it('opens no transaction for those who are settled, so that a try after one that ended early is soon where that was', async () => {
    const world = new PrepaidWorld();
    for (let index = 0; index < 250; index++) {
      world.addCustomer(`customer-${index}`);
      world.addService(`line-${index}`, `customer-${index}`, 4000);
      world.pay(`customer-${index}`, 2000);
      if (index < 240) await world.settle(`customer-${index}`);
    }
    world.locked.length = 0;
    await world.runJob();
    expect(new Set(world.locked)).to.have.property('size', 10);
    expect(world.entries).to.have.length(250);
  });

  it('of warnings tells those whose balance runs out, and looks at the others together', async () => {
    const world = new PrepaidWorld();
    for (let index = 0; index < 250; index++) {
      world.addCustomer(`customer-${index}`);
      world.addService(`line-${index}`, `customer-${index}`, 4000);
      world.pay(`customer-${index}`, index % 50 === 0 ? 267 : 9000);
      await world.settle(`customer-${index}`);
    }
    await world.runWarnings();
    expect([...world.told.values()].map(({ customerId }) => customerId)).to.have.members(
      [0, 50, 100, 150, 200].map((index) => `customer-${index}`),
    );
  });
});

describe('a new price of a plan', () => {
  it('is told at once to who waits for money, and to no others', async () => {
    const world = new PrepaidWorld();
    for (const [id, paidMinor] of [['anna', 120] as const, ['boris', 2000] as const]) {
      world.addCustomer(id);
      world.addService(`line-${id}`, id, 4000);
      world.pay(id, paidMinor);
      await world.settle(id);
      world.changePrice(`line-${id}`, 3000);
    }
    for (const id of ['anna', 'boris']) await world.tellPrice(`plan-line-${id}`);
    expect([world.charges('line-anna'), world.blocks.size]).to.deep.equal([[], 1]);
    await world.runPrices();
    expect([world.charges('line-anna'), world.blocks.size]).to.deep.equal([['2026-11-01 100'], 0]);
    expect(world.charges('line-boris')).to.deep.equal(['2026-11-01 133']);
  });

  it('looks at nobody who has another plan, and locks nobody whom it does not concern, however many have this one', async () => {
    const world = new PrepaidWorld();
    for (let index = 0; index < 450; index++) {
      world.addCustomer(`customer-${index}`, { charging: 'month' });
      world.addService(`line-${index}`, `customer-${index}`, 4000);
      world.pay(`customer-${index}`, index === 449 ? 100 : 9000);
      await world.settle(`customer-${index}`);
      const service = world.services.get(`line-${index}`);
      if (service && index > 20) world.changeService(`line-${index}`, { planId: 'shared', plan: { ...service.plan, id: 'shared' } });
    }
    world.locked.length = 0;
    await world.tellPrice('shared');
    await world.runPrices();
    expect([...new Set(world.locked)]).to.deep.equal(['customer-449']);
    world.changePrice('line-30', 3000);
    await world.tellPrice('shared');
    await world.runPrices();
    expect([...new Set(world.locked)]).to.have.members(['customer-449', 'customer-30']);
  });

  it('reaches all others when one cannot be charged, and that one at the next try', async () => {
    const world = new PrepaidWorld();
    for (let index = 0; index < 250; index++) {
      world.addCustomer(`customer-${index}`, { charging: 'month' });
      world.addService(`line-${index}`, `customer-${index}`, 4000);
      world.pay(`customer-${index}`, 9000);
      await world.settle(`customer-${index}`);
      const service = world.services.get(`line-${index}`);
      if (service) world.changeService(`line-${index}`, { planId: 'shared', plan: { ...service.plan, id: 'shared', priceMinor: 3000 } });
    }
    const broken = world.services.get('line-0') as ServiceWithPlan;
    world.changeService('line-0', { plan: { ...broken.plan, priceMinor: 0.5 } });
    await world.tellPrice('shared');
    expect(await world.runPrices().catch((error: unknown) => error)).to.include({ code: 'PREPAID_ROUND_INCOMPLETE' });
    const charged = (): number => [...world.services.keys()].filter((id) => world.charges(id).length === 3).length;
    expect(charged()).to.equal(249);
    world.changeService('line-0', { plan: { ...broken.plan, priceMinor: 3000 } });
    world.locked.length = 0;
    await world.runPrices();
    expect([charged(), [...new Set(world.locked)]]).to.deep.equal([250, ['customer-0']]);
    world.locked.length = 0;
    await world.runPrices();
    expect(world.locked).to.deep.equal([]);
  });
});
