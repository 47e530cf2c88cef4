import { expect } from 'chai';
import { sqlOf } from '../kernel/database/database-transaction.js';
import { PAYMENT_SERVICE } from '../payments/payment-service.js';
import { REFUND_SERVICE } from '../payments/refund-service.js';
import {
  ACCESS_SERVICE,
  aCustomer,
  aLine,
  anInvoice,
  aPayment,
  aPlan,
  aService,
  aTax,
  balanceOf,
  forEachApplication,
  reportUsage,
  type TestApplication,
} from '../testing/index.js';
import type { ReportPage } from './report.js';
import { REPORT_SERVICE, type ReportService } from './report-service.js';

const ALL = { limit: 100, offset: 0 };

forEachApplication('the reports', '2026-01-05T08:00:00Z', (app) => {
  const reports = (): ReportService => app().container.resolve(REPORT_SERVICE);

  function read(id: string, asked: { from?: string; to?: string } = {}, part = ALL): Promise<ReportPage> {
    const report = reports().report(id);
    return app().view((tx) => report.page(tx, reports().period(report, asked), part));
  }

  it('say what is open by how long it has been due, as it was on any day, and foot with the balances', async () => {
    await aTax(app());
    const [late, later] = [await aCustomer(app(), { name: 'Late' }), await aCustomer(app(), { name: 'Later' })];
    await anInvoice(app(), late.id, { dueDate: '2026-01-10' });
    await anInvoice(app(), later.id, { dueDate: '2026-03-31' });
    app().jumpTo('2026-02-20T08:00:00Z');
    await aPayment(app(), late.id, 2_100);

    const now = await read('open-invoices');
    expect(
      now.rows.map(({ customerName, overdue60Minor, notDueMinor, openMinor }) => [customerName, overdue60Minor, notDueMinor, openMinor]),
    ).to.deep.equal([
      ['Later', 0, 12_100, 12_100],
      ['Late', 10_000, 0, 10_000],
    ]);
    expect([now.total, now.sums?.openMinor, now.sums?.invoices]).to.deep.equal([2, 22_100, 2]);
    expect(now.sums?.openMinor).to.equal(-(await balanceOf(app(), late.id)) - (await balanceOf(app(), later.id)));

    const before = await read('open-invoices', { to: '2026-02-01' });
    expect(before.rows.map(({ openMinor, overdue30Minor }) => [openMinor, overdue30Minor])).to.deep.equal([
      [12_100, 12_100],
      [12_100, 0],
    ]);
    expect((await read('open-invoices', { to: '2026-01-04' })).rows).to.deep.equal([]);
    expect((await read('open-invoices', {}, { limit: 1, offset: 1 })).rows.map(({ customerName }) => customerName)).to.deep.equal(['Late']);
  });

  it('say what was earned and owed in tax, as the ledger has it', async () => {
    await aTax(app());
    const { id } = await aCustomer(app());
    await anInvoice(app(), id);
    app().jumpTo('2026-02-03T08:00:00Z');
    await anInvoice(app(), id, { lines: [aLine({ revenue: 'one-time', isTaxIncluded: false, unitPriceMinor: 5_000 })] });

    const { rows, sums } = await read('revenue', { from: '2026-01-01', to: '2026-02-28' });
    expect(rows.map(({ month, what, netMinor, taxMinor }) => [month, what, netMinor, taxMinor])).to.deep.equal([
      ['2026-02', 'One-time items', 5_000, 0],
      ['2026-02', 'Tax standard, 21 %', 0, 1_050],
      ['2026-01', 'Internet', 10_000, 0],
      ['2026-01', 'Tax standard, 21 %', 0, 2_100],
    ]);
    const moved = await app().view(async (tx) => {
      const side = (account: string) =>
        sqlOf(tx)('posting').where(account, 'like', 'revenue.%').orWhere(account, 'rounding').sum({ total: 'amount_minor' });
      const [credit] = (await side('credit_account')) as Record<string, unknown>[];
      const [debit] = (await side('debit_account')) as Record<string, unknown>[];
      return Number(credit?.total ?? 0) - Number(debit?.total ?? 0);
    });
    expect(sums?.netMinor).to.equal(moved);
    expect((await read('revenue', { from: '2026-02-01', to: '2026-02-02' })).rows).to.deep.equal([]);
  });

  it('say what came in and went back by method, each in its month: one that is over stays as it is, and as the ledger has it', async () => {
    const { id } = await aCustomer(app());
    const record = (amountMinor: number, method: string, key: string) =>
      app().write((tx) =>
        app().container.resolve(PAYMENT_SERVICE).record(tx, { customerId: id, amountMinor, method }, { idempotencyKey: key }),
      );
    const refunds = app().container.resolve(REFUND_SERVICE);
    await record(10_000, 'cash', 'a');
    const bank = await record(5_000, 'bank', 'b');
    const returned = await record(900, 'bank', 'c');
    const january = ['2026-01', 'Bank transfer', 2, 5_900, 0, 0, 5_900];
    const shown = async (asked = {}) =>
      (await read('payments', asked)).rows.map((row) => [
        row.month,
        row.method,
        row.payments,
        row.receivedMinor,
        row.cancelledMinor,
        row.refundedMinor,
        row.netMinor,
      ]);
    expect((await shown())[0]).to.deep.equal(january);
    app().jumpTo('2026-03-03T08:00:00Z');
    await app().write((tx) => refunds.cancel(tx, returned.id, 'returned by the bank'));
    const draft = { customerId: id, paymentId: bank.id, amountMinor: 2_000, method: 'bank' };
    await app().write((tx) => refunds.refund(tx, draft, { idempotencyKey: 'r' }));

    expect(await shown()).to.deep.equal([
      ['2026-03', 'Bank transfer', 0, 0, 900, 2_000, -2_900],
      january,
      ['2026-01', 'Cash', 1, 10_000, 0, 0, 10_000],
    ]);
    expect(await shown({ from: '2026-01-01', to: '2026-01-31' })).to.deep.include(january);
    const { sums } = await read('payments');
    expect(sums).to.deep.equal({ payments: 3, receivedMinor: 15_900, cancelledMinor: 900, refundedMinor: 2_000, netMinor: 13_000 });
    expect(sums?.netMinor).to.equal(await balanceOf(app(), id));
  });

  it('say what recurring billing will ask for', async () => {
    const plan = await aPlan(app(), { priceMinor: 4_000 });
    const customer = await aCustomer(app(), { billingType: 'recurring', billingSettings: { anchorDay: 1 }, status: 'active' });
    await aService(app(), { customerId: customer.id, planId: plan.id });
    await app().settle();
    const { rows, total, sums } = await read('future-charges', { to: '2026-03-31' });
    expect([total, sums]).to.deep.equal([1, undefined]);
    expect(rows[0]).to.include({ customerName: customer.name, date: '2026-02-01', bills: 2, note: '' });
    expect((await read('future-charges', { to: '2026-01-31' })).rows).to.deep.equal([]);
  });

  it('say which lines are blocked, since when, why, and what their customers owe once', async () => {
    await aTax(app());
    const customer = await aCustomer(app(), { status: 'active' });
    const lines = [await aService(app(), { customerId: customer.id }), await aService(app(), { customerId: customer.id })];
    await aService(app());
    await anInvoice(app(), customer.id);
    for (const { id } of lines) await block(app(), id, 'over its cap');
    const { rows, sums, total } = await read('blocked');
    expect([total, sums?.owedMinor]).to.deep.equal([2, 12_100]);
    for (const row of rows) expect(row).to.include({ since: '2026-01-05', reason: 'over its cap', owedMinor: 12_100 });
  });

  it('say what flows over a line from the hour on in which it was shut, whatever is said of it since', async () => {
    const { id, login } = await aService(app());
    await block(app(), id, 'used 10 GB of 10 GB');
    const gb = 1_000_000_000n;
    for (const hour of [1, 2, 3]) {
      app().jumpTo(`2026-01-05T${String(8 + hour).padStart(2, '0')}:00:00Z`);
      await reportUsage(app(), [{ login, seconds: hour * 3_600, downloadOctets: BigInt(hour) * gb }]);
      await block(app(), id, `used ${10 + hour} GB of 10 GB`);
    }
    const { rows } = await read('unpaid-traffic', { from: '2026-01-05', to: '2026-01-05' });
    expect(rows.map(({ login: name, traffic, reason }) => [name, traffic, reason])).to.deep.equal([
      [login, '3.00 GB', 'used 13 GB of 10 GB'],
    ]);
  });

  it('say what has flowed over a line in all the times in which it was shut, also when it is open again', async () => {
    const gb = 1_000_000_000n;
    const { id, login } = await aService(app());
    const restrictions = app().container.resolve(ACCESS_SERVICE).restrictionsOf('test');
    const at = async (hour: number): Promise<void> => {
      app().jumpTo(`2026-01-05T${String(hour).padStart(2, '0')}:30:00Z`);
      await reportUsage(app(), [{ login, seconds: (hour - 8) * 3_600, downloadOctets: BigInt(hour - 8) * gb }]);
    };
    const leaks = async (from: string, to = from): Promise<unknown> =>
      (await read('unpaid-traffic', { from, to })).rows.map(({ login: name, traffic, reason }) => [name, traffic, reason]);
    await block(app(), id, 'used 10 GB of 10 GB');
    for (const hour of [9, 10, 11, 12]) await at(hour);
    // The hours in which it was shut and opened may hold what flowed while it was open.
    await app().write((tx) => restrictions.lift(tx, id));
    const opened = [[login, '3.50 GB', 'used 10 GB of 10 GB (until 2026-01-05)']];
    expect(await leaks('2026-01-05')).to.deep.equal(opened);
    await at(13);
    expect(await leaks('2026-01-05')).to.deep.equal(opened);
    await block(app(), id, 'unpaid');
    for (const hour of [14, 15, 16]) await at(hour);
    expect(await leaks('2026-01-05')).to.deep.equal([[login, '6.00 GB', 'unpaid']]);
    expect(await leaks('2026-01-01', '2026-01-04')).to.deep.equal([]);
  });

  it('share what a session without a service has carried among the days over which it went', async () => {
    const gb = 1_000_000_000n;
    app().jumpTo('2026-01-05T11:00:00Z');
    for (const login of ['nobody', 'no one']) await reportUsage(app(), [{ login, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    app().jumpTo('2026-01-05T13:00:00Z');
    await reportUsage(app(), [{ login: 'no one', kind: 'stop', seconds: 7_200, downloadOctets: 3n * gb }]);
    app().jumpTo('2026-01-06T11:00:00Z');
    await reportUsage(app(), [{ login: 'nobody', seconds: 86_400, downloadOctets: 24n * gb }]);
    const leaks = async (day: string): Promise<unknown> =>
      (await read('unpaid-traffic', { from: day, to: day })).rows.map(({ login, traffic, reason }) => [login, traffic, reason]);
    // The day ends in Prague.
    expect(await leaks('2026-01-05')).to.deep.equal([
      ['nobody', '12.00 GB', 'no service has this login; 1 session, shared by time with other days'],
      ['no one', '3.00 GB', 'no service has this login; 1 session'],
    ]);
    expect(await leaks('2026-01-06')).to.deep.equal([
      ['nobody', '12.00 GB', 'no service has this login; 1 session, shared by time with other days'],
    ]);
    expect(await leaks('2026-01-07')).to.deep.equal([]);
  });

  it('have the lines with the most traffic among more than they hold', async () => {
    const session = (login: string, octets: number) => ({
      id: login,
      identity: login,
      generation: 1,
      router_id: 'r',
      acct_session_id: '1',
      login,
      started_at_ms: app().nowMs,
      last_seen_ms: app().nowMs,
      stopped_at_ms: app().nowMs,
      session_seconds: 0,
      download_octets: octets,
      upload_octets: 0,
    });
    const many = Array.from({ length: 10_000 }, (_, index) => session(`a${index}`, 1));
    await app().write(({ sql }) => sql.batchInsert('radius_session', [...many, session('z', 2_000_000)], 300));
    const { rows } = await read('unpaid-traffic', {}, { limit: 1, offset: 0 });
    expect(rows[0]).to.include({ login: 'z', traffic: '2.00 MB' });
  });

  it('say what of traffic that nobody pays for is not kept any more', async () => {
    expect((await read('unpaid-traffic', { from: '2025-11-26' })).note).to.equal(undefined);
    expect((await read('unpaid-traffic', { from: '2025-11-25' })).note).to.equal(
      'What flowed over lines is kept by the hour since 2025-11-26: what is older is missing here.',
    );
    expect((await read('unpaid-traffic', { from: '2025-01-01' })).note).to.equal(
      'What flowed over lines is kept by the hour since 2025-11-26, and sessions that ended since 2025-06-29: what is older is missing here.',
    );
  });

  it('refuse a period that ends before it begins, and name the field', () => {
    const report = reports().report('revenue');
    expect(() => reports().period(report, { from: '2026-02-01', to: '2026-01-01' }))
      .to.throw('before it begins')
      .with.include({ code: 'REPORT_PERIOD_WRONG', field: 'to' });
    expect(() => reports().period(report, { to: '31.1.' })).to.throw('not a day');
    expect(() => reports().report('nothing')).to.throw('there is no report');
  });

  it('become files that hold every row, with names that spreadsheets do not run', async () => {
    await aTax(app());
    for (const name of ['=HYPERLINK("x")', 'Anna']) await anInvoice(app(), (await aCustomer(app(), { name })).id);
    const report = reports().report('open-invoices');
    const lines = (await app().view((tx) => reports().csv(tx, report, reports().period(report, {})))).split('\r\n');
    expect(lines[0]).to.equal('\uFEFFCustomer,Number,Invoices,Not due,1–30 days,31–60 days,61–90 days,Over 90 days,Open');
    expect(lines.filter((line) => line.includes(',121.00,')).length).to.equal(2);
    expect(lines.join('\n')).to.include(`"'=HYPERLINK(""x"")"`);
  });
});

function block(app: TestApplication, serviceId: string, reason: string): Promise<void> {
  const restrictions = app.container.resolve(ACCESS_SERVICE).restrictionsOf('test');
  return app.write((tx) => restrictions.set(tx, { serviceId, effect: { kind: 'block' }, reason }));
}
