import type { Payment } from '@tapline/sdk';
import { expect } from 'chai';
import { DUNNING_SERVICE } from '../../billing/blocking/dunning-service.js';
import {
  aCustomer,
  aLine,
  anInvoice,
  aPayment,
  balanceOf,
  CUSTOMER_SERVICE,
  LEDGER_SERVICE,
  openAmounts,
  PAYMENT_SERVICE,
  rejection,
  SETTLEMENT_SERVICE,
} from '../../testing/index.js';
import { PENDING_MONEY } from './pending-money.js';
import { forEachGatewayStory } from './testing/gateway-story.js';

const UNTAXED = { lines: [aLine({ taxCode: null, unitPriceMinor: 5000 })] };

let made = 0;

forEachGatewayStory('A batch gateway', (story) => {
  const app = () => story().app;

  async function collected(): Promise<{ readonly customerId: string; readonly invoiceId: string; readonly reference: string }> {
    const { id: customerId } = await aCustomer(app());
    const { id: invoiceId } = await anInvoice(app(), customerId, UNTAXED);
    const reference = `E2E-${++made}`;
    const collection = { gatewayId: 'debit', customerId, amountMinor: 5000, documentIds: [invoiceId], reference };
    const first = await story().debit((tx, payments) => payments.collect(tx, collection));
    const again = await story().debit((tx, payments) => payments.collect(tx, collection));
    expect([first.state, again.id]).to.deep.equal(['open', first.id]);
    return { customerId, invoiceId, reference };
  }

  const confirm = (reference: string) =>
    story().report({ attempt: { reference }, captures: [{ reference, status: 'completed', amountMinor: 5000, currency: 'EUR' }] });
  const giveBack = (reference: string, extra: { readonly feeMinor?: number; readonly chargeMinor?: number } = {}) => {
    const why = { reasonCode: 'AM04', reason: 'the account did not hold enough' };
    const back = { reference: `${reference}-AM04`, captureReference: reference, kind: 'reversal', status: 'completed' } as const;
    return story().report({ attempt: { reference }, returns: [{ ...back, amountMinor: 5000, currency: 'EUR', ...why, ...extra }] });
  };
  const find = (reference: string) => story().debit((tx, payments) => payments.find(tx, 'debit', reference));
  const pendingOf = async (customerId: string): Promise<readonly number[]> =>
    (
      await app().view(async (tx) =>
        app()
          .container.resolve(PENDING_MONEY)
          .of(tx, await app().container.resolve(SETTLEMENT_SERVICE).openInvoices(tx, customerId)),
      )
    ).map(({ pendingMinor }) => pendingMinor);

  it('shows what is being collected, and confirms it once however often it is told', async () => {
    const bank = await story().account('asset.bank');
    const { customerId, invoiceId, reference } = await collected();
    expect(await pendingOf(customerId)).to.deep.equal([5000]);
    const due = await story().debit((tx, payments) => payments.dueInvoices(tx, { before: '2999-01-01', limit: 500 }));
    expect(due.find(({ documentId }) => documentId === invoiceId)).to.include({ openMinor: 5000, pendingMinor: 5000 });
    const outcomes = await Promise.all([confirm(reference), confirm(reference), confirm(reference)]);
    expect(outcomes.filter((outcome) => outcome.kind === 'applied' && outcome.isNew)).to.have.length(1);
    expect([await balanceOf(app(), customerId), await openAmounts(app(), customerId)]).to.deep.equal([0, []]);
    expect((await story().account('asset.bank')) - bank).to.equal(5000);
  });

  it('finds who owes, invoiced or not, in pages, with what is on its way', async () => {
    const { customerId } = await collected();
    const { id: owing } = await aCustomer(app());
    await anInvoice(app(), owing, UNTAXED);
    await aPayment(app(), owing, 2000);
    const { id: paid } = await aCustomer(app());
    await anInvoice(app(), paid, UNTAXED);
    await aPayment(app(), paid, 5000);
    const found = new Map<string, readonly number[]>();
    for (let afterId: string | undefined; ; ) {
      const query = { limit: 1, ...(afterId === undefined ? {} : { afterId }) };
      const [one] = await story().debit((tx, payments) => payments.owedBalances(tx, query));
      if (!one) break;
      afterId = one.customerId;
      expect(found.has(afterId)).to.equal(false);
      found.set(afterId, [one.owedMinor, one.pendingMinor]);
    }
    expect([found.get(customerId), found.get(owing), found.get(paid)]).to.deep.equal([[5000, 5000], [3000, 0], undefined]);
    const one = (id: string) => story().debit((tx, payments) => payments.owedBalance(tx, id));
    expect(await one(owing)).to.deep.equal({ customerId: owing, owedMinor: 3000, pendingMinor: 0 });
    expect(await one(paid)).to.equal(undefined);
  });

  it('takes the very payment back weeks later, with the reason, the bank’s fee and a fee for the customer, also when the return is told first', async () => {
    for (const isReturnFirst of [false, true]) {
      const fees = await story().account('expense.gateway.debit');
      const { customerId, reference } = await collected();
      const steps = [() => confirm(reference), () => giveBack(reference, { feeMinor: 300, chargeMinor: 450 })];
      for (const step of isReturnFirst ? steps.toReversed() : steps) {
        await step();
        await app().moveTo(app().nowMs + 20 * 86_400_000);
      }
      await confirm(reference);
      await giveBack(reference);
      const attempt = await find(reference);
      expect(attempt).to.include({ state: 'returned', reasonCode: 'AM04', reason: 'the account did not hold enough' });
      expect((await openAmounts(app(), customerId)).map(([, openMinor]) => openMinor)).to.deep.equal([5000, 450]);
      expect(await balanceOf(app(), customerId)).to.equal(-5450);
      expect((await story().account('expense.gateway.debit')) - fees).to.equal(300);
    }
  });

  it('reverses its own payment and leaves what was paid otherwise', async () => {
    const { customerId, reference } = await collected();
    await confirm(reference);
    await aPayment(app(), customerId, 5000);
    await giveBack(reference);
    expect([await balanceOf(app(), customerId), await openAmounts(app(), customerId)]).to.deep.equal([0, []]);
  });

  it('keeps rejected and withdrawn collections unpaid, with the reason', async () => {
    const rejected = await collected();
    await story().report({
      attempt: { reference: rejected.reference },
      step: 'declined',
      reasonCode: 'AC01',
      reason: 'the account is wrong',
    });
    const withdrawn = await collected();
    await story().report({ attempt: { reference: withdrawn.reference }, step: 'cancelled', reason: 'the run was cancelled' });
    expect(await find(rejected.reference)).to.include({ state: 'declined', reasonCode: 'AC01' });
    expect(await find(withdrawn.reference)).to.include({ state: 'cancelled' });
    for (const { customerId } of [rejected, withdrawn]) expect(await pendingOf(customerId)).to.deep.equal([0]);
  });

  it('undoes an import step by step, and takes the same import again', async () => {
    const { customerId, reference } = await collected();
    await confirm(reference);
    await giveBack(reference, { chargeMinor: 450 });
    const undo = (kind: 'capture' | 'return', of: string) =>
      story().debit((tx, payments) => payments.undo(tx, 'debit', { kind, reference: of, reason: 'wrong file' }));
    expect(await rejection(undo('capture', reference))).to.include({ code: 'GATEWAY_UNDO_ORDER' });
    await undo('return', `${reference}-AM04`);
    expect([(await find(reference))?.state, await balanceOf(app(), customerId), await openAmounts(app(), customerId)]).to.deep.equal([
      'paid',
      0,
      [],
    ]);
    await undo('capture', reference);
    await undo('capture', reference);
    expect([(await find(reference))?.state, await balanceOf(app(), customerId)]).to.deep.equal(['open', -5000]);
    await confirm(reference);
    expect([(await find(reference))?.state, await balanceOf(app(), customerId)]).to.deep.equal(['paid', 0]);
    await giveBack(reference, { chargeMinor: 450 });
    expect([(await find(reference))?.state, await balanceOf(app(), customerId)]).to.deep.equal(['returned', -5450]);
  });

  it('takes transfers that nobody asked for, once, and undoes them', async () => {
    const { id: customerId } = await aCustomer(app());
    const { number } = await anInvoice(app(), customerId, UNTAXED);
    const money = { gatewayId: 'debit', customerId, amountMinor: 6000, documentIds: [number], reference: `NTRY-${++made}`, feeMinor: 10 };
    const take = () => story().debit((tx, payments) => payments.receive(tx, money));
    expect(new Set((await Promise.all([take(), take()])).map(({ id }) => id)).size).to.equal(1);
    expect([await balanceOf(app(), customerId), await openAmounts(app(), customerId)]).to.deep.equal([1000, []]);
    await story().debit((tx, payments) =>
      payments.undo(tx, 'debit', { kind: 'capture', reference: money.reference, reason: 'wrong customer' }),
    );
    expect([(await find(money.reference))?.state, await balanceOf(app(), customerId)]).to.deep.equal(['cancelled', -5000]);
    const other = { ...money, amountMinor: 1 };
    expect(await rejection(story().debit((tx, payments) => payments.receive(tx, other)))).to.include({ code: 'ATTEMPT_REFERENCE_TAKEN' });
    await take();
    expect(await balanceOf(app(), customerId)).to.equal(1000);
  });

  it('pays what the same money names now, once it was undone and is told for another invoice', async () => {
    const { id: customerId } = await aCustomer(app());
    const [first, second] = [await anInvoice(app(), customerId, UNTAXED), await anInvoice(app(), customerId, UNTAXED)];
    const reference = `NTRY-${++made}`;
    const take = (documentId: string) =>
      story().debit((tx, payments) =>
        payments.receive(tx, { gatewayId: 'debit', customerId, amountMinor: 5000, documentIds: [documentId], reference }),
      );
    const open = async () => (await openAmounts(app(), customerId)).map(([number]) => number);
    await take(first.id);
    await take(second.id);
    expect([await open(), (await find(reference))?.documentIds], 'told again while it stands').to.deep.equal([[second.number], [first.id]]);
    await story().debit((tx, payments) => payments.undo(tx, 'debit', { kind: 'capture', reference, reason: 'the wrong invoice' }));
    await take(second.id);
    expect([await open(), (await find(reference))?.documentIds]).to.deep.equal([[first.number], [second.id]]);
  });

  it('books money on the day that the bank says, today where that is yet to come, and no return before its payment', async () => {
    const day = (days: number): string => new Date(app().nowMs + days * 86_400_000).toISOString().slice(0, 10);
    const booked = async (customerId: string) => {
      const [payment] = (await app().view((tx) => app().container.resolve(PAYMENT_SERVICE).ofCustomer(tx, customerId, 1))) as [Payment];
      const entries = await app().view((tx) => app().container.resolve(LEDGER_SERVICE).entries(tx, customerId, 100));
      const back = entries.find(({ kind }) => kind === 'payment.debit.reversal' || kind === 'refund.debit');
      return [payment.date, payment.valueDate, back?.date];
    };
    const money = { status: 'completed', amountMinor: 5000, currency: 'EUR' } as const;
    const backOf = (reference: string, amountMinor: number, valueDate: string) =>
      story().report({
        attempt: { reference },
        returns: [{ ...money, reference: `${reference}-R`, captureReference: reference, kind: 'reversal', amountMinor, valueDate }],
      });
    const first = await collected();
    await app().moveTo(app().nowMs + 6 * 86_400_000);
    await story().report({
      attempt: { reference: first.reference },
      captures: [{ ...money, reference: first.reference, valueDate: day(-4) }],
    });
    await backOf(first.reference, 5000, day(-2));
    expect(await booked(first.customerId)).to.deep.equal([day(-4), day(-4), day(-2)]);

    const { id: customerId } = await aCustomer(app());
    const reference = `NTRY-${++made}`;
    const received = { gatewayId: 'debit', customerId, amountMinor: 5000, reference, valueDate: day(-1), feeMinor: 20 };
    await story().debit((tx, payments) => payments.receive(tx, received));
    await backOf(reference, 2000, day(-3));
    expect(await booked(customerId)).to.deep.equal([day(-1), day(-1), day(-1)]);

    const early = await collected();
    await story().report({
      attempt: { reference: early.reference },
      captures: [{ ...money, reference: early.reference, valueDate: day(2) }],
    });
    expect(await booked(early.customerId)).to.deep.equal([day(0), null, undefined]);
  });

  it('speaks of its own gateway only, and of what it can know', async () => {
    const of = (gatewayId: string) => story().debit((tx, payments) => payments.report(tx, gatewayId, { attempt: { reference: 'x' } }));
    expect(await rejection(of('teller'))).to.include({ code: 'GATEWAY_UNKNOWN' });
    expect(await of('debit')).to.deep.equal({ kind: 'unknown-attempt' });
    const wrong = {
      attempt: { reference: 'x' },
      captures: [{ reference: 'x', status: 'completed', amountMinor: 1.5, currency: 'EUR' }],
    } as const;
    expect(await rejection(story().report(wrong))).to.include({ code: 'GATEWAY_REPORT_INVALID', field: 'captures.0.amountMinor' });
  });

  it('does not let anybody be blocked for money that is on its way', async () => {
    const { id: customerId } = await aCustomer(app(), { billingType: 'recurring', status: 'active' });
    const { id: invoiceId } = await anInvoice(app(), customerId, UNTAXED);
    const reference = `E2E-${++made}`;
    await story().debit((tx, payments) =>
      payments.collect(tx, { gatewayId: 'debit', customerId, amountMinor: 5000, documentIds: [invoiceId], reference }),
    );
    const counted = async () => {
      const customer = await customerOf(customerId);
      return (await app().view((tx) => app().container.resolve(DUNNING_SERVICE).facts(tx, customer))).openInvoices.length;
    };
    expect(await counted()).to.equal(0);
    await story().report({ attempt: { reference }, step: 'declined' });
    expect(await counted()).to.equal(1);
    await app().moveTo(app().nowMs + 60 * 86_400_000);
    expect((await customerOf(customerId)).status).to.equal('blocked');
    await confirm(reference);
    await app().settle();
    expect((await customerOf(customerId)).status).to.equal('active');
  });

  const customerOf = (customerId: string) => app().view((tx) => app().container.resolve(CUSTOMER_SERVICE).get(tx, customerId));
});
