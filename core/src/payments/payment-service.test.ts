import { HOOKS } from '@tapline/sdk';
import { expect } from 'chai';
import { HOOK_REGISTRY } from '../kernel/hooks/hook-registry.js';
import { addonOwner } from '../kernel/hooks/owner.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { aCustomer, forEachApplication, rejection } from '../testing/index.js';
import { PAYMENT_SERVICE } from './payment-service.js';

forEachApplication('Payments', '2026-10-05T08:00:00Z', (app) => {
  const pay = (customerId: string, amountMinor: number, idempotencyKey: string, method = 'cash') =>
    app().write((tx) => app().container.resolve(PAYMENT_SERVICE).record(tx, { customerId, amountMinor, method }, { idempotencyKey }));
  const balance = (customerId: string) => app().view((tx) => app().container.resolve(LEDGER_SERVICE).balance(tx, customerId));

  it('raise the balance once for one key, however often and at the same time it comes', async () => {
    const { id } = await aCustomer(app());
    const payments = await Promise.all(Array.from({ length: 6 }, () => pay(id, 2000, 'key')));
    expect(new Set(payments.map((payment) => payment.id)).size).to.equal(1);
    expect(await balance(id)).to.equal(2000);
    expect(await app().view((tx) => app().container.resolve(PAYMENT_SERVICE).ofCustomer(tx, id, 10))).to.have.length(1);
  });

  it('that were taken stay taken, whatever an add-on says when their key comes again', async () => {
    const { id } = await aCustomer(app());
    const first = await pay(id, 2000, 'key');
    app()
      .container.resolve(HOOK_REGISTRY)
      .tap(addonOwner('strict', 'Strict'), HOOKS.paymentBeforeRecord, () => ({ veto: 'no more money' }));
    expect((await pay(id, 2000, 'key')).id).to.equal(first.id);
    expect(await rejection(pay(id, 2500, 'key'))).to.include({ code: 'LEDGER_KEY_REUSED' });
    expect(await rejection(pay(id, 2000, 'another'))).to.include({ code: 'PAYMENT_REFUSED' });
  });

  it('refuse a key that stands for another payment', async () => {
    const { id } = await aCustomer(app());
    await pay(id, 2000, 'key');
    expect(await rejection(pay(id, 2500, 'key'))).to.include({ code: 'LEDGER_KEY_REUSED' });
    expect(await balance(id)).to.equal(2000);
  });

  it('refuse amounts that are none, methods that are unknown and customers that are not there', async () => {
    const { id } = await aCustomer(app());
    const refusals = [
      await rejection(pay(id, 0, 'a')),
      await rejection(pay(id, 1.5, 'b')),
      await rejection(pay(id, 5, 'c', 'shells')),
      await rejection(pay('nobody', 5, 'd')),
    ];
    expect(refusals.map(({ code, field }) => [code, field])).to.deep.equal([
      ['PAYMENT_INVALID', 'amountMinor'],
      ['PAYMENT_INVALID', 'amountMinor'],
      ['PAYMENT_INVALID', 'method'],
      ['CUSTOMER_UNKNOWN', undefined],
    ]);
  });

  it('are summed up between days', async () => {
    const { id } = await aCustomer(app());
    await pay(id, 1000, 'a');
    await app().moveTo('2026-10-07T08:00:00Z');
    await pay(id, 500, 'b');
    const total = (from: string, to: string) => app().view((tx) => app().container.resolve(PAYMENT_SERVICE).total(tx, from, to));
    expect([
      await total('2026-10-05', '2026-10-07'),
      await total('2026-10-06', '2026-10-06'),
      await total('2026-10-07', '2026-10-31'),
    ]).to.deep.equal([1500, 0, 500]);
  });
});
