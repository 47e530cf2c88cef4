import { ADDON_HOST, forEachApplication, PLAN_SERVICE, reportUsage, SERVICE_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB, ON_CREDIT } from './capped-line.js';

const CHARGED = ['100% charge 1.00 per 1 GB'];
const MONTH = { amount: '10 GB', steps: CHARGED };
const DAY = { amount: '1 GB', period: 'day', steps: CHARGED };
const UNCAPPED = {};

interface Simulated {
  readonly period: { readonly from: string; readonly until: string };
  readonly before: { readonly usedOctets: string; readonly leftOctets: string };
}

forEachApplication('A line that comes to a data cap', '2026-11-02T09:00:00Z', (app) => {
  const cap = async (line: CappedLine, settings: object): Promise<void> => {
    const change = { addonSettings: { 'data-cap': { ...settings } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, change));
  };

  const become = async (line: CappedLine, status: 'active' | 'stopped'): Promise<void> => {
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.serviceId, { status }));
    await app().settle();
  };

  for (const cappedAt of ['2026-11-15T10:20:00Z', '2026-12-15T10:20:00Z']) {
    it(`pays nothing for what it carried before, and has the whole amount from then on: ${cappedAt}`, async () => {
      const line = await CappedLine.on(app(), UNCAPPED, ON_CREDIT);
      await line.topUp(20n * GB);
      await app().moveTo(cappedAt);
      await line.carries(200n * GB);
      await line.goesOverTo(MONTH);
      expect([await line.balance(), (await line.state()).usedOctets, (await line.state()).leftOctets]).to.deep.equal([0, 0n, 30n * GB]);
      await line.carries(12n * GB);
      expect([await line.balance(), (await line.state()).leftOctets]).to.deep.equal([0, 18n * GB]);
      expect((await app().view((tx) => line.quotas.ofService(tx, line.serviceId))).map(({ usedOctets }) => usedOctets)).to.deep.equal([
        2n * GB,
      ]);
    });
  }

  it('stays open when its plan gets a cap in the middle of a month, and is shut by what flows from then on', async () => {
    const line = await CappedLine.on(app(), UNCAPPED);
    await app().moveTo('2026-12-15T10:20:00Z');
    await line.carries(200n * GB);
    await cap(line, { amount: '10 GB' });
    await app().settle();
    expect((await line.access()).isAllowed).to.equal(true);
    await line.carries(10n * GB);
    expect((await line.access()).isAllowed).to.equal(false);
    await app().moveTo('2027-01-01T00:30:00Z');
    expect([(await line.access()).isAllowed, (await line.state()).leftOctets]).to.deep.equal([true, 10n * GB]);
  });

  it('stands before it is looked at for the first time as after that, in simulations too', async () => {
    const line = await CappedLine.on(app(), UNCAPPED);
    await app().moveTo('2026-12-15T10:20:00Z');
    await line.carries(200n * GB);
    await cap(line, { ...MONTH, rollover: 'all' });
    const simulated = (at?: string): Promise<Simulated> => line.ask('simulate', { service: line.login, ...(at && { at }) });
    const all = async (): Promise<unknown> => [
      await line.state(),
      (await simulated()).before,
      (await simulated()).period,
      (await simulated('2026-12-20 10:00')).period,
      (await simulated('2026-12-20 10:00')).before.leftOctets,
      (await simulated('2027-01-20 10:00')).before.leftOctets,
    ];
    const before = await all();
    await app().settle();
    expect(await all()).to.deep.equal(before);
    expect(before).to.have.nested.property('[0].leftOctets', 10n * GB);
    expect(before).to.have.property('5', String(20n * GB));
  });

  it('counts nothing that is reported late for before', async () => {
    const line = await CappedLine.on(app(), UNCAPPED, ON_CREDIT);
    await line.carries(GB);
    await app().moveTo('2026-12-15T10:20:00Z');
    await line.goesOverTo(MONTH);
    await app().moveTo('2026-12-15T11:30:00Z');
    const session = { login: line.login, sessionId: 'late', delaySeconds: 7_200 };
    await reportUsage(app(), [{ ...session, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    await reportUsage(app(), [{ ...session, kind: 'stop', seconds: 300, downloadOctets: 20n * GB }]);
    await app().settle();
    expect([await line.balance(), (await line.state()).usedOctets]).to.deep.equal([0, 0n]);
  });

  it('counts from then on also where periods begin on the day of its service', async () => {
    const line = await CappedLine.on(app(), UNCAPPED, ON_CREDIT);
    await app().moveTo('2026-12-10T10:20:00Z');
    await line.carries(200n * GB);
    await line.goesOverTo({ ...MONTH, anchor: 'service-start' });
    await line.carries(4n * GB);
    const { period, leftOctets } = await line.state();
    expect([await line.balance(), leftOctets, new Date(period.untilMs).toISOString()]).to.deep.equal([
      0,
      6n * GB,
      '2027-01-01T23:00:00.000Z',
    ]);
  });

  it('goes through several plans in one instant as if it had come to the last', async () => {
    const line = await CappedLine.on(app(), UNCAPPED, ON_CREDIT);
    await app().moveTo('2026-12-15T10:20:00Z');
    await line.carries(200n * GB);
    for (const settings of [MONTH, DAY, UNCAPPED, MONTH]) await line.goesOverTo(settings);
    const { period, usedOctets, leftOctets } = await line.state();
    expect([await line.balance(), usedOctets, leftOctets, period.fromMs]).to.deep.equal([0, 0n, 10n * GB, app().nowMs]);
    await line.carries(11n * GB);
    expect(await line.balance()).to.equal(-100);
  });

  it('counts from then on when the add-on was disabled at that time', async () => {
    const host = app().container.resolve(ADDON_HOST);
    const { planId } = await CappedLine.on(app(), MONTH, { priceMinor: 0 });
    const line = await CappedLine.on(app(), UNCAPPED, ON_CREDIT);
    await host.disable('data-cap');
    await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.serviceId, { planId }));
    await app().moveTo('2026-12-15T10:20:00Z');
    await line.carries(200n * GB);
    await host.enable('data-cap');
    await app().settle();
    await line.carries(4n * GB);
    await line.carries(8n * GB);
    expect([await line.balance(), (await line.state()).usedOctets]).to.deep.equal([-200, 12n * GB]);
  });

  it('has the whole period when nothing has flowed yet', async () => {
    await app().moveTo('2026-11-15T10:20:00Z');
    const line = await CappedLine.on(app(), { ...MONTH, rollover: 'all' }, ON_CREDIT);
    await line.carries(4n * GB);
    const { period, leftOctets } = await line.state();
    expect([new Date(period.fromMs).toISOString(), leftOctets]).to.deep.equal(['2026-10-31T23:00:00.000Z', 6n * GB]);
  });

  it('pays nothing for what it carried without one when it comes back in a later month, or to a plan by the day', async () => {
    for (const settings of [MONTH, DAY]) {
      const line = await CappedLine.on(app(), MONTH, ON_CREDIT);
      await line.carries(4n * GB);
      await line.goesOverTo(UNCAPPED);
      await app().moveTo(app().nowMs + 40 * 86_400_000);
      await line.carries(200n * GB);
      await line.goesOverTo(settings);
      expect([await line.balance(), (await line.state()).usedOctets]).to.deep.equal([0, 0n]);
      await line.carries(12n * GB);
      expect(await line.balance()).to.equal(settings === MONTH ? -200 : -1_100);
    }
  });

  it('has what is left of before when its service was stopped for months', async () => {
    const line = await CappedLine.on(app(), { ...MONTH, rollover: 'all', rolloverPeriods: 2 }, ON_CREDIT);
    await line.carries(4n * GB);
    await become(line, 'stopped');
    await app().moveTo('2026-12-15T10:20:00Z');
    await become(line, 'active');
    expect((await line.state()).leftOctets).to.equal(16n * GB);
  });
});
