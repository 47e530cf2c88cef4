import { expect } from 'chai';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { forEachApplication } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { DUNNING_SERVICE } from './dunning-service.js';

forEachApplication('Reminders', '2026-12-01T08:00:00Z', (app) => {
  const story = new BillingStory(app);
  const told = async (): Promise<readonly string[]> => {
    const rows = await app().view((tx) => sqlOf(tx)('notification').orderBy('wanted_at_ms').select('kind', 'wanted_at_ms'));
    return (rows as { kind: string; wanted_at_ms: number }[])
      .map(({ kind, wanted_at_ms: atMs }) => `${kind} ${new Date(Number(atMs)).toISOString().slice(0, 10)}`)
      .filter((line) => !line.startsWith('invoice.issued') && !line.startsWith('payment.'));
  };
  const rounds = async () => {
    const dunning = app().container.resolve(DUNNING_SERVICE);
    const never = new AbortController().signal;
    await Promise.all([dunning.round(never), dunning.round(never), dunning.round(never)]);
    await app().settle();
  };

  it('go out once each: before the invoice is due, on the day, and before the block, however often the rounds are made', async () => {
    const customer = await story.customer({ paymentDueDays: 10, graceDays: 5, reminderDaysBeforeDue: 3, reminderDaysBeforeBlock: 2 });
    await story.line(customer.id);
    await story.billNow(customer.id);
    for (let day = 2; day <= 20; day++) {
      await app().moveTo(`2026-12-${String(day).padStart(2, '0')}T08:00:00Z`);
      await rounds();
    }
    expect(await told()).to.deep.equal([
      'invoice.dueSoon 2026-12-08',
      'invoice.due 2026-12-11',
      'invoice.blockSoon 2026-12-15',
      'customer.blocked 2026-12-17',
    ]);
  });

  it('are no longer sent for what was paid', async () => {
    const customer = await story.customer({ paymentDueDays: 10, graceDays: 5, reminderDaysBeforeDue: 3, reminderDaysBeforeBlock: 2 });
    await story.line(customer.id);
    await story.billNow(customer.id);
    await app().moveTo('2026-12-08T08:00:00Z');
    await rounds();
    await story.pay(customer.id, 4000);
    await app().moveTo('2026-12-20T08:00:00Z');
    await rounds();
    expect(await told()).to.deep.equal(['invoice.dueSoon 2026-12-08']);
  });
});
