import { ALL_EVENTS, HOOKS, type QuotaNeed, type Quotas } from '@tapline/sdk';
import { expect } from 'chai';
import { CONTRIBUTIONS } from '../kernel/addons/contribution-registry.js';
import { HOOK_REGISTRY } from '../kernel/hooks/hook-registry.js';
import { addonOwner } from '../kernel/hooks/owner.js';
import { OUTBOX } from '../kernel/outbox/dispatcher.js';
import { aService, forEachApplication, rejection, type TestApplication } from '../testing/index.js';
import { QUOTA_SERVICE } from './quota-service.js';

const GB = 1_000_000_000n;
const DAY_MS = 86_400_000;

forEachApplication('Granted octets', '2026-11-02T09:00:00Z', (app) => {
  const quotas = (source = 'topup'): Quotas => app().container.resolve(QUOTA_SERVICE).quotasOf(source);

  async function granted(title: string, expiresInDays: number | null, octets = GB): Promise<string> {
    const { id: serviceId } = await service();
    const expiresAtMs = expiresInDays === null ? null : app().nowMs + expiresInDays * DAY_MS;
    return (await app().write((tx) => quotas().grant(tx, { serviceId, title, octets, expiresAtMs }, { idempotencyKey: title }))).id;
  }

  let line: { readonly app: TestApplication; readonly id: string } | undefined;
  async function service(): Promise<{ readonly id: string }> {
    if (line?.app !== app()) line = { app: app(), id: (await aService(app())).id };
    return line;
  }

  it('are used in the order in which they expire, and what never expires last', async () => {
    for (const [title, days] of [
      ['for good', null],
      ['a month', 30],
      ['a day', 1],
    ] as const)
      await granted(title, days);
    const { id } = await service();
    const titles = (await app().view((tx) => quotas('other').ofService(tx, id))).map((grant) => grant.title);
    expect(titles).to.deep.equal(['a day', 'a month', 'for good']);
  });

  it('are granted once for each key of a source, beyond 2^53 as well', async () => {
    const first = await granted('twice', null, (1n << 60n) - 1n);
    expect(await granted('twice', null, 5n)).to.equal(first);
    expect((await app().view((tx) => quotas().get(tx, first))).octets).to.equal((1n << 60n) - 1n);
  });

  it('are taken back as far as they are unused, once, and by nobody else', async () => {
    const id = await granted('5 GB', null, 5n * GB);
    await app().write((tx) => quotas('meter').setUsed(tx, [{ grantId: id, usedOctets: 2n * GB }]));
    expect((await rejection(app().write((tx) => quotas('other').withdraw(tx, id)))).code).to.equal('QUOTA_GRANT_UNKNOWN');
    const before = await app().write((tx) => quotas().withdraw(tx, id));
    expect(before.octets - before.usedOctets).to.equal(3n * GB);
    const again = await app().write((tx) => quotas().withdraw(tx, id));
    expect(again.octets - again.usedOctets).to.equal(0n);
    expect(again.withdrawnAtMs).to.equal(app().nowMs);
  });

  it('name the field that is wrong', async () => {
    const { id: serviceId } = await service();
    const wrong = [
      { octets: 0n, title: 'x' },
      { octets: 1n << 60n, title: 'x' },
      { octets: 1n, title: '' },
      { octets: 1n, title: 'x', expiresAtMs: app().nowMs },
    ];
    const fields = await Promise.all(
      wrong.map(async (grant) =>
        app()
          .write((tx) => quotas().grant(tx, { serviceId, ...grant }, { idempotencyKey: 'x' }))
          .catch((error: { field?: string }) => error.field),
      ),
    );
    expect(fields).to.deep.equal(['octets', 'octets', 'title', 'expiresAtMs']);
  });

  it('are refused where they are no whole octets or end at no instant, and leave the line readable', async () => {
    const { id: serviceId } = await service();
    const wrong: readonly (readonly [string, unknown])[] = [
      ...[1.5, 1, Number.NaN, '1', undefined, null].map((octets) => ['octets', octets] as const),
      ...['2099-01-01', 1e20, Number.NaN, app().nowMs + DAY_MS + 0.5].map((expiresAtMs) => ['expiresAtMs', expiresAtMs] as const),
      ...['2026-01-01', Number.NaN].map((validFromMs) => ['validFromMs', validFromMs] as const),
      ...['first', 0.5].map((priority) => ['priority', priority] as const),
      ...[7, null].map((title) => ['title', title] as const),
    ];
    for (const [field, value] of wrong) {
      const grant = { serviceId, title: 'x', octets: 1n, [field]: value } as never;
      const refusal = await rejection(app().write((tx) => quotas().grant(tx, grant, { idempotencyKey: `${field} ${String(value)}` })));
      expect(refusal, `${field} ${String(value)}`).to.include({ code: 'QUOTA_GRANT_INVALID', field });
    }
    expect(await app().view((tx) => quotas().ofService(tx, serviceId))).to.deep.equal([]);
  });

  it('are taken by meters in whole octets only', async () => {
    const grantId = await granted('5 GB', null, 5n * GB);
    const used = [{ grantId, usedOctets: 1.5 as never }];
    expect((await rejection(app().write((tx) => quotas('meter').setUsed(tx, used)))).code).to.equal('QUOTA_USED_INVALID');
    expect((await app().view((tx) => quotas().get(tx, grantId))).usedOctets).to.equal(0n);
  });

  it('are told to whoever listens, when they come and when they go', async () => {
    const heard: string[] = [];
    const outbox = app().container.resolve(OUTBOX);
    for (const { name } of ALL_EVENTS.filter((event) => event.name.startsWith('quota.')))
      await outbox.subscribe('test', name, (delivery) => {
        heard.push(`${delivery.name} by ${(delivery.payload as { source: string }).source}`);
        return Promise.resolve();
      });
    const id = await granted('heard', null);
    await app().write((tx) => quotas().withdraw(tx, id));
    await app().settle();
    expect(heard).to.deep.equal(['quota.granted by topup', 'quota.withdrawn by topup']);
  });

  it('are asked for in the transaction of the meter, and a grantor that fails grants nothing', async () => {
    const { id: serviceId, customerId } = await aService(app());
    const need: QuotaNeed = {
      serviceId,
      customerId,
      period: { fromMs: 0, untilMs: 1 },
      overusedOctets: 7n,
      exhaustedSinceMs: app().nowMs,
    };
    const hooks = app().container.resolve(HOOK_REGISTRY);
    expect(await app().write((tx) => quotas('meter').askForMore(tx, need))).to.equal(false);
    hooks.tap(addonOwner('a-broken', 'Broken'), HOOKS.quotaExhausted, () => {
      throw new Error('broken');
    });
    expect(await app().write((tx) => quotas('meter').askForMore(tx, need))).to.equal(false);
    hooks.tap(addonOwner('topup', 'Top-up'), HOOKS.quotaExhausted, async (asked) => {
      const { overusedOctets, exhaustedSinceMs: validFromMs } = asked.need;
      const grant = { serviceId, title: 'by itself', octets: overusedOctets + 1n, validFromMs };
      await quotas('topup').grant(asked.tx, grant, { idempotencyKey: 'auto' });
      return { isGranted: true as const };
    });
    const left = await app().write(async (tx) => {
      expect(await quotas('meter').askForMore(tx, need)).to.equal(true);
      return (await quotas('meter').lockOfServices(tx, [serviceId])).get(serviceId)?.map(({ octets }) => octets);
    });
    expect(left).to.deep.equal([8n]);
  });

  it('say how a line stands by the meter that meters it, and nothing where none does', async () => {
    const { id } = await service();
    expect(await app().view((tx) => quotas().state(tx, id))).to.equal(undefined);
    const state = { serviceId: id, period: { fromMs: 0, untilMs: 1 }, sources: [], usedOctets: 1n, leftOctets: 0n, overusedOctets: 0n };
    app()
      .container.resolve(CONTRIBUTIONS)
      .add(addonOwner('meter', 'Meter'))
      .quotaMeter({
        id: 'meter',
        title: 'Meter',
        state: () => Promise.resolve({ ...state, isExhausted: true, exhaustedSinceMs: 0 }),
      });
    expect((await app().view((tx) => quotas().state(tx, id)))?.isExhausted).to.equal(true);
  });
});
