import { expect } from 'chai';
import { aCustomer, aLine, anInvoice, balanceOf, openAmounts, rejection } from '../../testing/index.js';
import { TEST_ACTOR } from '../../testing/test-application.js';
import { PAYMENT_SERVICE } from '../payment-service.js';
import { REFUND_SERVICE } from '../refund-service.js';
import { CHECKOUT_SERVICE } from './checkout-service.js';
import { GATEWAY_REFUNDS } from './gateway-refunds.js';
import { GATEWAY_REPORTER } from './gateway-reporter.js';
import { PENDING_MONEY } from './pending-money.js';
import { forEachGatewayStory } from './testing/gateway-story.js';

const UNTAXED = { lines: [aLine({ taxCode: null, unitPriceMinor: 10_000 })] };

forEachGatewayStory('A redirect gateway', (story) => {
  const app = () => story().app;
  const paymentsOf = (customerId: string) => app().view((tx) => app().container.resolve(PAYMENT_SERVICE).ofCustomer(tx, customerId, 50));
  const refund = (attemptId: string, amountMinor: number, idempotencyKey: string) =>
    app().container.resolve(GATEWAY_REFUNDS).refund(TEST_ACTOR, attemptId, { amountMinor }, { idempotencyKey });

  const pendingOf = async (customerId: string): Promise<number> =>
    (await app().view((tx) => app().container.resolve(PENDING_MONEY).sums(tx, [customerId]))).get(customerId) ?? 0;

  async function begun(): Promise<{ readonly customerId: string; readonly invoiceId: string; readonly attemptId: string }> {
    const { id: customerId } = await aCustomer(app());
    const { id: invoiceId } = await anInvoice(app(), customerId, UNTAXED);
    const outcome = await story().checkout({ customerId, documentIds: [invoiceId] });
    expect(outcome.kind).to.equal('redirect');
    return { customerId, invoiceId, attemptId: outcome.attempt.id };
  }

  async function paid(): ReturnType<typeof begun> {
    const one = await begun();
    story().teller.approve(one.attemptId);
    await story().comesBack(one.attemptId);
    expect((await story().attempt(one.attemptId)).state).to.equal('paid');
    return one;
  }

  it('takes the money once and pays the invoice, whether return, message and question come at once, twice or in whatever order', async () => {
    const before = await story().account('asset.gateway.teller');
    const taken = story().teller.capturesMade;
    const { customerId, attemptId } = await begun();
    story().teller.approve(attemptId);
    const answers = await Promise.all([
      story().comesBack(attemptId),
      story().comesBack(attemptId),
      story().hook(attemptId),
      story().reconcile(attemptId),
      story().hook(attemptId),
    ]);
    expect(answers.map((answer) => answer?.status ?? 200)).to.deep.equal([200, 200, 200, 200, 200]);
    expect((await story().hook(attemptId)).status).to.equal(200);
    await story().reconcile(attemptId);
    const { state, paidMinor, returnedMinor } = await story().attempt(attemptId);
    expect({ state, paidMinor, returnedMinor }).to.deep.equal({ state: 'paid', paidMinor: 10_000, returnedMinor: 0 });
    expect(story().teller.capturesMade - taken).to.equal(1);
    expect((await paymentsOf(customerId)).map(({ amountMinor, method }) => [amountMinor, method])).to.deep.equal([[10_000, 'teller']]);
    expect([await balanceOf(app(), customerId), await openAmounts(app(), customerId)]).to.deep.equal([0, []]);
    expect((await story().account('asset.gateway.teller')) - before).to.equal(10_000 - 35);
  });

  it('is paid where the payer closes the window: the message, or the job that asks, brings it', async () => {
    const byMessage = await begun();
    story().teller.approve(byMessage.attemptId);
    await fetch(`${story().teller.url}/orders/O-${byMessage.attemptId}/settle`, { method: 'POST' });
    await story().hook(byMessage.attemptId);
    expect((await story().attempt(byMessage.attemptId)).state).to.equal('paid');
    const byJob = await begun();
    story().teller.approve(byJob.attemptId);
    await app().moveTo(app().nowMs + 3 * 60_000);
    expect((await story().attempt(byJob.attemptId)).state).to.equal('paid');
  });

  it('asks by itself on time although the payer looks again and again', async () => {
    const { attemptId } = await begun();
    for (let looks = 0; looks < 8; looks += 1) await story().comesBack(attemptId);
    story().teller.approve(attemptId);
    await app().moveTo(app().nowMs + 3 * 60_000);
    expect((await story().attempt(attemptId)).state).to.equal('paid');
  });

  it('tells the payer how it stands, and never believes an address', async () => {
    const { attemptId } = await begun();
    const unpaid = await story().comesBack(attemptId);
    expect(await unpaid.text()).to.include('We are asking about your payment');
    const forged = await fetch(`${app().url}/pay/${attemptId}/return?key=guessed`);
    expect([forged.status, (await forged.text()).includes('ATTEMPT_UNKNOWN')]).to.deep.equal([404, true]);
    const gaveUp = await story().comesBack(attemptId, 'cancel');
    expect(await gaveUp.text()).to.include('The payment was cancelled');
    story().teller.approve(attemptId);
    story().teller.faults.push('lost');
    expect(await (await story().comesBack(attemptId)).text())
      .to.include('We are asking about your payment')
      .and.not.include('Try again');
    expect(await (await story().comesBack(attemptId)).text()).to.include('your payment has arrived');
    const { id: customerId } = await aCustomer(app());
    const back = await story().checkout({ customerId, amountMinor: 500, returnTo: '/portal?tab=1' });
    const answer = await story().comesBack(back.attempt.id);
    const led = answer.headers.get('Location') ?? '';
    expect([answer.status, led.startsWith(`/portal/payment/back?payment=${back.attempt.id}&key=`)]).to.deep.equal([303, true]);
    for (const returnTo of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      expect(await rejection(story().checkout({ customerId, amountMinor: 500, returnTo }))).to.include({ code: 'CHECKOUT_INVALID' });
    }
  });

  it('shows money that is held back as pending, and books it when it is let through, or never', async () => {
    story().teller.captureAs = { status: 'pending' };
    const held = await begun();
    const denied = await begun();
    for (const { attemptId } of [held, denied]) {
      story().teller.approve(attemptId);
      await story().comesBack(attemptId);
      expect((await story().attempt(attemptId)).state).to.equal('pending');
    }
    story().teller.captureAs = {};
    expect(await paymentsOf(held.customerId)).to.deep.equal([]);
    expect(await rejection(story().checkout({ customerId: held.customerId, documentIds: [held.invoiceId] }))).to.include({
      code: 'CHECKOUT_NOTHING_OPEN',
    });
    for (const [one, status] of [
      [held, 'completed'],
      [denied, 'failed'],
    ] as const) {
      const [capture] = story().teller.orderOf(one.attemptId).captures;
      if (capture) capture.status = status;
      await story().hook(one.attemptId);
    }
    expect((await story().attempt(held.attemptId)).state).to.equal('paid');
    expect((await story().attempt(denied.attemptId)).state).to.equal('declined');
    expect(await openAmounts(app(), denied.customerId)).to.have.length(1);
    expect((await story().checkout({ customerId: denied.customerId, documentIds: [denied.invoiceId] })).kind).to.equal('redirect');
  });

  it('gives money back in part and whole, once for each key, whatever the teller says of it and when', async () => {
    const { customerId, attemptId } = await paid();
    const first = await Promise.all([refund(attemptId, 3000, 'a'), refund(attemptId, 3000, 'a')]);
    expect(new Set(first.map(({ id }) => id)).size).to.equal(1);
    await story().hook(attemptId);
    const part = await story().attempt(attemptId);
    expect([part.state, part.returnedMinor, await balanceOf(app(), customerId)]).to.deep.equal(['partly-returned', 3000, -3000]);
    expect(await rejection(refund(attemptId, 7001, 'b'))).to.include({ code: 'GATEWAY_REFUND_TOO_MUCH' });
    await refund(attemptId, 7000, 'c');
    await story().reconcile(attemptId);
    expect((await story().attempt(attemptId)).state).to.equal('returned');
    expect(await openAmounts(app(), customerId)).to.have.length(1);
    expect(await balanceOf(app(), customerId)).to.equal(-10_000);
  });

  it('asks again for a refund whose answer was lost, and it is made once', async () => {
    const { attemptId } = await paid();
    const made = story().teller.refundsMade;
    story().teller.faults.push('lost');
    expect((await refund(attemptId, 10_000, 'lost')).status).to.equal('asked');
    expect((await story().attempt(attemptId)).state).to.equal('paid');
    await story().hook(attemptId);
    await story().reconcile(attemptId);
    const { state, returnedMinor } = await story().attempt(attemptId);
    expect([state, returnedMinor, story().teller.refundsMade - made]).to.deep.equal(['returned', 10_000, 1]);
    expect((await refund(attemptId, 10_000, 'lost')).status).to.equal('taken');
  });

  it('asks again within minutes for a refund without an answer, however long ago the payment was', async () => {
    const { attemptId } = await paid();
    await app().moveTo(app().nowMs + 190 * 24 * 60 * 60_000);
    story().teller.faults.push('error', 'error', 'error');
    expect((await refund(attemptId, 10_000, 'away')).status).to.equal('asked');
    await app().moveTo(app().nowMs + 3 * 60_000);
    expect(story().teller.faults).to.deep.equal([]);
    expect((await story().attempt(attemptId)).state).to.equal('paid');
    await app().moveTo(app().nowMs + 5 * 60_000);
    expect((await story().attempt(attemptId)).state).to.equal('returned');
  });

  it('books a refund that one call is told of although another call of it was told no first', async () => {
    const { customerId, attemptId } = await paid();
    story().teller.faults.push('late', 'refused');
    const both = [refund(attemptId, 3000, 'twice'), refund(attemptId, 3000, 'twice')];
    expect((await Promise.race(both)).status).to.equal('refused');
    story().teller.letGo();
    await Promise.all(both);
    expect((await story().attempt(attemptId)).returnedMinor).to.equal(3000);
    expect([await balanceOf(app(), customerId), (await refund(attemptId, 3000, 'twice')).status]).to.deep.equal([-3000, 'taken']);
  });

  it('opens the invoice again when the teller takes the money back, and pays it again when the dispute is won', async () => {
    const { customerId, attemptId } = await paid();
    const back = story().teller.takeBack(attemptId, 10_000);
    await story().hook(attemptId);
    expect((await story().attempt(attemptId)).state).to.equal('returned');
    expect((await paymentsOf(customerId))[0]?.cancelledAtMs).to.be.a('number');
    expect((await openAmounts(app(), customerId)).map(([, openMinor]) => openMinor)).to.deep.equal([10_000]);
    back.status = 'withdrawn';
    await story().hook(attemptId);
    expect((await story().attempt(attemptId)).state).to.equal('paid');
    expect([await balanceOf(app(), customerId), await openAmounts(app(), customerId)]).to.deep.equal([0, []]);
  });

  it('takes only the disputed part back', async () => {
    const { customerId, attemptId } = await paid();
    story().teller.takeBack(attemptId, 2500);
    await story().reconcile(attemptId);
    expect((await story().attempt(attemptId)).state).to.equal('partly-returned');
    expect((await openAmounts(app(), customerId)).map(([, openMinor]) => openMinor)).to.deep.equal([2500]);
  });

  it('does not book another amount or currency without a person’s word', async () => {
    const other = await begun();
    story().teller.captureAs = { amountMinor: 9999 };
    story().teller.approve(other.attemptId);
    await story().comesBack(other.attemptId);
    const foreign = await begun();
    story().teller.captureAs = { currency: 'USD' };
    story().teller.approve(foreign.attemptId);
    await story().comesBack(foreign.attemptId);
    story().teller.captureAs = {};
    for (const { attemptId, customerId } of [other, foreign]) {
      expect((await story().attempt(attemptId)).state).to.equal('review');
      expect(await paymentsOf(customerId)).to.deep.equal([]);
    }
    expect([await pendingOf(other.customerId), await pendingOf(foreign.customerId)]).to.deep.equal([9999, 0]);
    expect(await (await story().comesBack(other.attemptId)).text()).to.include('has arrived and is being looked at');
    const accept = (attemptId: string) => app().write((tx) => app().container.resolve(GATEWAY_REPORTER).accept(tx, attemptId));
    expect(await rejection(accept(foreign.attemptId))).to.include({ code: 'GATEWAY_CURRENCY_FOREIGN' });
    await accept(other.attemptId);
    expect((await story().attempt(other.attemptId)).state).to.equal('paid');
    expect([await pendingOf(other.customerId), await pendingOf(foreign.customerId)]).to.deep.equal([0, 0]);
    expect((await openAmounts(app(), other.customerId)).map(([, openMinor]) => openMinor)).to.deep.equal([1]);
  });

  it('asks again for the part that went back of money that waits for a person’s word', async () => {
    const { customerId, attemptId } = await begun();
    story().teller.captureAs = { amountMinor: 9999 };
    story().teller.approve(attemptId);
    await story().comesBack(attemptId);
    story().teller.captureAs = {};
    const held = story().teller.takeBack(attemptId, 1000);
    held.status = 'pending';
    story().teller.takeBack(attemptId, 4000);
    await story().hook(attemptId);
    expect([(await story().attempt(attemptId)).state, await pendingOf(customerId)]).to.deep.equal(['review', 5999]);
    story().teller.takeBack(attemptId, 5999);
    await story().hook(attemptId);
    expect([(await story().attempt(attemptId)).state, await pendingOf(customerId)]).to.deep.equal(['returned', 0]);
  });

  it('leaves on the balance what is paid twice', async () => {
    const { customerId, invoiceId, attemptId } = await begun();
    const second = await story().checkout({ customerId, documentIds: [invoiceId] });
    for (const id of [attemptId, second.attempt.id]) {
      story().teller.approve(id);
      await story().comesBack(id);
    }
    expect([await balanceOf(app(), customerId), await openAmounts(app(), customerId)]).to.deep.equal([10_000, []]);
  });

  it('makes one order where the answer to the first was lost', async () => {
    const { id: customerId } = await aCustomer(app());
    for (const fault of ['lost', 'error', 'garbage'] as const) {
      story().teller.faults.push(fault);
      const first = await story().checkout({ customerId, amountMinor: 700 }, `lost-${fault}`);
      expect([first.kind, first.attempt.state]).to.deep.equal(['unavailable', 'new']);
      const second = await story().checkout({ customerId, amountMinor: 700 }, `lost-${fault}`);
      expect([second.kind, second.attempt.id]).to.deep.equal(['redirect', first.attempt.id]);
    }
  });

  it('makes nothing else by a key that stands for another payment', async () => {
    const { id: customerId } = await aCustomer(app());
    const { id: invoiceId } = await anInvoice(app(), customerId, UNTAXED);
    await story().checkout({ customerId, documentIds: [invoiceId], amountMinor: 700 }, 'one-key');
    for (const other of [{ documentIds: [invoiceId], amountMinor: 800 }, { amountMinor: 700 }]) {
      expect(await rejection(story().checkout({ customerId, ...other }, 'one-key'))).to.include({ code: 'CHECKOUT_KEY_USED' });
    }
    expect((await story().checkout({ customerId, documentIds: [invoiceId] }, 'one-key')).kind).to.equal('redirect');
  });

  it('gives up what nobody pays', async () => {
    const { attemptId } = await begun();
    await app().moveTo(app().nowMs + 4 * 60 * 60_000);
    expect((await story().attempt(attemptId)).state).to.equal('expired');
  });

  it('is not cancelled by hand, for what happens there would be booked twice', async () => {
    const { customerId } = await paid();
    const [payment] = await paymentsOf(customerId);
    const cancel = app().write((tx) =>
      app()
        .container.resolve(REFUND_SERVICE)
        .cancel(tx, payment?.id ?? '', 'mistake'),
    );
    expect(await rejection(cancel)).to.include({ code: 'PAYMENT_OF_GATEWAY' });
  });

  it('books what a gateway takes back although an admin had given it back by hand: the customer owes it', async () => {
    const { customerId, attemptId } = await paid();
    const [payment] = await paymentsOf(customerId);
    const draft = { customerId, paymentId: payment?.id ?? '', amountMinor: 10_000, method: 'cash' };
    await app().write((tx) =>
      app()
        .container.resolve(REFUND_SERVICE)
        .refund(tx, draft, { idempotencyKey: `hand:${attemptId}` }),
    );
    story().teller.takeBack(attemptId, 10_000);
    await story().hook(attemptId);
    expect(await balanceOf(app(), customerId)).to.equal(-20_000);
  });

  it('answers messages that are forged, too large or for nobody', async () => {
    const post = (path: string, body: string) => fetch(`${app().url}${path}`, { method: 'POST', body, headers: { 'X-Signature': 'no' } });
    expect((await post('/hooks/teller/events', '{}')).status).to.equal(401);
    expect((await post('/hooks/teller/others', '{}')).status).to.equal(404);
    expect((await post('/hooks/teller/events', 'x'.repeat(262_145))).status).to.equal(413);
    expect((await fetch(`${app().url}/hooks/teller/events`)).status).to.equal(405);
    const { attemptId } = await begun();
    expect(await (await story().hook(attemptId, 'same')).text()).to.equal('teller: applied');
    expect(await (await story().hook(attemptId, 'same')).text()).to.equal('teller: repeated');
  });
});

forEachGatewayStory(
  'A fee that is passed on',
  (story) => {
    it('is invoiced with the payment, paid by it, and credited when all of it goes back', async () => {
      const { app, teller } = story();
      const { id: customerId } = await aCustomer(app);
      const { id } = await anInvoice(app, customerId, UNTAXED);
      const { attempt } = await story().checkout({ customerId, documentIds: [id] });
      expect([attempt.amountMinor, attempt.surchargeMinor, attempt.totalMinor]).to.deep.equal([10_000, 250, 10_250]);
      teller.approve(attempt.id);
      await story().comesBack(attempt.id);
      expect([await balanceOf(app, customerId), await openAmounts(app, customerId)]).to.deep.equal([0, []]);
      teller.takeBack(attempt.id, 10_250);
      await story().hook(attempt.id);
      expect(await balanceOf(app, customerId)).to.equal(-10_000);
      expect((await openAmounts(app, customerId)).map(([, openMinor]) => openMinor)).to.deep.equal([10_000]);
    });
  },
  { surchargeMinor: 250 },
);

forEachGatewayStory(
  'A gateway that cannot say what it costs',
  (story) => {
    it('is not offered, and takes no payer', async () => {
      const { id: customerId } = await aCustomer(story().app);
      expect(story().app.container.resolve(CHECKOUT_SERVICE).choices(700)).to.deep.equal([]);
      expect(await rejection(story().checkout({ customerId, amountMinor: 700 }))).to.include({ code: 'CHECKOUT_UNAVAILABLE' });
    });
  },
  { surchargeMinor: -1 },
);
