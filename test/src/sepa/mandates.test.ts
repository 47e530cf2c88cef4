import { AdminBrowser, aCustomer, aPortalCustomer, rejection, signedInToPortal } from '@tapline/core/testing';
import { expect } from 'chai';
import { forEachSepaStory } from './sepa-story.js';

const upload = (name: string, content: string, encoding: BufferEncoding = 'utf8') => ({
  name,
  contentBase64: Buffer.from(content, encoding).toString('base64'),
});

forEachSepaStory('SEPA mandates', '2026-11-03T09:00:00Z', (app, story) => {
  it('come whole from a CSV file or not at all, and the same file twice comes once', async () => {
    const { number } = await aCustomer(app(), { name: 'Jörg "JJ" Müller' });
    const head = 'Customer;Reference;IBAN;Name;Signed;Last_used;Scheme\n';
    const good = `${number};OLD-1;DE02 1203 0000 0000 2020 51;"Müller; Jörg ""JJ""";31.05.2025;2026-10-01;b2b\n`;
    const bad = `${number};OLD-2;DE02120300000000202052;Müller;2025-05-31;;\n99999999;OLD-3;DE02120300000000202051;X;2025-05-31;;\n`;
    const send = (content: string, more: object = {}) =>
      story.ask<{ isImported: boolean; mandates: number; known: number; problems: readonly { line: number; problem: string }[] }>(
        'import-mandates',
        {
          file: upload('mandates.csv', content),
          ...more,
        },
      );
    const refused = await send(head + good + bad);
    expect([refused.isImported, ...refused.problems.map(({ line }) => line)]).to.deep.equal([false, 3, 4]);
    expect(refused.problems[0]?.problem).to.include('typing error');
    expect(await send(head + good, { isCheckOnly: true })).to.include({ isImported: false, mandates: 1 });
    expect(await send(head + good)).to.include({ isImported: true, mandates: 1, known: 0 });
    expect(await send(head + good)).to.include({ mandates: 0, known: 1 });
    const browser = await AdminBrowser.signedIn(app());
    expect((await browser.get('/addons/sepa/mandates?mandate=old-1')).text)
      .to.include('Müller; Jörg &quot;JJ&quot;')
      .and.to.include('B2B');
    expect(await rejection(send('a;b\n1;2\n'))).to.include({ code: 'SEPA_CSV_INVALID' });
  });

  it('keep their letters also where a spreadsheet has saved them', async () => {
    const { number } = await aCustomer(app());
    const csv = `customer;reference;iban;name;signed\n${number};EXCEL-1;DE02120300000000202051;Jörg Müller;2025-05-31\n`;
    await story.ask('import-mandates', { file: upload('mandates.csv', csv, 'latin1') });
    expect((await (await AdminBrowser.signedIn(app())).get('/addons/sepa/mandates?mandate=excel-1')).text).to.include('Jörg Müller');
  });

  it('have references of their own, however they are written, and accounts that are right', async () => {
    const { customer } = await story.debtor({ mandate: { reference: 'Ref-1' } });
    const enter = (more: object) =>
      rejection(story.ask('mandate', { customer: customer.id, debtorName: 'X', iban: 'DE02120300000000202051', ...more }));
    expect(await enter({ reference: 'REF-1' })).to.include({ code: 'SEPA_MANDATE_REFERENCE_TAKEN', field: 'reference' });
    expect(await enter({ reference: 'a//b' })).to.include({ code: 'SEPA_MANDATE_INVALID', field: 'reference' });
    expect(await enter({ iban: 'DE02120300000000202052' })).to.include({ code: 'SEPA_IBAN_INVALID', field: 'iban' });
    expect(await enter({ iban: 'CH9300762011623852957' })).to.include({ code: 'SEPA_MANDATE_INVALID', field: 'bic' });
    expect(await enter({ signedOn: '2026-11-04' })).to.include({ code: 'SEPA_MANDATE_INVALID', field: 'signedOn' });
    expect(await enter({ customer: '99999999' })).to.include({ code: 'SEPA_CUSTOMER_UNKNOWN', field: 'customer' });
  });

  it('keep the signed paper by what it is', async () => {
    const { mandate } = await story.debtor();
    expect(await rejection(story.ask('mandate-paper', { mandate, file: upload('a.pdf', '<script>') }))).to.include({
      code: 'SEPA_PAPER_INVALID',
    });
    await story.ask('mandate-paper', { mandate, file: upload('whatever', '%PDF-1.7 signed') });
    const browser = await AdminBrowser.signedIn(app());
    const paper = await browser.get(`/addons/sepa/files/paper/${mandate}`);
    expect([paper.headers.get('content-type'), paper.text]).to.deep.equal(['application/pdf', '%PDF-1.7 signed']);
  });

  it('lapse by the nightly job', async () => {
    const { mandate } = await story.debtor({ mandate: { signedOn: '2023-11-04' } });
    await app().moveTo('2026-11-04T08:00:00Z');
    expect(await rejection(story.ask('change-account', { mandate, iban: 'NL91ABNA0417164300' }))).to.include({ code: 'SEPA_MANDATE_OVER' });
  });

  it('are given, changed and revoked by customers in the portal, in their language', async () => {
    const customer = await aPortalCustomer(app());
    const browser = await signedInToPortal(app(), customer);
    const path = '/portal/more/sepa/direct-debit';
    expect((await browser.get(path)).text).to.include('DE98ZZZ09999999999');
    const give = (fields: Readonly<Record<string, string>>) => browser.submit(path, { action: 'give', holder: 'Eva', ...fields });
    expect((await give({ iban: 'DE02120300000000202052', isAgreed: 'on' })).text).to.include('This IBAN is not right');
    expect((await give({ iban: 'DE02120300000000202051' })).text).to.include('Please agree');
    await give({ iban: 'DE02 1203 0000 0000 2020 51', isAgreed: 'on' });
    await give({ iban: 'DE02 1203 0000 0000 2020 51', isAgreed: 'on' });
    const page = (await browser.get(path)).text;
    expect(page).to.include('DE02 … 2051').and.not.to.include('DE02120300000000202051');
    await browser.submit(path, { action: 'change', iban: 'NL91ABNA0417164300' });
    expect((await browser.get(path)).text).to.include('NL91 … 4300');
    await browser.submit(path, { action: 'revoke' });
    expect((await browser.get(path)).text).to.include('name="isAgreed"');
  });

  it('that the bank has blocked are opened by another account of the customer, and not by the same one', async () => {
    const customer = await aPortalCustomer(app());
    const browser = await signedInToPortal(app(), customer);
    const path = '/portal/more/sepa/direct-debit';
    const iban = 'DE02120300000000202051';
    await browser.submit(path, { action: 'give', holder: 'Eva', iban, isAgreed: 'on' });
    await story.invoice(customer.customer.id);
    const [item = ''] = await story.endToEndIds(await story.collect(customer.customer.id));
    await story.ask('note-outcome', { item, kind: 'rejected', code: 'MD01', blocksMandate: true });
    const page = (await browser.get(path)).text;
    expect(page).to.include('Your bank has returned a collection').and.to.include('Not collected');
    expect(page).to.include('the bank knows no valid mandate');
    expect((await browser.submit(path, { action: 'change', iban })).text).to.include('from this account: please give another one');
    expect((await story.preview({ customer: customer.customer.id, isAgain: true })).leftOut[0]?.reason).to.include(
      'the mandate is blocked',
    );
    await browser.submit(path, { action: 'change', iban: 'NL91ABNA0417164300' });
    expect((await story.preview({ customer: customer.customer.id, isAgain: true })).items).to.equal(1);
  });
});
