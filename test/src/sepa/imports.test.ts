import { AdminBrowser, aCustomer, aLine, anInvoice, balanceOf, openAmounts, rejection } from '@tapline/core/testing';
import { expect } from 'chai';
import {
  bankFile,
  batchCredit,
  bounced,
  type Ordered,
  rejectedBlock,
  rejectedNameless,
  rejectedWhole,
  rejections,
  returns,
  transfer,
  wholeFile,
} from './bank.js';
import { BankFileStory, type Line, upload } from './bank-file-story.js';
import { forEachSepaStory } from './sepa-story.js';

const DAY = '2026-11-05';

forEachSepaStory('Bank files', '2026-11-03T09:00:00Z', (app, story) => {
  const bank = new BankFileStory(app, story);

  before(() => app().moveTo('2026-11-06T09:00:00Z'));

  for (const order of [
    [0, 1, 2, 3],
    [3, 2, 1, 0],
    [2, 0, 3, 1],
  ]) {
    it(`tell of a run from its rejection to a refund, twice, in the order ${order.join()}, with the same books`, async () => {
      const { customerIds, orders } = await bank.collected(4);
      const [rejected, paid, broke, refunded] = orders as [Ordered, Ordered, Ordered, Ordered];
      const files = [
        rejections([rejected], 'AC01'),
        bankFile('053', batchCredit([paid, broke, refunded], { day: DAY })),
        bankFile('053', returns([broke], 'AM04', { day: '2026-11-06', fee: 3 })),
        bankFile('053', returns([refunded], 'MD06', { day: '2026-11-06' })),
      ];
      for (const index of [...order, ...order]) await bank.take(files[index] as string);
      expect(await story.ask('waiting', {})).to.deep.equal({ lines: [] });
      const byOrder = await Promise.all(customerIds.map((id) => bank.standing(id)));
      expect(byOrder.map((each) => each.join()).toSorted()).to.deep.equal(['-5000,5000', '-5000,5000', '-5000,5000', '0']);
    });
  }

  it('tell of transfers: by invoice, RF reference, customer and account, in full, in part, too much, and for several invoices', async () => {
    const { id, number } = await aCustomer(app());
    const invoices = [await story.invoice(id), await story.invoice(id), await story.invoice(id)];
    const [first, second, third] = invoices.map((invoice) => invoice.number) as [string, string, string];
    const one = (amount: string, text: string, reference: string, from = 'DE02120300000000202051'): string =>
      bankFile('053', transfer(amount, text, { day: DAY, reference, from }));
    const words = async (text: string): Promise<string> =>
      (await bank.take(text)).lines.map((line) => `${line.state}: ${line.words}`).join();
    expect(await words(one('30.00', `Invoice ${first}`, 'T1'))).to.match(/booked: invoice \d+: a part, .*20\.00 stay open/);
    expect(await bank.standing(id)).to.deep.equal([-12000, 2000, 5000, 5000]);
    expect(await words(one('70.00', `${first} ${second}`, 'T2'))).to.match(/booked: invoices .*paid in full/);
    expect(await bank.standing(id)).to.deep.equal([-5000, 5000]);
    expect(await words(one('10.00', `Customer no. ${number}`, 'T3'))).to.include(`customer ${number}`);
    expect(await words(one('10.00', 'thanks', 'T4'))).to.include('has paid before');
    expect(await words(one('45.00', `re ${third}`, 'T5'))).to.match(/15\.00 are over/);
    expect(await bank.standing(id)).to.deep.equal([1500]);
  });

  it('are booked once: the same file, one that overlaps, the same payment as 052, 054 and 053, and true twins are two', async () => {
    const { id, number } = await aCustomer(app());
    const pay = (reference: string, kind: '052' | '053' | '054' = '053', text = `Customer ${number}`): string =>
      bankFile(kind, transfer('7.00', text, { day: DAY, reference }));
    await bank.take(pay('U1'));
    expect((await bank.preview(pay('U1'))).lines.map(({ does }) => does)).to.deep.equal(['known']);
    const both = [
      transfer('7.00', `Customer ${number}`, { day: DAY, reference: 'U1' }),
      transfer('8.00', `Customer ${number}`, { day: DAY, reference: 'U2' }),
    ];
    expect((await bank.take(bankFile('053', ...both))).counts).to.deep.equal({ known: 1, booked: 1 });
    expect(await balanceOf(app(), id)).to.equal(1500);
    expect((await bank.take(bankFile('052', transfer('9.00', `Customer ${number}`, { day: DAY, reference: 'U3' })))).counts).to.deep.equal({
      informational: 1,
    });
    const nine = (reference: string): string => transfer('9.00', `Customer ${number}`, { day: DAY, reference });
    expect((await bank.take(bankFile('054', nine('U3-DETAIL')))).counts).to.deep.equal({ booked: 1 });
    expect((await bank.take(bankFile('053', nine('U3')))).counts).to.deep.equal({ known: 1 });
    expect(await balanceOf(app(), id)).to.equal(2400);
    const undated = bankFile('054', transfer('6.00', `Customer ${number}`, { day: DAY, reference: 'V-DETAIL' }));
    expect((await bank.take(undated.replace(/<BookgDt>.*?<\/BookgDt>/, ''))).counts).to.deep.equal({ booked: 1 });
    expect((await bank.take(bankFile('053', transfer('6.00', `Customer ${number}`, { day: DAY, reference: 'V' })))).counts).to.deep.equal({
      known: 1,
    });
    expect(await balanceOf(app(), id)).to.equal(3000);
    // The bank's own reference is the same, its words are others; and another amount under it is another payment.
    for (const [first, then] of [
      ['053', '054'],
      ['054', '053'],
    ] as const) {
      const under = (kind: '053' | '054', amount: string, text: string): string =>
        bankFile(kind, transfer(amount, `Customer ${number} ${first} ${text}`, { day: DAY, reference: `W${first}` }));
      expect((await bank.take(under(first, '0.50', 'in short'))).counts).to.deep.equal({ booked: 1 });
      expect((await bank.take(under(then, '0.50', 'with all its words'))).counts).to.deep.equal({ known: 1 });
      expect((await bank.take(under(then, '0.25', 'another'))).counts).to.deep.equal({ booked: 1 });
    }
    expect(await balanceOf(app(), id)).to.equal(3150);
    const atOnce = await bank.preview(bankFile('053', transfer('2.00', `Customer ${number}`, { day: DAY, reference: 'ONCE' })));
    await Promise.all([1, 2].map(() => story.ask('book-import', { import: atOnce.import })));
    expect(await balanceOf(app(), id)).to.equal(3350);
    const twins = bankFile(
      '053',
      transfer('1.00', `Customer ${number}`, { day: DAY }),
      transfer('1.00', `Customer ${number}`, { day: DAY }),
    );
    for (const _ of [1, 2]) await bank.take(twins);
    expect(await balanceOf(app(), id)).to.equal(3550);
    const pending = bankFile(
      '053',
      transfer('50.00', `Customer ${number}`, { day: DAY, status: 'PDNG' }),
      transfer('50.00', `Customer ${number}`, { day: DAY, status: 'INFO' }),
    );
    expect((await bank.take(pending)).counts).to.deep.equal({ informational: 2 });
  });

  it('are booked once where the bank tells nothing but an amount and a text of its own, which differs between its files', async () => {
    const { id, number } = await aCustomer(app());
    const bare = (kind: '053' | '054', reference: string, text: string): string =>
      transfer('4.00', '', { day: DAY, reference: `${reference}-${kind}` }).replace(
        /<NtryDtls>.*<\/NtryDtls>/,
        `<AddtlNtryInf>${text} Customer ${number}</AddtlNtryInf>`,
      );
    const told = async (kind: '053' | '054', ...entries: readonly string[]) => (await bank.take(bankFile(kind, ...entries))).counts;
    expect(await told('054', bare('054', 'BARE-1', 'Credit'))).to.deep.equal({ booked: 1 });
    const statement = [bare('053', 'BARE-1', 'Incoming transfer'), bare('053', 'BARE-2', 'Incoming transfer')];
    expect(await told('053', ...statement)).to.deep.equal({ known: 1, booked: 1 });
    expect(await told('054', bare('054', 'BARE-2', 'Credit'))).to.deep.equal({ known: 1 });
    expect(await balanceOf(app(), id)).to.equal(800);
  });

  it('tell of two equal payments of a day as two, though one of them is told bare in one kind and with its text in the other', async () => {
    const { id, number } = await aCustomer(app());
    const told = async (kind: '053' | '054', ...entries: readonly string[]) => (await bank.take(bankFile(kind, ...entries))).counts;
    const whole = (reference: string): string => transfer('4.70', `Customer ${number}`, { day: DAY, reference });
    const bare = (reference: string): string =>
      whole(reference).replace(/<NtryDtls>.*<\/NtryDtls>/, `<AddtlNtryInf>Customer ${number}</AddtlNtryInf>`);
    expect(await told('054', bare('EQUAL-1'))).to.deep.equal({ booked: 1 });
    expect(await told('053', bare('EQUAL-2'), whole('EQUAL-1'))).to.deep.equal({ known: 1, booked: 1 });
    expect(await balanceOf(app(), id)).to.equal(940);
  });

  it('tell of two sums of collections that are alike, in files of both kinds, as two', async () => {
    const blocks = [await bank.collected(1), await bank.collected(1)];
    const sums = blocks.map(({ orders }, index) => batchCredit(orders, { day: DAY, reference: `ALIKE-${index}` })) as [string, string];
    await bank.take(bankFile('054', sums[0].replace('ALIKE', 'OTHER')));
    await bank.take(bankFile('053', sums[1], sums[0]));
    expect(await bank.balances(blocks.flatMap(({ customerIds }) => customerIds))).to.deep.equal([0, 0]);
  });

  it('are booked once also where two files that tell the same payments in other words are booked at the same moment', async () => {
    const { id, number } = await aCustomer(app());
    const told = (kind: '053' | '054'): string =>
      bankFile(
        kind,
        ...Array.from({ length: 12 }, (_, index) =>
          transfer(`${index + 1}.00`, `Customer ${number}`, { day: DAY, reference: `SAME-${index}-${kind}` }),
        ),
      );
    const previews = [await bank.preview(told('053')), await bank.preview(told('054'))];
    await Promise.all(previews.map((each) => story.askOnly('book-import', { import: each.import })));
    expect(await balanceOf(app(), id)).to.equal(7800);
  });

  it('wait for a person where nobody can tell, with suggestions: to assign, to split, to leave alone, and to take back', async () => {
    const [a, b] = [await aCustomer(app()), await aCustomer(app())];
    const [of, other] = [await story.invoice(a.id), await story.invoice(b.id, 2500)];
    const { lines } = await bank.take(
      bankFile('053', transfer('75.00', `${of.number} ${other.number}`, { day: DAY, from: 'FR1420041010050500013M02606' })),
    );
    const [line] = lines as [Line];
    expect(line.state).to.equal('waiting');
    expect(line.suggestions.map(({ customerNumber, documentNumbers }) => [customerNumber, documentNumbers])).to.deep.equal([
      [a.number, [of.number]],
      [b.number, [other.number]],
    ]);
    const assign = (customers: readonly string[]) =>
      story.ask('assign', { line: line.line, customers, invoices: [of.number, other.number] });
    expect(await rejection(assign([`${a.number} 50.00`, `${b.number} 24.99`]))).to.include({
      code: 'SEPA_PARTS_WRONG',
      field: 'customers',
    });
    expect(await rejection(assign([String(a.number)]))).to.include({ code: 'SEPA_PARTS_WRONG', field: 'invoices' });
    await assign([`${a.number} 50.00`, `${b.number} 25.00`]);
    expect(await bank.balances([a.id, b.id])).to.deep.equal([0, 0]);
    expect(await rejection(assign([String(a.number)]))).to.include({ code: 'SEPA_LINE_DECIDED' });
    await story.ask('take-back-line', { line: line.line, reason: 'wrong way round' });
    expect(await bank.balances([a.id, b.id])).to.deep.equal([-5000, -2500]);
    const toOne = () => story.ask('assign', { line: line.line, customers: [String(a.number)], invoices: [of.number] });
    const both = await Promise.allSettled([toOne(), toOne()]);
    expect(both.map(({ status }) => status).toSorted()).to.deep.equal(['fulfilled', 'rejected']);
    expect(await bank.balances([a.id, b.id])).to.deep.equal([2500, -2500]);
    const back = await bank.take(bankFile('053', bounced('75.00', of.number, { day: DAY })));
    expect([back.lines[0]?.state, back.lines[0]?.words]).to.deep.equal([
      'waiting',
      'a transfer of ours came back (AC04: the account is closed): pay it again, or talk to the customer',
    ]);
    expect(await story.ask('ignore', { line: back.lines[0]?.line ?? '', reason: 'paid again' })).to.include({ state: 'ignored' });
  });

  it('still know whose an account is after a later payment from it was taken back', async () => {
    const { id, number } = await aCustomer(app());
    const from = 'BE43068999999501';
    await bank.take(bankFile('053', transfer('5.00', `Customer ${number}`, { day: DAY, reference: 'FIRST', from })));
    const { lines } = await bank.take(bankFile('053', transfer('6.00', 'thanks', { day: DAY, reference: 'SECOND', from })));
    await story.ask('take-back-line', { line: lines[0]?.line ?? '', reason: 'a trial' });
    expect((await bank.take(bankFile('053', transfer('7.00', 'thanks', { day: DAY, reference: 'THIRD', from })))).counts).to.deep.equal({
      booked: 1,
    });
    expect(await balanceOf(app(), id)).to.equal(1200);
  });

  it('wait where a transfer names one customer and its account has paid for another', async () => {
    const [own, other] = [await aCustomer(app()), await aCustomer(app())];
    const from = 'BE71096123456769';
    const one = (number: number, reference: string): string => transfer('5.00', `Customer ${number}`, { day: DAY, reference, from });
    await bank.take(bankFile('053', one(own.number, 'OWN')));
    const { lines } = await bank.take(bankFile('053', one(other.number, 'OTHER')));
    expect([lines[0]?.state, lines[0]?.suggestions.map(({ customerNumber }) => customerNumber)]).to.deep.equal([
      'waiting',
      [other.number, own.number],
    ]);
    await story.ask('assign', { line: lines[0]?.line ?? '', customers: [String(other.number)] });
    await bank.take(bankFile('053', one(other.number, 'AGAIN')));
    expect(await bank.balances([own.id, other.id])).to.deep.equal([500, 1000]);
  });

  it('pay the pro-forma that a transfer names, whose invoice follows, and leave an older invoice open', async () => {
    const { id } = await aCustomer(app());
    const invoice = await story.invoice(id, 2500);
    const proforma = await anInvoice(app(), id, { kind: 'proforma', lines: [aLine({ taxCode: null, unitPriceMinor: 5000 })] });
    const words = async (amount: string, reference: string): Promise<string | undefined> =>
      (await bank.take(bankFile('053', transfer(amount, `re ${proforma.number}`, { day: DAY, reference })))).lines[0]?.words;
    expect(await words('50.00', 'PRO1')).to.equal(`pro-forma ${proforma.number}: paid in full, the invoice of the pro-forma follows`);
    expect(await bank.standing(id)).to.deep.equal([-2500, 2500]);
    expect((await openAmounts(app(), id)).map(([number]) => number)).to.deep.equal([invoice.number]);
    expect(await words('5.00', 'PRO2')).to.include('paid already, so it goes to what else is open');
    expect(await bank.standing(id)).to.deep.equal([-2000, 2000]);
    const dear = await anInvoice(app(), id, { kind: 'proforma', lines: [aLine({ taxCode: null, unitPriceMinor: 9000 })] });
    const short = await bank.take(bankFile('053', transfer('20.00', dear.number, { day: DAY, reference: 'PRO3' })));
    expect(short.lines[0]?.words).to.match(/pro-forma .*: .*90\.00 are asked for, so it goes to what is open/);
    expect(await bank.standing(id)).to.deep.equal([0]);
  });

  it('pay the invoice that a person names in place of the one that was paid first', async () => {
    const { id, number } = await aCustomer(app());
    const [first, second] = [await story.invoice(id), await story.invoice(id)];
    const { lines } = await bank.take(bankFile('053', transfer('50.00', `re ${first.number}`, { day: DAY, reference: 'ANEW' })));
    const open = async (): Promise<readonly string[]> => (await openAmounts(app(), id)).map(([of]) => of);
    expect(await open()).to.deep.equal([second.number]);
    const line = lines[0]?.line ?? '';
    await story.ask('take-back-line', { line, reason: 'the wrong invoice' });
    await story.ask('assign', { line, customers: [String(number)], invoices: [second.number] });
    expect(await open()).to.deep.equal([first.number]);
  });

  it('are undone whole: the books are as they were, and the file can come again', async () => {
    const { customerIds, orders } = await bank.collected(2);
    const { id, number } = await aCustomer(app());
    const text = bankFile(
      '053',
      batchCredit(orders, { day: DAY }),
      transfer('7.00', `Customer ${number}`, { day: DAY, reference: 'UNDO' }),
    );
    const all = [...customerIds, id];
    const before = await bank.balances(all);
    const taken = await bank.take(text);
    expect(await bank.balances(all)).to.deep.equal([0, 0, 700]);
    expect((await bank.undo(taken)).counts).to.deep.equal({ undone: 2 });
    await bank.undo(taken);
    expect(await bank.balances(all)).to.deep.equal(before);
    expect(await rejection(story.ask('book-import', { import: taken.import }))).to.include({ code: 'SEPA_IMPORT_UNDONE' });
    await bank.take(text);
    expect(await bank.balances(all)).to.deep.equal([0, 0, 700]);
  });

  it('that reject or accept a whole file speak of all that is in it', async () => {
    const { customerIds, orders } = await bank.collected(2);
    const messageId = orders[0]?.messageId ?? '';
    expect((await bank.take(wholeFile(messageId, 'ACCP'))).lines[0]?.words).to.equal('2 collections accepted by the bank');
    await bank.take(wholeFile(messageId, 'RJCT'));
    expect(await bank.balances(customerIds)).to.deep.equal([-5000, -5000]);
    expect((await story.preview({ customer: customerIds[0] })).leftOut[0]?.reason).to.include('came back before');
    expect((await bank.take(wholeFile('UNKNOWN', 'RJCT'))).lines[0]?.state).to.equal('waiting');
  });

  it('that reject a file or a block and list only what was wrong in it reject all of it, also where the payments say nothing themselves', async () => {
    for (const part of ['file', 'block'] as const) {
      const { customerIds, orders } = await bank.collected(3);
      const answer = rejectedWhole(part, orders[1] as Ordered, 'AC01');
      expect((await bank.take(answer)).counts, part).to.deep.equal({ booked: 2 });
      const reasons = await Promise.all(customerIds.map(async (customer) => (await story.preview({ customer })).leftOut[0]?.reason ?? ''));
      for (const reason of reasons) expect(reason, part).to.include('came back before');
      const listed = await story.ask<{ lines: readonly Line[] }>(
        'import-file',
        upload('again.xml', rejectedWhole(part, orders[0] as Ordered, 'AM04')),
      );
      expect(
        listed.lines.map(({ does }) => does),
        part,
      ).to.deep.equal(['reject', 'known']);
    }
  });

  it('that reject payments without naming them reject no others: one whose mandate or amount tells which, and the rest waits', async () => {
    const { customerIds, orders } = await bank.collected([5000, 5000, 6000, 7000, 8000]);
    const [first, second, third, , last] = orders as [Ordered, Ordered, Ordered, Ordered, Ordered];
    const rejected = async (): Promise<readonly boolean[]> =>
      Promise.all(
        customerIds.map(async (customer) => (await story.preview({ customer })).leftOut[0]?.reason.includes('came back before') ?? false),
      );
    const payments = [{}, {}, { amount: first.amount }, { amount: first.amount }, { amount: third.amount }, { mandateId: last.mandateId }];
    const taken = await bank.take(rejectedNameless(first, payments, 'AC01'));
    expect(taken.counts).to.deep.equal({ waiting: 4, booked: 2 });
    expect(await rejected()).to.deep.equal([false, false, true, false, true]);
    expect((await bank.take(rejectedNameless(first, [second, first], 'AC01'))).counts).to.deep.equal({ booked: 2 });
    expect(await rejected()).to.deep.equal([true, true, true, false, true]);
    for (const { line, state } of taken.lines) if (state === 'waiting') await story.ask('ignore', { line, reason: 'a trial' });
  });

  it('that reject a file or a block for what is wrong with it tell no customer, and block no mandate; of one payment they do both', async () => {
    const told = (id: string): Promise<number> => story.notices(id, 'sepa.collection-returned').then(({ length }) => length);
    const collectable = (customer: string): Promise<number> => story.preview({ customer, isAgain: true }).then(({ items }) => items);
    const { customerIds, orders } = await bank.collected(2);
    const [first] = orders as [Ordered];
    await bank.take(wholeFile(first.messageId, 'RJCT', 'AC01'));
    const block = await bank.collected(2);
    await bank.take(rejectedBlock(block.orders, 'AG01'));
    const all = [...customerIds, ...block.customerIds];
    expect(await Promise.all(all.map(told))).to.deep.equal([0, 0, 0, 0]);
    expect(await Promise.all(all.map(collectable))).to.deep.equal([1, 1, 1, 1]);
    const one = await bank.collected(1);
    await bank.take(rejections(one.orders, 'AG01'));
    const [id = ''] = one.customerIds;
    expect([await told(id), await collectable(id)]).to.deep.equal([1, 0]);
  });

  it('of an account that no bank profile has say so, and book nothing until a person says that it is meant', async () => {
    const { id, number } = await aCustomer(app());
    const other = 'DE02500105170137075030';
    const text = bankFile('053', transfer('7.77', `Customer ${number}`, { day: DAY })).replace('DE89370400440532013000', other);
    const preview = await bank.preview(text);
    expect(preview.otherAccounts).to.deep.equal([other]);
    expect(await rejection(story.ask('book-import', { import: preview.import }))).to.include({ code: 'SEPA_IMPORT_OTHER_ACCOUNT' });
    expect([(await bank.preview(bankFile('053'))).otherAccounts, await balanceOf(app(), id)]).to.deep.equal([[], 0]);
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get(`/addons/sepa/bank-files?import=${preview.import}`)).text).to.include('This file is of another account');
    await story.ask('book-import', { import: preview.import, isOtherAccount: true });
    expect(await balanceOf(app(), id)).to.equal(777);
  });

  it('are matched by hand only with the amount that was collected, and only in the currency of the books', async () => {
    const { orders } = await bank.collected(1);
    const [order] = orders as [Ordered];
    const { lines } = await bank.take(bankFile('053', transfer('49.99', 'odd', { day: DAY, from: 'BE68539007547034' })));
    const match = (line: string) => story.ask('match', { line, collection: order.endToEndId });
    const odd = lines[0]?.line ?? '';
    expect(await rejection(match(odd))).to.include({ code: 'SEPA_LINE_AMOUNT' });
    const foreign = await bank.take(bankFile('053', transfer('50.00', 'odd', { day: DAY }).replaceAll('Ccy="EUR"', 'Ccy="USD"')));
    const line = foreign.lines[0]?.line ?? '';
    expect(await rejection(match(line))).to.include({ code: 'SEPA_LINE_CURRENCY' });
    expect(await rejection(story.ask('assign', { line, customers: ['1'] }))).to.include({ code: 'SEPA_LINE_CURRENCY' });
    for (const each of [odd, line]) await story.ask('ignore', { line: each, reason: 'a trial' });
  });

  it('give back the whole collection where the bank books its charges apart', async () => {
    const { customerIds, orders } = await bank.collected(1);
    await bank.take(bankFile('053', batchCredit(orders, { day: DAY })));
    const charges = '<Chrgs><Rcrd><Amt Ccy="EUR">0.70</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>';
    const back = returns(orders, 'MD06', { day: '2026-11-06' }).replace(/<AmtDtls>.*?<\/AmtDtls>/, charges);
    await bank.take(bankFile('053', back));
    expect(await bank.standing(customerIds[0] ?? '')).to.deep.equal([-5000, 5000]);
  });

  it('that give back what another system has collected by the same mandate take no payment of ours', async () => {
    const { customerIds, orders } = await bank.collected(1);
    await bank.take(bankFile('053', batchCredit(orders, { day: DAY })));
    const before = orders.map((order) => ({ ...order, endToEndId: 'OLD-SYSTEM-4711' }));
    const { lines } = await bank.take(bankFile('053', returns(before, 'MD06', { day: '2026-11-06', reference: 'OLD' })));
    expect([lines[0]?.state, await bank.balances(customerIds)]).to.deep.equal(['waiting', [0]]);
    await story.ask('ignore', { line: lines[0]?.line ?? '', reason: 'of the system before' });
  });

  it('that say that a file was sent twice reject nothing', async () => {
    const { customerIds, orders } = await bank.collected(1);
    await bank.take(wholeFile(orders[0]?.messageId ?? '', 'RJCT', 'DU01'));
    expect((await story.preview({ customer: customerIds[0] })).leftOut[0]?.reason).to.equal('is being collected already');
  });

  it('that are damaged are refused with the place, and leave nothing behind', async () => {
    const before = await story.ask<{ imports: unknown[] }>('imports', {});
    const error = await rejection(bank.preview(bankFile('053').replace('</Stmt>', '')));
    expect(error).to.include({ code: 'SEPA_XML_BROKEN', field: 'file' });
    expect(await rejection(story.ask('import-file', upload('a.pdf', '%PDF')))).to.include({ code: 'BANK_FILE_UNKNOWN' });
    expect(await story.ask('imports', {})).to.deep.equal(before);
  });

  it('are read whole or gone where the same one is uploaded again while it is read', async () => {
    const transfers = Array.from({ length: 400 }, (_, index) => transfer('1.00', 'for nobody', { day: DAY, reference: `AGAIN-${index}` }));
    const text = bankFile('053', ...transfers);
    const isRead = (): Promise<boolean> =>
      app().view(async ({ sql }) => (await sql('addon_sepa_import').where('state', 'reading').select('id')).length > 0);
    const before = await app().view(async ({ sql }) => sql('addon_sepa_import').pluck('id'));
    const first = bank.preview(text);
    while (!(await isRead())) await new Promise(setImmediate);
    const readings = await Promise.allSettled([first, bank.preview(text)]);
    for (const reading of readings) {
      if (reading.status === 'rejected') expect(reading.reason).to.include({ code: 'SEPA_IMPORT_REPLACED' });
    }
    const read = readings.flatMap((reading) => (reading.status === 'fulfilled' ? [reading.value] : []));
    expect(read).to.not.deep.equal([]);
    const kept = await app().view(async ({ sql }) => {
      const imports = (await sql('addon_sepa_import').whereNotIn('id', before)) as { id: string; line_count: number }[];
      const lines = (await sql('addon_sepa_line').whereIn(
        'import_id',
        imports.map(({ id }) => id),
      )) as { import_id: string }[];
      return imports.map(({ id, line_count: count }) => Number(count) - lines.filter((line) => line.import_id === id).length);
    });
    expect(kept.length).to.equal(read.length);
    expect(new Set(kept)).to.deep.equal(new Set([0]));
  });

  it('have pages: upload with preview, imports, and what waits', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const text = bankFile('053', transfer('3.21', 'hello', { day: DAY, name: 'Nobody Known', from: 'BE68539007547034' }));
    const preview = await browser.upload('/addons/sepa/run/import-file', { file: new File([text], 'november.xml') });
    expect(preview.text)
      .to.include('november.xml')
      .and.to.include('Will wait for you')
      .and.to.include('/addons/sepa/run/book-import?import=');
    const [, id = ''] = /book-import\?import=([\w-]+)/.exec(preview.text) ?? [];
    expect((await browser.submit('/addons/sepa/run/book-import', { import: id })).text).to.include('Waiting');
    expect((await browser.get('/addons/sepa/bank-files')).text)
      .to.include('november.xml')
      .and.to.include('Waiting for a decision');
    expect((await browser.get(`/addons/sepa/bank-files?import=${id}`)).text).to.include('Nobody Known');
    expect((await browser.get('/addons/sepa/queue')).text)
      .to.include('Nobody Known')
      .and.to.include('/addons/sepa/run/assign?line=');
    const { lines } = await story.ask<{ lines: readonly Line[] }>('waiting', {});
    const nobody = lines.find(({ payer }) => payer === 'Nobody Known')?.line ?? '';
    for (const operation of ['assign', 'match', 'ignore']) {
      const form = await browser.get(`/addons/sepa/run/${operation}?line=${nobody}`);
      expect(form.text, operation).to.include('Nobody Known').and.to.include('3.21');
    }
    expect((await browser.get('/addons/sepa/run/assign?line=gone')).status).to.equal(200);
  });

  it('wait all of them, the oldest first, and are looked at again, however many there are', async () => {
    const { customerIds, orders } = await bank.collected(2);
    const [rejected, paid] = orders as [Ordered, Ordered];
    const { lines } = await bank.take(bankFile('053', batchCredit([paid], { day: DAY, reference: 'AGAIN-LATER' })));
    expect(lines[0]?.state).to.equal('waiting');
    await app().moveTo(app().nowMs + 60_000);
    const transfers = Array.from({ length: 520 }, (_, index) => transfer('1.00', 'for nobody', { day: DAY, reference: `MANY-${index}` }));
    const many = await bank.take(bankFile('053', ...transfers));
    const waiting = (await story.ask<{ lines: readonly Line[] }>('waiting', {})).lines.map(({ line }) => line);
    expect(waiting.slice(-520)).to.deep.equal(many.lines.map(({ line }) => line));
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/addons/sepa/bank-files')).text).to.include(`>${waiting.length}<`);
    expect((await browser.get('/addons/sepa/queue')).text).to.include(`The oldest 500 of ${waiting.length}`);
    // So that whatever is read in the order of chance is read last.
    await app().write(({ sql }) =>
      sql('addon_sepa_line')
        .where({ id: lines[0]?.line ?? '' })
        .update({ import_id: 'zzz' }),
    );
    await bank.take(rejections([rejected], 'AC01'));
    expect(await bank.balances(customerIds)).to.have.members([-5000, 0]);
  });
});
