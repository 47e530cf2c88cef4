import { expect } from 'chai';
import { aCustomer, anInvoice, aPayment, aTax, balanceOf, forEachApplication, openAmounts } from '../../../testing/index.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('the pages of documents and payments', '2026-11-05T08:00:00Z', (app) => {
  const keyIn = (page: string): string => /name="actionKey" value="([^"]+)"/.exec(page)?.[1] ?? '';

  it('list invoices by state, with their sums, and show one with what paid it', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await aTax(app());
    const { id, name, number } = await aCustomer(app());
    const first = await anInvoice(app(), id);
    await anInvoice(app(), id);
    await aPayment(app(), id, 12_100);
    const open = (await browser.get('/invoices?state=open')).text;
    expect(open).to.include('2026000002').and.to.include('Open').and.not.to.include('2026000001');
    expect((await browser.get('/invoices?state=paid')).text)
      .to.include('2026000001')
      .and.to.include(name);
    const page = (await browser.get(`/invoices/${first.id}`)).text;
    for (const words of ['Invoice 2026000001', 'Payment, Cash', 'VAT 21 %', 'Paid']) expect(page).to.include(words);
    expect((await browser.get(`/customers/${number}`)).text).to.include(`/invoices/${first.id}`);
    expect((await browser.get('/payments')).text).to.include(name);
  });

  it('credit an invoice by a part of a line, once, and say what is too much', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await aTax(app());
    const { id } = await aCustomer(app());
    const invoice = await anInvoice(app(), id);
    const path = `/invoices/${invoice.id}`;
    const actionKey = keyIn((await browser.get(path)).text);
    const form = { actionKey, line0: '21.00', note: 'A week without a line' };
    const answers = [await browser.submit(`${path}/credit`, form), await browser.submit(`${path}/credit`, form)];
    expect(new Set(answers.map(({ status, location }) => `${status} ${location}`)).size).to.equal(1);
    expect(await openAmounts(app(), id)).to.deep.equal([['2026000001', 10_000]]);
    const refused = await browser.submit(`${path}/credit`, { actionKey: 'other', line0: '500' });
    expect([refused.status, refused.text.includes('left to credit')]).to.deep.equal([422, true]);
    await browser.submit(`${path}/write-off`, { actionKey: 'off', reason: 'moved away' });
    expect(await balanceOf(app(), id)).to.equal(0);
  });

  it('take a payment for the invoice that it names, refund a part and cancel another', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await aTax(app());
    const { id, number } = await aCustomer(app());
    const [, second] = [await anInvoice(app(), id), await anInvoice(app(), id)];
    expect((await browser.get(`/customers/${number}/payments/new?pays=${second.id}`)).text).to.include('2026000002, due');
    await browser.submit(`/customers/${number}/payments`, { paymentKey: 'k', amountMinor: '121', method: 'cash', pays: second.id });
    expect(await openAmounts(app(), id)).to.deep.equal([['2026000001', 12_100]]);
    const payment = await aPayment(app(), id, 5000);
    const path = `/payments/${payment.id}`;
    expect((await browser.get(path)).text).to.include('Invoice 2026000001');
    const { location } = await browser.submit(`${path}/cancel`, { reason: 'entered twice' });
    expect([location, (await browser.get(path)).text.includes('Cancelled')]).to.deep.equal([path, true]);
    const other = await aPayment(app(), id, 3000);
    await browser.submit(`/payments/${other.id}/refund`, { actionKey: 'r', amount: '10' });
    expect(await openAmounts(app(), id)).to.deep.equal([['2026000001', 10_100]]);
    expect((await browser.submit(`/payments/${other.id}/receipt`)).location).to.match(/^\/invoices\//);
  });
});
