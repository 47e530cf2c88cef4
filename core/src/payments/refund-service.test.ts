import { type DocumentDraft, EVENTS, type NewPayment } from '@tapline/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import { DOCUMENT_SERVICE } from '../documents/document-service.js';
import { FOLLOW_UP_SERVICE } from '../documents/follow-ups/follow-up-service.js';
import { aCustomer, aLine, anInvoice, aPayment, aTax, balanceOf, forEachApplication, openAmounts, rejection } from '../testing/index.js';
import { PAYMENT_SERVICE } from './payment-service.js';
import { REFUND_SERVICE } from './refund-service.js';

forEachApplication('Money that pays, and money that goes back', '2026-11-05T08:00:00Z', (app) => {
  const refunds = () => app().container.resolve(REFUND_SERVICE);
  const followUps = () => app().container.resolve(FOLLOW_UP_SERVICE);
  const cancel = (paymentId: string) => app().write((tx) => refunds().cancel(tx, paymentId, 'entered twice'));
  const refund = (customerId: string, amountMinor: number, paymentId?: string, key = 'refund') =>
    app().write((tx) =>
      refunds().refund(tx, { customerId, amountMinor, method: 'bank', ...(paymentId ? { paymentId } : {}) }, { idempotencyKey: key }),
    );
  const credit = (invoiceId: string, lines?: readonly { line: number; grossMinor: number }[], key = 'credit') =>
    app().write((tx) => followUps().credit(tx, invoiceId, lines ? { lines } : {}, { idempotencyKey: key }));
  const writeOff = (invoiceId: string, amountMinor?: number, idempotencyKey = 'w') =>
    app().write((tx) =>
      followUps().writeOff(tx, invoiceId, { reason: 'moved away', ...(amountMinor ? { amountMinor } : {}) }, { idempotencyKey }),
    );
  const events = async () => {
    await app().settle();
    const rows = await app().view((tx) => tx.sql('outbox_event').orderBy('position').select('name'));
    return (rows as { name: string }[]).map(({ name }) => name);
  };

  beforeEach(() => aTax(app()));

  it('pays the invoices it names, and the oldest with what is over', async () => {
    const { id } = await aCustomer(app());
    const [, second] = [await anInvoice(app(), id), await anInvoice(app(), id)];
    await aPayment(app(), id, 12_100 + 100, [second.number]);
    expect(await openAmounts(app(), id)).to.deep.equal([['2026000001', 12_000]]);
    const other = await aCustomer(app());
    expect(await rejection(aPayment(app(), other.id, 5, [second.id]))).to.include({ code: 'ALLOCATION_WRONG' });
  });

  it('opens an invoice again when its payment is cancelled, once, and says so', async () => {
    const { id } = await aCustomer(app());
    await anInvoice(app(), id);
    const payment = await aPayment(app(), id, 12_100);
    expect(await openAmounts(app(), id)).to.deep.equal([]);
    const first = await cancel(payment.id);
    expect(await cancel(payment.id)).to.deep.equal(first);
    expect(first).to.include({ cancelReason: 'entered twice' });
    expect([await balanceOf(app(), id), await openAmounts(app(), id)]).to.deep.equal([-12_100, [['2026000001', 12_100]]]);
    const names = await events();
    for (const event of [EVENTS.invoicePaid, EVENTS.paymentCancelled, EVENTS.invoiceReopened]) {
      expect(names.filter((name) => name === event.name)).to.have.length(1);
    }
  });

  it('refunds what is left of a payment, no more and once for one key, and opens what it had paid', async () => {
    const { id } = await aCustomer(app());
    await anInvoice(app(), id);
    const payment = await aPayment(app(), id, 15_000);
    await refund(id, 2900, payment.id, 'a');
    expect(await openAmounts(app(), id)).to.deep.equal([]);
    await refund(id, 1000, payment.id, 'b');
    await refund(id, 1000, payment.id, 'b');
    expect([await balanceOf(app(), id), await openAmounts(app(), id)]).to.deep.equal([-1000, [['2026000001', 1000]]]);
    expect(await rejection(refund(id, 11_101, payment.id, 'c'))).to.include({ code: 'REFUND_TOO_MUCH' });
    expect(await rejection(cancel(payment.id))).to.include({ code: 'PAYMENT_REFUNDED' });
    expect(await rejection(refund(id, 1, undefined, 'd'))).to.include({ code: 'REFUND_TOO_MUCH' });
  });

  it('credits an invoice by parts and then the rest, to the cent', async () => {
    const { id } = await aCustomer(app());
    const lines = [aLine({ unitPriceMinor: 1000 }), aLine({ unitPriceMinor: 333, isTaxIncluded: false }), aLine({ unitPriceMinor: -101 })];
    const invoice = await anInvoice(app(), id, { lines });
    const part = await credit(invoice.id, [{ line: 0, grossMinor: 333 }], 'a');
    expect(part).to.include({ number: 'C2026000001', totalMinor: 333, relatedDocumentId: invoice.id });
    const rest = await credit(invoice.id, undefined, 'b');
    expect(rest.totalMinor).to.equal(invoice.totalMinor - 333);
    expect(part.taxMinor + rest.taxMinor).to.equal(invoice.taxMinor);
    expect((await credit(invoice.id, undefined, 'b')).id).to.equal(rest.id);
    expect(await rejection(credit(invoice.id, undefined, 'c'))).to.include({ code: 'CREDIT_NOTHING_LEFT' });
    expect([await balanceOf(app(), id), await openAmounts(app(), id)]).to.deep.equal([0, []]);
  });

  it('never credits more than the invoice, also where a credit note is written by hand', async () => {
    const { id } = await aCustomer(app());
    const invoice = await anInvoice(app(), id);
    const byHand = (unitPriceMinor: number, over: Partial<DocumentDraft> = {}) =>
      anInvoice(app(), id, { kind: 'credit-note', relatedDocumentId: invoice.id, lines: [aLine({ unitPriceMinor })], ...over });
    expect(await rejection(byHand(12_101))).to.include({ code: 'CREDIT_TOO_MUCH' });
    await byHand(2100);
    expect(await rejection(byHand(10_001))).to.include({ code: 'CREDIT_TOO_MUCH' });
    expect((await credit(invoice.id)).totalMinor).to.equal(10_000);
    expect(await rejection(byHand(1))).to.include({ code: 'CREDIT_TOO_MUCH' });
    expect(await balanceOf(app(), id)).to.equal(0);
    const other = await aCustomer(app());
    expect(await rejection(byHand(1, { customerId: other.id }))).to.include({ code: 'CREDIT_WRONG_CUSTOMER' });
    const proforma = await anInvoice(app(), id, { kind: 'proforma' });
    expect(await rejection(byHand(1, { relatedDocumentId: proforma.id }))).to.include({ code: 'CREDIT_NOT_AN_INVOICE' });
  });

  it('never credits more than a line of the invoice that a credit note by hand names', async () => {
    const { id } = await aCustomer(app());
    const invoice = await anInvoice(app(), id, { lines: [aLine(), aLine({ unitPriceMinor: 5000 })] });
    const byHand = (unitPriceMinor: number, creditsLine: number, over: Partial<DocumentDraft> = {}) =>
      anInvoice(app(), id, {
        kind: 'credit-note',
        relatedDocumentId: invoice.id,
        lines: [aLine({ unitPriceMinor, creditsLine })],
        ...over,
      });
    const left = () => app().view((tx) => app().container.resolve(DOCUMENT_SERVICE).leftToCredit(tx, invoice.id));
    expect(await rejection(byHand(5001, 1))).to.include({ code: 'CREDIT_TOO_MUCH' });
    await byHand(2000, 1);
    expect(await left()).to.deep.equal([12_100, 3000]);
    expect(await rejection(byHand(3001, 1))).to.include({ code: 'CREDIT_TOO_MUCH' });
    expect(await rejection(byHand(1, 2))).to.include({ code: 'CREDIT_LINE_UNKNOWN' });
    expect(await rejection(anInvoice(app(), id, { lines: [aLine({ creditsLine: 0 })] }))).to.include({ code: 'CREDIT_LINE_UNKNOWN' });
    await credit(invoice.id);
    expect(await left()).to.deep.equal([0, 0]);
  });

  it('leaves the credit of a paid invoice on the balance, where the next invoice finds it', async () => {
    const { id } = await aCustomer(app());
    const invoice = await anInvoice(app(), id);
    await aPayment(app(), id, 12_100);
    await credit(invoice.id);
    expect(await balanceOf(app(), id)).to.equal(12_100);
    await anInvoice(app(), id);
    expect(await openAmounts(app(), id)).to.deep.equal([]);
    expect(await rejection(credit(invoice.id, [{ line: 0, grossMinor: 1 }], 'more'))).to.include({ code: 'CREDIT_TOO_MUCH' });
  });

  it('writes off what is open, and no more', async () => {
    const { id } = await aCustomer(app());
    const invoice = await anInvoice(app(), id);
    expect(await rejection(writeOff(invoice.id, 12_101))).to.include({ code: 'WRITE_OFF_TOO_MUCH' });
    await writeOff(invoice.id);
    await writeOff(invoice.id);
    expect([await balanceOf(app(), id), await openAmounts(app(), id)]).to.deep.equal([0, []]);
  });

  it('refuses a key that stands for the write-off of another invoice or amount', async () => {
    const { id } = await aCustomer(app());
    const [first, second] = [await anInvoice(app(), id), await anInvoice(app(), id)];
    await writeOff(first.id, 100, 'part');
    await writeOff(first.id, 100, 'part');
    await writeOff(first.id, undefined, 'rest');
    await writeOff(first.id, undefined, 'rest');
    for (const [invoiceId, amountMinor, key] of [
      [second.id, 100, 'part'],
      [second.id, undefined, 'rest'],
      [first.id, 200, 'part'],
    ] as const) {
      expect(await rejection(writeOff(invoiceId, amountMinor, key))).to.include({ code: 'LEDGER_KEY_REUSED' });
    }
    expect(await openAmounts(app(), id)).to.deep.equal([[second.number, 12_100]]);
  });

  it('refuses a key that stands for a payment of other documents or another day, and for the refund of another payment', async () => {
    const { id } = await aCustomer(app());
    const [first, second] = [await anInvoice(app(), id), await anInvoice(app(), id)];
    const pay = (about: Partial<NewPayment>, idempotencyKey: string) =>
      app().write((tx) =>
        app()
          .container.resolve(PAYMENT_SERVICE)
          .record(tx, { customerId: id, amountMinor: 12_100, method: 'cash', ...about }, { idempotencyKey }),
      );
    const ofSecond = { documentIds: [second.number], valueDate: '2026-11-04', reference: 'slip 1' };
    const payment = await pay(ofSecond, 'a');
    expect((await pay(ofSecond, 'a')).id).to.equal(payment.id);
    for (const other of [{ documentIds: [first.number] }, { valueDate: '2026-11-03' }, { reference: 'slip 2' }]) {
      expect(await rejection(pay({ ...ofSecond, ...other }, 'a'))).to.include({ code: 'LEDGER_KEY_REUSED' });
    }
    const later = await pay({}, 'b');
    await refund(id, 500, payment.id, 'r');
    expect(await rejection(refund(id, 500, later.id, 'r'))).to.include({ code: 'LEDGER_KEY_REUSED' });
    expect(await balanceOf(app(), id)).to.equal(-500);
  });

  it('makes the invoice of a pro-forma when it is paid', async () => {
    const { id } = await aCustomer(app());
    const proforma = await anInvoice(app(), id, { kind: 'proforma' });
    expect(await rejection(aPayment(app(), id, 12_000, [proforma.id]))).to.include({ code: 'PROFORMA_NOT_COVERED' });
    await aPayment(app(), id, 12_100, [proforma.id]);
    const [invoice] = await app().view((tx) => app().container.resolve(DOCUMENT_SERVICE).related(tx, proforma.id));
    expect(invoice).to.include({ kind: 'invoice', totalMinor: 12_100 });
    expect([await balanceOf(app(), id), await openAmounts(app(), id)]).to.deep.equal([0, []]);
  });

  it('pays the pro-forma that it names and no older invoice', async () => {
    const { id } = await aCustomer(app());
    const older = await anInvoice(app(), id);
    const proforma = await anInvoice(app(), id, { kind: 'proforma' });
    await aPayment(app(), id, 12_100, [proforma.id]);
    expect([await openAmounts(app(), id), await balanceOf(app(), id)]).to.deep.equal([[[older.number, 12_100]], -12_100]);
    expect((await app().verifyBooks()).findings).to.deep.equal([]);
  });

  it('confirms a payment by one receipt', async () => {
    const { id } = await aCustomer(app());
    const payment = await aPayment(app(), id, 500);
    const receipt = () => app().write((tx) => followUps().receipt(tx, payment, 'Payment, cash'));
    const first = await receipt();
    expect(first).to.include({ number: 'R2026000001', totalMinor: 500, paymentId: payment.id });
    expect((await receipt()).id).to.equal(first.id);
  });

  it('takes a reference from outside once', async () => {
    const { id } = await aCustomer(app());
    const pay = (amountMinor: number, key: string) =>
      app().write((tx) =>
        app()
          .container.resolve(PAYMENT_SERVICE)
          .record(tx, { customerId: id, amountMinor, method: 'bank', reference: 'line 17' }, { idempotencyKey: key }),
      );
    const first = await pay(500, 'a');
    expect((await pay(500, 'a')).id).to.equal(first.id);
    expect((await pay(500, 'b')).id).to.equal(first.id);
    expect(await rejection(pay(600, 'c'))).to.include({ code: 'PAYMENT_REFERENCE_TAKEN' });
    expect(await balanceOf(app(), id)).to.equal(500);
  });

  it('keeps the books sound whatever is done in whatever order', async function soundness() {
    this.timeout(60_000);
    const operation = fc.record({
      what: fc.constantFrom('invoice', 'pay', 'cancel', 'refund', 'credit', 'part', 'writeOff'),
      amount: fc.integer({ min: 1, max: 20_000 }),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 12 }), async (operations) => {
        const { id } = await aCustomer(app());
        for (const [index, { what, amount }] of operations.entries()) {
          const key = `law:${++run}:${index}`;
          const payments = await app().view((tx) => app().container.resolve(PAYMENT_SERVICE).ofCustomer(tx, id, 50));
          const payment = payments[amount % (payments.length || 1)];
          const { documents } = await app().view((tx) =>
            app().container.resolve(DOCUMENT_SERVICE).search(tx, { customerId: id, kind: 'invoice', page: 1, pageSize: 50 }),
          );
          const invoice = documents[amount % (documents.length || 1)];
          const attempt = {
            invoice: () => anInvoice(app(), id, { lines: [aLine({ unitPriceMinor: amount })] }),
            pay: () => aPayment(app(), id, amount),
            cancel: () => payment && cancel(payment.id),
            refund: () => refund(id, amount, amount % 2 === 0 ? payment?.id : undefined, key),
            credit: () => invoice && credit(invoice.id, undefined, key),
            part: () => invoice && credit(invoice.id, [{ line: 0, grossMinor: amount }], key),
            writeOff: () => invoice && app().write((tx) => followUps().writeOff(tx, invoice.id, { reason: 'x' }, { idempotencyKey: key })),
          }[what] as () => Promise<unknown> | undefined;
          try {
            await attempt();
          } catch (error) {
            expect(error).to.have.property('kind', 'refused');
          }
        }
        const report = await app().verifyBooks();
        expect(report.findings).to.deep.equal([]);
        const openMinor = (await openAmounts(app(), id)).reduce((sum, [, open]) => sum + open, 0);
        expect(openMinor === 0 || (await balanceOf(app(), id)) + openMinor <= 0).to.equal(true);
      }),
      { numRuns: 4 },
    );
  });
});
