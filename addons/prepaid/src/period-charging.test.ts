import { addDays, type DocumentDraft, daysInMonth, multiplyRatio, type ServiceWithPlan } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { type ChargingRhythm, type Period, periodFrom, shareOf } from './paid-period.js';
import type { PrepaidSettings } from './settings.js';
import { PrepaidWorld } from './testing/prepaid-world.js';

const MONTH: Partial<PrepaidSettings> = { charging: 'month' };

function worldOf(settings: Partial<PrepaidSettings>, priceMinor = 3000): PrepaidWorld {
  const world = new PrepaidWorld();
  world.addCustomer('anna', settings);
  world.addService('line', 'anna', priceMinor);
  return world;
}

describe('charging by the period', () => {
  it('does not start what cannot be paid whole', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 2999);
    await world.settle('anna');
    expect(world.blocks.get('line')).to.equal('balance 29.99 is under the monthly 30.00; pay 0.01 to go on');
    world.today = '2026-11-04';
    world.pay('anna', 1);
    await world.settle('anna');
    expect([world.charges('line'), world.blocks.size]).to.deep.equal([['2026-11-04 3000'], 0]);
  });

  it('charges a month again on the same day of the next, with a line of its own on the statement', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 6000);
    await world.settle('anna');
    await world.passDays(60);
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-12-01 3000']);
    expect(world.entries.map(({ draft }) => draft.statement?.key)).to.deep.equal(['prepaid:line:2026-11-01', 'prepaid:line:2026-12-01']);
    expect(world.blocks.size).to.equal(0);
    await world.passDays(1);
    expect(world.blocks.get('line')).to.equal('balance 0.00 is under the monthly 30.00; pay 30.00 to go on');
  });

  it('charges for so many days from the day of payment', async () => {
    const world = worldOf({ charging: 'days', periodDays: 7 });
    world.pay('anna', 6000);
    await world.settle('anna');
    await world.passDays(14);
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-11-08 3000']);
    expect(world.blocks.get('line')).to.equal('balance 0.00 is under the 7-day price 30.00; pay 30.00 to go on');
  });

  it('gives the unused days back at a pause, and charges the rest of the period when it is taken up again', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 3000);
    await world.settle('anna');
    await world.passDays(9);
    world.changeService('line', { status: 'paused' });
    await world.settle('anna');
    expect(world.balance('anna')).to.equal(2000);
    await world.passDays(5);
    world.changeService('line', { status: 'active' });
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-11-10 -2000', '2026-11-15 1600']);
  });

  it('names every entry anew after a clock that went back, so that each moves its money', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 3000);
    await world.settle('anna');
    const turn = async (day: string, status: 'active' | 'paused'): Promise<void> => {
      world.today = day;
      world.changeService('line', { status });
      await world.settle('anna');
    };
    await world.passDays(2);
    await turn('2026-11-03', 'paused');
    await turn('2026-11-02', 'active');
    await turn('2026-11-03', 'paused');
    await turn('2026-11-02', 'active');
    expect(world.charges('line')).to.deep.equal([
      '2026-11-01 3000',
      '2026-11-03 -2700',
      '2026-11-02 2700',
      '2026-11-03 -2800',
      '2026-11-02 2800',
    ]);
    expect(world.balance('anna')).to.equal(0);
  });

  it('invoices what is charged in a month that was invoiced before the clock went back into it', async () => {
    const world = worldOf({});
    world.pay('anna', 9000);
    await world.settle('anna');
    await world.passDays(30);
    await world.runInvoices();
    world.today = '2026-11-30';
    world.addService('second', 'anna', 900);
    await world.settle('anna');
    await world.passDays(1);
    await world.runInvoices();
    expect(world.documents.map(({ lines }) => lines.map(({ serviceId, amountMinor }) => [serviceId, amountMinor]))).to.deep.equal([
      [['line', 3000]],
      [['second', 30]],
    ]);
  });

  it('moves the difference of another price for the days to come', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 6000);
    await world.settle('anna');
    await world.passDays(14);
    world.changePrice('line', 6000);
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-11-15 -1500', '2026-11-15 3000']);
  });

  it('leaves today open when the balance does not pay for a dearer plan, and asks for the rest from tomorrow', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 3000);
    await world.settle('anna');
    await world.passDays(14);
    world.changePrice('line', 9000);
    await world.settle('anna');
    expect([world.balance('anna'), world.blocks.size]).to.deep.equal([1500, 0]);
    expect(await world.outlook('anna')).to.deep.include({ daysLeft: 0, blocksOn: '2026-11-16' });
    await world.passDays(1);
    expect(world.blocks.get('line')).to.equal('balance 15.00 is under the rest of the period, 45.00; pay 30.00 to go on');
    world.pay('anna', 3000);
    await world.settle('anna');
    expect([world.balance('anna'), world.blocks.size]).to.deep.equal([0, 0]);
  });

  it('keeps what is paid to its end when the customer is charged otherwise from then on', async () => {
    const world = worldOf({ charging: 'days', periodDays: 7 });
    world.pay('anna', 6000);
    await world.settle('anna');
    world.changeCustomer('anna', { billingSettings: {} });
    await world.passDays(8);
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-11-08 100', '2026-11-09 100']);
  });

  it('foresees the day on which it blocks', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 6500);
    await world.settle('anna');
    expect(await world.outlook('anna')).to.deep.include({ daysLeft: 60, blocksOn: '2027-01-01' });
  });
});

describe('money that goes away again after it has paid for a period', () => {
  it('takes the days from tomorrow on back, once, and leaves today as it was served', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 3000);
    await world.settle('anna');
    await world.passDays(1);
    world.pay('anna', -3000);
    for (let time = 0; time < 3; time++) await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-11-02 -2800']);
    expect([world.balance('anna'), world.blocks.size]).to.deep.equal([-200, 0]);
    expect(await world.outlook('anna')).to.deep.include({ daysLeft: 0, blocksOn: '2026-11-03' });
    await world.passDays(1);
    expect(world.blocks.get('line')).to.equal('balance -2.00 is under the rest of the period, 28.00; pay 30.00 to go on');
  });

  it('charges the rest of the period once there is money again', async () => {
    const world = worldOf({ charging: 'days', periodDays: 10 });
    world.pay('anna', 3000);
    await world.settle('anna');
    world.pay('anna', -3000);
    await world.settle('anna');
    await world.passDays(3);
    world.pay('anna', 2400);
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-11-01 -2700', '2026-11-04 2100']);
    expect([world.balance('anna'), world.blocks.size]).to.deep.equal([0, 0]);
  });

  it('moves nothing as long as the balance stays at the minimum', async () => {
    const world = worldOf({ ...MONTH, minimalBalanceMinor: -1000 });
    world.pay('anna', 3000);
    await world.settle('anna');
    world.pay('anna', -1000);
    await world.settle('anna');
    expect([world.charges('line'), world.balance('anna')]).to.deep.equal([['2026-11-01 3000'], -1000]);
    world.pay('anna', -1);
    await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000', '2026-11-01 -2900']);
  });

  it('keeps the services that what is left still pays for, those that were made first before the others', async () => {
    const world = worldOf(MONTH);
    world.addService('second', 'anna', 6000);
    world.addService('third', 'anna', 300);
    world.pay('anna', 9300);
    await world.settle('anna');
    world.pay('anna', -3000);
    for (let time = 0; time < 2; time++) await world.settle('anna');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 3000']);
    expect(world.charges('second')).to.deep.equal(['2026-11-01 6000', '2026-11-01 -5800']);
    expect(world.charges('third')).to.deep.equal(['2026-11-01 300', '2026-11-01 -290', '2026-11-01 290']);
    await world.passDays(1);
    expect([[...world.blocks.keys()], world.balance('anna')]).to.deep.equal([['second'], 2800]);
  });

  it('warns of the block at once, as nine o’clock may come after it', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 3000);
    await world.settle('anna');
    world.pay('anna', -3000);
    for (let time = 0; time < 2; time++) await world.settle('anna');
    expect([...world.told.keys()]).to.deep.equal(['prepaid:anna:2026-11-02:1']);
  });

  it('leaves a day that is charged by itself as it is', async () => {
    const world = worldOf({});
    world.pay('anna', 3000);
    await world.settle('anna');
    world.pay('anna', -3000);
    await world.settle('anna');
    expect([world.charges('line'), world.blocks.size]).to.deep.equal([['2026-11-01 100'], 0]);
    await world.passDays(1);
    expect(world.blocks.get('line')).to.equal('balance -1.00 is under the daily 1.00; pay 2.00 to go on');
  });
});

describe('leaving prepaid', () => {
  for (const settings of [{}, { basis: 'fixed-30' }, MONTH, { charging: 'days', periodDays: 7 }] as Partial<PrepaidSettings>[]) {
    it(`and coming back within a day moves nothing: ${JSON.stringify(settings)}`, async () => {
      const world = worldOf(settings, 4000);
      world.pay('anna', 20_000);
      await world.settle('anna');
      await world.passDays(4);
      const before = world.balance('anna');
      for (let turn = 0; turn < 3; turn++) {
        await world.changeType('anna', 'recurring');
        expect(world.balance('anna')).to.be.above(before);
        await world.changeType('anna', 'prepaid', settings);
        await world.settle('anna');
        expect(world.balance('anna')).to.equal(before);
      }
    });
  }

  it('gives back the day as it was charged, though months are counted otherwise since', async () => {
    const world = worldOf({}, 4000);
    world.pay('anna', 3000);
    await world.settle('anna');
    await world.passDays(4);
    const before = world.balance('anna');
    for (const basis of ['fixed-30', 'calendar', 'fixed-30'] as const) {
      world.changeCustomer('anna', { billingSettings: { basis } });
      await world.settle('anna');
      await world.changeType('anna', 'recurring');
      expect(world.balance('anna') - before).to.be.within(133, 134);
      await world.changeType('anna', 'prepaid', { basis });
      await world.settle('anna');
    }
    expect(world.charges('line').filter((charge) => charge.startsWith('2026-11-05'))).to.have.length(7);
  });

  it('gives back today and what is paid of later days', async () => {
    const world = worldOf(MONTH);
    world.pay('anna', 3000);
    await world.settle('anna');
    await world.passDays(9);
    await world.changeType('anna', 'recurring');
    expect([world.balance('anna'), world.charges('line')]).to.deep.equal([2100, ['2026-11-01 3000', '2026-11-10 -2100']]);
  });

  it('charges missed days first', async () => {
    const world = worldOf({});
    world.pay('anna', 3000);
    await world.settle('anna');
    world.today = '2026-11-04';
    await world.changeType('anna', 'recurring');
    expect(world.charges('line')).to.deep.equal(['2026-11-01 100', '2026-11-02 100', '2026-11-03 100']);
  });
});

describe('whatever happens to a prepaid service', () => {
  const prices = [3000, 4000, 9999];
  const action = fc.oneof(
    fc.record({ kind: fc.constant('price' as const), priceMinor: fc.constantFrom(...prices) }),
    fc.record({ kind: fc.constant('status' as const), status: fc.constantFrom('active' as const, 'paused' as const) }),
    fc.record({ kind: fc.constant('days' as const), days: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ kind: fc.constant('leave' as const), days: fc.integer({ min: 0, max: 5 }) }),
  );
  const settings = fc.constantFrom<Partial<PrepaidSettings>>(
    { charging: 'month' },
    { charging: 'days', periodDays: 10 },
    {},
    { basis: 'fixed-30' },
  );

  it('the days that were served cost what they cost, to the minor unit, and so much is invoiced', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.array(action, { maxLength: 14 }), async (of, actions) => {
        const world = worldOf(of, 3000);
        world.pay('anna', 1_000_000);
        const served = new ServedDays(world, of);
        await served.settle();
        for (const each of actions) {
          if (each.kind === 'price') world.changePrice('line', each.priceMinor);
          else if (each.kind === 'status') world.changeService('line', { status: each.status });
          else if (each.kind === 'days') for (let day = 0; day < each.days; day++) await served.passDay();
          else await served.leave(each.days);
          await served.settle();
        }
        await served.leave(0);
        await world.changeType('anna', 'recurring');
        const charged = 1_000_000 - world.balance('anna');
        expect(charged).to.equal(served.costMinor());
        world.today = addDays(`${world.today.slice(0, 7)}-01`, 31);
        await world.runInvoices();
        expect(invoicedMinor(world)).to.equal(charged);
      }),
      { numRuns: 150 },
    );
  });

  it('a price there and back within a day moves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.integer({ min: 0, max: 40 }), fc.constantFrom(...prices), async (of, days, otherMinor) => {
        const world = worldOf(of, 3000);
        world.pay('anna', 100_000);
        await world.settle('anna');
        await world.passDays(days);
        const before = world.balance('anna');
        for (const priceMinor of [otherMinor, 5555, 3000]) {
          world.changePrice('line', priceMinor);
          await world.settle('anna');
        }
        expect(world.balance('anna')).to.equal(before);
      }),
      { numRuns: 40 },
    );
  });

  it('the end is the same whether the job runs every day or once, as long as nothing else happens', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.integer({ min: 1, max: 80 }), fc.integer({ min: 0, max: 12_000 }), async (of, days, paidMinor) => {
        const [daily, once] = [worldOf(of), worldOf(of)];
        for (const world of [daily, once]) {
          world.pay('anna', paidMinor);
          await world.settle('anna');
        }
        await daily.passDays(days);
        once.today = addDays(once.today, days);
        await once.runJob();
        expect([once.entries, [...once.blocks]]).to.deep.equal([daily.entries, [...daily.blocks]]);
      }),
      { numRuns: 40 },
    );
  });
});

function invoicedMinor({ documents }: PrepaidWorld): number {
  const sumOf = ({ lines }: DocumentDraft): number => lines.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0);
  return documents.reduce((sum, document) => sum + (document.kind === 'credit-note' ? 0 - sumOf(document) : sumOf(document)), 0);
}

/** A second, simpler account of what a line must cost: each day that was served, at the price at which it was first served. */
class ServedDays {
  readonly #days = new Map<string, { readonly priceMinor: number; readonly period: Period }>();
  #period: Period | undefined;

  constructor(
    private readonly world: PrepaidWorld,
    private readonly settings: Partial<PrepaidSettings>,
  ) {}

  async settle(): Promise<void> {
    await this.world.settle('anna');
    const { today } = this.world;
    const { status, plan } = this.world.services.get('line') as ServiceWithPlan;
    if (status !== 'active' || this.world.blocks.size > 0 || this.#days.has(today)) return;
    const { charging = 'day', periodDays = 30 } = this.settings;
    if (!this.#period || today >= this.#period.endsBefore) this.#period = this.nextPeriod({ charging, periodDays });
    this.#days.set(today, { priceMinor: plan.priceMinor, period: this.#period });
  }

  async passDay(): Promise<void> {
    await this.world.passDays(1);
    await this.settle();
  }

  /** Away from prepaid for some days; the day on which a customer leaves is not prepaid's, unless the customer comes back on it. */
  async leave(days: number): Promise<void> {
    await this.world.changeType('anna', 'recurring');
    this.#days.delete(this.world.today);
    this.world.today = addDays(this.world.today, days);
    await this.world.changeType('anna', 'prepaid', this.settings);
  }

  costMinor(): number {
    const { charging = 'day', basis = 'calendar' } = this.settings;
    if (charging === 'day') return this.costByDay(basis);
    return [...this.#days].reduce((sum, [day, { priceMinor, period }]) => sum + shareOf(period, priceMinor, day, addDays(day, 1)), 0);
  }

  private costByDay(basis: PrepaidSettings['basis']): number {
    const counts = new Map<string, number>();
    for (const [day, { priceMinor }] of this.#days) {
      const key = `${day.slice(0, 7)}-01 ${priceMinor}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return [...counts].reduce((sum, [key, count]) => {
      const [month = '', price] = key.split(' ');
      return sum + multiplyRatio(Number(price), count, basis === 'fixed-30' ? 30 : daysInMonth(month));
    }, 0);
  }

  /** Months that follow one another keep the day of the first. */
  private nextPeriod(rhythm: ChargingRhythm): Period {
    const { today } = this.world;
    const before = this.#period?.endsBefore === today ? this.#period : undefined;
    const next = periodFrom(before && rhythm.charging === 'month' ? `${today.slice(0, 8)}01` : today, rhythm, null);
    if (!before || rhythm.charging !== 'month') return next;
    const anchorDay = before.anchorDay;
    const end = next.endsBefore;
    const endsBefore = `${end.slice(0, 8)}${String(Math.min(anchorDay, daysInMonth(end))).padStart(2, '0')}`;
    return { startsOn: today, endsBefore, anchorDay };
  }
}
