import type { DocumentDraft, DocumentLineDraft } from '@tapline/sdk';
import { expect } from 'chai';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { LEDGER_SERVICE } from '../ledger/ledger-service.js';
import { PAYMENT_SERVICE } from '../payments/payment-service.js';
import { aCustomer, forEachApplication, rejection } from '../testing/index.js';
import { DOCUMENT_SERVICE } from './document-service.js';
import { SETTLEMENT_SERVICE } from './open-items/settlement-service.js';
import { TAX_SERVICE } from './tax/tax-service.js';

const aLine = (over: Partial<DocumentLineDraft> = {}): DocumentLineDraft => ({
  description: 'Internet 50/10, November',
  unitPriceMinor: 12_100,
  isTaxIncluded: true,
  taxCode: 'standard',
  revenue: 'internet',
  ...over,
});

forEachApplication('Documents', '2026-11-05T08:00:00Z', (app) => {
  const documents = () => app().container.resolve(DOCUMENT_SERVICE);
  const settlement = () => app().container.resolve(SETTLEMENT_SERVICE);
  const issue = (draft: DocumentDraft, idempotencyKey: string) => app().write((tx) => documents().issue(tx, draft, { idempotencyKey }));
  const invoice = (customerId: string, key: string, over: Partial<DocumentDraft> = {}) =>
    issue({ kind: 'invoice', customerId, lines: [aLine()], ...over }, key);
  const pay = (customerId: string, amountMinor: number, idempotencyKey: string) =>
    app().write((tx) =>
      app().container.resolve(PAYMENT_SERVICE).record(tx, { customerId, amountMinor, method: 'cash' }, { idempotencyKey }),
    );
  const balance = (customerId: string) => app().view((tx) => app().container.resolve(LEDGER_SERVICE).balance(tx, customerId));
  const open = async (customerId: string) =>
    (await app().view((tx) => settlement().openInvoices(tx, customerId))).map(({ number, openMinor }) => [number, openMinor]);
  const taxOn = (code: string, ratePartsPerMillion: number, validFrom: string) =>
    app().write((tx) =>
      app()
        .container.resolve(TAX_SERVICE)
        .define(tx, { code, title: `VAT ${code}`, ratePartsPerMillion, validFrom }),
    );

  beforeEach(() => taxOn('standard', 210_000, '2020-01-01'));

  it('post what is owed, with its tax, and number invoices in a row', async () => {
    const { id } = await aCustomer(app(), { name: 'Řehoř Ďáblík', address: 'Praha' });
    const first = await invoice(id, 'a');
    expect(first).to.deep.include({ number: '2026000001', netMinor: 10_000, taxMinor: 2100, totalMinor: 12_100, dueDate: '2026-11-19' });
    expect(first.customer).to.deep.include({ name: 'Řehoř Ďáblík', address: 'Praha', taxTreatment: 'standard' });
    expect((await invoice(id, 'b')).number).to.equal('2026000002');
    expect(await balance(id)).to.equal(-24_200);
    expect(await app().view((tx) => documents().get(tx, first.number))).to.deep.equal(first);
  });

  it('are issued once for one key, however often and at the same time it comes', async () => {
    const { id } = await aCustomer(app());
    const issued = await Promise.all(Array.from({ length: 6 }, () => invoice(id, 'same')));
    expect(new Set(issued.map((document) => document.id)).size).to.equal(1);
    expect(await balance(id)).to.equal(-12_100);
    expect(await rejection(invoice(id, 'same', { note: 'other' }))).to.include({ code: 'DOCUMENT_KEY_REUSED' });
  });

  it('are paid by what is on the balance, the oldest first, and what is over settles the next', async () => {
    const { id } = await aCustomer(app());
    await invoice(id, 'a');
    await invoice(id, 'b');
    await pay(id, 12_100 + 5000, 'p1');
    expect(await open(id)).to.deep.equal([['2026000002', 7100]]);
    await pay(id, 10_000, 'p2');
    expect(await open(id)).to.deep.equal([]);
    await invoice(id, 'c');
    expect(await open(id)).to.deep.equal([['2026000003', 9200]]);
  });

  it('fall due, and are found when they are overdue', async () => {
    const { id } = await aCustomer(app());
    await invoice(id, 'a', { dueDate: '2026-11-10' });
    const due = (before: string) => app().view((tx) => settlement().dueBefore(tx, { before, limit: 10 }));
    expect(await due('2026-11-10')).to.deep.equal([]);
    expect((await due('2026-11-11')).map(({ number, openMinor }) => [number, openMinor])).to.deep.equal([['2026000001', 12_100]]);
  });

  it('take the tax rate of the day of supply', async () => {
    const { id } = await aCustomer(app());
    await taxOn('standard', 230_000, '2026-11-03');
    const before = await invoice(id, 'a', { lines: [aLine({ isTaxIncluded: false, unitPriceMinor: 10_000 })], supplyDate: '2026-11-02' });
    const after = await invoice(id, 'b', { lines: [aLine({ isTaxIncluded: false, unitPriceMinor: 10_000 })] });
    expect([before.taxMinor, after.taxMinor]).to.deep.equal([2100, 2300]);
    expect(await rejection(invoice(id, 'c', { supplyDate: '2019-12-31' }))).to.include({ code: 'TAX_RATE_MISSING' });
    expect(await rejection(invoice(id, 'd', { lines: [aLine({ taxCode: 'moon' })] }))).to.include({ code: 'TAX_CODE_UNKNOWN' });
  });

  it('charge no tax to a customer who is exempt or owes it by reverse charge', async () => {
    const { id } = await aCustomer(app());
    const profile = (over: object) => app().write((tx) => app().container.resolve(TAX_SERVICE).setProfile(tx, id, over));
    expect(await rejection(profile({ treatment: 'reverse-charge' }))).to.include({ code: 'TAX_NUMBER_MISSING' });
    await profile({ treatment: 'reverse-charge', taxNumber: 'DE123' });
    const issued = await invoice(id, 'a');
    expect(issued).to.deep.include({ totalMinor: 10_000, taxMinor: 0 });
    expect(issued.taxes[0]).to.include({ title: 'Reverse charge', ratePartsPerMillion: 0 });
    expect(await balance(id)).to.equal(-10_000);
  });

  it('do not charge again what was charged already, and move its tax out of the revenue', async () => {
    const { id } = await aCustomer(app());
    const issued = await invoice(id, 'a', { isAlreadyCharged: true });
    expect(issued.entryId).not.to.equal(null);
    expect([await balance(id), await open(id)]).to.deep.equal([0, []]);
  });

  it('credit what was given back already, and move its tax back into the revenue', async () => {
    const { id } = await aCustomer(app());
    const draft = { isAlreadyCharged: true, customerId: id, lines: [aLine()] };
    const issued = [await issue({ ...draft, kind: 'invoice' }, 'a'), await issue({ ...draft, kind: 'credit-note' }, 'b')];
    const moves = await Promise.all(
      issued.map(({ entryId }) =>
        app().view((tx) => sqlOf(tx)('posting').where({ entry_id: entryId }).select('debit_account', 'credit_account', 'amount_minor')),
      ),
    );
    expect(moves.map(([move]) => Object.values(move ?? {}).map(String))).to.deep.equal([
      ['revenue.internet', 'tax.standard.21', '2100'],
      ['tax.standard.21', 'revenue.internet', '2100'],
    ]);
    expect([await balance(id), await open(id)]).to.deep.equal([0, []]);
  });

  it('say what was charged already whole, without tax for who pays none', async () => {
    const { id } = await aCustomer(app());
    const profile = { treatment: 'exempt' as const };
    await app().write((tx) => app().container.resolve(TAX_SERVICE).setProfile(tx, id, profile));
    expect(await invoice(id, 'a', { isAlreadyCharged: true })).to.deep.include({ netMinor: 12_100, taxMinor: 0, totalMinor: 12_100 });
  });

  it('move nothing as pro-formas', async () => {
    const { id } = await aCustomer(app());
    expect((await issue({ kind: 'proforma', customerId: id, lines: [aLine()] }, 'a')).number).to.equal('P2026000001');
    expect([await balance(id), await open(id)]).to.deep.equal([0, []]);
  });

  it('are issued in bulk as they are one by one', async () => {
    const customers = [await aCustomer(app()), await aCustomer(app()), await aCustomer(app())];
    await pay((customers[1] as { id: string }).id, 20_000, 'p');
    const drafts = customers.map(({ id }, index) => ({
      draft: { kind: 'invoice' as const, customerId: id, lines: [aLine({ unitPriceMinor: 1000 * (index + 1) })] },
      idempotencyKey: `run:${id}`,
    }));
    const first = await app().write((tx) => documents().issueAll(tx, drafts));
    expect(first.map(({ number }) => number)).to.deep.equal(['2026000001', '2026000002', '2026000003']);
    expect(await app().write((tx) => documents().issueAll(tx, drafts))).to.deep.equal(first);
    expect(await Promise.all(customers.map(({ id }) => balance(id)))).to.deep.equal([-1000, 18_000, -3000]);
    expect(await Promise.all(customers.map(({ id }) => open(id)))).to.deep.equal([[['2026000001', 1000]], [], [['2026000003', 3000]]]);
  });

  it('are refused where they would come to less than nothing, are empty, or lie in the future', async () => {
    const { id } = await aCustomer(app());
    const codes = [
      await rejection(invoice(id, 'a', { lines: [aLine({ unitPriceMinor: -1 })] })),
      await rejection(invoice(id, 'b', { lines: [] })),
      await rejection(invoice(id, 'c', { issueDate: '2026-11-06' })),
      await rejection(invoice('nobody', 'd')),
      await rejection(invoice(id, 'e', { series: 'credit-note' })),
      await rejection(invoice(id, 'f', { taxedOn: '2026-01-01' })),
      await rejection(invoice(id, 'g', { isAlreadyCharged: true, taxedOn: '2026-11-06' })),
    ].map(({ code }) => code);
    expect(codes).to.deep.equal([
      'DOCUMENT_TOTAL_NEGATIVE',
      'DOCUMENT_EMPTY',
      'DOCUMENT_DATE_IN_FUTURE',
      'CUSTOMER_UNKNOWN',
      'SERIES_UNKNOWN',
      'DOCUMENT_TAX_DAY_WRONG',
      'DOCUMENT_TAX_DAY_WRONG',
    ]);
  });

  it('are neither changed nor deleted, by the database itself', async () => {
    const { id } = await aCustomer(app());
    await invoice(id, 'a');
    await pay(id, 100, 'p');
    for (const sql of [
      "UPDATE document SET number = 'x'",
      'DELETE FROM document',
      'UPDATE allocation SET amount_minor = 1',
      'DELETE FROM allocation',
    ]) {
      const outcome = await app()
        .write((tx) => tx.sql.raw(sql))
        .then(
          () => 'accepted',
          () => 'refused',
        );
      expect(outcome, sql).to.equal('refused');
    }
  });
});
