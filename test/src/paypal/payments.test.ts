import { aCustomer, balanceOf, openAmounts, rejection } from '@tapline/core/testing';
import { expect } from 'chai';
import type { Fault } from './fake-paypal.js';
import { forEachPayPalStory } from './paypal-story.js';

forEachPayPalStory('A payment by PayPal', (story) => {
  const stateOf = async (attemptId: string): Promise<string> => (await story().attempt(attemptId)).state;

  it('is taken and booked once with its fee, whether return, messages and question come at once, twice or in whatever order', async () => {
    const [money, fees] = [await story().account('asset.gateway.paypal'), await story().account('expense.gateway.paypal')];
    const taken = story().paypal.capturesMade;
    const { customerId, attemptId } = await story().begun();
    story().paypal.approve(attemptId);
    const approved = story().lastEvent('CHECKOUT.ORDER.APPROVED');
    const answers = await Promise.all([
      story().comesBack(attemptId),
      story().deliver(approved),
      story().reconcile(attemptId),
      story().comesBack(attemptId),
      story().deliver(approved),
    ]);
    expect(answers.map((answer) => answer?.status ?? 200)).to.deep.equal([200, 200, 200, 200, 200]);
    const captured = story().lastEvent('PAYMENT.CAPTURE.COMPLETED');
    for (const event of [captured, captured, approved]) expect((await story().deliver(event)).status).to.equal(200);
    expect([await stateOf(attemptId), story().paypal.capturesMade - taken]).to.deep.equal(['paid', 1]);
    expect((await story().payments(customerId)).map(({ amountMinor, method }) => [amountMinor, method])).to.deep.equal([
      [10_000, 'paypal'],
    ]);
    expect([await balanceOf(story().app, customerId), await openAmounts(story().app, customerId)]).to.deep.equal([0, []]);
    expect((await story().account('asset.gateway.paypal')) - money).to.equal(10_000 - 375);
    expect((await story().account('expense.gateway.paypal')) - fees).to.equal(375);
  });

  it('is paid where the payer closes the window: a message brings it, or the job that asks', async () => {
    const byMessage = await story().begun();
    story().paypal.approve(byMessage.attemptId);
    await story().deliver(story().lastEvent('CHECKOUT.ORDER.APPROVED'));
    expect(await stateOf(byMessage.attemptId)).to.equal('paid');
    const byJob = await story().begun();
    story().paypal.approve(byJob.attemptId);
    await story().app.moveTo(story().app.nowMs + 3 * 60_000);
    expect(await stateOf(byJob.attemptId)).to.equal('paid');
  });

  it('shows money under review as pending, and books it when it is let through, or never', async () => {
    const [held, denied] = [await story().begun(), await story().begun()];
    for (const { attemptId } of [held, denied]) {
      story().paypal.approve(attemptId, 'PENDING');
      await story().comesBack(attemptId);
      expect(await story().attempt(attemptId)).to.include({ state: 'pending', reasonCode: 'PENDING_REVIEW' });
    }
    expect(await story().payments(held.customerId)).to.deep.equal([]);
    await story().deliver(story().paypal.settle(held.attemptId, 'COMPLETED'));
    await story().deliver(story().paypal.settle(denied.attemptId, 'DECLINED'));
    expect([await stateOf(held.attemptId), await stateOf(denied.attemptId)]).to.deep.equal(['paid', 'declined']);
    expect(await openAmounts(story().app, denied.customerId)).to.have.length(1);
  });

  it('lets a payer whose card is declined pay the same order with another', async () => {
    const { attemptId } = await story().begun();
    story().paypal.approve(attemptId, 'INSTRUMENT_DECLINED');
    await story().comesBack(attemptId);
    expect(await story().attempt(attemptId)).to.include({ state: 'declined', reasonCode: 'INSTRUMENT_DECLINED' });
    story().paypal.approve(attemptId);
    await story().comesBack(attemptId);
    expect(await stateOf(attemptId)).to.equal('paid');
  });

  it('is not taken from a payer who went back, until the payer comes back from paying', async () => {
    const { attemptId } = await story().begun();
    await story().comesBack(attemptId, 'cancel');
    story().paypal.approve(attemptId);
    await story().reconcile(attemptId);
    expect(await stateOf(attemptId)).to.equal('cancelled');
    await story().comesBack(attemptId);
    expect(await stateOf(attemptId)).to.equal('paid');
  });

  it('goes back in part and whole from here, once, whatever PayPal says of it and when', async () => {
    const { customerId, attemptId } = await story().paid();
    await Promise.all([story().refund(attemptId, 3000, 'a'), story().refund(attemptId, 3000, 'a')]);
    await story().deliver(story().lastEvent('PAYMENT.CAPTURE.REFUNDED'));
    await story().reconcile(attemptId);
    expect(await story().attempt(attemptId)).to.include({ state: 'partly-returned', returnedMinor: 3000 });
    await story().refund(attemptId, 7000, 'b');
    await story().deliver(story().lastEvent('PAYMENT.CAPTURE.REFUNDED'));
    expect(await story().attempt(attemptId)).to.include({ state: 'returned', returnedMinor: 10_000 });
    expect([await balanceOf(story().app, customerId), story().paypal.captureOf(attemptId).refunds.length]).to.deep.equal([-10_000, 2]);
  });

  it('goes back from PayPal’s own site, by its message or by the job alone', async () => {
    const [byMessage, byJob] = [await story().paid(), await story().paid()];
    await story().deliver(story().paypal.giveBack(byMessage.attemptId, 2500, 'REFUNDED'));
    story().paypal.giveBack(byJob.attemptId, 2500, 'REFUNDED');
    await story().reconcile(byJob.attemptId);
    for (const { attemptId, customerId } of [byMessage, byJob]) {
      expect(await story().attempt(attemptId)).to.include({ state: 'partly-returned', returnedMinor: 2500 });
      expect(await balanceOf(story().app, customerId)).to.equal(-2500);
    }
  });

  it('is told of a refund before it is told of its own capture, and books both', async () => {
    const { customerId, attemptId } = await story().begun();
    story().paypal.approve(attemptId, 'PENDING');
    await story().comesBack(attemptId);
    const completed = story().paypal.settle(attemptId, 'COMPLETED');
    const refunded = story().paypal.giveBack(attemptId, 4000, 'REFUNDED');
    await story().deliver(refunded);
    await story().deliver(completed);
    expect(await story().attempt(attemptId)).to.include({ state: 'partly-returned', paidMinor: 10_000, returnedMinor: 4000 });
    expect(await balanceOf(story().app, customerId)).to.equal(-4000);
  });

  it('opens the invoice again with the reason when it is reversed or disputed, and pays it again when the dispute is won', async () => {
    const disputed = await story().paid();
    await story().deliver(story().paypal.dispute(disputed.attemptId, 10_000, 'PP-R-WON'));
    expect(await story().attempt(disputed.attemptId)).to.include({ state: 'returned', reasonCode: 'UNAUTHORISED' });
    expect((await openAmounts(story().app, disputed.customerId)).map(([, open]) => open)).to.deep.equal([10_000]);
    await story().deliver(story().paypal.dispute(disputed.attemptId, 10_000, 'PP-R-WON', 'RESOLVED_SELLER_FAVOUR'));
    expect(await stateOf(disputed.attemptId)).to.equal('paid');
    expect(await openAmounts(story().app, disputed.customerId)).to.deep.equal([]);
    const part = await story().paid();
    await story().deliver(story().paypal.giveBack(part.attemptId, 2500, 'REVERSED'));
    expect((await openAmounts(story().app, part.customerId)).map(([, open]) => open)).to.deep.equal([2500]);
  });

  it('is paid again where a dispute ends without a decision or PayPal pays the payer itself, and goes back by the case that follows', async () => {
    for (const outcome of ['NONE', 'RESOLVED_WITH_PAYOUT']) {
      const { customerId, attemptId } = await story().paid();
      await story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-${outcome}`));
      await story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-${outcome}`, outcome));
      expect([await stateOf(attemptId), await openAmounts(story().app, customerId)], outcome).to.deep.equal(['paid', []]);
      await story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-${outcome}-2`));
      expect(await stateOf(attemptId), outcome).to.equal('returned');
      await story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-${outcome}-2`, 'RESOLVED_SELLER_FAVOUR'));
      expect([await stateOf(attemptId), await openAmounts(story().app, customerId)], outcome).to.deep.equal(['paid', []]);
    }
  });

  it('counts a dispute that ends in a reversal once, in whatever order the two are told', async () => {
    for (const order of ['dispute first', 'reversal first'] as const) {
      const { customerId, attemptId } = await story().paid();
      const tellDispute = () => story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-${order}`));
      const tellReversal = () => story().deliver(story().paypal.giveBack(attemptId, 10_000, 'REVERSED'));
      for (const tell of order === 'dispute first' ? [tellDispute, tellReversal] : [tellReversal, tellDispute]) await tell();
      await story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-${order}`, 'RESOLVED_BUYER_FAVOUR'));
      expect(await story().attempt(attemptId), order).to.include({ state: 'returned', returnedMinor: 10_000 });
      expect(await balanceOf(story().app, customerId), order).to.equal(-10_000);
    }
  });

  it('counts what PayPal has taken back once where no message of that comes and the order lists it, before a dispute or after', async () => {
    for (const order of ['dispute first', 'question first'] as const) {
      const { customerId, attemptId } = await story().paid();
      const tellDispute = () => story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-lost-${order}`));
      if (order === 'dispute first') await tellDispute();
      const reversed = story().paypal.giveBack(attemptId, 10_000, 'REVERSED');
      await story().reconcile(attemptId);
      if (order === 'question first') await tellDispute();
      const whenTold = [() => undefined, () => story().reconcile(attemptId), () => story().deliver(reversed)];
      for (const tell of whenTold) {
        await tell();
        expect(await story().attempt(attemptId), order).to.include({ state: 'returned', returnedMinor: 10_000 });
        expect(await balanceOf(story().app, customerId), order).to.equal(-10_000);
      }
      await story().deliver(story().paypal.dispute(attemptId, 10_000, `PP-R-lost-${order}`, 'RESOLVED_BUYER_FAVOUR'));
      expect(await story().attempt(attemptId), order).to.include({ state: 'returned', returnedMinor: 10_000 });
    }
  });

  it('is not taken where the order has become about another amount or currency, and not booked where the money has', async () => {
    for (const amount of [
      { currency_code: 'EUR', value: '1.00' },
      { currency_code: 'USD', value: '100.00' },
    ]) {
      const changed = await story().begun();
      const order = story().paypal.approve(changed.attemptId);
      order.unit = { ...order.unit, amount };
      await story().comesBack(changed.attemptId);
      expect(await story().attempt(changed.attemptId)).to.include({ state: 'declined', reasonCode: 'ORDER_AMOUNT_WRONG' });
      const late = await story().begun();
      story().paypal.approve(late.attemptId, 'PENDING');
      await story().comesBack(late.attemptId);
      story().paypal.captureOf(late.attemptId).amount = amount;
      await story().deliver(story().paypal.settle(late.attemptId, 'COMPLETED'));
      expect(await stateOf(late.attemptId)).to.equal('review');
      expect(await story().payments(late.customerId)).to.deep.equal([]);
    }
  });

  it('is booked once whatever PayPal’s answers come to', async function faults() {
    this.timeout(60_000);
    const taken = story().paypal.capturesMade;
    const FAULTS: readonly Fault[] = ['lost', 'in-progress', 'away', '500', '429', 'html', 'broken-json'];
    const PATHS = [/POST .*oauth2/, /POST .*\/orders$/, /GET .*\/orders\//, /POST .*\/capture$/];
    for (const fault of FAULTS) {
      story().paypal.faults.push(...PATHS.map((path) => ({ fault, path })));
      await story().configure({});
      const { customerId, attemptId } = await story().paid();
      expect(await stateOf(attemptId), fault).to.equal('paid');
      expect(await story().payments(customerId), fault).to.have.length(1);
      story().paypal.faults.push({ fault, path: /\/refund$/ });
      await story().refund(attemptId, 10_000, fault);
      expect(await stateOf(attemptId), fault).to.equal('returned');
      expect(story().paypal.captureOf(attemptId).refunds, fault).to.have.length(1);
    }
    expect(story().paypal.capturesMade - taken).to.equal(FAULTS.length);
    expect(story().paypal.faults).to.deep.equal([]);
  });

  it('is not called declined where PayPal says no to a second question while it takes the money for the first', async () => {
    const { attemptId } = await story().begun();
    story().paypal.approve(attemptId);
    story().paypal.faults.push({ fault: 'refused', path: /POST .*\/capture$/ });
    expect(await (await story().comesBack(attemptId)).text()).to.include('your payment has arrived');
    expect(await stateOf(attemptId)).to.equal('paid');
  });

  it('waits where PayPal is away: the customer is told so, nothing is lost, and the next question brings it', async () => {
    const { attemptId, customerId } = await story().begun();
    story().paypal.approve(attemptId);
    const away = { fault: 'away', path: /\/v2\// } as const;
    story().paypal.faults.push(away, away, away);
    expect(await (await story().comesBack(attemptId)).text()).to.include('We are asking about your payment');
    story().paypal.faults.push(away, away, away);
    expect((await story().deliver(story().lastEvent('CHECKOUT.ORDER.APPROVED'))).status).to.equal(503);
    await story().deliver(story().lastEvent('CHECKOUT.ORDER.APPROVED'));
    expect([await stateOf(attemptId), (await story().payments(customerId)).length]).to.deep.equal(['paid', 1]);
  });

  it('is asked about until there is an answer, also past the time in which it could be paid, and where keys were changed meanwhile', async () => {
    for (const how of ['away', 'unknown'] as const) {
      const { attemptId } = await story().begun();
      const order = story().paypal.approve(attemptId);
      const away = { fault: 'away', path: new RegExp(order.id) } as const;
      if (how === 'away') story().paypal.faults.push(away, away, away);
      else story().paypal.orders.delete(order.id);
      await story().app.moveTo(story().app.nowMs + 4 * 60 * 60_000);
      expect(await stateOf(attemptId), how).to.equal('open');
      story().paypal.orders.set(order.id, order);
      await story().app.moveTo(story().app.nowMs + 2 * 60 * 60_000);
      expect(await stateOf(attemptId), how).to.equal('paid');
    }
    const forgotten = await story().begun();
    story().paypal.orders.delete(story().paypal.orderOf(forgotten.attemptId).id);
    await story().app.moveTo(story().app.nowMs + 4 * 24 * 60 * 60_000);
    expect(await stateOf(forgotten.attemptId)).to.equal('expired');
  });

  it('believes no message that PayPal has not sent, and passes over what is for nobody', async () => {
    const { attemptId } = await story().begun();
    const forged = { id: 'WH-FORGED', event_type: 'PAYMENT.CAPTURE.REVERSED', resource: {} };
    expect((await story().deliver(forged)).status).to.equal(401);
    story().paypal.approve(attemptId);
    const approved = story().lastEvent('CHECKOUT.ORDER.APPROVED');
    for (const body of ['not json', `${JSON.stringify(approved)},"webhook_id":"x"`, JSON.stringify({ ...approved, id: 'WH-OTHER' })]) {
      expect((await story().deliver(approved, { body })).status, body).to.equal(401);
    }
    expect((await fetch(`${story().app.url}/hooks/paypal/events`, { method: 'POST', body: '{}' })).status).to.equal(401);
    const stranger = { id: 'WH-STRANGER', event_type: 'PAYMENT.CAPTURE.REFUNDED', resource: refundOfStranger() };
    const unknown = { id: 'WH-UNKNOWN', event_type: 'VAULT.PAYMENT-TOKEN.CREATED', resource: { id: 'x' } };
    story().paypal.events.push(stranger, unknown);
    for (const [event, word] of [
      [stranger, 'unknown-attempt'],
      [unknown, 'passed over'],
    ] as const) {
      const answer = await story().deliver(event);
      expect([answer.status, await answer.text()]).to.deep.equal([200, word]);
    }
  });

  it('is given back once where an answer was lost and the keys are wrong when PayPal is asked again', async () => {
    const { attemptId } = await story().paid();
    story().paypal.faults.push(
      { fault: 'lost', path: /\/refund$/ },
      { fault: 'lost', path: /\/refund$/ },
      { fault: 'lost', path: /\/refund$/ },
    );
    await story()
      .refund(attemptId, 3000, 'in doubt')
      .catch(() => undefined);
    await story().configure({ clientSecret: 'wrong-secret' });
    await story().app.moveTo(story().app.nowMs + 5 * 60_000);
    await story().configure({});
    await story().app.moveTo(story().app.nowMs + 5 * 60_000);
    expect(await story().attempt(attemptId)).to.include({ state: 'partly-returned', returnedMinor: 3000 });
    expect(story().paypal.captureOf(attemptId).refunds).to.have.length(1);
  });

  it('is refused at once where PayPal, asked for the first time, knows no such payment, and can be asked for anew', async () => {
    const { attemptId } = await story().paid();
    const order = story().paypal.orderOf(attemptId);
    story().paypal.orders.delete(order.id);
    expect(await story().refund(attemptId, 3000, 'unknown')).to.include({ status: 'refused' });
    story().paypal.orders.set(order.id, order);
    expect(await story().refund(attemptId, 10_000, 'whole')).to.include({ status: 'taken' });
  });

  it('counts a dispute and its reversal once where both are told at the same instant', async () => {
    for (let time = 0; time < 5; time++) {
      const { customerId, attemptId } = await story().paid();
      const reversal = story().paypal.giveBack(attemptId, 4000, 'REVERSED');
      const dispute = story().paypal.dispute(attemptId, 4000, `PP-R-together-${time}`);
      await Promise.all([story().deliver(reversal), story().deliver(dispute)]);
      expect(await story().attempt(attemptId)).to.include({ state: 'partly-returned', returnedMinor: 4000 });
      expect(await balanceOf(story().app, customerId)).to.equal(-4000);
    }
  });

  it('has no webhook registered while the settings name another one, whose messages would count as forged', async () => {
    await story().configure({ webhookId: 'WH-OF-ANOTHER' });
    expect((await rejection(story().operation('register-webhook'))).code).to.equal('PAYPAL_WEBHOOK_NAMED');
    await story().configure({});
    const { webhookId } = (await story().operation('register-webhook')) as { readonly webhookId: string };
    await story().configure({ webhookId });
    expect(await story().operation('register-webhook')).to.include({ webhookId });
    await story().configure({});
  });

  it('says whose keys they are, and never shows the secret', async () => {
    expect(await story().operation('test-keys')).to.include({ isUsable: true, belongTo: 'test server' });
    await story().configure({ clientSecret: 'wrong-secret' });
    expect(await story().operation('test-keys')).to.include({ isUsable: false, belongTo: null });
    const { id: customerId } = await aCustomer(story().app);
    const refused = await story().checkout({ customerId, amountMinor: 700 });
    expect([refused.kind, refused.attempt.reasonCode]).to.deep.equal(['unavailable', 'invalid_client']);
    expect(JSON.stringify(refused)).not.to.include('wrong-secret');
    await story().configure({});
  });
});

forEachPayPalStory(
  'Payments by PayPal with limits and a fee that is passed on',
  (story) => {
    it('are taken within the limits, and the fee is invoiced, paid, and no debt', async () => {
      expect((await rejection(story().begun(400))).code).to.equal('CHECKOUT_AMOUNT_OUTSIDE');
      expect((await rejection(story().begun(50_000))).code).to.equal('CHECKOUT_AMOUNT_OUTSIDE');
      const { customerId, attemptId } = await story().paid();
      expect(await story().attempt(attemptId)).to.include({ surchargeMinor: 285, totalMinor: 10_285, paidMinor: 10_285 });
      expect([await balanceOf(story().app, customerId), await openAmounts(story().app, customerId)]).to.deep.equal([0, []]);
    });
  },
  { settings: { minimum: '5', maximum: '500.00', surchargePercent: 2.5, surchargeFixed: '0.35' } },
);

forEachPayPalStory('A setting of PayPal that is no amount', (story) => {
  it('keeps payers from PayPal, is said to admins, and breaks nothing else', async () => {
    const { attemptId } = await story().begun();
    story().paypal.approve(attemptId);
    const { customerId, invoiceId } = await story().debtor();
    for (const wrong of [{ surchargeFixed: '0.355' }, { minimum: '5.001' }, { maximum: '500.005' }]) {
      await story().configure(wrong);
      const refusal = await rejection(story().checkout({ customerId, documentIds: [invoiceId] }));
      expect([refusal.code, refusal.message.includes('is no amount in EUR')], JSON.stringify(wrong)).to.deep.equal([
        'CHECKOUT_UNAVAILABLE',
        true,
      ]);
    }
    await story().comesBack(attemptId);
    expect((await story().attempt(attemptId)).state).to.equal('paid');
  });
});

forEachPayPalStory(
  'Payments by PayPal in a currency without decimals',
  (story) => {
    it('are asked for without them, and booked with their fee', async () => {
      const { attemptId } = await story().begun(1200);
      expect(story().paypal.orderOf(attemptId).unit.amount).to.deep.equal({ currency_code: 'JPY', value: '1200' });
      story().paypal.approve(attemptId);
      await story().comesBack(attemptId);
      expect(await story().attempt(attemptId)).to.include({ state: 'paid', paidMinor: 1200 });
      expect(await story().account('asset.gateway.paypal')).to.equal(1200 - 76);
    });
  },
  { currency: 'JPY' },
);

forEachPayPalStory(
  'Payments by PayPal in a currency that has no decimals there',
  (story) => {
    it('pay an invoice with decimals rounded up, and the rest stays on the balance', async () => {
      const { customerId, attemptId } = await story().begun(100_050);
      expect(story().paypal.orderOf(attemptId).unit.amount).to.deep.equal({ currency_code: 'HUF', value: '1001' });
      story().paypal.approve(attemptId);
      await story().comesBack(attemptId);
      expect([await balanceOf(story().app, customerId), await openAmounts(story().app, customerId)]).to.deep.equal([50, []]);
    });
  },
  { currency: 'HUF' },
);

function refundOfStranger(): object {
  return {
    id: 'R-STRANGER',
    status: 'COMPLETED',
    custom_id: 'customer-7',
    amount: { currency_code: 'EUR', value: '1.00' },
    links: [{ rel: 'up', href: 'https://api.paypal.com/v2/payments/captures/2GG279541U471931P', method: 'GET' }],
  };
}
