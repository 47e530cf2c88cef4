import type { RestrictionEffect } from '@tapline/sdk';
import { expect } from 'chai';
import { PLAN_SERVICE } from '../plans/plan-service.js';
import { aPlan, aService, forEachApplication } from '../testing/index.js';
import { ACCESS_SERVICE } from './access-service.js';

const BEGIN_MS = Date.UTC(2026, 0, 5, 8);

forEachApplication('When a line was shut', '2026-01-05T08:00:00Z', (app) => {
  it('is kept once it opens, from the first reason to the last, with what was said in the end', async () => {
    const plan = await aPlan(app());
    const { id: serviceId } = await aService(app(), { planId: plan.id });
    const restrictions = (source: string) => app().container.resolve(ACCESS_SERVICE).restrictionsOf(source);
    const block = (source: string, reason: string) =>
      app().write((tx) => restrictions(source).set(tx, { serviceId, effect: { kind: 'block' }, reason }));
    const lift = (source: string) => app().write((tx) => restrictions(source).lift(tx, serviceId));
    const at = (hour: number): void => app().jumpTo(new Date(BEGIN_MS + hour * 3_600_000).toISOString());
    const spans = async () =>
      (await app().view(({ sql }) => sql('shut_span').orderBy('since_ms'))).map(({ service_id, since_ms, until_ms, reasons }) => [
        service_id,
        Number(since_ms),
        Number(until_ms),
        (JSON.parse(String(reasons)) as { text: string }[]).map(({ text }) => text),
      ]);

    await block('cap', 'used up');
    at(1);
    await block('debt', 'unpaid');
    at(2);
    await lift('cap');
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, plan.id, { downloadBitsPerSecond: 1_000_000 }));
    expect(await spans()).to.deep.equal([]);
    at(3);
    await lift('debt');
    const first = [serviceId, BEGIN_MS, BEGIN_MS + 3 * 3_600_000, ['unpaid']];
    expect(await spans()).to.deep.equal([first]);
    await block('cap', 'used up');
    await lift('cap');
    expect(await spans(), 'shut and opened at the same instant').to.deep.equal([first]);
    await block('cap', 'used up');
    at(4);
    await lift('cap');
    expect(await spans()).to.deep.equal([first, [serviceId, BEGIN_MS + 3 * 3_600_000, BEGIN_MS + 4 * 3_600_000, ['used up']]]);
  });

  it('is one with since when it is open: no new speed, and no other reason, begins that anew', async () => {
    const plan = await aPlan(app());
    const { id: serviceId } = await aService(app(), { planId: plan.id });
    const access = app().container.resolve(ACCESS_SERVICE);
    const restrictions = access.restrictionsOf('cap');
    const at = (hour: number): void => app().jumpTo(new Date(BEGIN_MS + hour * 3_600_000).toISOString());
    const sinceHour = async () => {
      const { isAllowed, sinceMs } = await app().view((tx) => access.access(tx, serviceId));
      return [isAllowed, (sinceMs - BEGIN_MS) / 3_600_000];
    };
    const set = (effect: RestrictionEffect) => app().write((tx) => restrictions.set(tx, { serviceId, effect, reason: 'used up' }));
    const slow = { kind: 'limit', downloadBitsPerSecond: 1_000_000, uploadBitsPerSecond: 1_000_000 } as const;

    at(1);
    await set(slow);
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, plan.id, { downloadBitsPerSecond: 2_000_000 }));
    expect(await sinceHour()).to.deep.equal([true, 0]);
    at(2);
    await set({ kind: 'block' });
    at(3);
    await app().write((tx) => access.restrictionsOf('debt').set(tx, { serviceId, effect: { kind: 'block' }, reason: 'unpaid' }));
    expect(await sinceHour()).to.deep.equal([false, 2]);
    at(4);
    await app().write((tx) => access.restrictionsOf('debt').lift(tx, serviceId));
    await set(slow);
    at(5);
    await app().write((tx) => restrictions.lift(tx, serviceId));
    expect(await sinceHour()).to.deep.equal([true, 4]);
  });
});
