import PDFDocument from 'pdfkit';
import { pdfFonts } from './pdf-fonts.js';

export type Align = 'left' | 'right';

export interface TextStyle {
  readonly size?: number;
  readonly isBold?: boolean;
  readonly color?: string;
  readonly align?: Align;
  readonly width?: number;
}

export interface PdfInformation {
  readonly title: string;
  readonly author: string;
  /** Also decides the file's id: the same document makes the same octets. */
  readonly createdAtMs: number;
}

export const PAGE = { width: 595.28, height: 841.89, margin: 48 } as const;
export const CONTENT_WIDTH = PAGE.width - 2 * PAGE.margin;
const INK = '#1f2937';
const SMALL = 9;

/** A page of A4 that is written from the top. The only place that knows the PDF library. */
export class PdfCanvas {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #done: Promise<Buffer>;

  constructor({ title, author, createdAtMs }: PdfInformation) {
    const CreationDate = new Date(createdAtMs);
    this.#pdf = new PDFDocument({
      size: 'A4',
      margin: 0,
      bufferPages: true,
      autoFirstPage: false,
      lang: 'en',
      info: { Title: title, Author: author, Creator: 'Tapline', Producer: 'Tapline', CreationDate, ModDate: CreationDate },
    });
    const parts: Buffer[] = [];
    this.#done = new Promise((resolve, reject) => {
      this.#pdf.on('data', (part: Buffer) => parts.push(part));
      this.#pdf.on('end', () => resolve(Buffer.concat(parts)));
      this.#pdf.on('error', reject);
    });
    const { regular, bold } = pdfFonts();
    // The types know names and files of fonts; the library takes parsed ones.
    this.#pdf.registerFont('regular', regular as unknown as string);
    this.#pdf.registerFont('bold', bold as unknown as string);
    this.addPage();
  }

  addPage(): void {
    this.#pdf.addPage();
  }

  /** Writes words, broken into lines where they are wider than `width`, and returns where they end. */
  text(words: string, x: number, y: number, style: TextStyle = {}): number {
    const { align = 'left', width = CONTENT_WIDTH } = style;
    if (words === '') return y;
    this.apply(style);
    this.#pdf.text(words, x, y, { width, align });
    return this.#pdf.y;
  }

  heightOf(words: string, style: TextStyle): number {
    this.apply(style);
    return this.#pdf.heightOfString(words === '' ? ' ' : words, { width: style.width ?? CONTENT_WIDTH });
  }

  line(x1: number, y: number, x2: number, color = '#d1d5db'): void {
    this.#pdf.moveTo(x1, y).lineTo(x2, y).lineWidth(0.75).strokeColor(color).stroke();
  }

  /** A PNG or JPEG, as large as fits into the box, from its upper left corner. */
  picture(content: Buffer, x: number, y: number, box: { readonly width: number; readonly height: number }): void {
    this.#pdf.image(content, x, y, { fit: [box.width, box.height] });
  }

  square(x: number, y: number, side: number): void {
    this.#pdf.rect(x, y, side, side).fill(INK);
  }

  /** Writes on each page once all are there. */
  onEachPage(write: (page: number, pages: number) => void): void {
    const { count } = this.#pdf.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.#pdf.switchToPage(page);
      write(page + 1, count);
    }
  }

  finish(): Promise<Buffer> {
    this.#pdf.end();
    return this.#done;
  }

  private apply({ size = SMALL, isBold = false, color = INK }: TextStyle): void {
    this.#pdf
      .font(isBold ? 'bold' : 'regular')
      .fontSize(size)
      .fillColor(color);
  }
}
