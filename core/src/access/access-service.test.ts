import { expect } from 'chai';
import { PLAN_SERVICE } from '../plans/plan-service.js';
import { aCustomer, aPlan, aService, forEachApplication } from '../testing/index.js';
import { ACCESS_SERVICE } from './access-service.js';
import { AccessStore } from './access-store.js';

const LINES = 30;
const ROUNDS = 8;

forEachApplication('Access that is decided by several at the same moment', '2026-11-02T08:00:00Z', (app) => {
  it('is what all of them have left: a plan that changes speed, and lines that are shut and opened meanwhile', async () => {
    const access = app().container.resolve(ACCESS_SERVICE);
    const plans = app().container.resolve(PLAN_SERVICE);
    const restrictions = access.restrictionsOf('test');
    const plan = await aPlan(app());
    const { id: customerId } = await aCustomer(app());
    const lines: string[] = [];
    for (let line = 0; line < LINES; line++) lines.push((await aService(app(), { customerId, planId: plan.id, login: `line-${line}` })).id);
    for (let round = 1; round <= ROUNDS; round++) {
      const speed = round * 1_000_000;
      const shut = (serviceId: string) =>
        app().write((tx) =>
          round % 2 === 0
            ? restrictions.lift(tx, serviceId)
            : restrictions.set(tx, { serviceId, effect: { kind: 'block' }, reason: 'unpaid' }),
        );
      await Promise.all([
        app().write((tx) => plans.change(tx, plan.id, { downloadBitsPerSecond: speed })),
        ...lines.map((serviceId) => shut(serviceId)),
      ]);
      const found = [...(await app().view((tx) => access.accessOf(tx, lines))).values()];
      expect(
        found.map(({ isAllowed }) => isAllowed),
        `round ${round}`,
      ).to.deep.equal(lines.map(() => round % 2 === 0));
      if (round % 2 === 0) expect(new Set(found.map(({ downloadBitsPerSecond }) => downloadBitsPerSecond))).to.deep.equal(new Set([speed]));
    }
  });

  it('keeps every price of a plan that two change', async () => {
    const plans = app().container.resolve(PLAN_SERVICE);
    for (let round = 1; round <= ROUNDS; round++) {
      const plan = await aPlan(app());
      const priceMinor = 5000 + round;
      await Promise.all([
        app().write((tx) => plans.change(tx, plan.id, { priceMinor })),
        app().write((tx) => plans.change(tx, plan.id, { name: `${plan.name} ${round}` })),
      ]);
      const after = await app().view((tx) => plans.get(tx, plan.id));
      const prices = (await app().view((tx) => plans.prices(tx))).filter(({ planId }) => planId === plan.id);
      expect([after.priceMinor, after.name, prices.at(-1)?.priceMinor]).to.deep.equal([priceMinor, `${plan.name} ${round}`, priceMinor]);
    }
  });

  it('has what routers are told of a line also where no session that lives needs to hear of it, and is written once', async () => {
    const { id: customerId } = await aCustomer(app());
    const { id } = await aService(app(), { customerId, planId: (await aPlan(app())).id });
    const restrictions = app().container.resolve(ACCESS_SERVICE).restrictionsOf('test');
    await app().write((tx) => restrictions.state(tx, id, { interimIntervalSeconds: 60 }));
    const stored = () => app().view((tx) => new AccessStore().find(tx, [id]));
    const [before] = await stored();
    expect(before?.facts).to.deep.equal({ generation: 0, interimIntervalSeconds: 60 });
    await app().write((tx) => app().container.resolve(ACCESS_SERVICE).refresh(tx, [id]));
    expect((await stored())[0]?.version).to.equal(before?.version);
  });
});
