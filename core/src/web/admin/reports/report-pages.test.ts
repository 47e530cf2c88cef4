import { expect } from 'chai';
import { aCustomer, anInvoice, aTax, forEachApplication } from '../../../testing/index.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('the pages of reports', '2026-02-20T08:00:00Z', (app) => {
  it('list the reports, show one with its sums, and give it as a file', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await aTax(app());
    const { id, name } = await aCustomer(app());
    await anInvoice(app(), id, { dueDate: '2026-02-25' });
    expect((await browser.get('/reports')).text)
      .to.include('/reports/open-invoices')
      .and.to.include('Blocked lines');
    const page = (await browser.get('/reports/open-invoices')).text;
    for (const words of [name, 'Not due', 'Together', '/reports/open-invoices.csv?to=2026-02-20']) expect(page).to.include(words);
    const file = await browser.get('/reports/open-invoices.csv?to=2026-02-20');
    expect(file.text).to.match(new RegExp(`^${name},\\d+,1,121.00,`, 'm'));
    for (const report of ['revenue', 'payments', 'future-charges', 'blocked']) {
      expect((await browser.get(`/reports/${report}`)).status).to.equal(200);
    }
    expect((await browser.get('/reports/unpaid-traffic?from=2025-01-01&to=2026-02-20')).text).to.include('what is older is missing here');
    expect((await browser.get('/reports/none')).status).to.equal(404);
  });

  it('say what is wrong with a period', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const { status, text } = await browser.get('/reports/revenue?from=2026-02-02&to=2026-02-01');
    expect([status, text.includes('before it begins')]).to.deep.equal([422, true]);
  });

  it('give an invoice as a PDF', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await aTax(app());
    const invoice = await anInvoice(app(), (await aCustomer(app())).id);
    expect((await browser.get(`/invoices/${invoice.id}`)).text).to.include(`/invoices/${invoice.id}/pdf`);
    expect((await browser.get(`/invoices/${invoice.id}/pdf`)).text.slice(0, 5)).to.equal('%PDF-');
  });
});
