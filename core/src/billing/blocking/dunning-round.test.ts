import { HOOKS, type Veto } from '@tapline/sdk';
import { expect } from 'chai';
import { HOOK_REGISTRY } from '../../kernel/hooks/hook-registry.js';
import { addonOwner } from '../../kernel/hooks/owner.js';
import { forEachApplication, rejection } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { DUNNING_ROUND } from './dunning-round.js';

forEachApplication('A round of blocking', '2026-12-01T08:00:00Z', (app) => {
  const story = new BillingStory(app);

  const protecting = (how: () => Veto) => async () => {
    const customers = [];
    for (const name of ['Ada', 'Ben', 'Cyd']) {
      const customer = await story.customer({ paymentDueDays: 1 }, { name });
      await story.line(customer.id);
      await story.billNow(customer.id);
      customers.push(customer);
    }
    const protectedId = customers[1]?.id;
    const owner = addonOwner('vips', 'Important customers');
    const hooks = app().container.resolve(HOOK_REGISTRY);
    hooks.tap(owner, HOOKS.customerBeforeChange, ({ customer }) => (customer.id === protectedId ? how() : undefined));
    await app().moveTo('2026-12-03T08:00:00Z');
    const round = app().container.resolve(DUNNING_ROUND).go(new AbortController().signal);
    expect(await rejection(round)).to.include({ code: 'BLOCKING_INCOMPLETE' });
    const statuses = await Promise.all(customers.map(({ id }) => story.status(id)));
    expect(statuses).to.deep.equal(['blocked', 'active', 'blocked']);
  };

  it(
    'blocks everybody else when an add-on vetoes the block of one, and says that one was left',
    protecting(() => ({ veto: 'is never blocked' })),
  );

  it(
    'blocks everybody else when an add-on fails at one',
    protecting(() => {
      throw new Error('the list of important customers is broken');
    }),
  );
});
