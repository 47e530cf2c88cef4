import { forEachApplication, PLAN_SERVICE, reportUsage, sqlOf } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB, ON_CREDIT } from './capped-line.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

forEachApplication('A line for which data is bought within an hour', '2026-11-02T09:00:00Z', (app) => {
  const left = async (line: CappedLine): Promise<readonly bigint[]> => (await line.state()).sources.map(({ leftOctets }) => leftOctets);

  const tomorrow = (): number => app().nowMs + DAY_MS;

  it('uses it for what flows after it was bought, though it expires before the plan', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.carries(5n * GB);
    await line.topUp(5n * GB, tomorrow());
    expect(await left(line)).to.deep.equal([5n * GB, 5n * GB]);
    await line.carries(2n * GB);
    expect(await left(line)).to.deep.equal([3n * GB, 5n * GB]);
    await line.carries(4n * GB);
    expect(await left(line)).to.deep.equal([0n, 4n * GB]);
  });

  it('is given back the whole of it a moment later', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.carries(5n * GB);
    const grantId = await line.topUp(5n * GB, tomorrow());
    const { octets, usedOctets } = await app().write((tx) => line.quotas.withdraw(tx, grantId));
    expect(octets - usedOctets).to.equal(5n * GB);
    await app().settle();
    expect((await line.state()).leftOctets).to.equal(5n * GB);
  });

  it('uses each of several for what flows after that one', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.carries(2n * GB);
    await line.topUp(5n * GB, tomorrow());
    await line.carries(GB);
    await line.topUp(3n * GB, tomorrow() - HOUR_MS);
    await line.carries(GB);
    // What expires first comes first in the list: the second pays for the last GB, the first for the one between.
    expect(await left(line)).to.deep.equal([2n * GB, 4n * GB, 8n * GB]);
  });

  it('takes nothing of it for what was over the limit before, also when more becomes known of the hours before that', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await app().moveTo('2026-11-02T11:05:00Z');
    await line.carries(12n * GB);
    await line.topUp(5n * GB);
    expect(await left(line)).to.deep.equal([0n, 5n * GB]);
    const late = { login: line.login, sessionId: 'late', delaySeconds: 7_200 };
    await reportUsage(app(), [{ ...late, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    await reportUsage(app(), [{ ...late, kind: 'stop', seconds: 300, downloadOctets: 3n * GB }]);
    await app().settle();
    expect([await left(line), (await line.access()).isAllowed]).to.deep.equal([[0n, 5n * GB], true]);
    await line.carries(5n * GB);
    expect([await left(line), (await line.access()).isAllowed]).to.deep.equal([[0n, 0n], false]);
  });

  it('takes nothing of it for what flowed before in a way that counts only by later rules', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', direction: 'upload', windows: ['daily 0-24 0.5'] });
    await line.carries(6n * GB);
    await line.topUp(5n * GB, tomorrow());
    await line.carries(GB);
    const changed = { addonSettings: { 'data-cap': { amount: '10 GB' } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, changed));
    await app().settle();
    expect(await left(line)).to.deep.equal([4n * GB, 4n * GB]);
  });

  it('is charged for over-use from before, and not for what it has bought for', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', steps: ['100% charge 1.00 per 1 GB'] }, ON_CREDIT);
    await line.carries(12n * GB);
    expect(await line.balance()).to.equal(-200);
    await line.topUp(5n * GB, tomorrow());
    await line.carries(4n * GB);
    expect([await line.balance(), await left(line)]).to.deep.equal([-200, [GB, 0n]]);
    await line.carries(2n * GB);
    expect([await line.balance(), await left(line)]).to.deep.equal([-300, [0n, 0n]]);
  });

  it('has the whole of it in the next period, also where that has begun before anybody looked', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', period: 'day' });
    await app().moveTo('2026-11-02T22:10:00Z');
    await line.carries(12n * GB);
    const grant = { serviceId: line.serviceId, title: 'Top-up', octets: 5n * GB };
    await app().write((tx) => line.quotas.grant(tx, grant, { idempotencyKey: 'late' }));
    app().jumpTo('2026-11-02T23:10:00Z');
    await app().settle();
    expect(await left(line)).to.deep.equal([10n * GB, 5n * GB]);
    await line.carries(11n * GB);
    expect(await left(line)).to.deep.equal([0n, 4n * GB]);
  });

  it('takes nothing of it for what was let off before that was kept for each grant', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.carries(13n * GB);
    await line.topUp(5n * GB);
    await app().write(async (tx) => {
      const periods = () => sqlOf(tx)('addon_data_cap_period').where('service', line.serviceId);
      const { content } = (await periods().first('content')) as { readonly content: string };
      const { cameAfter: _, ...others } = JSON.parse(content) as Record<string, unknown>;
      const forgiven = [{ hourMs: Date.parse('2026-11-02T09:00:00Z'), amount: String(3n * GB * 100n) }];
      await periods().update('content', JSON.stringify({ ...others, forgiven }));
    });
    expect(await left(line)).to.deep.equal([0n, 5n * GB]);
    await line.carries(2n * GB);
    expect([await left(line), (await line.access()).isAllowed]).to.deep.equal([[0n, 3n * GB], true]);
  });
});
