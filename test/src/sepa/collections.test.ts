import { AdminBrowser, aCustomer, aPayment, balanceOf, openAmounts, rejection } from '@tapline/core/testing';
import { expect } from 'chai';
import { forEachSepaStory, PROFILE, type RunAnswer } from './sepa-story.js';

forEachSepaStory('SEPA collections', '2026-11-03T09:00:00Z', (app, story) => {
  const stateOf = async (customerId: string): Promise<readonly number[]> => [
    await balanceOf(app(), customerId),
    ...(await openAmounts(app(), customerId)).map(([, openMinor]) => openMinor),
  ];

  it('show before what is collected, on which day, and who is left out and why', async () => {
    const { customer } = await story.debtor();
    const without = await aCustomer(app());
    await story.invoice(without.id);
    const { leftOut, collected, wantedOn, collectOn } = await story.preview();
    expect(collected.find(({ customerId }) => customerId === customer.id)).to.include({ amountMinor: 5000, sequence: 'RCUR' });
    expect(leftOut.find(({ customerId }) => customerId === without.id)).to.include({ reason: 'has no mandate' });
    // Two days of notice: from Tuesday to Thursday.
    expect([wantedOn, collectOn]).to.deep.equal(['2026-11-03', '2026-11-05']);
  });

  it('keep the days of notice that customers were promised, also where they are told in another way', async () => {
    const { customer } = await story.debtor();
    await story.ask('profile', { ...PROFILE, noticeDays: 10, sendsNotice: false });
    try {
      // Ten days on is a Friday.
      expect(await story.preview({ customer: customer.id })).to.include({ collectOn: '2026-11-13' });
    } finally {
      await story.ask('profile', PROFILE);
    }
  });

  it('take each invoice once, whatever runs at the same time, and the same key is the same run', async () => {
    const { customer, reference } = await story.debtor();
    const first = await story.collect(customer.id, {}, 'one-run');
    expect(first).to.include({ state: 'ready', items: 1, sumMinor: 5000, collectOn: '2026-11-05' });
    expect(await story.collect(customer.id, {}, 'one-run')).to.deep.equal(first);
    expect(await rejection(story.collect(customer.id))).to.include({ code: 'SEPA_RUN_EMPTY' });
    const [file] = first.files;
    const text = await story.file(file?.id ?? '');
    expect(text)
      .to.include(`<MndtId>${reference}</MndtId>`)
      .and.to.include('<CtrlSum>50.00</CtrlSum>')
      .and.to.include('<ReqdColltnDt>2026-11-05<');
    expect(await story.file(file?.id ?? '')).to.equal(text);
  });

  it('that come back are no more on their way, also where their credit is told later or never', async () => {
    const { customer } = await story.debtor();
    const [item = ''] = await story.endToEndIds(await story.collect(customer.id));
    await story.ask('note-outcome', { item, kind: 'returned', code: 'AM04', text: 'not enough money' });
    expect((await story.preview({ customer: customer.id })).leftOut[0]?.reason).to.include('came back before');
    expect((await story.preview({ customer: customer.id, isAgain: true })).items).to.equal(1);
    await story.ask('note-outcome', { item, kind: 'confirmed' });
    expect(await stateOf(customer.id)).to.deep.equal([-5000, 5000]);
    await story.ask('undo-outcome', { item, kind: 'returned' });
    expect(await stateOf(customer.id)).to.deep.equal([0]);
  });

  it('are booked when the bank has the money, once, and taken back weeks later with the reason, a block and what it costs', async () => {
    await story.ask('profile', {
      id: 'house',
      name: 'Example Net',
      iban: 'DE89370400440532013000',
      creditorId: 'DE98ZZZ09999999999',
      noticeDays: 2,
      returnChargeMinor: 450,
    });
    const { customer, mandate } = await story.debtor();
    const run = await story.collect(customer.id);
    await story.ask('sent', { run: run.run });
    const [item = ''] = await story.endToEndIds(run);
    const note = (kind: string, more: object = {}) => story.ask<{ state: string }>('note-outcome', { item, kind, ...more });
    await note('accepted');
    for (const _ of [1, 2]) expect((await note('confirmed')).state).to.equal('confirmed');
    expect(await stateOf(customer.id)).to.deep.equal([0]);
    const back = { code: 'AC04', text: 'the account is closed', feeMinor: 300, blocksMandate: true };
    for (const _ of [1, 2]) expect((await note('returned', back)).state).to.equal('returned');
    expect(await stateOf(customer.id)).to.deep.equal([-5450, 5000, 450]);
    expect((await story.preview({ customer: customer.id, isAgain: true })).leftOut[0]?.reason).to.include('blocked: AC04');
    await story.ask('undo-outcome', { item, kind: 'returned' });
    expect((await stateOf(customer.id))[0]).to.equal(0);
    expect(await story.ask('release-mandate', { mandate })).to.include({ state: 'active' });
    await story.ask('undo-outcome', { item, kind: 'confirmed' });
    expect(await stateOf(customer.id)).to.deep.equal([-5000, 5000]);
    await note('confirmed');
    expect(await stateOf(customer.id)).to.deep.equal([0]);
  });

  it('that come back are told to the customer, once, with the reason, and what is wrong with a file to nobody', async () => {
    const notices = (customerId: string) => story.notices(customerId, 'sepa.collection-returned');
    const { customer, invoice } = await story.debtor();
    const [item = ''] = await story.endToEndIds(await story.collect(customer.id));
    await story.ask('note-outcome', { item, kind: 'confirmed' });
    expect(await notices(customer.id)).to.deep.equal([]);
    for (const _ of [1, 2]) await story.ask('note-outcome', { item, kind: 'returned', code: 'AC04', text: 'closed', blocksMandate: true });
    const told = await notices(customer.id);
    expect(told).to.have.length(1);
    expect(told[0]?.content.text)
      .to.include('€50.00')
      .and.to.include(invoice.number)
      .and.to.include(': the account is closed.')
      .and.to.include('give us another one');
    const other = await story.debtor();
    const [wrong = ''] = await story.endToEndIds(await story.collect(other.customer.id));
    await story.ask('note-outcome', { item: wrong, kind: 'rejected', code: 'FF01', text: 'the format is wrong' });
    expect(await notices(other.customer.id)).to.deep.equal([]);
  });

  it('come to the same whatever order the bank tells it in', async () => {
    const orders = [
      ['confirmed', 'returned'],
      ['returned', 'confirmed'],
      ['rejected', 'confirmed', 'returned'],
      ['returned', 'rejected', 'confirmed'],
    ];
    for (const order of orders) {
      const { customer } = await story.debtor();
      const [item = ''] = await story.endToEndIds(await story.collect(customer.id));
      for (const kind of [...order, ...order]) await story.ask('note-outcome', { item, kind, code: 'MD06', text: 'asked back' });
      expect(await stateOf(customer.id), order.join()).to.deep.equal([-5450, 5000, 450]);
    }
  });

  it('that are rejected leave the invoice open, and are left out until it is said to try again', async () => {
    const { customer } = await story.debtor();
    const [item = ''] = await story.endToEndIds(await story.collect(customer.id));
    await story.ask('note-outcome', { item, kind: 'rejected', code: 'AM04' });
    expect(await stateOf(customer.id)).to.deep.equal([-5000, 5000]);
    expect((await story.preview({ customer: customer.id })).leftOut[0]?.reason).to.include('came back before');
    expect(await story.collect(customer.id, { isAgain: true })).to.include({ items: 1 });
    await story.ask('undo-outcome', { item, kind: 'rejected' });
  });

  it('of balances take all that is owed, invoiced or not, as one amount, and pay the oldest; what comes back is owed again', async () => {
    await story.ask('profile', { ...PROFILE, returnChargeMinor: 450 });
    const { customer, invoice } = await story.debtor();
    await story.charge(customer.id, 1234);
    const ask = (more: object = {}) => story.preview({ customer: customer.id, subject: 'balances', ...more });
    expect((await ask()).collected[0]).to.include({ amountMinor: 6234, isOfBalance: true });
    const run = await story.collect(customer.id, { subject: 'balances' });
    expect(run).to.include({ items: 1, sumMinor: 6234 });
    const text = await story.file(run.files[0]?.id ?? '');
    expect(text).to.include(`<Ustrd>Balance, customer no. ${customer.number} `);
    for (const subject of ['balances', 'invoices'])
      expect((await ask({ subject })).leftOut[0]?.reason, subject).to.equal('is being collected already');
    await story.charge(customer.id, 100);
    expect((await ask()).collected[0]?.amountMinor).to.equal(100);
    const [item = ''] = await story.endToEndIds(run);
    await story.ask('note-outcome', { item, kind: 'confirmed' });
    // What was charged since is owed before the invoice is.
    expect(await openAmounts(app(), customer.id)).to.deep.equal([[invoice.number, 100]]);
    expect(await balanceOf(app(), customer.id)).to.equal(-100);
    await story.ask('note-outcome', { item, kind: 'returned', code: 'AM04' });
    expect((await openAmounts(app(), customer.id))[0]).to.deep.equal([invoice.number, 5000]);
    expect(await balanceOf(app(), customer.id)).to.equal(-6784);
    expect((await ask()).leftOut[0]?.reason).to.include('came back before');
    // The fee for what came back is new.
    expect((await ask({ subject: 'invoices' })).collected[0]?.amountMinor).to.equal(450);
    expect((await ask({ isAgain: true })).collected[0]?.amountMinor).to.equal(6784);
  });

  it('of balances are of everybody who owes, and of nobody who does not', async () => {
    const owing = await story.debtor({ amountMinor: 333 });
    const paid = await story.debtor();
    await aPayment(app(), paid.customer.id, 5000);
    const { collected, leftOut } = await story.preview({ subject: 'balances', minimumMinor: 334 });
    const left = new Map(leftOut.map(({ customerId, reason }) => [customerId, reason]));
    expect(left.get(owing.customer.id)).to.equal('is less than the least amount');
    expect([...left.keys(), ...collected.map(({ customerId }) => customerId)]).not.to.include(paid.customer.id);
  });

  it('can be cancelled before the bank has them, and never after', async () => {
    const { customer } = await story.debtor();
    const run = await story.collect(customer.id);
    expect(await story.ask('cancel', { run: run.run })).to.include({ state: 'cancelled' });
    const again = await story.collect(customer.id);
    expect(again).to.include({ items: 1 });
    await story.ask('sent', { run: again.run });
    expect(await rejection(story.ask('cancel', { run: again.run }))).to.include({ code: 'SEPA_RUN_SENT' });
  });

  it('that are cancelled are told to whom they were announced, whatever the profile says by then', async () => {
    const profile = { ...PROFILE, returnChargeMinor: 450 };
    for (const sendsNotice of [true, false]) {
      const { customer } = await story.debtor();
      await story.ask('profile', { ...profile, sendsNotice });
      const run = await story.collect(customer.id);
      await story.ask('profile', { ...profile, sendsNotice: !sendsNotice });
      for (const _ of [1, 2]) await story.ask('cancel', { run: run.run });
      await story.ask('profile', profile);
      const told = await Promise.all(
        ['sepa.collection-notice', 'sepa.collection-withdrawn'].map(async (kind) => (await story.notices(customer.id, kind)).length),
      );
      expect(told, String(sendsNotice)).to.deep.equal(sendsNotice ? [1, 1] : [0, 0]);
    }
  });

  it('of which the bank has told anything are with the bank, whoever forgot to say so, and cannot be cancelled', async () => {
    const { customer } = await story.debtor();
    const run = await story.collect(customer.id);
    const [item = ''] = await story.endToEndIds(run);
    await story.ask('note-outcome', { item, kind: 'accepted' });
    expect(await rejection(story.ask('cancel', { run: run.run }))).to.include({ code: 'SEPA_RUN_SENT' });
    expect((await story.preview({ customer: customer.id })).leftOut[0]?.reason).to.include('is being collected already');
  });

  it('of which all that was told is undone are with the bank only where somebody has said so', async () => {
    const cancelled = (run: string) => story.ask<{ state: string }>('cancel', { run });
    const told = async (run: { readonly run: string }, item: string, isSent: boolean): Promise<void> => {
      await story.ask('note-outcome', { item, kind: 'accepted' });
      if (isSent) await story.ask('sent', { run: run.run });
      await story.ask('undo-outcome', { item, kind: 'accepted' });
    };
    for (const isSent of [true, false]) {
      const { customer } = await story.debtor();
      const run = await story.collect(customer.id);
      const [item = ''] = await story.endToEndIds(run);
      await told(run, item, isSent);
      if (isSent) expect(await rejection(cancelled(run.run))).to.include({ code: 'SEPA_RUN_SENT' });
      else expect(await cancelled(run.run)).to.include({ state: 'cancelled' });
    }
    for (const _ of [1, 2]) await story.debtor();
    const run = await story.ask<RunAnswer>('collect', { dueUntil: '2027-12-31' });
    const [first = '', second = ''] = await story.endToEndIds(run);
    await story.ask('note-outcome', { item: second, kind: 'accepted' });
    await told(run, first, false);
    expect(await rejection(cancelled(run.run))).to.include({ code: 'SEPA_RUN_SENT' });
    await story.ask('undo-outcome', { item: second, kind: 'accepted' });
    expect(await cancelled(run.run)).to.include({ state: 'cancelled' });
  });

  it('that were cancelled, and paid all the same, are cancelled again when that is undone', async () => {
    const { customer } = await story.debtor();
    const run = await story.collect(customer.id);
    const [item = ''] = await story.endToEndIds(run);
    await story.ask('cancel', { run: run.run });
    await story.ask('note-outcome', { item, kind: 'confirmed' });
    expect(await balanceOf(app(), customer.id)).to.equal(0);
    expect(await story.ask('undo-outcome', { item, kind: 'confirmed' })).to.include({
      state: 'cancelled',
      reason: 'the run was cancelled',
    });
    expect((await story.preview({ customer: customer.id })).items).to.equal(1);
  });

  it('leave money alone that came otherwise', async () => {
    const { customer } = await story.debtor();
    const [item = ''] = await story.endToEndIds(await story.collect(customer.id));
    await story.ask('note-outcome', { item, kind: 'confirmed' });
    await aPayment(app(), customer.id, 5450);
    await story.ask('note-outcome', { item, kind: 'returned', code: 'MD06' });
    expect(await stateOf(customer.id)).to.deep.equal([0]);
  });

  it('tell the bank once of a new account, and again where that collection was rejected', async () => {
    const { customer, mandate } = await story.debtor();
    const use = async (): Promise<{ readonly text: string; readonly item: string }> => {
      const run = await story.collect(customer.id, { isAgain: true });
      const [item = ''] = await story.endToEndIds(run);
      return { text: await story.file(run.files[0]?.id ?? ''), item };
    };
    expect((await use()).text).to.include('<AmdmntInd>false<');
    await story.ask('change-account', { mandate, iban: 'NL91ABNA0417164300' });
    for (const isTaken of [false, true]) {
      await story.invoice(customer.id);
      const { text, item } = await use();
      expect(text).to.include('<OrgnlDbtrAcct><Id><Othr><Id>SMNDA<').and.to.include('NL91ABNA0417164300');
      await story.ask('note-outcome', { item, kind: isTaken ? 'confirmed' : 'rejected' });
    }
    await story.invoice(customer.id);
    expect((await use()).text).to.include('<AmdmntInd>false<');
  });

  it('use a one-off mandate once', async () => {
    const { customer } = await story.debtor({ mandate: { type: 'one-off' } });
    const run = await story.collect(customer.id);
    expect(await story.file(run.files[0]?.id ?? '')).to.include('<SeqTp>OOFF<');
    await story.invoice(customer.id);
    expect((await story.preview({ customer: customer.id })).leftOut[0]?.reason).to.include('was for one collection');
    await story.ask('cancel', { run: run.run });
    expect((await story.preview({ customer: customer.id })).collected[0]?.sequence).to.equal('OOFF');
  });

  it('that were to be the last and came to nothing leave the mandate as it was; a one-off mandate that was paid once is over for good', async () => {
    const recurrent = await story.debtor();
    const note = async (customerId: string, kind: string, more: object = {}): Promise<void> => {
      const [item = ''] = await story.endToEndIds(await story.collect(customerId, { isAgain: true }));
      if (kind === 'returned') await story.ask('note-outcome', { item, kind: 'confirmed' });
      await story.ask('note-outcome', { item, kind, ...more });
    };
    await note(recurrent.customer.id, 'confirmed');
    await story.ask('end-mandate', { mandate: recurrent.mandate });
    await story.invoice(recurrent.customer.id);
    await note(recurrent.customer.id, 'rejected', { code: 'AM04' });
    const again = await story.preview({ customer: recurrent.customer.id, isAgain: true });
    expect(again.collected[0]?.sequence).to.equal('FNAL');
    const once = await story.debtor({ mandate: { type: 'one-off' } });
    await note(once.customer.id, 'returned', { code: 'AC04', blocksMandate: true });
    expect(await rejection(story.ask('release-mandate', { mandate: once.mandate }))).to.include({ code: 'SEPA_MANDATE_OVER' });
    const rejected = await story.debtor({ mandate: { type: 'one-off' } });
    await note(rejected.customer.id, 'rejected', { code: 'AC04', blocksMandate: true });
    expect(await story.ask('release-mandate', { mandate: rejected.mandate })).to.include({ state: 'active' });
  });

  it('are refused by a mandate that was not used for 36 months', async () => {
    const { customer } = await story.debtor({ mandate: { signedOn: '2023-11-05' } });
    expect((await story.preview({ customer: customer.id, collectOn: '2026-11-05' })).leftOut[0]?.reason).to.include('lapsed');
    const young = await story.debtor({ mandate: { signedOn: '2023-11-06' } });
    expect((await story.preview({ customer: young.customer.id, collectOn: '2026-11-05' })).items).to.equal(1);
  });

  it('are shown on pages, and their files are for who may record payments', async () => {
    const { customer, mandate } = await story.debtor();
    const run = await story.collect(customer.id);
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/addons/sepa/collections')).text)
      .to.include(`run=${run.run}`)
      .and.to.include('Ready for the bank');
    const one = (await browser.get(`/addons/sepa/collections?run=${run.run}`)).text;
    expect(one)
      .to.include('Mark as sent')
      .and.to.include(`/addons/sepa/files/file/${run.files[0]?.id ?? ''}`);
    const file = await browser.get(`/addons/sepa/files/file/${run.files[0]?.id ?? ''}`);
    expect(file.headers.get('content-disposition')).to.include(`attachment; filename="${run.files[0]?.name ?? ''}"`);
    expect((await browser.get(`/addons/sepa/mandates?mandate=${mandate}`)).text).to.include('What has happened');
    expect((await browser.get('/addons/sepa/mandates?search=DE02%201203%200000%200000%202020%2051')).text).to.include(customer.name);
    const reader = await AdminBrowser.signedIn(app(), ['customers.read']);
    expect((await reader.get(`/addons/sepa/files/file/${run.files[0]?.id ?? ''}`)).status).to.equal(403);
    expect((await browser.get('/addons/sepa/files/file/nothing')).status).to.equal(404);
  });
});
