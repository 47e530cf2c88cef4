import { forEachApplication } from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB } from './capped-line.js';

forEachApplication('Data that counts from a later instant on', '2026-11-02T09:00:00Z', (app) => {
  it('opens the line when that has come, though nothing flows', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', steps: ['50% slow 2M/1M'] });
    await line.downloads(6n * GB);
    const validFromMs = app().nowMs + 7_620_000;
    const grant = { serviceId: line.serviceId, title: 'Evening', octets: 10n * GB, validFromMs };
    await app().write((tx) => line.quotas.grant(tx, grant, { idempotencyKey: 'evening' }));
    await app().settle();
    expect((await line.access()).downloadBitsPerSecond).to.equal(2_000_000);
    await app().moveTo(validFromMs);
    expect((await line.access()).downloadBitsPerSecond).to.equal(100_000_000);
  });

  it('does not pay for what was over the limit before', async () => {
    const line = await CappedLine.on(app(), { amount: '10 GB', steps: ['100% slow 2M/1M'] });
    await line.downloads(10n * GB);
    const validFromMs = Date.parse('2026-11-02T11:30:00Z');
    const grant = { serviceId: line.serviceId, title: 'Evening', octets: 10n * GB, validFromMs };
    await app().write((tx) => line.quotas.grant(tx, grant, { idempotencyKey: 'evening' }));
    // To eleven o'clock, and ten minutes more.
    await line.downloads(0n, 6_900);
    await line.downloads(3n * GB, 600);
    await app().moveTo(validFromMs);
    expect((await line.state()).leftOctets).to.equal(10n * GB);
  });
});
