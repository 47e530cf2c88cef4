import { type Customer, type DocumentIssuer, decimalAmount, formatAmount, type LocalDate } from '@tapline/sdk';
import type { AccountStatement } from '../../ledger/ledger-service.js';
import { CONTENT_WIDTH, PAGE, PdfCanvas } from '../pdf/pdf-canvas.js';
import { type AccountLine, statementLines } from './statement-lines.js';

export interface StatementToPrint {
  readonly issuer: DocumentIssuer;
  readonly customer: Pick<Customer, 'name' | 'number' | 'address'>;
  readonly statement: AccountStatement;
  readonly currency: string;
  readonly locale: string;
}

const LEFT = PAGE.margin;
const RIGHT = PAGE.width - PAGE.margin;
const MIDDLE = PAGE.width / 2 + 8;
const HALF = RIGHT - MIDDLE;
const BOTTOM = PAGE.height - 84;
const GREY = '#6b7280';
const TITLE = 'Account statement';

interface Column {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly cell: (line: AccountLine, paper: StatementPaper) => string;
}

const COLUMNS: readonly Column[] = [
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
  readonly #canvas: PdfCanvas;

  constructor(private readonly wanted: StatementToPrint) {
    const { issuer, customer, statement } = wanted;
    const title = `${TITLE} ${customer.number}, ${statement.from} to ${statement.to}`;
    this.#canvas = new PdfCanvas({ title, author: issuer.name, createdAtMs: Date.parse(statement.to) });
  }

  render(): Promise<Buffer> {
    this.sums(this.lines(this.head()));
    this.feet();
    return this.#canvas.finish();
  }

  plain(amountMinor: number): string {
    return decimalAmount(amountMinor, this.wanted.currency);
  }

  day(date: LocalDate): string {
    return new Intl.DateTimeFormat(this.wanted.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }

  private head(): number {
    const { issuer, customer, statement } = this.wanted;
    const canvas = this.#canvas;
    canvas.text(issuer.name, LEFT, 48, { size: 15, isBold: true, width: HALF });
    canvas.text(TITLE, MIDDLE, 48, { size: 15, isBold: true, width: HALF, align: 'right' });
    canvas.text(`${this.day(statement.from)} – ${this.day(statement.to)}`, MIDDLE, 70, { width: HALF, align: 'right' });
    const from = canvas.text(wordsOf([issuer.address, issuer.email, issuer.phone]), LEFT, 74, { width: HALF, color: GREY });
    const top = Math.max(from, 96) + 22;
    canvas.text('For', LEFT, top, { color: GREY });
    const name = canvas.text(customer.name, LEFT, top + 13, { size: 11, isBold: true, width: HALF });
    return canvas.text(wordsOf([customer.address, `Customer ${customer.number}`]), LEFT, name + 2, { width: HALF }) + 22;
  }

  private lines(top: number): number {
    const { statement } = this.wanted;
    let y = this.titles(top);
    y = this.sumRow(y, `Balance before ${this.day(statement.from)}`, statement.openingMinor);
    for (const line of statementLines(statement)) {
      const height = Math.max(...COLUMNS.map(({ cell, width }) => this.#canvas.heightOf(cell(line, this), { width })));
      if (y + height > BOTTOM) {
        this.#canvas.addPage();
        y = this.titles(PAGE.margin);
      }
      for (const { x, width, align, cell } of COLUMNS) this.#canvas.text(cell(line, this), x, y, { width, align });
      y += height + 4;
    }
    this.#canvas.line(LEFT, y, RIGHT);
    return y + 8;
  }

  private sumRow(y: number, title: string, amountMinor: number): number {
    this.#canvas.text(title, LEFT, y, { width: 260, color: GREY });
    this.#canvas.text(this.plain(amountMinor), 474, y, { width: RIGHT - 474, align: 'right' });
    return y + 17;
  }

  private titles(y: number): number {
    for (const { title, x, width, align } of COLUMNS) this.#canvas.text(title, x, y, { width, align, isBold: true });
    this.#canvas.line(LEFT, y + 15, RIGHT);
    return y + 20;
  }

  private sums(top: number): void {
    const { statement, currency, locale } = this.wanted;
    let y = top;
    if (y + 30 > BOTTOM) {
      this.#canvas.addPage();
      y = PAGE.margin;
    }
    const amount = formatAmount(statement.closingMinor, currency, locale);
    const style = { size: 12, isBold: true };
    this.#canvas.text(`Balance on ${this.day(statement.to)}`, LEFT, y, { ...style, width: 300 });
    this.#canvas.text(amount, RIGHT - 160, y, { ...style, width: 160, align: 'right' });
  }

  private feet(): void {
    const { issuer, customer } = this.wanted;
    this.#canvas.onEachPage((page, pages) => {
      const y = PAGE.height - 44;
      this.#canvas.line(LEFT, y - 8, RIGHT);
      const style = { size: 7.5, color: GREY };
      this.#canvas.text(`${issuer.name} · ${TITLE}, customer ${customer.number}`, LEFT, y, { ...style, width: CONTENT_WIDTH - 60 });
      this.#canvas.text(`${page} / ${pages}`, RIGHT - 60, y, { ...style, width: 60, align: 'right' });
    });
  }
}

function wordsOf(parts: readonly (string | null | undefined)[]): string {
  return parts.filter((part) => part !== null && part !== undefined && part !== '').join('\n');
}
