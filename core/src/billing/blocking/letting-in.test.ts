import { expect } from 'chai';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { forEachApplication } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { DUNNING_SERVICE } from './dunning-service.js';

forEachApplication('Whoever was blocked', '2026-12-01T08:00:00Z', (app) => {
  const story = new BillingStory(app);
  const blocked = async (settings: Readonly<Record<string, unknown>> = {}) => {
    const customer = await story.customer({ paymentDueDays: 1, reminderDaysBeforeBlock: 0, reminderDaysBeforeDue: 0, ...settings });
    const line = await story.line(customer.id);
    await story.billNow(customer.id);
    await app().moveTo('2026-12-03T08:00:00Z');
    expect(await story.status(customer.id)).to.equal('blocked');
    return { customer, line };
  };
  const told = async (): Promise<readonly string[]> => {
    const rows = await app().view((tx) => sqlOf(tx)('notification').where('kind', 'like', 'customer.%').orderBy('id'));
    return (rows as { kind: string; content: string }[]).map(({ kind, content }) => {
      const { short } = JSON.parse(content) as { short: string };
      return `${kind}: ${short.slice(short.indexOf(': ') + 2)}`;
    });
  };

  it('is told until when the line is open again because of a promise, and is not thanked for a payment that was not made', async () => {
    const { customer, line } = await blocked();
    await app().write((tx) => app().container.resolve(DUNNING_SERVICE).promise(tx, customer.id, '2026-12-10'));
    await app().settle();
    expect((await story.access(line.id)).isAllowed).to.equal(true);
    expect((await told()).at(-1)).to.equal(
      'customer.unblocked: Your line is open again. Please pay €40.00 before 11 December 2026, as agreed, or it will be blocked.',
    );
    await app().moveTo('2026-12-11T08:00:00Z');
    expect(await story.status(customer.id)).to.equal('blocked');
    await story.pay(customer.id, 4000);
    expect((await told()).at(-1)).to.equal('customer.unblocked: Your line is open again.');
  });

  it('and was then made inactive by hand stays so when the old debt is paid, and is told of no line that is open', async () => {
    const { customer, line } = await blocked({ deactivationDays: 5 });
    await story.changeCustomer(customer.id, { status: 'inactive' });
    await app().moveTo('2026-12-20T08:00:00Z');
    await story.pay(customer.id, 4000);
    await app().moveTo('2026-12-21T08:00:00Z');
    expect(await story.status(customer.id)).to.equal('inactive');
    expect((await story.access(line.id)).isAllowed).to.equal(false);
    expect((await told()).map((words) => words.split(':')[0])).to.deep.equal(['customer.blocked']);
    await story.changeCustomer(customer.id, { status: 'active' });
    expect((await story.access(line.id)).isAllowed).to.equal(true);
  });

  it('is told nothing of an open line where somebody made the customer inactive and the debt is paid before the deactivation', async () => {
    const { customer } = await blocked();
    await story.changeCustomer(customer.id, { status: 'inactive' });
    await story.pay(customer.id, 4000);
    expect((await told()).map((words) => words.split(':')[0])).to.deep.equal(['customer.blocked']);
  });
});
