import {
  aTax,
  BILL_SERVICE,
  DOCUMENT_SETTINGS_SERVICE,
  forEachApplication,
  ONE_TIME_ITEM_SERVICE,
  reportUsage,
  SERVICE_SERVICE,
} from '@tapline/core/testing';
import { expect } from 'chai';
import { CappedLine, GB, ON_CREDIT } from './capped-line.js';

const SETTINGS = { amount: '10 GB', steps: ['100% charge 1.21 per 1 GB'] };

forEachApplication('Over-use that is charged', '2026-11-02T09:00:00Z', (app) => {
  const invoices = async ({ customerId }: CappedLine): Promise<readonly (readonly [number, number])[]> => {
    const rows = (await app().view((tx) => tx.sql('document').where({ customer_id: customerId }).orderBy('issued_at_ms'))) as Record<
      string,
      unknown
    >[];
    return rows.map((row) => [Number(row.total_minor), Number(row.tax_minor)]);
  };

  const waitingItems = async ({ customerId }: CappedLine): Promise<readonly number[]> => {
    const rows = (await app().view((tx) => tx.sql('billing_item').where({ customer_id: customerId, state: 'waiting' }))) as Record<
      string,
      unknown
    >[];
    return rows.map((row) => Number(row.unit_price_minor));
  };

  async function taxed(): Promise<void> {
    await aTax(app());
    await app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode: 'standard' }));
  }

  it('is taken from the balance as it begins, and has an invoice with its tax when the period is over', async () => {
    await taxed();
    const line = await CappedLine.on(app(), SETTINGS, ON_CREDIT);
    await line.carries(11n * GB);
    await line.carries(GB);
    expect([await line.balance(), await invoices(line)]).to.deep.equal([-242, []]);
    await app().moveTo('2026-12-01T00:30:00Z');
    expect([await line.balance(), await invoices(line)]).to.deep.equal([-242, [[242, 42]]]);
    await app().moveTo('2026-12-02T00:30:00Z');
    expect(await invoices(line)).to.have.length(1);
  });

  it('is one item of the next bill for who gets bills, and what comes after that bill is on the one that follows', async () => {
    const line = await CappedLine.on(app(), SETTINGS, { billingType: 'recurring' });
    await line.carries(11n * GB);
    expect(await waitingItems(line)).to.deep.equal([121]);
    await line.carries(2n * GB);
    expect([await line.balance(), await waitingItems(line)]).to.deep.equal([0, [363]]);
    const [bill] = await app().write((tx) => app().container.resolve(BILL_SERVICE).billNow(tx, line.customerId));
    expect(bill?.lines.map(({ grossMinor }) => grossMinor)).to.include(363);
    await line.carries(GB);
    expect(await waitingItems(line)).to.deep.equal([121]);
  });

  it('is charged for the period in which it flowed, though it is reported when that is over', async () => {
    const line = await CappedLine.on(app(), SETTINGS, ON_CREDIT);
    await line.carries(10n * GB);
    await app().moveTo('2026-11-30T22:57:00Z');
    const session = { login: line.login, sessionId: 'over midnight' };
    await reportUsage(app(), [{ ...session, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    await app().moveTo('2026-11-30T23:02:00Z');
    await reportUsage(app(), [{ ...session, kind: 'stop', seconds: 300, downloadOctets: 5n * GB }]);
    await app().settle();
    await app().moveTo('2026-11-30T23:16:00Z');
    expect([await line.balance(), await invoices(line)]).to.deep.equal([-363, [[363, 0]]]);
  });

  it('is charged for each of the days over which a session went that told nothing before its end', async () => {
    const line = await CappedLine.on(app(), { ...SETTINGS, amount: '1 GB', period: 'day' }, ON_CREDIT);
    const session = { login: line.login, sessionId: 'five days' };
    await reportUsage(app(), [{ ...session, kind: 'start', seconds: 0, downloadOctets: 0n }]);
    // 1 GB an hour, and 24 on each whole day.
    await app().moveTo('2026-11-07T09:00:00Z');
    await reportUsage(app(), [{ ...session, kind: 'stop', seconds: 5 * 86_400, downloadOctets: 120n * GB }]);
    await app().settle();
    expect(await line.balance()).to.equal(-121 * (120 - 6));
  });

  it('is charged for what the last session brings after the service was stopped', async () => {
    const line = await CappedLine.on(app(), SETTINGS, ON_CREDIT);
    await line.downloads(10n * GB);
    const { container } = app();
    await app().write((tx) => container.resolve(SERVICE_SERVICE).change(tx, line.serviceId, { status: 'stopped' }));
    await app().settle();
    await line.downloads(GB);
    expect(await invoices(line), 'none is issued where traffic is read').to.deep.equal([]);
    await app().moveTo(app().nowMs + 900_000);
    expect([await line.balance(), await invoices(line)]).to.deep.equal([-121, [[121, 0]]]);
    await app().moveTo(app().nowMs + 900_000);
    expect(await invoices(line)).to.have.length(1);
  });

  it('is owed by an invoice that is due, for who is charged by hand', async () => {
    await taxed();
    const line = await CappedLine.on(app(), SETTINGS);
    await line.carries(12n * GB);
    expect([await line.balance(), await invoices(line)]).to.deep.equal([0, []]);
    await app().moveTo('2026-12-01T00:30:00Z');
    expect(await invoices(line)).to.deep.equal([[242, 42]]);
    const [issued] = await app().view((tx) => tx.sql('document').where({ customer_id: line.customerId }));
    expect({ ...issued, is_already_charged: Number(issued.is_already_charged) }).to.include({
      is_already_charged: 0,
      due_date: '2026-12-15',
    });
    expect(await line.balance()).to.equal(-242);
  });

  it('does not come back on the bill once an admin has taken it back', async () => {
    const line = await CappedLine.on(app(), SETTINGS, { billingType: 'recurring' });
    await line.carries(12n * GB);
    const items = app().container.resolve(ONE_TIME_ITEM_SERVICE);
    const [item] = await app().view((tx) => items.waiting(tx, line.customerId));
    await app().write((tx) => items.cancel(tx, item?.id ?? ''));
    await line.carries(GB);
    expect(await waitingItems(line)).to.deep.equal([121]);
  });

  it('is charged whatever the lengths of the names of plan and line', async () => {
    const names = { billingType: 'recurring', name: 'p'.repeat(100), login: 'l'.repeat(190) };
    const line = await CappedLine.on(app(), SETTINGS, names);
    await line.carries(11n * GB);
    await line.carries(GB);
    expect(await waitingItems(line)).to.deep.equal([242]);
  });

  it('is not charged for hours that cost nothing, when only days are known of them', async () => {
    const line = await CappedLine.on(app(), { ...SETTINGS, windows: ['daily 8-24 0'] }, ON_CREDIT);
    await line.carries(15n * GB);
    expect(await invoices(line)).to.deep.equal([]);
    app().jumpTo('2027-03-05T12:00:00Z');
    await app().moveTo('2027-03-05T12:30:00Z');
    expect([await line.balance(), await invoices(line)]).to.deep.equal([0, []]);
  });
});
