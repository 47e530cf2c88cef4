import { decimalAmount, type LocalDate } from '@tapline/sdk';
import { CONTENT_WIDTH, PAGE, PdfCanvas } from './pdf-canvas.js';

export const LEFT = PAGE.margin;
export const RIGHT = PAGE.width - PAGE.margin;
/** Where the right half begins, and how wide each half is. */
export const MIDDLE = PAGE.width / 2 + 8;
export const HALF = RIGHT - MIDDLE;
export const GREY = '#6b7280';
/** Below it is the foot of the page. */
const BOTTOM = PAGE.height - 84;

export interface PaperColumn<Row> {
  readonly title: string;
  readonly x: number;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly cell: (row: Row, paper: PdfPaper) => string;
}

/** What all printed papers share: the sheet with its foot, tables that go on over pages, days and amounts. */
export class PdfPaper {
  readonly canvas: PdfCanvas;

  constructor(
    private readonly settings: {
      readonly title: string;
      readonly author: string;
      readonly createdAtMs: number;
      readonly currency: string;
      readonly locale: string;
    },
  ) {
    this.canvas = new PdfCanvas(settings);
  }

  plain(amountMinor: number): string {
    return decimalAmount(amountMinor, this.settings.currency);
  }

  day(date: LocalDate): string {
    return new Intl.DateTimeFormat(this.settings.locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${date}T00:00:00Z`));
  }

  /** Who it is for, below `top`; returns where to go on. */
  recipient(top: number, name: string, details: readonly (string | null | undefined | false)[]): number {
    this.canvas.text('For', LEFT, top, { color: GREY });
    const end = this.canvas.text(name, LEFT, top + 13, { size: 11, isBold: true, width: HALF });
    return this.canvas.text(wordLines(details), LEFT, end + 2, { width: HALF });
  }

  /** `y` where so much fits above the foot, or else the top of a new page. */
  roomFor(height: number, y: number): number {
    if (y + height <= BOTTOM) return y;
    this.canvas.addPage();
    return PAGE.margin;
  }

  /** The titles of a table; returns where its rows begin. */
  titles<Row>(columns: readonly PaperColumn<Row>[], y: number): number {
    for (const { title, x, width, align } of columns) this.canvas.text(title, x, y, { width, align, isBold: true });
    this.canvas.line(LEFT, y + 15, RIGHT);
    return y + 20;
  }

  /** Rows below the titles, which are repeated on every new page, and a line under the last; returns where to go on. */
  rows<Row>(columns: readonly PaperColumn<Row>[], rows: readonly Row[], top: number, gap: number): number {
    let y = top;
    for (const row of rows) {
      const height = Math.max(...columns.map(({ cell, width }) => this.canvas.heightOf(cell(row, this), { width })));
      if (y + height > BOTTOM) {
        this.canvas.addPage();
        y = this.titles(columns, PAGE.margin);
      }
      for (const { x, width, align, cell } of columns) this.canvas.text(cell(row, this), x, y, { width, align });
      y += height + gap;
    }
    this.canvas.line(LEFT, y, RIGHT);
    return y + 8;
  }

  /** The foot of every page: what it is and its number, with the company's own text above. */
  feet(what: string, text?: string): void {
    this.canvas.onEachPage((page, pages) => {
      const y = PAGE.height - 44;
      const style = { size: 7.5, color: GREY };
      if (text !== undefined) this.canvas.text(text, LEFT, y - 34, style);
      this.canvas.line(LEFT, y - 8, RIGHT);
      this.canvas.text(`${this.settings.author} · ${what}`, LEFT, y, { ...style, width: CONTENT_WIDTH - 60 });
      this.canvas.text(`${page} / ${pages}`, RIGHT - 60, y, { ...style, width: 60, align: 'right' });
    });
  }

  finish(): Promise<Buffer> {
    return this.canvas.finish();
  }
}

/** What there is of some words, each on a line of its own. */
export function wordLines(parts: readonly (string | null | undefined | false)[]): string {
  return parts.filter((part): part is string => typeof part === 'string' && part !== '').join('\n');
}
