import type { JournalEntry } from '@tapline/sdk';
import { expect } from 'chai';
import { AUDIT_LOG } from '../../kernel/audit/audit-log.js';
import { sqlOf } from '../../kernel/database/database-transaction.js';
import { PAYMENT_SERVICE } from '../../payments/payment-service.js';
import { aCustomer, anInvoice, aPayment, aTax, balanceOf, forEachApplication, rejection } from '../../testing/index.js';
import { LEDGER_SERVICE } from '../ledger-service.js';
import { MONTH_CLOSING } from './month-closing-service.js';

forEachApplication('Closing a month', '2026-10-20T08:00:00Z', (app) => {
  const closing = () => app().container.resolve(MONTH_CLOSING);
  const ledger = () => app().container.resolve(LEDGER_SERVICE);
  const close = (month: string) => app().write((tx) => closing().close(tx, month));
  const reopen = (month: string, reason = 'an invoice was missing') => app().write((tx) => closing().reopen(tx, month, reason));
  const months = async () => (await app().view((tx) => closing().list(tx))).map(({ month, entryCount }) => `${month} ${entryCount}`);
  const chargeOn = (customerId: string, date: string, idempotencyKey: string): Promise<JournalEntry> => {
    const postings = [{ debit: { customerId }, credit: { code: 'revenue.internet' }, amountMinor: 133 }];
    return app().write((tx) => ledger().post(tx, { kind: 'test', description: 'Day', customerId, date, postings }, { idempotencyKey }));
  };

  it('goes month by month once each is over, keeps what it held, and says what comes next', async () => {
    const { id } = await aCustomer(app());
    await chargeOn(id, '2026-08-03', 'early');
    await aPayment(app(), id, 2000);
    expect((await rejection(close('2026-10'))).code).to.equal('LEDGER_MONTH_NOT_OVER');
    expect((await rejection(close('2026-13'))).code).to.equal('LEDGER_MONTH_WRONG');
    const august = await close('2026-08');
    expect(august).to.deep.include({ from: null, through: '2026-08-31', entryCount: 1, closedBy: 'Test' });
    expect(august.turnover).to.deep.equal([
      { account: 'customers', debitMinor: 133, creditMinor: 0 },
      { account: 'revenue.internet', debitMinor: 0, creditMinor: 133 },
    ]);
    expect(await close('2026-08')).to.deep.equal(august);
    await app().moveTo('2026-11-01T00:30:00+01:00');
    expect((await rejection(close('2026-10'))).code).to.equal('LEDGER_MONTH_OUT_OF_ORDER');
    await close('2026-09');
    expect(await app().view((tx) => closing().next(tx))).to.deep.include({ month: '2026-10', isOver: true, entryCount: 1 });
    await close('2026-10');
    expect(await months()).to.deep.equal(['2026-10 1', '2026-09 0', '2026-08 1']);
    expect(await app().view((tx) => closing().next(tx))).to.deep.include({ month: '2026-11', isOver: false });
  });

  it('lets what comes late count today and keep its day, and leaves balances and statements of the month as they were', async () => {
    const { id } = await aCustomer(app());
    await aPayment(app(), id, 2000);
    await chargeOn(id, '2026-10-19', 'day-1');
    await app().moveTo('2026-11-03T08:00:00Z');
    const october = { from: '2026-10-01', to: '2026-10-31' };
    const past = () =>
      app().view(async (tx) => ({
        balance: await ledger().balanceAsOf(tx, id, '2026-10-31'),
        statement: await ledger().accountStatement(tx, id, october),
      }));
    await close('2026-10');
    const before = await past();
    expect(before.balance).to.equal(1867);
    const late = await chargeOn(id, '2026-10-20', 'day-2');
    expect(late).to.include({ date: '2026-11-03', valueDate: '2026-10-20' });
    expect(await chargeOn(id, '2026-10-20', 'day-2')).to.deep.equal(late);
    const draft = { customerId: id, amountMinor: 500, method: 'bank', reference: 'line 7', valueDate: '2026-10-30' };
    const payment = await app().write((tx) => app().container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey: 'bank file' }));
    expect(payment).to.include({ date: '2026-11-03', valueDate: '2026-10-30' });
    expect(await past()).to.deep.equal(before);
    expect(await balanceOf(app(), id)).to.equal(2234);
  });

  it('counts a payment on its value date while the month is open, and never later than today', async () => {
    const { id } = await aCustomer(app());
    const pay = (valueDate: string) => {
      const draft = { customerId: id, amountMinor: 500, method: 'bank', valueDate };
      return app().write((tx) => app().container.resolve(PAYMENT_SERVICE).record(tx, draft, { idempotencyKey: valueDate }));
    };
    expect(await pay('2026-10-02')).to.include({ date: '2026-10-02', valueDate: '2026-10-02' });
    expect((await rejection(pay('2026-10-21'))).code).to.equal('LEDGER_DATE_IN_FUTURE');
  });

  it('has no document issued into it, by the ledger and by the database itself', async () => {
    await aTax(app());
    const { id } = await aCustomer(app());
    await anInvoice(app(), id);
    await app().moveTo('2026-11-03T08:00:00Z');
    await close('2026-10');
    expect((await rejection(anInvoice(app(), id, { issueDate: '2026-10-31' }))).code).to.equal('LEDGER_MONTH_CLOSED');
    await anInvoice(app(), id, { issueDate: '2026-11-01' });
    for (const [table, number] of [
      ['journal_entry', {}],
      ['document', { series_number: 99, number: '99' }],
    ] as const) {
      const forged = app().write(async (tx) => {
        const { sequence: _, ...row } = (await sqlOf(tx)(table).orderBy('id').first()) as Record<string, unknown>;
        await sqlOf(tx)(table).insert({ ...row, ...number, id: 'forged'.padEnd(26, '0'), idempotency_key: 'forged' });
      });
      const message = await forged.then(
        () => 'accepted',
        (error: Error) => error.message,
      );
      expect(message, table).to.include('the month is closed');
    }
  });

  it('opens again only from the latest back, with a reason that the audit log keeps', async () => {
    const { id } = await aCustomer(app());
    await chargeOn(id, '2026-08-03', 'early');
    await close('2026-08');
    await close('2026-09');
    expect((await rejection(reopen('2026-08'))).code).to.equal('LEDGER_MONTH_OUT_OF_ORDER');
    expect((await rejection(reopen('2026-10'))).code).to.equal('LEDGER_MONTH_NOT_CLOSED');
    expect((await rejection(reopen('2026-09', ' '))).code).to.equal('LEDGER_REOPEN_REASON_MISSING');
    await reopen('2026-09');
    expect(await months()).to.deep.equal(['2026-08 1']);
    expect((await chargeOn(id, '2026-09-10', 'september')).date).to.equal('2026-09-10');
    expect((await chargeOn(id, '2026-08-10', 'august')).date).to.equal('2026-10-20');
    const records = await app().view((tx) => app().container.resolve(AUDIT_LOG).latest(tx, { subject: 'month:2026-09', limit: 5 }));
    expect(records.map(({ action }) => action)).to.have.members(['ledger.close', 'ledger.reopen']);
    expect(records.find(({ action }) => action === 'ledger.reopen')?.details).to.deep.equal({ reason: 'an invoice was missing' });
  });

  it('waits for what is being posted into it, and takes it along', async () => {
    const { id } = await aCustomer(app());
    await chargeOn(id, '2026-08-03', 'first');
    const postings = [{ debit: { customerId: id }, credit: { code: 'revenue.internet' }, amountMinor: 7 }];
    let closed: Promise<unknown> = Promise.resolve();
    await app().write(async (tx) => {
      const draft = { kind: 'test', description: 'Slow', customerId: id, date: '2026-08-04', postings };
      await ledger().post(tx, draft, { idempotencyKey: 'slow' });
      closed = close('2026-08');
      // Time for it to come as far as it can.
      for (let turn = 0; turn < 50; turn++) await tx.sql.raw('SELECT 1');
    });
    await closed;
    expect(await months()).to.deep.equal(['2026-08 2']);
  });

  it('is found changed where an entry was put into it past the guards', async () => {
    const { id } = await aCustomer(app());
    await chargeOn(id, '2026-09-03', 'early');
    await close('2026-09');
    await app().write((tx) => sqlOf(tx)('ledger_closing').update({ closed_through: '2026-08-31' }));
    await chargeOn(id, '2026-09-04', 'smuggled');
    const { findings } = await app().verifyBooks();
    expect(findings.map(({ place }) => place)).to.deep.equal(['month 2026-09', 'month 2026-09', 'month 2026-09', 'closed months']);
    expect(findings[0]?.problem).to.equal('2 entries are dated into it; it was closed with 1');
    // The books of this test are mended, or its end would find them damaged.
    await app().write((tx) => sqlOf(tx)('ledger_closing').update({ closed_through: '2026-09-30' }));
    await reopen('2026-09');
  });
});
