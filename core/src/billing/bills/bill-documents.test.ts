import { expect } from 'chai';
import { DOCUMENT_SERVICE } from '../../documents/document-service.js';
import { forEachApplication } from '../../testing/index.js';
import { BillingStory } from '../testing/billing-story.js';
import { ONE_TIME_ITEMS } from './one-time-item-service.js';

forEachApplication('The documents of bills', '2026-12-01T08:00:00Z', (app) => {
  const story = new BillingStory(app);
  const latest = async (customerId: string) => {
    const documents = app().container.resolve(DOCUMENT_SERVICE);
    const found = await app().view((tx) => documents.search(tx, { customerId, page: 1, pageSize: 1 }));
    return app().view((tx) => documents.get(tx, found.documents[0]?.id ?? ''));
  };

  it('name, where they give back, the invoice that charged it', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id);
    const [invoice] = await story.billNow(customer.id);
    await app().moveTo('2026-12-16T08:00:00Z');
    await story.change(line.id, { status: 'stopped' });
    await story.billNow(customer.id);
    expect(await latest(customer.id)).to.include({
      kind: 'credit-note',
      totalMinor: 2065,
      relatedDocumentId: invoice?.id,
      note: `Credit note for invoice ${invoice?.number}`,
    });
  });

  it('name all the invoices where they give back of several', async () => {
    const customer = await story.customer();
    const [first, second] = [await story.line(customer.id), await story.line(customer.id)];
    const [one] = await story.billNow(customer.id);
    await app().moveTo('2026-12-02T08:00:00Z');
    const third = await story.line(customer.id);
    const [other] = await story.billNow(customer.id);
    await app().moveTo('2026-12-16T08:00:00Z');
    for (const { id } of [first, second, third]) await story.change(id, { status: 'stopped' });
    await story.billNow(customer.id);
    const note = await latest(customer.id);
    expect(note).to.include({ kind: 'credit-note', relatedDocumentId: null });
    expect(note.note).to.equal(`Credit note for invoices ${one?.number}, ${other?.number}`);
  });

  it('are issued by a run that gives back what was charged on a bill that came to a credit note', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id);
    await story.billNow(customer.id);
    await app().moveTo('2026-12-11T08:00:00Z');
    await story.change(line.id, { unitPriceMinor: 1000 });
    const [cheaper] = await story.billNow(customer.id);
    expect(cheaper?.kind).to.equal('credit-note');
    await app().moveTo('2026-12-21T08:00:00Z');
    await story.change(line.id, { status: 'stopped' });
    await app().moveTo('2027-01-01T08:00:00Z');
    expect((await story.run()).totals).to.include({ issued: 1, parked: 0 });
    expect(await latest(customer.id)).to.include({ kind: 'credit-note', relatedDocumentId: null, note: null });
    expect((await app().verifyBooks()).findings).to.deep.equal([]);
  });

  it('are issued also where what is given back and what is charged come to nothing', async () => {
    const customer = await story.customer();
    const line = await story.line(customer.id);
    await story.billNow(customer.id);
    await app().moveTo('2026-12-16T08:00:00Z');
    await story.change(line.id, { status: 'stopped' });
    const items = app().container.resolve(ONE_TIME_ITEMS);
    const item = { customerId: customer.id, description: 'Installation', unitPriceMinor: 2065, quantity: 1 };
    await app().write((tx) => items.add(tx, item, { idempotencyKey: 'installation' }));
    const balance = await story.balance(customer.id);
    await story.billNow(customer.id);
    const document = await latest(customer.id);
    expect(document).to.include({ kind: 'invoice', totalMinor: 0 });
    expect(document.lines.map(({ description, grossMinor }) => [description.includes('unused'), grossMinor])).to.deep.equal([
      [true, -2065],
      [false, 2065],
    ]);
    expect(await story.balance(customer.id)).to.equal(balance);
  });
});
