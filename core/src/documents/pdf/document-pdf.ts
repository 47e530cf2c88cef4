import { type DocumentKind, type DocumentLine, decimalAmount, formatAmount, type IssuedDocument, type LocalDate } from '@tapline/sdk';
import { paymentQrText, qrSquares } from './payment-qr.js';
import { CONTENT_WIDTH, PAGE, PdfCanvas } from './pdf-canvas.js';

export const DOCUMENT_TITLES: Readonly<Record<DocumentKind, string>> = {
  invoice: 'Invoice',
  proforma: 'Pro-forma invoice',
  'credit-note': 'Credit note',
  receipt: 'Receipt',
};

const LEFT = PAGE.margin;
const RIGHT = PAGE.width - PAGE.margin;
const MIDDLE = PAGE.width / 2 + 8;
const HALF = RIGHT - MIDDLE;
const BOTTOM = PAGE.height - 84;
const GREY = '#6b7280';
const QR_SIDE = 92;
const LOGO = { width: 190, height: 48 } as const;

interface LineColumn {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly cell: (line: DocumentLine, paper: Paper) => string;
}

const COLUMNS: readonly LineColumn[] = [
  { title: 'Description', x: LEFT, width: 236, align: 'left', cell: (line, paper) => paper.describe(line) },
  {
    title: 'Quantity',
    x: 288,
    width: 52,
    align: 'right',
    cell: ({ quantityThousandths, unit }) => `${quantityThousandths / 1000}${unit ? ` ${unit}` : ''}`,
  },
  { title: 'Price', x: 344, width: 62, align: 'right', cell: ({ unitPriceMinor }, paper) => paper.plain(unitPriceMinor) },
  {
    title: 'Tax',
    x: 410,
    width: 38,
    align: 'right',
    cell: ({ ratePartsPerMillion, taxCode }) => (taxCode === null ? '–' : percent(ratePartsPerMillion)),
  },
  { title: 'Amount', x: 452, width: RIGHT - 452, align: 'right', cell: ({ grossMinor }, paper) => paper.plain(grossMinor) },
];

/** The document as it is printed, with the logo of its day. It depends on what was issued alone, so the same document always makes the same octets. */
export function renderDocumentPdf(document: IssuedDocument, locale: string, logo?: Buffer): Promise<Buffer> {
  return new Paper(document, locale, logo).render();
}

class Paper {
  readonly #canvas: PdfCanvas;

  constructor(
    private readonly document: IssuedDocument,
    private readonly locale: string,
    private readonly logo: Buffer | undefined,
  ) {
    const { kind, number, issuer, issuedAtMs } = document;
    this.#canvas = new PdfCanvas({ title: `${DOCUMENT_TITLES[kind]} ${number}`, author: issuer.name, createdAtMs: issuedAtMs });
  }

  render(): Promise<Buffer> {
    const y = this.lines(this.head());
    this.payment(this.totals(y));
    this.feet();
    return this.#canvas.finish();
  }

  plain(amountMinor: number): string {
    return decimalAmount(amountMinor, this.document.currency);
  }

  describe({ description, periodFrom, periodTo }: DocumentLine): string {
    return periodFrom === null || periodTo === null ? description : `${description}\n${this.day(periodFrom)} – ${this.day(periodTo)}`;
  }

  private head(): number {
    const { kind, number, issuer, customer, issueDate, supplyDate, dueDate } = this.document;
    const canvas = this.#canvas;
    const name = this.logo === undefined ? 48 : 48 + LOGO.height + 10;
    if (this.logo !== undefined) canvas.picture(this.logo, LEFT, 48, LOGO);
    canvas.text(issuer.name, LEFT, name, { size: 15, isBold: true, width: HALF });
    canvas.text(DOCUMENT_TITLES[kind], MIDDLE, 48, { size: 15, isBold: true, width: HALF, align: 'right' });
    canvas.text(number, MIDDLE, 70, { size: 12, width: HALF, align: 'right' });
    const from = [
      issuer.address,
      issuer.registrationNumber && `Registration number ${issuer.registrationNumber}`,
      issuer.taxNumber && `Tax number ${issuer.taxNumber}`,
      issuer.email,
      issuer.phone,
    ];
    const leftEnd = canvas.text(words(from), LEFT, name + 26, { width: HALF, color: GREY });
    const top = Math.max(leftEnd, 96) + 22;
    canvas.text('For', LEFT, top, { color: GREY });
    const to = canvas.text(customer.name, LEFT, top + 13, { size: 11, isBold: true, width: HALF });
    const details = [
      customer.address,
      customer.registrationNumber && `Registration number ${customer.registrationNumber}`,
      customer.taxNumber && `Tax number ${customer.taxNumber}`,
      `Customer ${customer.number}`,
    ];
    const customerEnd = canvas.text(words(details), LEFT, to + 2, { width: HALF });
    const dates = [
      ['Issued', this.day(issueDate)],
      ...(supplyDate === issueDate ? [] : [['Date of supply', this.day(supplyDate)]]),
      ...(dueDate === null ? [] : [['Due', this.day(dueDate)]]),
      ...(dueDate === null ? [] : [['Payment reference', number]]),
    ];
    let y = top + 13;
    for (const [title = '', value = ''] of dates) {
      canvas.text(title, MIDDLE, y, { width: HALF / 2, color: GREY });
      y = canvas.text(value, MIDDLE + HALF / 2, y, { width: HALF / 2, align: 'right' }) + 2;
    }
    return Math.max(customerEnd, y) + 22;
  }

  private lines(top: number): number {
    let y = this.lineTitles(top);
    for (const line of this.document.lines) {
      const height = Math.max(...COLUMNS.map(({ cell, width }) => this.#canvas.heightOf(cell(line, this), { width })));
      if (y + height > BOTTOM) {
        this.#canvas.addPage();
        y = this.lineTitles(PAGE.margin);
      }
      for (const { x, width, align, cell } of COLUMNS) this.#canvas.text(cell(line, this), x, y, { width, align });
      y += height + 5;
    }
    this.#canvas.line(LEFT, y, RIGHT);
    return y + 8;
  }

  private lineTitles(y: number): number {
    for (const { title, x, width, align } of COLUMNS) this.#canvas.text(title, x, y, { width, align, isBold: true });
    this.#canvas.line(LEFT, y + 15, RIGHT);
    return y + 20;
  }

  private totals(top: number): number {
    const { taxes, netMinor, taxMinor, roundingMinor, totalMinor, kind } = this.document;
    const taxed = taxes.filter(({ taxCode }) => taxCode !== null);
    const rows = [
      ...(taxMinor === 0 && taxed.length === 0 ? [] : [['Without tax', this.plain(netMinor)] as const]),
      ...taxed.map(
        (tax) =>
          [`${withPercent(tax.title, percent(tax.ratePartsPerMillion))} of ${this.plain(tax.netMinor)}`, this.plain(tax.taxMinor)] as const,
      ),
      ...(roundingMinor === 0 ? [] : [['Rounding', this.plain(roundingMinor)] as const]),
    ];
    const height = rows.length * 15 + 30;
    let y = top;
    if (y + height > BOTTOM) {
      this.#canvas.addPage();
      y = PAGE.margin;
    }
    for (const [title, amount] of rows) {
      this.#canvas.text(title, MIDDLE, y, { width: HALF - 80, color: GREY });
      this.#canvas.text(amount, RIGHT - 78, y, { width: 78, align: 'right' });
      y += 15;
    }
    const word = kind === 'invoice' || kind === 'proforma' ? 'Total to pay' : 'Total';
    this.#canvas.text(this.document.isAlreadyCharged || kind === 'receipt' ? 'Total, paid' : word, MIDDLE, y + 3, {
      size: 12,
      isBold: true,
      width: HALF - 110,
    });
    const total = formatAmount(totalMinor, this.document.currency, this.locale);
    this.#canvas.text(total, RIGHT - 120, y + 3, { size: 12, isBold: true, width: 120, align: 'right' });
    return y + 34;
  }

  private payment(top: number): void {
    const { note, issuer, customer, number } = this.document;
    const qr = this.document.isAlreadyCharged ? undefined : paymentQrText(this.document);
    const isReversed = customer.taxTreatment === 'reverse-charge' && 'Reverse charge: the recipient accounts for the tax.';
    const account = issuer.iban && `Account ${issuer.iban}${issuer.bic ? `, BIC ${issuer.bic}` : ''}\nPayment reference ${number}`;
    const texts = words([isReversed || '', note ?? '', this.document.dueDate === null ? '' : account]);
    const textWidth = qr === undefined ? CONTENT_WIDTH : CONTENT_WIDTH - QR_SIDE - 16;
    const height = Math.max(qr === undefined ? 0 : QR_SIDE + 14, texts === '' ? 0 : this.#canvas.heightOf(texts, { width: textWidth }));
    if (height === 0) return;
    let y = top;
    if (y + height > BOTTOM) {
      this.#canvas.addPage();
      y = PAGE.margin;
    }
    this.#canvas.text(texts, qr === undefined ? LEFT : LEFT + QR_SIDE + 16, y, { width: textWidth });
    if (qr !== undefined) this.qr(qr, y);
  }

  private qr(text: string, top: number): void {
    const { size, isDark } = qrSquares(text);
    const side = QR_SIDE / size;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        // A hair wider than its place, or a viewer shows seams.
        if (isDark(row, column)) this.#canvas.square(LEFT + column * side, top + row * side, side + 0.05);
      }
    }
    this.#canvas.text('Scan to pay', LEFT, top + QR_SIDE + 3, { size: 7, color: GREY, width: QR_SIDE });
  }

  private feet(): void {
    const { kind, number, issuer } = this.document;
    this.#canvas.onEachPage((page, pages) => {
      const y = PAGE.height - 44;
      this.#canvas.text(issuer.text ?? '', LEFT, y - 34, { size: 7.5, color: GREY });
      this.#canvas.line(LEFT, y - 8, RIGHT);
      this.#canvas.text(`${issuer.name} · ${DOCUMENT_TITLES[kind]} ${number}`, LEFT, y, {
        size: 7.5,
        color: GREY,
        width: CONTENT_WIDTH - 60,
      });
      this.#canvas.text(`${page} / ${pages}`, RIGHT - 60, y, { size: 7.5, color: GREY, width: 60, align: 'right' });
    });
  }

  private day(date: LocalDate): string {
    return new Intl.DateTimeFormat(this.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }
}

function percent(ratePartsPerMillion: number): string {
  return `${ratePartsPerMillion / 10_000} %`;
}

/** A tax that is called by its rate is not called so twice. */
function withPercent(title: string, rate: string): string {
  return title.includes(rate) ? title : `${title} ${rate}`;
}

function words(parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join('\n');
}
