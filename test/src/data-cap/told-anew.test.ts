import { forEachApplication, PLAN_SERVICE, reportUsage, restartRouter } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

const SLOWLY = 100_000_000n;

forEachApplication('A session that lives', '2026-11-02T09:00:00Z', (app) => {
  it('counts what it carries by itself, without being told', async () => {
    const line = await CappedLine.on(app(), { amount: '50 GB' });
    await line.downloads(SLOWLY);
    const told = await line.tellings();
    for (let reports = 0; reports < 3; reports++) await line.downloads(4n * GB);
    expect(told.count).to.equal(0);
  });

  it('is told when its plan leaves it less, at the same speed', async () => {
    const line = await CappedLine.on(app(), { amount: '50 GB' });
    await line.downloads(SLOWLY);
    const told = await line.tellings();
    const changes = { addonSettings: { 'data-cap': { amount: '10 GB' } } };
    await app().write((tx) => app().container.resolve(PLAN_SERVICE).change(tx, line.planId, changes));
    await app().settle();
    expect(told.count).to.equal(1);
  });

  it('is told when data is taken back', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    const grantId = await line.topUp(5n * GB);
    await line.downloads(SLOWLY);
    const told = await line.tellings();
    await app().write((tx) => line.quotas.withdraw(tx, grantId));
    await app().settle();
    expect(told.count).to.equal(1);
  });

  it('is told in the morning what is left of a night in which octets count half', async () => {
    await app().moveTo('2026-11-02T23:30:00Z');
    const line = await CappedLine.on(app(), { amount: '10 GB', windows: ['daily 0-6 0.5'] });
    await line.downloads(SLOWLY);
    const told = await line.tellings();
    // Six o'clock in Prague.
    await app().moveTo('2026-11-03T05:00:30Z');
    await app().settle();
    expect(told.count).to.equal(1);
  });

  it('is told its share anew when another of its line has ended', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' }, { sessionLimit: 2 });
    await line.downloads(SLOWLY);
    const told = await line.tellings();
    await line.carries(GB);
    expect(told.count).to.equal(1);
  });

  it('is told what the one before it has left, where that ends after it has logged in', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' }, { sessionLimit: 1 });
    const session = (sessionId: string) => ({ login: line.login, sessionId, seconds: 0, downloadOctets: 0n });
    await reportUsage(app(), [{ ...session('a'), kind: 'start' }]);
    await app().moveTo(app().nowMs + 240_000);
    await reportUsage(app(), [{ ...session('b'), kind: 'start' }]);
    await app().settle();
    const told = await line.tellings();
    await reportUsage(app(), [{ ...session('a'), kind: 'stop', seconds: 240, downloadOctets: 9n * GB }]);
    await app().settle();
    expect(told.count).to.equal(1);
  });

  it('is told its share anew when another of its line was lost without a Stop', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' }, { sessionLimit: 2 });
    await line.downloads(SLOWLY);
    await app().moveTo(app().nowMs + 7_200_000);
    const told = await line.tellings();
    await reportUsage(app(), [{ login: line.login, sessionId: 'next', kind: 'start', seconds: 0, downloadOctets: 0n }]);
    await app().settle();
    expect(told.count).to.equal(1);
  });

  it('is told at its login what is left then, though the one before it had no Stop: its router was started anew', async () => {
    const line = await CappedLine.on(app(), { amount: '100 GB' });
    await line.downloads(GB);
    await line.downloads(5n * GB);
    await restartRouter(app());
    await app().settle();
    expect(await line.limitAtLogin()).to.equal(94n * GB);
  });
});
