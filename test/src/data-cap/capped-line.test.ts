import {
  ADDON_HOST,
  addonOwner,
  forEachApplication,
  HOOK_REGISTRY,
  LEDGER_SERVICE,
  PLAN_SERVICE,
  rejection,
  reportUsage,
  restartRouter,
  SERVICE_SERVICE,
} from '@tapline/core/testing';
import { HOOKS } from '@tapline/sdk';
import { expect } from 'chai';
import { CappedLine, GB, ON_CREDIT, totalLimitOf } from './capped-line.js';

interface Simulated {
  readonly before: {
    readonly restriction: string;
    readonly leftOctets: string;
    readonly answer: { readonly verdict: string; readonly attributes: readonly (readonly [string, string])[] };
  };
  readonly after: {
    readonly restriction: string;
    readonly leftOctets: string;
    readonly why: string;
    readonly answer: { readonly verdict: string; readonly reason: string };
  };
  readonly notifications: readonly string[];
  readonly note: string | null;
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

  it('is simulated with the messages that real traffic sends: the highest that is reached, and none twice in a period', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    const simulated = async (download: string): Promise<Simulated> => line.ask<Simulated>('simulate', { service: line.login, download });
    const messages = async (download: string): Promise<readonly string[]> => (await simulated(download)).notifications;
    await line.carries(7n * GB);
    expect(await messages('5 GB')).to.deep.equal(['at 100 %']);
    expect((await simulated('5 GB')).note).to.include('buys data by itself');
    expect((await simulated('1 GB')).note).to.equal(null);
    await line.carries(3n * GB);
    await line.topUp(5n * GB);
    expect(await messages('3 GB')).to.deep.equal(['at 80 %']);
    await line.carries(3n * GB);
    expect(await messages('1 GB')).to.deep.equal([]);
  });

  it('is simulated with what RADIUS really answers, and says where that is behind what is left', async () => {
    const line = await CappedLine.on(app(), { amount: '100 GB' });
    const simulated = async () => line.ask<Simulated>('simulate', { service: line.login });
    await line.downloads(GB);
    await line.downloads(5n * GB);
    const behind = await simulated();
    expect(behind.before.leftOctets).to.equal(String(94n * GB));
    expect(totalLimitOf(behind.before.answer.attributes)).to.equal(100n * GB);
    expect(behind.note).to.include('when the line was looked at last');
    await restartRouter(app());
    await app().settle();
    const now = await simulated();
    expect(totalLimitOf(now.before.answer.attributes)).to.equal(94n * GB);
    expect(now.note).to.equal(null);
  });

  it('is simulated in this period and later, by what is known of each hour now', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', windows: ['daily 8-24 0'], rollover: 'all', rolloverPeriods: 3 });
    await line.carries(4n * GB);
    const at = (when: string): Promise<Simulated> => line.ask<Simulated>('simulate', { service: line.login, at: when });
    expect((await at('2026-11-01 10:00')).before.leftOctets).to.equal(String(10n * GB));
    expect((await at('2026-12-20 10:00')).before.leftOctets).to.equal(String(20n * GB));
    expect(await rejection(at('2026-10-31 20:00'))).to.include({ code: 'DATA_CAP_SIMULATION_PAST', field: 'at' });
  });

  it('is told again of what it reaches anew after it has bought data, and of nothing else', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB' });
    await line.carries(10n * GB);
    await line.topUp(GB);
    await line.carries(GB - 1n);
    expect(await line.messages()).to.deep.equal(['Your data is used up']);
    await line.carries(1n);
    await line.topUp(5n * GB);
    await line.carries(4n * GB);
    expect(await line.messages()).to.deep.equal(['Your data is used up', 'Your data is used up', '80 % of your data is used']);
  });

  it('takes what is left of a month into the next ones, as long as it lives', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', rollover: 'limited', rolloverMost: '4 GB', rolloverPeriods: 1 });
    await line.downloads(GB);
    await app().moveTo('2026-12-01T01:00:00Z');
    expect((await line.state()).leftOctets).to.equal(14n * GB);
    await app().moveTo('2027-01-01T01:00:00Z');
    expect((await line.state()).leftOctets).to.equal(14n * GB);
  });

  it('has nothing over of months in which its service was paused or stopped: nobody has paid for them', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', rollover: 'all', rolloverPeriods: 3 });
    const become = async (status: 'active' | 'paused' | 'stopped'): Promise<void> => {
      await app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, line.serviceId, { status }));
      await app().settle();
    };
    await become('paused');
    await app().moveTo('2026-12-05T09:00:00Z');
    await app().moveTo('2027-02-05T09:00:00Z');
    await become('active');
    // What November has left lives to the end of February.
    expect((await line.state()).leftOctets).to.equal(20n * GB);
    await become('stopped');
    await app().moveTo('2027-05-05T09:00:00Z');
    await become('active');
    expect((await line.state()).leftOctets).to.equal(20n * GB);
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
    const settings = { amount: '1 GB', steps: ['80% slow 2M/1M', '100% charge 0.10 per 10 MB'], notifyAtPercents: ['80'] };
    const line = await CappedLine.on(app(), settings, ON_CREDIT);
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

  it('tells each threshold on the channels that the plan says, in the plan’s words besides', async () => {
    const notifyAtPercents = ['50', '80 sms', '100 email sms'];
    const line = await CappedLine.on(app(), { amount: '1 GB', notifyAtPercents, notifyWords: 'More is to be had in the shop.' });
    await line.downloads(500_000_000n);
    await line.downloads(300_000_000n);
    await line.downloads(200_000_000n);
    const rows = await app().view((tx) =>
      tx
        .sql('notification')
        .where({ kind: 'data-cap.threshold' })
        .orderBy(['wanted_at_ms', 'channel'])
        .select('channel', 'occasion', 'content'),
    );
    expect(rows.map(({ channel, occasion }) => `${String(occasion).split(':').at(-1)} ${channel}`).sort()).to.deep.equal([
      '100 email',
      '100 sms',
      '50 email',
      '50 sms',
      '80 sms',
    ]);
    expect(String(rows[0]?.content)).to.include('More is to be had in the shop.');
  });

  it('is told of its plan’s data where the percents are of that, and it has more', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', notifyOf: 'plan', notifyAtPercents: ['80'] });
    await line.topUp(5n * GB);
    await line.carries(8n * GB);
    expect(await line.messages()).to.deep.equal(['80 % of your plan’s data is used']);
    const [row] = await app().view((tx) =>
      tx.sql('notification').where({ kind: 'data-cap.threshold', channel: 'email' }).select('content'),
    );
    expect(String(row?.content)).to.include('8 GB of the plan’s 10 GB; with what you have besides, 7 GB is left');
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
    const result = await line.ask<{ lines: number; reached: object; top: { used: string }[] }>('dry-run', {
      plan: line.planId,
      amount: '2 GB',
      steps: ['80% slow 2M/1M', '100% block'],
    });
    expect(result).to.deep.include({ lines: 1, reached: { '80% slow': 1, '100% block': 1 } });
    expect(result.top[0]?.used).to.equal('3 GB');
    const { name } = await app().view((tx) => app().container.resolve(PLAN_SERVICE).get(tx, line.planId));
    expect(await line.ask('dry-run', { plan: name, amount: '2 GB', steps: ['80% slow 2M/1M', '100% block'] })).to.deep.equal(result);
    expect(await rejection(line.ask('dry-run', { plan: 'nowhere', amount: '2 GB' }))).to.include({
      code: 'DATA_CAP_PLAN_UNKNOWN',
      field: 'plan',
    });
  });

  it('plays days with what the days before have left over, and says at what customers would have been told', async () => {
    const line = await CappedLine.on(app(), { amount: '100 GB' });
    await app().moveTo('2026-11-04T09:00:00Z');
    await line.downloads(1_500_000_000n);
    await app().moveTo('2026-11-06T09:00:00Z');
    const ask = (rules: Readonly<Record<string, unknown>>) =>
      line.ask<{ periods: number; reached: object; told: object }>('dry-run', {
        plan: line.planId,
        amount: '1 GB',
        period: 'day',
        ...rules,
      });
    expect(await ask({})).to.deep.include({ periods: 4, reached: { '100% block': 1 }, told: { '80%': 1, '100%': 1 } });
    const kept = await ask({ rollover: 'all', notifyAtPercents: ['75', '80'] });
    expect(kept).to.deep.include({ periods: 4, reached: { '100% block': 0 }, told: { '75%': 1, '80%': 0 } });
    expect(await ask({ rollover: 'limited', rolloverMost: '500 MB' })).to.deep.include({ reached: { '100% block': 1 } });
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

  it('has what was unused of months in which the add-on was disabled, also when their hours are not kept any more', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', rollover: 'all', rolloverPeriods: 2 });
    const host = app().container.resolve(ADDON_HOST);
    await line.carries(4n * GB);
    await host.disable('data-cap');
    await app().moveTo('2026-11-20T10:00:00Z');
    await line.carries(GB);
    await app().moveTo('2026-12-05T10:00:00Z');
    await line.carries(2n * GB);
    await app().moveTo('2027-01-20T10:00:00Z');
    await host.enable('data-cap');
    await app().settle();
    // December uses 2 GB of the 5 that November has left, as those end first, and leaves its own 10.
    expect((await line.state()).leftOctets).to.equal(23n * GB);
    await line.carries(4n * GB);
    await app().moveTo('2027-02-03T10:00:00Z');
    expect((await line.state()).leftOctets).to.equal(29n * GB);
  });
});
