import { type Customer, type DocumentIssuer, formatAmount } from '@tapline/sdk';
import type { AccountStatement } from '../../ledger/ledger-service.js';
import { GREY, HALF, LEFT, MIDDLE, type PaperColumn, PdfPaper, RIGHT, wordLines } from '../pdf/pdf-paper.js';
import { type AccountLine, statementLines } from './statement-lines.js';

export interface StatementToPrint {
  readonly issuer: DocumentIssuer;
  readonly customer: Pick<Customer, 'name' | 'number' | 'address'>;
  readonly statement: AccountStatement;
  readonly currency: string;
  readonly locale: string;
}

const TITLE = 'Account statement';

const COLUMNS: readonly PaperColumn<AccountLine>[] = [
  { title: 'Date', x: LEFT, width: 68, align: 'left', cell: ({ date }, paper) => paper.day(date) },
  {
    title: 'What',
    x: LEFT + 74,
    width: 198,
    align: 'left',
    cell: ({ title, valueDate }, paper) => (valueDate === null ? title : `${title}\nof ${paper.day(valueDate)}`),
  },
  {
    title: 'Charged',
    x: 326,
    width: 70,
    align: 'right',
    cell: ({ amountMinor }, paper) => (amountMinor < 0 ? paper.plain(0 - amountMinor) : ''),
  },
  { title: 'Paid', x: 400, width: 70, align: 'right', cell: ({ amountMinor }, paper) => (amountMinor > 0 ? paper.plain(amountMinor) : '') },
  { title: 'Balance', x: 474, width: RIGHT - 474, align: 'right', cell: ({ balanceMinor }, paper) => paper.plain(balanceMinor) },
];

/** A customer's account between two days as it is printed; the same entries make the same octets. */
export function renderStatementPdf(wanted: StatementToPrint): Promise<Buffer> {
  return new StatementPaper(wanted).render();
}

class StatementPaper {
  readonly #paper: PdfPaper;

  constructor(private readonly wanted: StatementToPrint) {
    const { issuer, customer, statement, currency, locale } = wanted;
    const title = `${TITLE} ${customer.number}, ${statement.from} to ${statement.to}`;
    this.#paper = new PdfPaper({ title, author: issuer.name, createdAtMs: Date.parse(statement.to), currency, locale });
  }

  render(): Promise<Buffer> {
    this.sums(this.lines(this.head()));
    this.#paper.feet(`${TITLE}, customer ${this.wanted.customer.number}`);
    return this.#paper.finish();
  }

  private head(): number {
    const { issuer, customer, statement } = this.wanted;
    const { canvas } = this.#paper;
    canvas.text(issuer.name, LEFT, 48, { size: 15, isBold: true, width: HALF });
    canvas.text(TITLE, MIDDLE, 48, { size: 15, isBold: true, width: HALF, align: 'right' });
    canvas.text(`${this.#paper.day(statement.from)} – ${this.#paper.day(statement.to)}`, MIDDLE, 70, { width: HALF, align: 'right' });
    const from = canvas.text(wordLines([issuer.address, issuer.email, issuer.phone]), LEFT, 74, { width: HALF, color: GREY });
    return this.#paper.recipient(Math.max(from, 96) + 22, customer.name, [customer.address, `Customer ${customer.number}`]) + 22;
  }

  private lines(top: number): number {
    const { statement } = this.wanted;
    const y = this.#paper.titles(COLUMNS, top);
    this.#paper.canvas.text(`Balance before ${this.#paper.day(statement.from)}`, LEFT, y, { width: 260, color: GREY });
    this.#paper.canvas.text(this.#paper.plain(statement.openingMinor), 474, y, { width: RIGHT - 474, align: 'right' });
    return this.#paper.rows(COLUMNS, statementLines(statement), y + 17, 4);
  }

  private sums(top: number): void {
    const { statement, currency, locale } = this.wanted;
    const y = this.#paper.roomFor(30, top);
    const amount = formatAmount(statement.closingMinor, currency, locale);
    const style = { size: 12, isBold: true };
    this.#paper.canvas.text(`Balance on ${this.#paper.day(statement.to)}`, LEFT, y, { ...style, width: 300 });
    this.#paper.canvas.text(amount, RIGHT - 160, y, { ...style, width: 160, align: 'right' });
  }
}
