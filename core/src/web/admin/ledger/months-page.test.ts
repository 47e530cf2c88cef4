import { expect } from 'chai';
import { aCustomer, aPayment, forEachApplication } from '../../../testing/index.js';
import { AdminBrowser } from '../testing/admin-browser.js';

forEachApplication('The pages of months and statements', '2026-10-05T08:00:00Z', (app) => {
  it('close the month that comes next, and open it again with a reason', async () => {
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/ledger/months')).text).to.include('There is nothing to close yet');
    const { id } = await aCustomer(app());
    await aPayment(app(), id, 2000);
    expect((await browser.get('/ledger/months')).text)
      .to.include('October 2026')
      .and.to.include('from the first day after it');
    const early = await browser.submit('/ledger/months/2026-10/close');
    expect([early.status, early.text.includes('is not over')]).to.deep.equal([422, true]);
    await app().moveTo('2026-11-02T08:00:00Z');
    expect((await browser.submit('/ledger/months/2026-10/close')).location).to.equal('/ledger/months');
    const page = (await browser.get('/ledger/months')).text;
    expect(page).to.include('2026-10 is closed').and.to.include('November 2026').and.to.include('Open 2026-10 again');
    expect((await browser.submit('/ledger/months/2026-10/reopen', { reason: '' })).status).to.equal(422);
    expect((await browser.submit('/ledger/months/2026-10/reopen', { reason: 'late bill' })).location).to.equal('/ledger/months');
    expect((await browser.get('/ledger/months')).text).to.include('No month is closed');
  });

  it('show an account between two days, as PDF and CSV too, and say what is wrong with the days', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const { id, number, name } = await aCustomer(app());
    await aPayment(app(), id, 2000);
    await app().moveTo('2026-10-07T08:00:00Z');
    await aPayment(app(), id, 500);
    const path = `/customers/${number}/statement`;
    const page = (await browser.get(`${path}?from=2026-10-06&to=2026-10-31`)).text;
    expect(page).to.include(name).and.to.include('€20.00').and.to.include('€25.00').and.to.include(`${path}.pdf?from=2026-10-06`);
    const csv = (await browser.get(`${path}.csv?from=2026-10-06&to=2026-10-31`)).text;
    expect(csv.split('\r\n').slice(1, 3)).to.deep.equal([',,Balance before,,20.00', '2026-10-07,,"Payment, cash",5.00,25.00']);
    expect((await browser.get(`${path}.pdf`)).text.startsWith('%PDF-')).to.equal(true);
    const wrong = await browser.get(`${path}?from=2026-10-06&to=2026-10-01`);
    expect([wrong.status, wrong.text.includes('would end before it begins')]).to.deep.equal([422, true]);
  });
});
