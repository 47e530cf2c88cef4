import {
  ADDON_HOST,
  addonOwner,
  forEachApplication,
  HOOK_REGISTRY,
  LEDGER_SERVICE,
  PLAN_SERVICE,
  reportUsage,
} from '@tapline/core/testing';
import { HOOKS } from '@tapline/sdk';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

interface Simulated {
  readonly before: { readonly restriction: string; readonly leftOctets: string; readonly answer: { readonly verdict: string } };
  readonly after: {
    readonly restriction: string;
    readonly leftOctets: string;
    readonly why: string;
    readonly answer: { readonly verdict: string; readonly reason: string };
  };
  readonly notifications: readonly string[];
}

forEachApplication('A line with a data cap', '2026-11-02T09:00:00Z', (app) => {
  it('is told at 80 %, shut at 100 %, freed by a top-up, and has what is unused next month', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', rollover: 'all', rolloverPeriods: 1 });
    await line.downloads(5n * GB);
    expect((await line.state()).leftOctets).to.equal(5n * GB);
    expect((await line.access()).isAllowed).to.equal(true);
    await line.downloads(3n * GB);
    await line.downloads(GB);
    const asked = await line.ask<Simulated>('simulate', { service: line.login, download: '1.1 GB' });
    expect(asked.before).to.deep.include({ restriction: 'none', leftOctets: String(GB) });
    expect(asked.before.answer.verdict).to.equal('accept');
    expect(asked.after).to.deep.include({ restriction: 'blocked', leftOctets: '0' });
    expect(asked.after.answer.reason).to.match(/^the data is used up: used 10.1 GB of 10 GB/);
    expect(asked.notifications).to.deep.equal(['at 100 %']);
    expect((await line.state()).leftOctets).to.equal(GB);

    await line.downloads(GB + 100_000_000n);
    const shut = await line.access();
    expect(shut.isAllowed).to.equal(false);
    expect(shut.reasons[0]?.text).to.match(/^the data is used up: used 10.1 GB of 10 GB, counted until 2026-12-01/);
    expect(await line.messages()).to.deep.equal(['80 % of your data is used', 'Your data is used up']);

    const grantId = await line.topUp(5n * GB);
    expect((await line.access()).isAllowed).to.equal(true);
    // What was over the limit before it came is not taken from it.
    expect((await line.state()).leftOctets).to.equal(5n * GB);
    await line.downloads(2n * GB);
    expect((await line.state()).sources.map(({ kind, leftOctets }) => [kind, leftOctets])).to.deep.equal([
      ['plan', 0n],
      ['grant', 3n * GB],
    ]);
    await app().moveTo('2026-12-01T00:30:00Z');
    expect((await line.state()).leftOctets).to.equal(13n * GB);
    const back = await app().write((tx) => line.quotas.withdraw(tx, grantId));
    expect(back.octets - back.usedOctets).to.equal(3n * GB);
    await app().settle();
    expect((await line.state()).leftOctets).to.equal(10n * GB);
  });

  it('takes what is left of a month into the next ones, as long as it lives', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', rollover: 'limited', rolloverMost: '4 GB', rolloverPeriods: 1 });
    await line.downloads(GB);
    await app().moveTo('2026-12-01T01:00:00Z');
    expect((await line.state()).leftOctets).to.equal(14n * GB);
    await app().moveTo('2027-01-01T01:00:00Z');
    expect((await line.state()).leftOctets).to.equal(14n * GB);
  });

  it('splits what flows over the end of a period by time, to the octet', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', period: 'day', rollover: 'none' });
    await app().moveTo('2026-11-02T22:50:00Z');
    await line.downloads(1_000_000_001n, 1200);
    const today = (await line.state()).usedOctets;
    expect(today).to.equal(500_000_001n);
    await reportUsage(app(), [{ login: line.login, seconds: 900, delaySeconds: 300, downloadOctets: 800_000_000n }]);
    await app().settle();
    expect((await line.state()).usedOctets).to.equal(466_666_668n);
  });

  it('slows, then charges nothing twice, and tells each threshold once', async () => {
    const line = await CappedLine.on(app(), {
      amount: '1 GB',
      steps: ['80% slow 2M/1M', '100% charge 0.10 per 10 MB'],
      notifyAtPercents: ['80'],
    });
    await line.downloads(800_000_000n);
    expect(await line.access()).to.deep.include({ isAllowed: true, downloadBitsPerSecond: 2_000_000, uploadBitsPerSecond: 1_000_000 });
    await line.downloads(400_000_000n);
    const balance = () => app().view((tx) => app().container.resolve(LEDGER_SERVICE).balance(tx, line.customerId));
    expect(await balance()).to.equal(-200);
    await line.downloads(1n);
    expect(await balance()).to.equal(-210);
    await line.downloads(0n);
    expect(await balance()).to.equal(-210);
    expect((await line.messages()).length).to.equal(1);
  });

  it('asks others for more before it is shut', async () => {
    const line = await CappedLine.on(app(), { amount: '1 GB' });
    let granted = 0;
    const hooks = app().container.resolve(HOOK_REGISTRY);
    hooks.tap(addonOwner('auto', 'Auto'), HOOKS.quotaExhausted, async ({ tx, need }) => {
      if (granted === 3) return undefined;
      const grant = { serviceId: need.serviceId, title: 'by itself', octets: 100_000_000n, validFromMs: need.exhaustedSinceMs };
      await line.quotas.grant(tx, grant, { idempotencyKey: `auto ${granted++}` });
      return { isGranted: true as const };
    });
    await line.downloads(1_250_000_000n);
    expect((await line.access()).isAllowed).to.equal(true);
    expect(granted).to.equal(3);
    expect(await line.state()).to.deep.include({ leftOctets: 50_000_000n, overusedOctets: 0n });
    await line.downloads(50_000_000n);
    expect((await line.access()).isAllowed).to.equal(false);
  });

  it('follows another plan and other rules, and is let go when the plan has no cap', async () => {
    const line = await CappedLine.on(app(), { amount: '1 GB' });
    await line.downloads(2n * GB);
    expect((await line.access()).isAllowed).to.equal(false);
    const change = (settings: object) =>
      app().write((tx) =>
        app()
          .container.resolve(PLAN_SERVICE)
          .change(tx, line.planId, { addonSettings: { 'data-cap': { ...settings } } }),
      );
    await change({ amount: '3 GB' });
    await app().settle();
    expect((await line.access()).isAllowed).to.equal(true);
    await change({ amount: '2 GB' });
    await app().settle();
    expect((await line.access()).isAllowed).to.equal(false);
    await change({});
    await app().settle();
    expect((await line.access()).isAllowed).to.equal(true);
  });

  it('plays other rules over what really flowed', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.downloads(3n * GB);
    await app().moveTo(app().nowMs + 7_200_000);
    const result = await line.ask<{ lines: number; reached: object; top: { used: string }[] }>('dry-run', {
      plan: line.planId,
      amount: '2 GB',
      steps: ['80% slow 2M/1M', '100% block'],
    });
    expect(result).to.deep.include({ lines: 1, reached: { '80% slow': 1, '100% block': 1 } });
    expect(result.top[0]?.used).to.equal('3 GB');
  });

  it('stays as it is while the add-on is disabled, and catches up when it is back', async () => {
    const line = await CappedLine.on(app(), { amount: '1 GB' });
    const host = app().container.resolve(ADDON_HOST);
    await host.disable('data-cap');
    await line.downloads(2n * GB);
    expect((await line.access()).isAllowed).to.equal(true);
    await host.enable('data-cap');
    await app().settle();
    expect((await line.access()).isAllowed).to.equal(false);
  });
});
