import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AdminBrowser, balanceOf, CHECKOUT_SERVICE, GATEWAY_REFUNDS, rejection, TEST_ACTOR } from '@tapline/core/testing';
import type { PaymentAttempt } from '@tapline/sdk';
import { expect } from 'chai';
import { bankFile, bounced, rejectedNameless, rejections, wholeFile } from './bank.js';
import { forEachSepaStory } from './sepa-story.js';

const SCHEMA = fileURLToPath(new URL('../../../addons/sepa/schemas/pain.001.001.09.xsd', import.meta.url));

let refunds = 0;

interface TransferFile {
  readonly file: string;
  readonly items: number;
  readonly sumMinor: number;
  readonly state: string;
}

forEachSepaStory('SEPA refunds', '2026-12-24T09:00:00Z', (app, story) => {
  const attemptOf = async (customerId: string): Promise<PaymentAttempt | undefined> =>
    (await app().view((tx) => app().container.resolve(CHECKOUT_SERVICE).ofCustomer(tx, customerId, 10)))[0];

  /** A customer whose 50.00 were collected, and 20.00 of them are to go back. */
  async function refunded(
    amountMinor = 2000,
  ): Promise<{ readonly customerId: string; readonly mandate: string; readonly again: () => Promise<void> }> {
    const { customer, mandate } = await story.debtor();
    const [item = ''] = await story.endToEndIds(await story.collect(customer.id));
    await story.ask('note-outcome', { item, kind: 'confirmed' });
    const again = async (): Promise<void> => {
      const { id = '' } = (await attemptOf(customer.id)) ?? {};
      await app()
        .container.resolve(GATEWAY_REFUNDS)
        .refund(TEST_ACTOR, id, { amountMinor }, { idempotencyKey: `refund-${++refunds}` });
    };
    await again();
    return { customerId: customer.id, mandate, again };
  }

  const makeFile = () => story.ask<TransferFile>('transfer-file', {});
  const text = async (file: TransferFile): Promise<string> =>
    (await (await AdminBrowser.signedIn(app())).get(`/addons/sepa/files/transfers/${file.file}`)).text;
  const take = async (name: string, content: string): Promise<{ import: string; lines: { state: string; words: string }[] }> => {
    const file = { name, contentBase64: Buffer.from(content).toString('base64') };
    const { import: id } = await story.ask<{ import: string }>('import-file', { file });
    return story.ask('book-import', { import: id });
  };

  it('can be withdrawn from a file before the bank has it, and given up before they stand in one', async () => {
    const { customerId, again } = await refunded();
    const first = await makeFile();
    expect(first).to.include({ items: 1, sumMinor: 2000 });
    const [, transfer = ''] = /transfer-cancel\?transfer=([\w-]+)/.exec(await page()) ?? [];
    expect(transfer, 'a refund in a file is not offered to be given up').to.equal('');
    for (const _ of [1, 2]) expect(await story.ask('transfer-withdraw', { file: first.file })).to.include({ state: 'withdrawn' });
    expect(await rejection(story.ask('transfer-sent', { file: first.file }))).to.include({ code: 'SEPA_TRANSFERS_WITHDRAWN' });
    const second = await makeFile();
    expect(second).to.include({ items: 1, sumMinor: 2000 });
    await story.ask('transfer-withdraw', { file: second.file });
    const [, waiting = ''] = /transfer-cancel\?transfer=([\w-]+)/.exec(await page()) ?? [];
    for (const _ of [1, 2])
      expect(await story.ask('transfer-cancel', { transfer: waiting, reason: 'paid in cash' })).to.include({ state: 'cancelled' });
    expect(await rejection(makeFile())).to.include({ code: 'SEPA_TRANSFERS_NONE' });
    expect([await balanceOf(app(), customerId), (await attemptOf(customerId))?.state]).to.deep.equal([0, 'paid']);
    await again();
    const third = await makeFile();
    await story.ask('transfer-sent', { file: third.file });
    expect(await rejection(story.ask('transfer-withdraw', { file: third.file }))).to.include({ code: 'SEPA_TRANSFERS_SENT' });
    expect(await balanceOf(app(), customerId)).to.equal(-2000);
  });

  it('that the bank sends back or rejects are the customer’s again, once, and go to the new account when they are asked for anew', async () => {
    const { customerId, mandate, again } = await refunded();
    const file = await makeFile();
    await story.ask('transfer-sent', { file: file.file });
    const [, endToEndId = ''] = /<EndToEndId>([^<]+)/.exec(await text(file)) ?? [];
    const back = (reference: string): string => bankFile('053', bounced('19.00', 'closed', { day: '2026-12-23', reference, endToEndId }));
    const told = await take('back.xml', back('B1'));
    expect(told.lines[0]?.words).to.include('came back: AC04').and.to.include('the bank takes');
    const more = [await take('back.xml', back('B1')), await take('back.xml', back('B2'))];
    expect([await balanceOf(app(), customerId), (await attemptOf(customerId))?.state]).to.deep.equal([0, 'paid']);
    for (const each of [told, ...more]) {
      expect([await balanceOf(app(), customerId), (await attemptOf(customerId))?.state]).to.deep.equal([0, 'paid']);
      await story.ask('undo-import', { import: each.import, reason: 'a trial' });
    }
    expect(await balanceOf(app(), customerId)).to.equal(-2000);
    await take('back.xml', back('B3'));
    expect(await page()).to.include('Came back');
    await story.ask('change-account', { mandate, iban: 'NL91ABNA0417164300' });
    await again();
    const next = await makeFile();
    expect(await text(next)).to.include('<IBAN>NL91ABNA0417164300<');
    await story.ask('transfer-sent', { file: next.file });
    const [, messageId = ''] = /<MsgId>([^<]+)/.exec(await text(next)) ?? [];
    expect((await take('answer.xml', wholeFile(messageId, 'ACCP'))).lines[0]?.words).to.include('taken by the bank');
    expect(await balanceOf(app(), customerId)).to.equal(-2000);
    for (const _ of [1, 2]) await take('answer.xml', wholeFile(messageId, 'RJCT', 'AC01'));
    expect([await balanceOf(app(), customerId), (await attemptOf(customerId))?.state]).to.deep.equal([0, 'paid']);
  });

  it('that two files have told came back stay so while one of them stands', async () => {
    const { customerId } = await refunded();
    const file = await makeFile();
    await story.ask('transfer-sent', { file: file.file });
    const written = await text(file);
    const [, endToEndId = ''] = /<EndToEndId>([^<]+)/.exec(written) ?? [];
    const [, messageId = ''] = /<MsgId>([^<]+)/.exec(written) ?? [];
    const rejected = rejections([{ messageId, blockId: `${messageId}-01`, endToEndId, mandateId: '', amount: '' }], 'AC01');
    const back = bankFile('053', bounced('19.00', 'closed', { day: '2026-12-23', reference: 'BOTH', endToEndId }));
    for (const [first, second] of [
      [rejected, back],
      [back, rejected],
    ] as const) {
      const told = [await take('first.xml', first), await take('second.xml', second)];
      expect(await balanceOf(app(), customerId)).to.equal(0);
      await story.ask('undo-import', { import: told[0]?.import, reason: 'a trial' });
      expect(await balanceOf(app(), customerId)).to.equal(0);
      await story.ask('undo-import', { import: told[1]?.import, reason: 'a trial' });
      expect(await balanceOf(app(), customerId)).to.equal(-2000);
    }
  });

  it('in a file that the bank has answered for are with the bank, and go into no other file', async () => {
    const accepted = await refunded();
    const first = await makeFile();
    const [, messageId = ''] = /<MsgId>([^<]+)/.exec(await text(first)) ?? [];
    expect((await take('answer.xml', wholeFile(messageId, 'ACCP'))).lines[0]).to.include({ state: 'booked' });
    expect(await rejection(story.ask('transfer-withdraw', { file: first.file }))).to.include({ code: 'SEPA_TRANSFERS_SENT' });
    expect(await balanceOf(app(), accepted.customerId)).to.equal(-2000);
    const rejected = [await refunded(), await refunded()];
    const second = await makeFile();
    const written = await text(second);
    const [, endToEndId = ''] = /<EndToEndId>([^<]+)/.exec(written) ?? [];
    const [, fileId = ''] = /<MsgId>([^<]+)/.exec(written) ?? [];
    await take('answer.xml', rejections([{ messageId: fileId, blockId: `${fileId}-01`, endToEndId, mandateId: '', amount: '' }], 'AC01'));
    expect(await rejection(story.ask('transfer-withdraw', { file: second.file }))).to.include({ code: 'SEPA_TRANSFERS_SENT' });
    await story.ask('transfer-sent', { file: second.file });
    const balances = await Promise.all(rejected.map(({ customerId }) => balanceOf(app(), customerId)));
    expect(balances.toSorted((a, b) => a - b)).to.deep.equal([-2000, 0]);
    expect(await rejection(makeFile())).to.include({ code: 'SEPA_TRANSFERS_NONE' });
  });

  it('of a file in which the bank rejects one without naming it wait for a person, but for one that its amount names', async () => {
    const customers = [await refunded(), await refunded(2000), await refunded(3000)].map(({ customerId }) => customerId);
    const file = await makeFile();
    await story.ask('transfer-sent', { file: file.file });
    const [, messageId = ''] = /<MsgId>([^<]+)/.exec(await text(file)) ?? [];
    const answer = rejectedNameless({ messageId, blockId: `${messageId}-01` }, [{}, { amount: '20.00' }, { amount: '30.00' }], 'AC01');
    expect((await take('answer.xml', answer)).lines.map(({ state }) => state)).to.deep.equal(['waiting', 'waiting', 'booked']);
    expect(await Promise.all(customers.map((id) => balanceOf(app(), id)))).to.deep.equal([-2000, -2000, 0]);
  });

  const page = async (): Promise<string> => (await (await AdminBrowser.signedIn(app())).get('/addons/sepa/collections')).text;

  it('go back by transfer to the account they came from, and are booked once when the bank has the file', async function transfers() {
    const { customer } = await story.debtor({ mandate: { debtorName: 'Jörg Müller & Söhne' } });
    const [item = ''] = await story.endToEndIds(await story.collect(customer.id));
    await story.ask('note-outcome', { item, kind: 'confirmed' });
    const attempts = await app().view((tx) => app().container.resolve(CHECKOUT_SERVICE).ofCustomer(tx, customer.id, 10));
    const refund = () =>
      app()
        .container.resolve(GATEWAY_REFUNDS)
        .refund(TEST_ACTOR, attempts[0]?.id ?? '', { amountMinor: 2000 }, { idempotencyKey: 'once' });
    await refund();
    await refund();
    expect(await balanceOf(app(), customer.id)).to.equal(0);
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/addons/sepa/collections')).text).to.include('Make a file of 1');
    const file = await story.ask<{ file: string; items: number; sumMinor: number }>('transfer-file', {});
    expect(file).to.include({ items: 1, sumMinor: 2000 });
    const written = await browser.get(`/addons/sepa/files/transfers/${file.file}`);
    expect(written.text)
      .to.include('<IBAN>DE02120300000000202051<')
      .and.to.include('<Nm>Joerg Mueller + Soehne<')
      .and.to.include('<Dt>2026-12-24<');
    await story.ask('transfer-sent', { file: file.file });
    await story.ask('transfer-sent', { file: file.file });
    expect(await balanceOf(app(), customer.id)).to.equal(-2000);
    const { status, stderr, error } = spawnSync('xmllint', ['--noout', '--nonet', '--schema', SCHEMA, '-'], {
      input: written.text,
      encoding: 'utf8',
    });
    if (!error) expect(status, stderr).to.equal(0);
  });
});
