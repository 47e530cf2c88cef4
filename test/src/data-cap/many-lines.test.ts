import { aCustomer, aPlan, aService, forEachApplication, OUTBOX, PLAN_SERVICE, reportUsage } from '@tapline/core/testing';
import { expect } from 'chai';
import { GB } from './capped-line.js';

const LINES = 60;
/** Of those whose plan has changed, and of those that report. */
const AT_ONCE = 50;

forEachApplication('Many capped lines', '2026-11-02T09:00:00Z', (app) => {
  const fleet = async (settings: Readonly<Record<string, unknown>>): Promise<{ readonly planId: string; readonly logins: string[] }> => {
    const { id: planId } = await aPlan(app(), { priceMinor: 0, addonSettings: { 'data-cap': settings } });
    const { id: customerId } = await aCustomer(app(), { billingType: 'manual' });
    const logins: string[] = [];
    for (let each = 0; each < LINES; each++) {
      logins.push((await aService(app(), { planId, customerId, status: 'active' })).login);
    }
    await app().settle();
    return { planId, logins };
  };

  const carry = (logins: readonly string[], downloadOctets: bigint, kind: 'interim' | 'stop' = 'interim'): Promise<void> =>
    reportUsage(
      app(),
      logins.map((login) => ({ login, kind, seconds: kind === 'stop' ? 600 : 300, downloadOctets })),
    );

  const change = async (planId: string, changes: object): Promise<void> => {
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, planId, changes));
    await app().container.resolve(OUTBOX).drain();
  };

  const shut = async (): Promise<number> => (await app().view((tx) => tx.sql('service_access').where({ is_allowed: 0 }))).length;

  it('are left alone when their plan changes in what does not concern a cap', async () => {
    const { planId } = await fleet({ amount: '10 GB' });
    await app().write((tx) => tx.sql('addon_data_cap_line').update({ explanation: 'as it was' }));
    const looked = async (): Promise<number> =>
      (await app().view((tx) => tx.sql('addon_data_cap_line').whereNot({ explanation: 'as it was' }))).length;
    await change(planId, { name: 'Another name', priceMinor: 100 });
    await app().moveTo(app().nowMs + 60_000);
    expect(await looked()).to.equal(0);
    await change(planId, { downloadBitsPerSecond: 7_000_000 });
    await app().moveTo(app().nowMs + 60_000);
    expect(await looked()).to.equal(LINES);
  });

  it('follow their plan: the first fifty at once, the others within a minute', async () => {
    const { planId, logins } = await fleet({ amount: '10 GB' });
    await carry(logins, 2n * GB);
    await app().settle();
    await change(planId, { addonSettings: { 'data-cap': { amount: '1 GB' } } });
    expect(await shut()).to.equal(AT_ONCE);
    await app().moveTo(app().nowMs + 60_000);
    expect(await shut()).to.equal(LINES);
    await change(planId, { addonSettings: { 'data-cap': {} } });
    await app().moveTo(app().nowMs + 60_000);
    expect(await shut()).to.equal(0);
  });

  it('are taken up when their plan gets a cap', async () => {
    const { planId, logins } = await fleet({});
    await carry(logins, 2n * GB);
    await app().settle();
    await change(planId, { addonSettings: { 'data-cap': { amount: '1 GB' } } });
    await app().moveTo(app().nowMs + 60_000);
    const known = await app().view((tx) => tx.sql('addon_data_cap_line'));
    expect(known.filter(({ period_from }) => Number(period_from) > 0)).to.have.length(LINES);
  });

  it('that report at once are looked at some in each turn, the others within a minute', async () => {
    const { logins } = await fleet({ amount: '1 GB' });
    await carry(logins, 2n * GB);
    await app().readUsage();
    expect(await shut()).to.equal(AT_ONCE);
    await app().moveTo(app().nowMs + 60_000);
    expect(await shut()).to.equal(LINES);
  });

  it('whose sessions end at once are all asked what that leaves to others', async () => {
    const { logins } = await fleet({ amount: '10 GB' });
    await carry(logins, GB);
    await app().moveTo(app().nowMs + 60_000);
    await carry(logins, 2n * GB, 'stop');
    await app().readUsage();
    const waiting = async (): Promise<number> =>
      (await app().view((tx) => tx.sql('addon_data_cap_line').where({ has_session_ended: 1 }))).length;
    expect(await waiting()).to.be.greaterThan(0);
    await app().moveTo(app().nowMs + 60_000);
    expect(await waiting()).to.equal(0);
    const used = await app().view((tx) => tx.sql('addon_data_cap_line').distinct('used').pluck('used'));
    expect(used.map(String)).to.deep.equal([String(2n * GB * 100n)]);
  });
});
