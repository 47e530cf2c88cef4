import { type Configuration, forEachDatabase, TestApplication } from '@tapline/core/testing';
import { addDays, type Service } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { morningOf, PrepaidStory } from './prepaid-story.js';

const FIRST_DAY = '2026-11-20';
const LAST_DAY = 45;

interface Household {
  readonly basis: string;
  readonly minimalBalanceMinor: number;
  readonly paidMinor: number;
  readonly prices: readonly number[];
}

type Act = (story: PrepaidStory, lines: readonly Service[]) => Promise<unknown>;

/** On which days the clock is moved, and on which of them Tapline is started anew. */
interface Schedule {
  readonly days: readonly number[];
  readonly restarts: readonly number[];
}

const ACTS: ReadonlyMap<number, Act> = new Map<number, Act>([
  [9, (story, [line]) => story.pay(line?.customerId as string, 1234)],
  [17, (story, [line]) => story.changeLine(line?.id as string, { status: 'paused' })],
  [23, (story, [line]) => story.changePlan(line?.planId as string, { priceMinor: 5500 })],
  [26, (story, [line]) => story.changeLine(line?.id as string, { status: 'active' })],
  [31, (story, [line]) => story.changeCustomer(line?.customerId as string, { billingSettings: { minimalBalanceMinor: -1000 } })],
]);

const NO_ACTS: ReadonlyMap<number, Act> = new Map();
const DAILY: Schedule = { days: Array.from({ length: LAST_DAY }, (_, day) => day + 1), restarts: [] };

const household: fc.Arbitrary<Household> = fc.record({
  basis: fc.constantFrom('calendar', 'fixed-30'),
  minimalBalanceMinor: fc.integer({ min: -500, max: 100 }),
  paidMinor: fc.integer({ min: 1, max: 9000 }),
  prices: fc.array(fc.integer({ min: 0, max: 7000 }), { minLength: 1, maxLength: 2 }),
});
const irregular: fc.Arbitrary<Schedule> = fc.record({
  days: fc.array(fc.integer({ min: 1, max: LAST_DAY }), { maxLength: 6 }),
  restarts: fc.array(fc.integer({ min: 1, max: LAST_DAY }), { maxLength: 2 }),
});

forEachDatabase((database) => {
  describe(`What prepaid charges does not depend on when it is looked at, on ${database.name}`, () => {
    afterEach(() => database.close());

    it('once after 45 days, or daily', async () => {
      const people = fc.sample(household, 2);
      const daily = await play(people, NO_ACTS, DAILY);
      expect(await play(people, NO_ACTS, { days: [LAST_DAY], restarts: [] }), fc.stringify(people)).to.deep.equal(daily);
      expect(await play(people, NO_ACTS, { days: [], restarts: [LAST_DAY] }), fc.stringify(people)).to.deep.equal(daily);
    });

    it('on any days, with restarts, while people pay, pause and change', async () => {
      const people = fc.sample(household, 2);
      const daily = await play(people, ACTS, DAILY);
      for (const schedule of fc.sample(irregular, 2)) {
        expect(await play(people, ACTS, schedule), fc.stringify([people, schedule])).to.deep.equal(daily);
      }
    });
  });

  async function play(people: readonly Household[], acts: ReadonlyMap<number, Act>, { days, restarts }: Schedule): Promise<unknown> {
    const configuration = await database.createMigrated();
    let app = await TestApplication.start(configuration, morningOf(FIRST_DAY));
    const story = new PrepaidStory(() => app);
    try {
      const lines: (readonly Service[])[] = [];
      for (const [index, person] of people.entries()) lines.push(await moveIn(story, person, index));
      for (const day of [...new Set([...days, ...restarts, ...acts.keys(), LAST_DAY])].sort((a, b) => a - b)) {
        const date = addDays(FIRST_DAY, day);
        if (restarts.includes(day)) app = await restart(app, configuration, date);
        await story.moveToDay(date);
        for (const each of lines) await acts.get(day)?.(story, each);
      }
      return await Promise.all(lines.map((each) => result(story, each)));
    } finally {
      await app.stop();
    }
  }
});

async function moveIn(story: PrepaidStory, { prices, paidMinor, ...settings }: Household, index: number): Promise<readonly Service[]> {
  const { id: customerId } = await story.customer(settings);
  const lines: Service[] = [];
  for (const [at, priceMinor] of prices.entries())
    lines.push(await story.line(customerId, { priceMinor }, { login: `line-${index}-${at}` }));
  await story.pay(customerId, paidMinor);
  return lines;
}

/** All that a customer and the lines can be told by. */
async function result(story: PrepaidStory, lines: readonly Service[]): Promise<unknown> {
  const customerId = lines[0]?.customerId as string;
  const each = await Promise.all(lines.map(async ({ id, login }) => [login, await story.state(id), await story.charges(customerId, id)]));
  return { balanceMinor: await story.balance(customerId), outlook: await story.outlook(customerId), each };
}

async function restart(app: TestApplication, configuration: Configuration, date: string): Promise<TestApplication> {
  await app.stop();
  return TestApplication.start(configuration, morningOf(date));
}
