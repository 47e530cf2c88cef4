import {
  type Company,
  createToken,
  decimalAmount,
  invalid,
  type LocalDate,
  notFound,
  parseLocalDate,
  type Transaction,
} from '@tapline/sdk';
import { type CsvCell, toCsv } from './csv.js';
import type { Report, ReportColumn, ReportPeriod, ReportRow } from './report.js';

/** As somebody asks for it; what is left out is the report's own default. */
export interface AskedPeriod {
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

const ROWS_AT_A_TIME = 5_000;

/** The reports there are, by page or whole as a file. */
export class ReportService {
  constructor(
    readonly reports: readonly Report[],
    private readonly company: Company,
  ) {}

  /** Throws `REPORT_UNKNOWN`. */
  report(id: string): Report {
    const report = this.reports.find((each) => each.id === id);
    if (report) return report;
    throw notFound('REPORT_UNKNOWN', `there is no report "${id}"; there are ${this.reports.map((each) => each.id).join(', ')}`);
  }

  /** Throws `REPORT_PERIOD_WRONG` when it ends before it begins, and `DATE_UNREADABLE` for what is no day. */
  period(report: Report, asked: AskedPeriod): ReportPeriod {
    const usual = report.defaultPeriod(this.company.today());
    const to = asked.to ? parseLocalDate(asked.to, 'to') : usual.to;
    const from = asked.from ? parseLocalDate(asked.from, 'from') : usual.from <= to ? usual.from : to;
    if (report.asks !== 'period') return { from: to, to };
    if (from > to) throw invalid('REPORT_PERIOD_WRONG', `the period ends on ${to}, before it begins on ${from}`, 'to');
    return { from, to };
  }

  /** All of it, safe to be opened in a spreadsheet. */
  async csv(tx: Transaction, report: Report, period: ReportPeriod): Promise<string> {
    const rows: (readonly CsvCell[])[] = [report.columns.map(({ title }) => ({ text: title }))];
    for (let offset = 0; ; offset += ROWS_AT_A_TIME) {
      const page = await report.page(tx, period, { limit: ROWS_AT_A_TIME, offset });
      for (const row of page.rows) rows.push(report.columns.map((column) => this.cell(column, row)));
      if (offset + ROWS_AT_A_TIME >= page.total) return toCsv(rows);
    }
  }

  /** A file's name says what is in it. */
  filename(report: Report, { from, to }: ReportPeriod): string {
    const days = { period: `-${from}-${to}`, day: `-${to}`, nothing: `-${this.company.today()}` }[report.asks];
    return `${report.id}${days}.csv`;
  }

  private cell({ key, kind }: ReportColumn, row: ReportRow): CsvCell {
    const value = row[key] ?? null;
    if (value === null) return { text: '' };
    if (kind === 'amount') return { number: decimalAmount(Number(value), this.company.currency) };
    return kind === 'count' ? { number: String(value) } : { text: String(value) };
  }
}

export const REPORT_SERVICE = createToken<ReportService>('core.report-service');
