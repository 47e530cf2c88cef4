import { expect } from 'chai';
import { forEachGatewayStory } from '../../../payments/gateways/testing/gateway-story.js';
import { ADDON_HOST, aCustomer, aLine, anInvoice, aPayment } from '../../../testing/index.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachGatewayStory('The pages of gateway payments', (story) => {
  it('show what is pending on invoice and customer, the history, and give money back', async () => {
    const { app, teller } = story();
    const browser = await AdminBrowser.signedIn(app);
    const { id: customerId } = await aCustomer(app, { name: 'Ada <b>' });
    const { id } = await anInvoice(app, customerId, { lines: [aLine({ taxCode: null, unitPriceMinor: 7700 })] });
    await story().debit((tx, payments) =>
      payments.collect(tx, { gatewayId: 'debit', customerId, amountMinor: 7700, documentIds: [id], reference: 'E2E-pages' }),
    );
    for (const path of [`/invoices/${id}`, `/customers/${customerId}`, '/payment-attempts', '/payment-attempts?state=open']) {
      expect((await browser.get(path)).text, path)
        .to.include('Collection pending')
        .and.not.include('<b>');
    }
    const { attempt } = await story().checkout({ customerId, amountMinor: 1000 });
    teller.captureAs = { amountMinor: 900 };
    teller.approve(attempt.id);
    const path = `/payment-attempts/${attempt.id}`;
    expect((await browser.submit(`${path}/check`, {})).status).to.equal(303);
    teller.captureAs = {};
    expect((await browser.get(path)).text)
      .to.include('Money came that was not booked')
      .and.include('Needs a decision');
    const need = (await browser.get('/')).text;
    expect(need).to.include('Money came that was not booked').and.include(path).and.include('€9.00 came in place of €10.00');
    expect((await browser.submit(`${path}/accept`, {})).status).to.equal(303);
    expect((await browser.get('/')).text).not.to.include('Money came that was not booked');
    expect((await browser.submit(`${path}/refund`, { amount: '9.01', actionKey: 'a' })).status).to.equal(422);
    for (const actionKey of ['b', 'b'])
      expect((await browser.submit(`${path}/refund`, { amount: '4.00', actionKey })).status).to.equal(303);
    const { text } = await browser.get(path);
    expect(text).to.include('Partly returned').and.include('O-').and.include('Given back');
    expect((await story().attempt(attempt.id)).returnedMinor).to.equal(400);
    const payment = /\/payments\/(\w{26})"/.exec((await browser.get(`/customers/${customerId}`)).text)?.[1] ?? '';
    expect((await browser.get(`/payments/${payment}`)).text)
      .to.include(path)
      .and.not.include('Cancel the payment');
  });

  it('are found by their gateway in the list of payments, beside those taken by hand, also when the gateway is gone', async () => {
    const { app } = story();
    const browser = await AdminBrowser.signedIn(app);
    const { id: customerId, name } = await aCustomer(app, { name: 'Paid by debit' });
    const { name: byHand, id: handId } = await aCustomer(app, { name: 'Paid by hand' });
    await story().debit((tx, payments) => payments.receive(tx, { gatewayId: 'debit', customerId, amountMinor: 100, reference: 'list-1' }));
    await aPayment(app, handId, 100);
    const list = (await browser.get('/payments?method=debit')).text;
    expect(list).to.include('Direct debit</a>').and.include(name).and.not.include(byHand);
    expect((await browser.get('/payments?method=cash')).text)
      .to.include(byHand)
      .and.not.include(name);
    const payment = /\/payments\/(\w{26})"/.exec((await browser.get(`/customers/${customerId}`)).text)?.[1] ?? '';
    const receipt = await browser.submit(`/payments/${payment}/receipt`, {});
    expect((await browser.get(receipt.location ?? '')).text).to.include('Payment, Direct debit');
    await app.container.resolve(ADDON_HOST).disable('debit');
    expect((await browser.get('/payments?method=debit')).text)
      .to.include(name)
      .and.not.include(byHand);
    await app.container.resolve(ADDON_HOST).enable('debit');
  });
});
