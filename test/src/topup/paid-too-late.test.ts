import { AdminBrowser, forEachApplication, JOBS, NOTIFICATION_SERVICE, SERVICE_SERVICE } from '@tapline/core/testing';
import { expect } from 'chai';
import { OFFERS, TopupStory } from './topup-story.js';

const DAY_MS = 86_400_000;

forEachApplication('An order that is paid when it can no longer be given', '2026-11-10T09:00:00Z', (app) => {
  const story = new TopupStory(app);

  const order = async () => {
    const { id: service, customerId } = await story.line({}, { email: 'ann@example.com' });
    const { id: purchase, documentId } = await story.ask('buy', { service, offer: OFFERS[0] ?? '', charge: 'pay-first' });
    return { service, customerId, purchase, documentId: documentId ?? '' };
  };
  const stop = (service: string) =>
    app().write((tx) => app().container.resolve(SERVICE_SERVICE).change(tx, service, { status: 'stopped' }));
  const told = async (customerId: string): Promise<readonly string[]> => {
    const list = await app().view((tx) => app().container.resolve(NOTIFICATION_SERVICE).list(tx, { customerId, limit: 50 }));
    return list.flatMap(({ kind, channel, subject }) => (kind.startsWith('topup.') && channel === 'email' ? [subject ?? ''] : []));
  };
  const aDayLater = async () => {
    await app().moveTo(app().nowMs + DAY_MS);
    await app().settle();
  };

  it('leaves its money on the balance, however long the add-on was off when it was paid, and tells the customer once', async () => {
    const cancelled = await order();
    await story.ask('refund', { purchase: cancelled.purchase });
    const unpaid = await order();
    await story.ask('refund', { purchase: unpaid.purchase });
    await story.setAddon('disabled');
    await story.pay(cancelled.customerId, 1000, [cancelled.documentId]);
    await app().moveTo(app().nowMs + 8 * DAY_MS);
    await app().container.resolve(JOBS).runFor('core/prune', app().nowMs);
    await story.setAddon('enabled');
    await aDayLater();
    await aDayLater();
    expect(await story.balance(cancelled.customerId)).to.equal(1000);
    expect(await told(cancelled.customerId)).to.deep.equal(['Top-up 5 GB was not given: €10.00 is on your balance']);
    expect([await story.balance(unpaid.customerId), await told(unpaid.customerId)]).to.deep.equal([0, []]);
  });

  it('tells the customer once too where it was stopped or cancelled while the add-on was on, and shows the operator what went back', async () => {
    const browser = await AdminBrowser.signedIn(app());
    for (const end of ['cancelled', 'stopped']) {
      const { service, customerId, purchase, documentId } = await order();
      if (end === 'cancelled') await story.ask('refund', { purchase });
      else await stop(service);
      await story.pay(customerId, 1000, [documentId]);
      await story.pay(customerId, 1);
      await aDayLater();
      expect([await story.balance(customerId), await told(customerId)], end).to.deep.equal([
        1001,
        ['Top-up 5 GB was not given: €10.00 is on your balance'],
      ]);
      const { purchases } = await story.ask<{ purchases: readonly object[] }>('line', { service });
      expect(purchases[0], end).to.deep.include({ state: 'cancelled', refundedMinor: 1000, refundedTo: 'balance' });
      expect((await browser.get(`/customers/${customerId}`)).text, end).to.include('Cancelled, paid money is on the balance');
    }
  });
});
