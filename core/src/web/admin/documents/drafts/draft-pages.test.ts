import { expect } from 'chai';
import { DOCUMENT_SERVICE } from '../../../../documents/document-service.js';
import { aCustomer, anInvoice, aTax, forEachApplication, openAmounts } from '../../../../testing/index.js';
import { AdminBrowser, type PageAnswer } from '../../testing/admin-browser.js';

forEachApplication('the pages of drafts', '2026-11-05T08:00:00Z', (app) => {
  const actionIn = ({ text }: PageAnswer): string => /<form id="draft" method="post" action="([^"]+)"/.exec(text)?.[1] ?? '';
  const line = (index: number, texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries({ description: '', quantity: '1', unit: '', price: '', tax: '', revenue: 'one-time', rest: '', ...texts }).map(
        ([name, value]) => [`lines.${index}.${name}`, value],
      ),
    );

  it('write a document for a customer that was searched, keep it, change it and issue it once', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await aTax(app());
    const { id, number } = await aCustomer(app(), { name: 'Žofie Nováková' });
    await aCustomer(app(), { name: 'Somebody else' });
    const found = (await browser.getPart('/drafts/new?q=zofie', 'customers-to-choose')).text;
    expect(found).to.include(`/drafts/new?customer=${number}`).and.not.include('Somebody else');
    const path = actionIn(await browser.get(`/drafts/new?customer=${number}`));
    const common = { customerId: id, kind: 'invoice', action: 'save', note: 'Thank you' };
    const cable = line(0, { description: 'Cable', quantity: '2,5', unit: 'm', price: '10', tax: 'standard:added' });
    expect((await browser.submit(path, { ...common, ...cable })).location).to.equal(path);
    const kept = (await browser.get(path)).text;
    for (const words of ['value="Cable"', 'value="2.5"', '€25.00', '€5.25', '€30.25', 'Thank you', 'Throw away'])
      expect(kept).to.include(words);
    expect((await browser.get('/drafts')).text)
      .to.include('Žofie Nováková')
      .and.to.include('€30.25');
    const issue = { ...common, ...cable, ...line(1, { description: 'Work', price: '12.10', tax: 'standard:included' }), action: 'issue' };
    const answers = [await browser.submit(path, issue), await browser.submit(path, issue)];
    expect(answers[0]?.location).to.match(/^\/invoices\//);
    expect(answers[1]?.location).to.equal(answers[0]?.location);
    expect((await browser.get(path)).location).to.equal(answers[0]?.location);
    expect(await openAmounts(app(), id)).to.deep.equal([['2026000001', 4235]]);
    expect((await browser.get('/drafts')).text).to.include('There are no drafts');
  });

  it('say beside each field what is wrong with it, and lose nothing that was typed', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const { id, number } = await aCustomer(app());
    const path = actionIn(await browser.get(`/drafts/new?customer=${number}`));
    const send = (texts: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) =>
      browser.submit(path, { customerId: id, kind: 'invoice', action: 'issue', ...line(0, texts), ...more });
    for (const [texts, words] of [
      [{}, 'Write at least one line'],
      [{ price: '5' }, 'Say what the line is for'],
      [{ description: 'Cable', price: 'five' }, 'value="five"'],
      [{ description: 'Cable', price: '5', quantity: '0' }, 'Write a number over 0'],
      [{ description: 'Cable', price: '5', tax: 'gone:added' }, 'there is no tax rate'],
      [{ description: 'Cable', price: '-5' }, 'less than nothing'],
    ] as const) {
      const answer = await send(texts);
      expect(answer.status, words).to.equal(422);
      expect(answer.text.toLowerCase(), words).to.include(words.toLowerCase());
    }
    const later = await send({ description: 'Cable', price: '5' }, { issueDate: '2026-11-06' });
    expect([later.status, later.text.includes('value="Cable"')]).to.deep.equal([422, true]);
    const more = await browser.submit(path, { customerId: id, kind: 'invoice', action: 'add-line', ...line(0, { description: 'Cable' }) });
    expect(more.text).to.include('name="lines.1.description"').and.to.include('value="Cable"');
    const fewer = { ...line(0, { description: 'Cable' }), ...line(1, { description: 'Work' }), action: 'remove-line-0' };
    const left = (await browser.submit(path, { customerId: id, kind: 'invoice', ...fewer })).text;
    expect(left).to.include('value="Work"').and.not.include('value="Cable"');
  });

  it('tell what it comes to while it is written, and throw a draft away', async () => {
    const browser = await AdminBrowser.signedIn(app());
    const { id, number } = await aCustomer(app());
    const typed = { customerId: id, kind: 'invoice', ...line(0, { description: 'Cable', quantity: '3', price: '7' }) };
    const totals = await browser.submit('/drafts/totals', typed);
    expect(totals.text).to.include('id="draft-totals"').and.to.include('€21.00');
    const path = actionIn(await browser.get(`/drafts/new?customer=${number}`));
    await browser.submit(path, { ...typed, action: 'save' });
    expect((await browser.submit(`${path}/discard`)).location).to.equal('/drafts');
    expect((await browser.get('/drafts')).text).to.include('There are no drafts');
  });

  it('write a credit note that pays the invoice it names, and refuse another customer’s', async () => {
    const browser = await AdminBrowser.signedIn(app());
    await aTax(app());
    const { id, number } = await aCustomer(app());
    const [own, other] = [await anInvoice(app(), id), await anInvoice(app(), (await aCustomer(app())).id)];
    const path = actionIn(await browser.get(`/drafts/new?customer=${number}&kind=credit-note`));
    const send = (related: string) => {
      const back = line(0, { description: 'Goodwill', price: '21', tax: 'standard:included' });
      return browser.submit(path, { customerId: id, kind: 'credit-note', action: 'issue', related, ...back });
    };
    expect((await send(other.number)).text).to.include('no invoice of this customer');
    const { location } = await send(own.number);
    const issued = await app().view((tx) =>
      app()
        .container.resolve(DOCUMENT_SERVICE)
        .get(tx, location?.split('/').at(-1) ?? ''),
    );
    expect(issued).to.include({ kind: 'credit-note', totalMinor: 2100, relatedDocumentId: own.id });
    expect(await openAmounts(app(), id)).to.deep.equal([[own.number, 10_000]]);
  });

  it('are for those only who may issue documents', async () => {
    const browser = await AdminBrowser.signedIn(app(), ['customers.read']);
    expect((await browser.get('/drafts')).status).to.equal(403);
    expect((await browser.get('/invoices')).text).to.not.include('New document');
  });
});
