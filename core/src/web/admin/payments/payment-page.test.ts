import { expect } from 'chai';
import { LEDGER_SERVICE } from '../../../ledger/ledger-service.js';
import { PAYMENT_SERVICE } from '../../../payments/payment-service.js';
import { aCustomer } from '../../../testing/builders.js';
import { forEachApplication } from '../../../testing/each-application.js';
import { AdminBrowser } from '../testing/admin-browser.js';

function keyIn(page: string): string {
  return /name="paymentKey" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

forEachApplication('taking a payment', '2026-05-04T08:00:00Z', (app) => {
  it('pays once, however often the form is sent', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const customer = await aCustomer(app());
    const path = `/customers/${customer.number}/payments`;
    const paymentKey = keyIn((await browser.get(`${path}/new`)).text);
    expect(paymentKey).not.to.equal('');
    const form = { paymentKey, amountMinor: '20', method: 'cash', note: '' };
    const answers = await Promise.all([browser.submit(path, form), browser.submit(path, form), browser.submit(path, form)]);
    answers.push(await browser.submit(path, form));
    for (const answer of answers) expect([answer.status, answer.location]).to.deep.equal([303, `/customers/${customer.number}`]);
    const [balance, payments] = await app().view(async (tx) => [
      await app().container.resolve(LEDGER_SERVICE).balance(tx, customer.id),
      await app().container.resolve(PAYMENT_SERVICE).ofCustomer(tx, customer.id, 10),
    ]);
    expect([balance, payments.length]).to.deep.equal([2000, 1]);
  });

  it('says on the next page, once, what was recorded', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const { number, name } = await aCustomer(app(), { name: 'Jakub Černý' });
    await browser.submit(`/customers/${number}/payments`, { paymentKey: 'k', amountMinor: '12,50', method: 'bank' });
    expect((await browser.get(`/customers/${number}`)).text).to.include(`€12.50 from ${name} is recorded.`);
    expect((await browser.get(`/customers/${number}`)).text).not.to.include('is recorded.');
  });

  it('shows what is wrong beside the amount, and keeps what was typed and the key', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const { number } = await aCustomer(app());
    for (const [amountMinor, words] of [
      ['1.234', 'write it like 20.00'],
      ['', 'is missing'],
      ['0', 'must be 1 or more'],
      ['-5', 'must be 1 or more'],
    ] as const) {
      const { status, text } = await browser.submit(`/customers/${number}/payments`, {
        paymentKey: 'kept',
        amountMinor,
        method: 'card',
        note: 'by Eva',
      });
      expect(status, amountMinor).to.equal(422);
      expect(/id="field-amountMinor-error">([^<]*)</.exec(text)?.[1], amountMinor).to.include(words);
      expect(keyIn(text)).to.equal('kept');
      expect(text)
        .to.include('value="by Eva"')
        .and.match(/<option value="card" selected/);
    }
  });

  it('needs the permission, for the form and for the button that leads to it', async () => {
    const { number } = await aCustomer(app());
    const reader = await AdminBrowser.signedIn(app(), ['customers.read']);
    expect((await reader.get(`/customers/${number}`)).text).not.to.include('Take a payment');
    expect((await reader.submit(`/customers/${number}/payments`, { amountMinor: '5', method: 'cash' })).status).to.equal(403);
  });
});
