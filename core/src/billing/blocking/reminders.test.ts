import { expect } from 'chai';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { REFUND_SERVICE } from '../../payments/refund-service.js';
import { forEachApplication } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { DUNNING_ROUND } from './dunning-round.js';

forEachApplication('Reminders', '2026-12-01T08:00:00Z', (app) => {
  const story = new BillingStory(app);
  const told = async (): Promise<readonly string[]> => {
    const rows = await app().view((tx) => sqlOf(tx)('notification').orderBy(['wanted_at_ms', 'kind']).select('kind', 'wanted_at_ms'));
    return (rows as { kind: string; wanted_at_ms: number }[])
      .map(({ kind, wanted_at_ms: atMs }) => `${kind} ${new Date(Number(atMs)).toISOString().slice(0, 10)}`)
      .filter((line) => !line.startsWith('invoice.issued') && !line.startsWith('payment.'));
  };
  const words = async (kind: string): Promise<string> => {
    const [row] = (await app().view((tx) => sqlOf(tx)('notification').where('kind', kind))) as { content: string }[];
    return (JSON.parse(row?.content ?? '{}') as { text: string }).text;
  };
  const rounds = async () => {
    const dunning = app().container.resolve(DUNNING_ROUND);
    const never = new AbortController().signal;
    await Promise.all([dunning.go(never), dunning.go(never), dunning.go(never)]);
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

  it('are three with the settings that customers begin with, each true on its day', async () => {
    const customer = await story.customer();
    await story.line(customer.id);
    await story.billNow(customer.id);
    for (let day = 2; day <= 17; day++) {
      await app().moveTo(`2026-12-${String(day).padStart(2, '0')}T08:00:00Z`);
      await rounds();
    }
    expect(await told()).to.deep.equal([
      'invoice.dueSoon 2026-12-12',
      'invoice.blockSoon 2026-12-15',
      'invoice.due 2026-12-15',
      'customer.blocked 2026-12-16',
    ]);
    expect(await words('invoice.due')).to.include('of invoice 2026000001 are due today.');
    expect(await words('invoice.blockSoon')).to.include(
      'of invoice 2026000001, due on 15 December 2026, are not paid yet. Please pay before 16 December 2026, or your line will be blocked.',
    );
  });

  it('threaten with nothing that is past when a payment comes back long after the due date', async () => {
    const customer = await story.customer();
    await story.line(customer.id);
    await story.billNow(customer.id);
    const { id } = await story.pay(customer.id, 4000);
    await app().moveTo('2027-01-05T08:00:00Z');
    await app().write((tx) => app().container.resolve(REFUND_SERVICE).cancel(tx, id, 'returned'));
    await app().settle();
    await rounds();
    expect(await told()).to.deep.equal(['customer.blocked 2027-01-05']);
  });

  it('warn nobody of a block who owes too little for one', async () => {
    const customer = await story.customer({ blockingMinimumMinor: 4001 });
    await story.line(customer.id);
    await story.billNow(customer.id);
    await app().moveTo('2026-12-15T08:00:00Z');
    await rounds();
    expect(await told())
      .to.include('invoice.due 2026-12-15')
      .and.to.not.include('invoice.blockSoon 2026-12-15');
  });

  it('warn of the block also where they were away on the day of the warning', async () => {
    const customer = await story.customer({ reminderDaysBeforeBlock: 5 });
    await story.line(customer.id);
    await story.billNow(customer.id);
    await app().moveTo('2026-12-14T08:00:00Z');
    await rounds();
    expect(await told()).to.deep.equal(['invoice.blockSoon 2026-12-14']);
  });
});
