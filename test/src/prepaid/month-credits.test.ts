import { aTax, DOCUMENT_SETTINGS_SERVICE, FOLLOW_UP_SERVICE, forEachApplication, sqlOf } from '@tapline/core/testing';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('What prepaid gives back', '2026-11-20T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  beforeEach(async () => {
    await aTax(app());
    await app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode: 'standard' }));
  });

  const creditByHand = (documentId: string, lines?: readonly { readonly line: number; readonly grossMinor: number }[]) =>
    app().write((tx) =>
      app()
        .container.resolve(FOLLOW_UP_SERVICE)
        .credit(tx, documentId, lines ? { lines } : {}, { idempotencyKey: `by-hand:${documentId}` }),
    );
  const invoiceId = async (customerId: string): Promise<string> => (await story.wholeDocuments(customerId))[0]?.id ?? '';
  const booksHold = async (): Promise<void> => void expect((await app().verifyBooks()).findings).to.deep.equal([]);

  it('without an invoice goes back without a credit note, also after the customer has left', async () => {
    const { customerId } = await story.paidLine(4000, { charging: 'month', makesInvoices: false });
    await story.moveToDay('2026-12-01');
    await story.moveToDay('2026-12-02');
    await story.changeCustomer(customerId, { billingType: 'manual' });
    expect(await story.balance(customerId)).to.equal(2400);
    await story.moveToDay('2027-01-01');
    expect(await story.documents(customerId)).to.deep.equal([]);
    await booksHold();
  });

  it('without an invoice goes back without a credit note, when invoices are wanted by then', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'month', makesInvoices: false });
    await story.moveToDay('2026-12-01');
    await story.changeCustomer(customerId, { billingSettings: { charging: 'month', makesInvoices: true } });
    await story.changeLine(id, { status: 'stopped' });
    await story.moveToDay('2027-01-01');
    expect(await story.documents(customerId)).to.deep.equal([]);
    expect(await story.balance(customerId)).to.equal(2400);
  });

  it('is invoiced on the 1st as the customer wanted it when leaving', async () => {
    const unwanted = await story.paidLine(4000, { makesInvoices: false });
    const wanted = await story.paidLine(4000);
    await story.moveToDay('2026-11-25');
    for (const { customerId } of [unwanted, wanted]) await story.changeCustomer(customerId, { billingType: 'manual' });
    await story.changeCustomer(wanted.customerId, { billingType: 'prepaid', billingSettings: { makesInvoices: false } });
    await story.moveToDay('2026-12-01');
    expect(await story.documents(unwanted.customerId)).to.deep.equal([]);
    // Five days; the sixth was given back at once.
    expect(await story.documents(wanted.customerId)).to.deep.equal(['invoice 2026-12-01 667']);
  });

  it('names the invoice, and how its line was taxed', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'month' });
    await story.line(customerId, { name: 'Second', priceMinor: 0 });
    await story.moveToDay('2026-12-01');
    await story.changeLine(id, { status: 'stopped' });
    await story.moveToDay('2027-01-01');
    const [invoice, note] = await story.wholeDocuments(customerId);
    expect(note).to.deep.include({ kind: 'credit-note', totalMinor: 2400, relatedDocumentId: invoice?.id });
    expect([note?.note, note?.lines.map(({ creditsLine }) => creditsLine)]).to.deep.equal([
      `Credit note for invoice ${invoice?.number}`,
      [0],
    ]);
    await booksHold();
  });

  it('stands on a credit note of its own beside what the month has charged', async () => {
    const { id, customerId } = await story.paidLine(8000, { charging: 'month' });
    await story.moveToDay('2026-12-01');
    await story.changeLine(id, { status: 'paused' });
    await story.moveToDay('2026-12-10');
    await story.changeLine(id, { status: 'active' });
    await story.moveToDay('2026-12-20');
    await story.moveToDay('2027-01-01');
    expect(await story.documents(customerId)).to.have.members([
      'invoice 2026-12-01 4000',
      'invoice 2027-01-01 5333',
      'credit-note 2027-01-01 2400',
    ]);
    expect(await story.balance(customerId)).to.equal(8000 - 4000 + 2400 - 5333);
    await booksHold();
  });

  it('is nothing where a credit note by hand has given the invoice back already', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'month' });
    await story.moveToDay('2026-12-01');
    await creditByHand(await invoiceId(customerId));
    await story.changeLine(id, { status: 'stopped' });
    expect(await story.balance(customerId)).to.equal(4000);
    await story.moveToDay('2027-01-01');
    expect(await story.documents(customerId)).to.deep.equal(['invoice 2026-12-01 4000', 'credit-note 2026-12-01 4000']);
    await booksHold();
  });

  it('is what is left of its own line of the invoice', async () => {
    const { id, customerId } = await story.paidLine(10_000, { charging: 'month' });
    await story.line(customerId, { name: 'Second', priceMinor: 6000 });
    await story.moveToDay('2026-12-01');
    const [invoice] = await story.wholeDocuments(customerId);
    const line = invoice?.lines.findIndex(({ serviceId }) => serviceId === id) ?? -1;
    await creditByHand(invoice?.id ?? '', [{ line, grossMinor: 3000 }]);
    await story.changeLine(id, { status: 'stopped' });
    expect(await story.balance(customerId)).to.equal(4000);
    await story.moveToDay('2027-01-01');
    expect((await story.documents(customerId)).filter((text) => text.startsWith('credit-note'))).to.deep.equal([
      'credit-note 2026-12-01 3000',
      'credit-note 2027-01-01 1000',
    ]);
    await booksHold();
  });

  it('is taken again where a credit note by hand has given the invoice back since', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'month' });
    await story.moveToDay('2026-12-01');
    await story.changeLine(id, { status: 'stopped' });
    await creditByHand(await invoiceId(customerId));
    expect(await story.balance(customerId)).to.equal(6400);
    await story.moveToDay('2027-01-01');
    expect(await story.documents(customerId)).to.deep.equal(['invoice 2026-12-01 4000', 'credit-note 2026-12-01 4000']);
    expect(await story.balance(customerId)).to.equal(4000);
    await booksHold();
  });

  /** As rows were before each charge was kept with its tax. */
  const asKeptBefore = (customerId: string, month: string, serviceId: string, state: string) =>
    app().write(async (tx) => {
      const sql = sqlOf(tx);
      const [sum] = await sql('addon_prepaid_charged_item').where({ service_id: serviceId }).sum({ sum: 'amount_minor' });
      await sql('addon_prepaid_charged_item').where({ service_id: serviceId }).delete();
      const days = { from_date: '2026-11-20', to_date: '2026-12-19' };
      const named = { customer_id: customerId, service_id: serviceId, month, plan_name: 'Internet 50/10' };
      await sql('addon_prepaid_month_total').insert({ ...named, ...days, amount_minor: Number(sum?.sum ?? 4000), state });
      const [row] = await sql('addon_prepaid_service').where({ service_id: serviceId });
      const { period, entries } = JSON.parse(String(row.paid));
      const { itemId: _, itemIdBefore: __, ...kept } = period;
      await sql('addon_prepaid_service')
        .where({ service_id: serviceId })
        .update({ paid: JSON.stringify({ period: kept, entries }) });
    });

  it('is right for what was charged and not invoiced before each charge was kept', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'month' });
    await asKeptBefore(customerId, '2026-11', id, 'open');
    await story.moveToDay('2026-11-24');
    await story.changeLine(id, { status: 'stopped' });
    await story.moveToDay('2026-12-01');
    expect(await story.documents(customerId)).to.deep.equal(['invoice 2026-12-01 667']);
    await booksHold();
  });

  it('is right for what was invoiced before each charge was kept', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'month' });
    await story.moveToDay('2026-12-01');
    await asKeptBefore(customerId, '2026-11', id, 'invoiced');
    await story.changeLine(id, { status: 'stopped' });
    await story.moveToDay('2027-01-01');
    const [invoice, note] = await story.wholeDocuments(customerId);
    expect(note).to.deep.include({ kind: 'credit-note', totalMinor: 2400, relatedDocumentId: invoice?.id });
    await booksHold();
  });

  it('is right for what was not to be invoiced before each charge was kept', async () => {
    const { id, customerId } = await story.paidLine(4000, { charging: 'month', makesInvoices: false });
    await story.moveToDay('2026-12-01');
    await asKeptBefore(customerId, '2026-11', id, 'not-invoiced');
    await story.changeLine(id, { status: 'stopped' });
    await story.moveToDay('2027-01-01');
    expect([await story.documents(customerId), await story.balance(customerId)]).to.deep.equal([[], 2400]);
  });
});
