import { type DocumentKind, type DocumentLine, formatAmount, type IssuedDocument } from '@tapline/sdk';
import { REVERSE_CHARGE } from '../tax/resolve-lines.js';
import { printedReference } from './creditor-reference.js';
import { paymentQrText, qrSquares } from './payment-qr.js';
import { CONTENT_WIDTH } from './pdf-canvas.js';
import { GREY, HALF, LEFT, MIDDLE, type PaperColumn, PdfPaper, RIGHT, wordLines } from './pdf-paper.js';

export const DOCUMENT_TITLES: Readonly<Record<DocumentKind, string>> = {
  invoice: 'Invoice',
  proforma: 'Pro-forma invoice',
  'credit-note': 'Credit note',
  receipt: 'Receipt',
};

const QR_SIDE = 92;
const LOGO = { width: 190, height: 48 } as const;

const COLUMNS: readonly PaperColumn<DocumentLine>[] = [
  { title: 'Description', x: LEFT, width: 236, align: 'left', cell: describe },
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

/** The document as it is printed, with the locale and the logo of its day: the same three always make the same octets. */
export function renderDocumentPdf(document: IssuedDocument, locale: string, logo?: Buffer): Promise<Buffer> {
  return new DocumentPaper(document, locale, logo).render();
}

class DocumentPaper {
  readonly #paper: PdfPaper;

  constructor(
    private readonly document: IssuedDocument,
    private readonly locale: string,
    private readonly logo: Buffer | undefined,
  ) {
    const { kind, number, issuer, issuedAtMs, currency } = document;
    const title = `${DOCUMENT_TITLES[kind]} ${number}`;
    this.#paper = new PdfPaper({ title, author: issuer.name, createdAtMs: issuedAtMs, currency, locale });
  }

  render(): Promise<Buffer> {
    const { kind, number, issuer, lines } = this.document;
    const y = this.#paper.rows(COLUMNS, lines, this.#paper.titles(COLUMNS, this.head()), 5);
    this.payment(this.totals(y));
    this.#paper.feet(`${DOCUMENT_TITLES[kind]} ${number}`, issuer.text ?? '');
    return this.#paper.finish();
  }

  private head(): number {
    const { kind, number, issuer, customer, issueDate, supplyDate, dueDate } = this.document;
    const { canvas } = this.#paper;
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
    const leftEnd = canvas.text(wordLines(from), LEFT, name + 26, { width: HALF, color: GREY });
    const top = Math.max(leftEnd, 96) + 22;
    const details = [
      customer.address,
      customer.registrationNumber && `Registration number ${customer.registrationNumber}`,
      customer.taxNumber && `Tax number ${customer.taxNumber}`,
      `Customer ${customer.number}`,
    ];
    const customerEnd = this.#paper.recipient(top, customer.name, details);
    const dates = [
      ['Issued', this.#paper.day(issueDate)],
      ...(supplyDate === issueDate ? [] : [['Date of supply', this.#paper.day(supplyDate)]]),
      ...(dueDate === null ? [] : [['Due', this.#paper.day(dueDate)]]),
      ...(dueDate === null ? [] : [['Payment reference', printedReference(this.document)]]),
    ];
    let y = top + 13;
    for (const [title = '', value = ''] of dates) {
      canvas.text(title, MIDDLE, y, { width: HALF / 2, color: GREY });
      y = canvas.text(value, MIDDLE + HALF / 2, y, { width: HALF / 2, align: 'right' }) + 2;
    }
    return Math.max(customerEnd, y) + 22;
  }

  private totals(top: number): number {
    const { taxes, netMinor, taxMinor, roundingMinor, totalMinor } = this.document;
    const taxed = taxes.filter(({ taxCode }) => taxCode !== null);
    const rows = [
      ...(taxMinor === 0 && taxed.length === 0 ? [] : [['Without tax', this.#paper.plain(netMinor)] as const]),
      ...taxed.map(
        (tax) =>
          [
            `${withPercent(tax.title, percent(tax.ratePartsPerMillion))} of ${this.#paper.plain(tax.netMinor)}`,
            this.#paper.plain(tax.taxMinor),
          ] as const,
      ),
      ...(roundingMinor === 0 ? [] : [['Rounding', this.#paper.plain(roundingMinor)] as const]),
    ];
    const height = rows.length * 15 + 30;
    let y = this.#paper.roomFor(height, top);
    for (const [title, amount] of rows) {
      this.#paper.canvas.text(title, MIDDLE, y, { width: HALF - 80, color: GREY });
      this.#paper.canvas.text(amount, RIGHT - 78, y, { width: 78, align: 'right' });
      y += 15;
    }
    this.#paper.canvas.text(this.totalWord(), MIDDLE, y + 3, {
      size: 12,
      isBold: true,
      width: HALF - 110,
    });
    const total = formatAmount(totalMinor, this.document.currency, this.locale);
    this.#paper.canvas.text(total, RIGHT - 120, y + 3, { size: 12, isBold: true, width: 120, align: 'right' });
    return y + 34;
  }

  /** What was charged to a balance before need not be paid: the balance may be below 0. */
  private totalWord(): string {
    const { kind, isAlreadyCharged } = this.document;
    if (kind === 'receipt') return 'Total, paid';
    if (isAlreadyCharged) return 'Total, charged already';
    return kind === 'invoice' || kind === 'proforma' ? 'Total to pay' : 'Total';
  }

  private payment(top: number): void {
    const { note, issuer, taxes } = this.document;
    const qr = this.document.isAlreadyCharged ? undefined : paymentQrText(this.document);
    const isReversed =
      taxes.some(({ title }) => title.includes(REVERSE_CHARGE)) && `${REVERSE_CHARGE}: the recipient accounts for the tax.`;
    const account =
      issuer.iban &&
      `Account ${issuer.iban}${issuer.bic ? `, BIC ${issuer.bic}` : ''}\nPayment reference ${printedReference(this.document)}`;
    const texts = wordLines([isReversed || '', note ?? '', this.document.dueDate === null ? '' : account]);
    const textWidth = qr === undefined ? CONTENT_WIDTH : CONTENT_WIDTH - QR_SIDE - 16;
    const height = Math.max(
      qr === undefined ? 0 : QR_SIDE + 14,
      texts === '' ? 0 : this.#paper.canvas.heightOf(texts, { width: textWidth }),
    );
    if (height === 0) return;
    const y = this.#paper.roomFor(height, top);
    this.#paper.canvas.text(texts, qr === undefined ? LEFT : LEFT + QR_SIDE + 16, y, { width: textWidth });
    if (qr !== undefined) this.qr(qr, y);
  }

  private qr(text: string, top: number): void {
    const { size, isDark } = qrSquares(text);
    const side = QR_SIDE / size;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        // A hair wider than its place, or a viewer shows seams.
        if (isDark(row, column)) this.#paper.canvas.square(LEFT + column * side, top + row * side, side + 0.05);
      }
    }
    this.#paper.canvas.text('Scan to pay', LEFT, top + QR_SIDE + 3, { size: 7, color: GREY, width: QR_SIDE });
  }
}

function describe({ description, periodFrom, periodTo }: DocumentLine, paper: PdfPaper): string {
  return periodFrom === null || periodTo === null ? description : `${description}\n${paper.day(periodFrom)} – ${paper.day(periodTo)}`;
}

function percent(ratePartsPerMillion: number): string {
  return `${ratePartsPerMillion / 10_000} %`;
}

/** A tax that is called by its rate is not called so twice. */
function withPercent(title: string, rate: string): string {
  return title.includes(rate) ? title : `${title} ${rate}`;
}
