import { HOOKS } from '@tapline/sdk';
import { expect } from 'chai';
import { CUSTOMER_SERVICE } from '../customers/customer-service.js';
import { HOOK_REGISTRY } from '../kernel/hooks/hook-registry.js';
import { addonOwner } from '../kernel/hooks/owner.js';
import { aService, forEachApplication } from '../testing/index.js';
import { SCHEDULED_CHANGES } from './scheduled-change-service.js';
import { SERVICE_SERVICE } from './service-service.js';

forEachApplication('A hook before a change', '2026-10-05T08:00:00Z', (app) => {
  it('is told from when on the change counts: now, or from the beginning of the day that was planned', async () => {
    const { id, customerId } = await aService(app());
    const told: (readonly [string, string])[] = [];
    const owner = addonOwner('notes', 'Notes');
    const note = (what: string, effectiveAtMs: number) => void told.push([what, new Date(effectiveAtMs).toISOString()]);
    const hooks = app().container.resolve(HOOK_REGISTRY);
    hooks.tap(owner, HOOKS.serviceBeforeChange, ({ effectiveAtMs, service }) => note(service.status, effectiveAtMs));
    hooks.tap(owner, HOOKS.customerBeforeChange, ({ effectiveAtMs, customer }) => note(customer.name, effectiveAtMs));
    const { container } = app();
    await app().write((tx) => container.resolve(SCHEDULED_CHANGES).schedule(tx, id, '2026-10-08', { status: 'active' }));
    await app().write((tx) => container.resolve(SERVICE_SERVICE).change(tx, id, { status: 'paused' }));
    await app().write((tx) => container.resolve(CUSTOMER_SERVICE).change(tx, customerId, { name: 'Ada' }));
    await app().moveTo('2026-10-10T08:00:00Z');
    expect(told.map(([, at]) => at)).to.deep.equal(['2026-10-05T08:00:00.000Z', '2026-10-05T08:00:00.000Z', '2026-10-07T22:00:00.000Z']);
    expect(told[2]?.[0]).to.equal('paused');
  });
});
