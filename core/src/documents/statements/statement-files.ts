import { type Company, createToken, decimalAmount, type LocalDate, type NotificationFile, type Transaction } from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import type { LedgerService } from '../../ledger/ledger-service.js';
import { type CsvCell, toCsv } from '../../reports/csv.js';
import type { DocumentSettingsService } from '../document-settings-service.js';
import { statementLines } from './statement-lines.js';
import { renderStatementPdf } from './statement-pdf.js';

interface Period {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** A customer's account between two days, as files. */
export class StatementFiles {
  constructor(
    private readonly parts: {
      readonly ledger: LedgerService;
      readonly customers: CustomerService;
      readonly settings: DocumentSettingsService;
      readonly company: Company;
    },
  ) {}

  async pdf(tx: Transaction, customerId: string, period: Period): Promise<NotificationFile> {
    const { ledger, customers, settings, company } = this.parts;
    const customer = await customers.get(tx, customerId);
    const statement = await ledger.accountStatement(tx, customerId, period);
    const { issuer } = await settings.read(tx);
    const { currency, locale } = company;
    const content = await renderStatementPdf({ issuer, customer, statement, currency, locale });
    return { filename: filename(customer.number, period, 'pdf'), contentType: 'application/pdf', content };
  }

  async csv(tx: Transaction, customerId: string, period: Period): Promise<NotificationFile> {
    const { ledger, customers, company } = this.parts;
    const { number } = await customers.get(tx, customerId);
    const statement = await ledger.accountStatement(tx, customerId, period);
    const amount = (amountMinor: number): CsvCell => ({ number: decimalAmount(amountMinor, company.currency) });
    const words = (text: string): CsvCell => ({ text });
    const before = [words(''), words(''), words('Balance before'), words(''), amount(statement.openingMinor)];
    const rows = statementLines(statement).map(({ date, valueDate, title, amountMinor, balanceMinor }) => [
      words(date),
      words(valueDate ?? ''),
      words(title),
      amount(amountMinor),
      amount(balanceMinor),
    ]);
    const content = Buffer.from(toCsv([['Date', 'Value date', 'What', 'Amount', 'Balance'].map(words), before, ...rows]));
    return { filename: filename(number, period, 'csv'), contentType: 'text/csv; charset=utf-8', content };
  }
}

export const STATEMENT_FILES = createToken<StatementFiles>('core.statement-files');

function filename(customerNumber: number, { from, to }: Period, suffix: string): string {
  return `statement-${customerNumber}-${from}-${to}.${suffix}`;
}
