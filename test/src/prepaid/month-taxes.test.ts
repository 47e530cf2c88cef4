import {
  aTax,
  DOCUMENT_SETTINGS_SERVICE,
  forEachApplication,
  MONTH_CLOSING,
  REPORT_SERVICE,
  sqlOf,
  TAX_SERVICE,
} from '@tapline/core/testing';
import type { DocumentLine } from '@tapline/sdk';
import { expect } from 'chai';
import { PrepaidStory } from './prepaid-story.js';

forEachApplication('The tax of a prepaid month', '2026-11-01T08:00:00Z', (app) => {
  const story = new PrepaidStory(app);

  const paidLine = async (amountMinor: number, settings: Readonly<Record<string, unknown>> = {}) => {
    const line = await story.line((await story.customer(settings)).id, { name: 'Internet 5M' });
    await story.pay(line.customerId, amountMinor);
    return line;
  };
  const define = (code: string, percent: number, validFrom = '2020-01-01') =>
    app().write((tx) =>
      app()
        .container.resolve(TAX_SERVICE)
        .define(tx, { code, title: `VAT ${percent} %`, ratePartsPerMillion: percent * 10_000, validFrom }),
    );
  const companyTax = (defaultTaxCode: string | null) =>
    app().write((tx) => app().container.resolve(DOCUMENT_SETTINGS_SERVICE).write(tx, { defaultTaxCode }));
  /** `Internet 5M 2026-11-01–2026-11-15 2000 at 21 %, internet`. */
  const lineText = ({ description, periodFrom, periodTo, grossMinor, ratePartsPerMillion, taxCode, revenue }: DocumentLine): string =>
    `${description} ${periodFrom}–${periodTo} ${grossMinor} at ${taxCode === null ? 'no tax' : `${ratePartsPerMillion / 10_000} %`}, ${revenue}`;
  const lines = async (customerId: string): Promise<readonly string[]> =>
    (await story.wholeDocuments(customerId)).flatMap((document) => document.lines.map((line) => `${document.kind}: ${lineText(line)}`));
  /** What is on the company's accounts, but for the bank's. */
  const accounts = async (): Promise<Readonly<Record<string, number>>> => {
    const rows = await app().view((tx) => sqlOf(tx)('posting').select('debit_account', 'credit_account', 'amount_minor'));
    const sums = new Map<string, number>();
    for (const row of rows) {
      sums.set(row.credit_account, (sums.get(row.credit_account) ?? 0) + Number(row.amount_minor));
      sums.set(row.debit_account, (sums.get(row.debit_account) ?? 0) - Number(row.amount_minor));
    }
    return Object.fromEntries(sums);
  };
  const nextMonth = async (): Promise<void> => {
    await story.moveToDay('2026-11-30');
    await story.moveToDay('2026-12-01');
  };
  const booksHold = async (): Promise<void> => void expect((await app().verifyBooks()).findings).to.deep.equal([]);

  it('is booked in the month that has charged it, and on the day of the document where that month is closed', async () => {
    await aTax(app());
    await companyTax('standard');
    const { customerId } = await paidLine(20_000);
    const earned = async (): Promise<readonly (readonly unknown[])[]> => {
      const reports = app().container.resolve(REPORT_SERVICE);
      const report = reports.report('revenue');
      const period = reports.period(report, { from: '2026-11-01', to: '2027-01-31' });
      const { rows } = await app().view((tx) => report.page(tx, period, { limit: 100, offset: 0 }));
      return rows.map(({ month, what, netMinor, taxMinor }) => [month, what, netMinor, taxMinor]);
    };
    await nextMonth();
    expect((await earned()).filter(([month]) => month === '2026-11')).to.deep.equal([
      ['2026-11', 'Internet', 3306, 0],
      ['2026-11', 'Tax standard, 21 %', 0, 694],
    ]);
    expect((await story.wholeDocuments(customerId)).map(({ issueDate, supplyDate }) => [issueDate, supplyDate])).to.deep.equal([
      ['2026-12-01', '2026-11-30'],
    ]);
    await booksHold();
    await story.moveToDay('2026-12-31');
    await story.setAddon('disabled');
    await story.moveToDay('2027-01-01');
    await app().write(async (tx) => {
      for (const month of ['2026-11', '2026-12']) await app().container.resolve(MONTH_CLOSING).close(tx, month);
    });
    await story.setAddon('enabled');
    await story.moveToDay('2027-01-02');
    expect((await earned()).filter(([, what]) => what !== 'Internet')).to.deep.equal([
      ['2027-01', 'Tax standard, 21 %', 0, 694],
      ['2026-11', 'Tax standard, 21 %', 0, 694],
    ]);
    await booksHold();
  });

  it('is that of the plan, and so is the account of its revenue', async () => {
    await aTax(app());
    await companyTax('standard');
    await define('reduced', 12);
    const { id: customerId } = await story.customer({ charging: 'month' });
    await story.pay(customerId, 4000);
    await story.line(customerId, { name: 'Television', taxCode: 'reduced', revenue: 'recurring' });
    expect(await accounts()).to.include({ 'revenue.recurring': 4000 });
    await nextMonth();
    expect(await lines(customerId)).to.deep.equal(['invoice: Television 2026-11-01–2026-11-30 4000 at 12 %, recurring']);
    expect(await accounts()).to.include({ 'revenue.recurring': 3571, 'tax.reduced.12': 429 });
    await booksHold();
  });

  it('is that of each day where the rate has changed within the month, whenever the rate was entered', async () => {
    await aTax(app());
    await companyTax('standard');
    const { customerId } = await paidLine(4000);
    await story.moveToDay('2026-11-20');
    await define('standard', 23, '2026-11-16');
    await nextMonth();
    expect(await lines(customerId)).to.deep.equal([
      'invoice: Internet 5M 2026-11-01–2026-11-15 2000 at 21 %, internet',
      'invoice: Internet 5M 2026-11-16–2026-11-30 2000 at 23 %, internet',
    ]);
    await booksHold();
  });

  it('goes back as it was charged, when the rate has changed in between', async () => {
    await aTax(app());
    await companyTax('standard');
    await story.moveToDay('2026-11-20');
    const { id, customerId } = await paidLine(4000, { charging: 'month' });
    await define('standard', 23, '2026-12-01');
    await story.moveToDay('2026-12-01');
    await story.changeLine(id, { status: 'stopped' });
    await story.moveToDay('2027-01-01');
    expect(await lines(customerId)).to.deep.equal([
      'invoice: Internet 5M 2026-11-20–2026-12-19 4000 at 21 %, internet',
      'credit-note: Internet 5M 2026-12-02–2026-12-19 2400 at 21 %, internet',
    ]);
    await booksHold();
  });

  it('is none on days before a tax was introduced', async () => {
    const { customerId } = await paidLine(4000);
    await story.moveToDay('2026-11-10');
    await define('standard', 21, '2026-11-16');
    await companyTax('standard');
    await nextMonth();
    expect(await lines(customerId)).to.deep.equal([
      'invoice: Internet 5M 2026-11-01–2026-11-15 2000 at no tax, internet',
      'invoice: Internet 5M 2026-11-16–2026-11-30 2000 at 21 %, internet',
    ]);
    await booksHold();
  });

  it('is none on days on which the company had none, where the rate is older', async () => {
    await aTax(app());
    const { customerId } = await paidLine(4000);
    await story.moveToDay('2026-11-15');
    await companyTax('standard');
    await nextMonth();
    expect(await lines(customerId)).to.deep.equal([
      'invoice: Internet 5M 2026-11-01–2026-11-15 2000 at no tax, internet',
      'invoice: Internet 5M 2026-11-16–2026-11-30 2000 at 21 %, internet',
    ]);
  });

  it('stands on a line for each plan', async () => {
    const { id, customerId } = await paidLine(10_000);
    const { planId: dearer } = await story.line((await story.customer()).id, { name: 'Faster', priceMinor: 8000 });
    await story.moveToDay('2026-11-15');
    await story.changeLine(id, { planId: dearer });
    await nextMonth();
    expect(await lines(customerId)).to.deep.equal([
      'invoice: Internet 5M 2026-11-01–2026-11-15 2000 at no tax, internet',
      'invoice: Faster 2026-11-16–2026-11-30 4000 at no tax, internet',
    ]);
  });
});
