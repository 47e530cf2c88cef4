import {
  AdminBrowser,
  aCustomer,
  balanceOf,
  CHECKOUT_SERVICE,
  GATEWAY_REFUNDS,
  JOBS,
  rejection,
  sqlOf,
  TEST_ACTOR,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { bankFile, batchCredit, type Ordered, ordersIn, rejectedWhole, rejections, returns, transfer, wholeFile } from './bank.js';
import { BankFileStory, type Imported } from './bank-file-story.js';
import { forEachSepaStory } from './sepa-story.js';

const DAY = '2026-11-05';

let refunds = 0;

forEachSepaStory('Undoing a bank file', '2026-11-03T09:00:00Z', (app, story) => {
  const bank = new BankFileStory(app, story);
  const stateOf = async ({ import: id }: Imported): Promise<string> => (await story.ask<Imported>('imports', { import: id })).state;
  const attemptOf = async (customerId: string) =>
    (await app().view((tx) => app().container.resolve(CHECKOUT_SERVICE).ofCustomer(tx, customerId, 1)))[0];
  const job = (): Promise<void> => app().container.resolve(JOBS).runFor('sepa/imports', app().nowMs);

  before(() => app().moveTo('2026-11-06T09:00:00Z'));

  it('takes a payment back also where a later file has returned it, and comes to the same books when both are told anew', async () => {
    const { customerIds, orders } = await bank.collected(2);
    const [broke] = orders as [Ordered];
    const credit = bankFile('053', batchCredit(orders, { day: DAY, reference: 'C1' }));
    const back = bankFile('053', returns([broke], 'AM04', { day: '2026-11-06', reference: 'R1', fee: 3 }));
    const [paid, returned] = [await bank.take(credit), await bank.take(back)];
    const told = await Promise.all(customerIds.map((id) => bank.standing(id)));
    expect((await bank.undo(paid)).counts).to.deep.equal({ undone: 1 });
    expect(await stateOf(paid)).to.equal('undone');
    expect(await bank.balances(customerIds)).to.deep.equal([-5000, -5000]);
    const states = await Promise.all(customerIds.map(attemptOf));
    expect(states.map((attempt) => attempt?.state)).to.have.members(['declined', 'open']);
    await bank.take(credit);
    expect(await Promise.all(customerIds.map((id) => bank.standing(id)))).to.deep.equal(told);
    await bank.undo(returned);
    expect(await bank.balances(customerIds)).to.deep.equal([0, 0]);
  });

  it('leaves what another file has told as well: the same line, the other kind of statement, the sum of what was itemized', async () => {
    const { id, number } = await aCustomer(app());
    const one = (reference: string): string => transfer('7.00', `Customer ${number}`, { day: DAY, reference });
    const first = await bank.take(bankFile('053', one('K1')));
    const longer = await bank.take(bankFile('053', one('K1'), transfer('8.00', `Customer ${number}`, { day: DAY, reference: 'K2' })));
    const details = await bank.take(bankFile('054', one('K1-DETAIL')));
    expect([longer.counts, details.counts]).to.deep.equal([{ known: 1, booked: 1 }, { known: 1 }]);
    expect(await balanceOf(app(), id)).to.equal(1500);
    await bank.undo(first);
    expect(await balanceOf(app(), id)).to.equal(1500);
    const after = await story.ask<Imported>('imports', { import: longer.import });
    expect(after.counts).to.deep.equal({ booked: 2 });
    await bank.undo(longer);
    expect(await balanceOf(app(), id)).to.equal(700);
    await bank.undo(details);
    expect(await balanceOf(app(), id)).to.equal(0);

    const { customerIds, orders } = await bank.collected(2);
    const sum = bankFile('053', batchCredit(orders, { day: DAY, reference: 'SUM' }));
    const [once, again] = [await bank.take(sum), await bank.take(sum)];
    await bank.undo(once);
    expect([await bank.balances(customerIds), await stateOf(again)]).to.deep.equal([[0, 0], 'booked']);
    await bank.undo(again);
    expect(await bank.balances(customerIds)).to.deep.equal([-5000, -5000]);
  });

  it('leaves a collection rejected that another file has rejected with all the others, and its own reason while that stands', async () => {
    const { orders } = await bank.collected(2);
    const [first] = orders as [Ordered];
    const standing = async (of: readonly Ordered[]): Promise<readonly unknown[]> =>
      app().view(async ({ sql }) => {
        const ids = of.map(({ endToEndId }) => endToEndId);
        const rows = (await sql('addon_sepa_item').whereIn('end_to_end_id', ids).orderBy('number')) as Record<string, unknown>[];
        return rows.map(({ state, reason_code: code }) => [state, code]);
      });
    const one = await bank.take(rejections([first], 'AC01'));
    const whole = await bank.take(wholeFile(first.messageId, 'RJCT', 'AM10'));
    expect(await standing(orders)).to.deep.equal([
      ['rejected', 'AC01'],
      ['rejected', 'AM10'],
    ]);
    await bank.undo(one);
    expect(await standing(orders)).to.deep.equal([
      ['rejected', 'AM10'],
      ['rejected', 'AM10'],
    ]);
    await bank.undo(whole);
    expect(await standing(orders)).to.deep.equal([
      ['collecting', null],
      ['collecting', null],
    ]);
    // Told at one instant.
    for (const part of ['file', 'block', 'file', 'block'] as const) {
      const listed = (await bank.collected(1)).orders;
      expect((await bank.take(rejectedWhole(part, listed[0] as Ordered, 'AC01'))).counts).to.deep.equal({ booked: 2 });
      expect(await standing(listed)).to.deep.equal([['rejected', 'AC01']]);
    }
  });

  it('is refused as a whole while money of it is being refunded, and goes on once the refund is given up', async () => {
    const { customerIds, orders } = await bank.collected(2);
    const taken = await bank.take(bankFile('053', batchCredit(orders, { day: DAY })));
    const attempt = await attemptOf(customerIds[0] ?? '');
    await app()
      .container.resolve(GATEWAY_REFUNDS)
      .refund(TEST_ACTOR, attempt?.id ?? '', { amountMinor: 2000 }, { idempotencyKey: `undo-refund-${++refunds}` });
    expect(await rejection(bank.undo(taken))).to.include({ code: 'SEPA_COLLECTION_REFUNDED' });
    expect([await stateOf(taken), await bank.balances(customerIds)]).to.deep.equal(['booked', [0, 0]]);
    const line = taken.lines[0]?.line ?? '';
    expect(await rejection(story.ask('take-back-line', { line, reason: 'a trial' }))).to.include({ code: 'SEPA_COLLECTION_REFUNDED' });
    const { text } = await (await AdminBrowser.signedIn(app())).get('/addons/sepa/collections');
    const [, refund = ''] = /transfer-cancel\?transfer=([\w-]+)/.exec(text) ?? [];
    await story.ask('transfer-cancel', { transfer: refund, reason: 'a trial' });
    await bank.undo(taken);
    expect([await stateOf(taken), await bank.balances(customerIds)]).to.deep.equal(['undone', [-5000, -5000]]);
  });

  it('goes on while money is being refunded of which another telling stands', async () => {
    const { customerIds, orders } = await bank.collected(1);
    const [order] = orders as [Ordered];
    const taken = await bank.take(bankFile('053', batchCredit(orders, { day: DAY })));
    await story.ask('note-outcome', { item: order.endToEndId, kind: 'confirmed' });
    const attempt = await attemptOf(customerIds[0] ?? '');
    await app()
      .container.resolve(GATEWAY_REFUNDS)
      .refund(TEST_ACTOR, attempt?.id ?? '', { amountMinor: 2000 }, { idempotencyKey: `undo-refund-${++refunds}` });
    await bank.undo(taken);
    expect([await stateOf(taken), await bank.balances(customerIds)]).to.deep.equal(['undone', [0]]);
    expect(await rejection(story.ask('undo-outcome', { item: order.endToEndId, kind: 'confirmed' }))).to.include({
      code: 'SEPA_COLLECTION_REFUNDED',
    });
  });

  it('takes a return back whose credit nobody has told, also one that was booked when the core was told of no capture', async () => {
    for (const isOfBefore of [false, true]) {
      const { customerIds, orders } = await bank.collected(1);
      const [order] = orders as [Ordered];
      const taken = await bank.take(bankFile('053', returns([order], 'AM04', { day: DAY })));
      if (isOfBefore) {
        await app().write((tx) => sqlOf(tx)('gateway_movement').where({ kind: 'capture', reference: order.endToEndId }).delete());
      }
      await bank.undo(taken);
      expect(await stateOf(taken), String(isOfBefore)).to.equal('undone');
      expect((await attemptOf(customerIds[0] ?? ''))?.state, String(isOfBefore)).to.equal('open');
      expect((await story.preview({ customer: customerIds[0] })).leftOut[0]?.reason).to.include('is being collected already');
    }
  });

  it('that cannot go on keeps no other import from it', async () => {
    const made: { readonly taken: Imported; readonly customerId: string }[] = [];
    for (let count = 0; count < 2; count += 1) {
      const { customerIds, orders } = await bank.collected(1);
      made.push({ taken: await bank.take(bankFile('053', batchCredit(orders, { day: DAY }))), customerId: customerIds[0] ?? '' });
    }
    const attempt = await attemptOf(made[0]?.customerId ?? '');
    await app()
      .container.resolve(GATEWAY_REFUNDS)
      .refund(TEST_ACTOR, attempt?.id ?? '', { amountMinor: 2000 }, { idempotencyKey: `undo-refund-${++refunds}` });
    const ids = made.map(({ taken }) => taken.import);
    // As if the refund had been asked for while both were being undone.
    await app().write((tx) => sqlOf(tx)('addon_sepa_import').whereIn('id', ids).update({ state: 'undoing' }));
    await job();
    expect(await Promise.all(made.map(({ taken }) => stateOf(taken)))).to.deep.equal(['undoing', 'undone']);
    const page = await (await AdminBrowser.signedIn(app())).get(`/addons/sepa/bank-files?import=${ids[0]}`);
    expect(page.text).to.include('Go on undoing');
  });

  it('of a large file goes on past a collection that cannot be told of, and names it', async function large() {
    this.timeout(120_000);
    await story.debtors(101);
    const { run } = await story.ask<{ run: string }>('collect', { dueUntil: '2027-12-31', minimumMinor: 1000 }, { key: 'large-undo' });
    await app().container.resolve(JOBS).runFor('sepa/collection-runs', app().nowMs);
    const { files } = await story.ask<{ files: { id: string }[] }>(
      'collect',
      { dueUntil: '2027-12-31', minimumMinor: 1000 },
      { key: 'large-undo' },
    );
    await story.ask('sent', { run });
    const orders = (await Promise.all(files.map(({ id }) => story.file(id)))).flatMap(ordersIn);
    expect(orders.length).to.be.greaterThan(100);
    const lost = orders[7]?.endToEndId ?? '';
    await app().write((tx) =>
      sqlOf(tx)('payment_attempt')
        .where({ reference: lost })
        .update({ reference: `${lost}-lost` }),
    );
    let taken = await bank.take(bankFile('053', batchCredit(orders, { day: DAY, reference: 'LARGE' })));
    while (taken.state === 'booking') taken = await story.ask<Imported>('book-import', { import: taken.import });
    expect([taken.state, taken.lines[0]?.state]).to.deep.equal(['booked', 'booked']);
    expect(taken.lines[0]?.words).to.include('1 of them could not be told of').and.to.include(lost);
    await app().write((tx) =>
      sqlOf(tx)('payment_attempt')
        .where({ reference: `${lost}-lost` })
        .update({ reference: lost }),
    );
  });
});
