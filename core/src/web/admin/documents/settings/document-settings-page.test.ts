import { expect } from 'chai';
import { aCustomer, anInvoice, forEachApplication } from '../../../../testing/index.js';
import { AdminBrowser } from '../../testing/admin-browser.js';

const PATH = '/settings/documents';

forEachApplication('the settings of documents', '2026-11-05T08:00:00Z', (app) => {
  const rate = { code: 'standard', title: 'VAT 21 %', percent: '21', validFrom: '2020-01-01' };

  it('take tax rates in percent, show which is in force, and say what cannot be read', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.submit('/settings/tax-rates', { ...rate, percent: '21.5', title: 'VAT 21.5 %' })).location).to.equal(PATH);
    await browser.submit('/settings/tax-rates', { ...rate, percent: '23', title: 'VAT 23 %', validFrom: '2027-01-01' });
    const page = (await browser.get(PATH)).text;
    for (const words of ['21.5 %', '23 %', 'VAT 21.5 %', 'in force']) expect(page).to.include(words);
    expect(page.split('in force')).to.have.length(2);
    const wrong = await browser.submit('/settings/tax-rates', { ...rate, percent: 'much' });
    expect([wrong.status, wrong.text.includes('Write it in percent'), wrong.text.includes('value="much"')]).to.deep.equal([
      422,
      true,
      true,
    ]);
    expect((await browser.submit('/settings/tax-rates', { ...rate, title: 'Twice' })).text).to.include('has a rate from');
    await browser.submit('/settings/tax-rates/standard/2027-01-01/remove');
    expect((await browser.get(PATH)).text).to.not.include('23 %');
  });

  it('say who issues documents, and how they are numbered', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await browser.submit('/settings/tax-rates', rate);
    const settings = {
      'issuer.name': 'Hill Net',
      'issuer.iban': 'CZ6508000000192000145399',
      dueDays: '7',
      totalRoundingMinor: '0.01',
      defaultTaxCode: 'standard',
    };
    expect((await browser.submit(PATH, settings)).location).to.equal(PATH);
    expect((await browser.submit(PATH, { ...settings, dueDays: '500' })).status).to.equal(422);
    const series = { code: 'invoice', kind: 'invoice', title: 'Invoices', format: 'F{year|2}-{next|4}', resets: 'yearly', isDefault: 'on' };
    expect((await browser.submit('/settings/number-series', { ...series, format: 'F{year}' })).text).to.include('must have {next} once');
    expect((await browser.submit('/settings/number-series', series)).location).to.equal(PATH);
    const page = (await browser.get(PATH)).text;
    for (const words of ['Hill Net', 'F26-0017', 'value="7"']) expect(page).to.include(words);
    expect((await browser.get(`${PATH}?series=invoice`)).text).to.include('F{year|2}-{next|4}');
    const { id } = await aCustomer(app());
    const issued = await anInvoice(app(), id);
    expect([issued.number, issued.dueDate, issued.issuer.name]).to.deep.equal(['F26-0001', '2026-11-12', 'Hill Net']);
  });

  it('tax a customer as its own page says, and ask for the number that reverse charge needs', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await browser.submit('/settings/tax-rates', rate);
    const { id, number } = await aCustomer(app());
    const path = `/customers/${number}/tax`;
    const refused = await browser.submit(path, { treatment: 'reverse-charge', taxNumber: '' });
    expect([refused.status, refused.text.includes('needs a tax number')]).to.deep.equal([422, true]);
    await browser.submit(path, { treatment: 'reverse-charge', taxNumber: 'CZ12345678' });
    expect((await browser.get(`/customers/${number}`)).text).to.include('Reverse charge');
    expect((await anInvoice(app(), id)).taxMinor).to.equal(0);
  });
});
