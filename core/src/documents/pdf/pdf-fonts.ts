import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkit';

export interface PdfFonts {
  readonly regular: Font;
  readonly bold: Font;
}

let fonts: PdfFonts | undefined;

/** Noto Sans: Latin, Greek, Cyrillic, Vietnamese. Parsed once for the process, which is nine tenths of the time of a document otherwise. */
export function pdfFonts(): PdfFonts {
  fonts ??= { regular: read('NotoSans-Regular.ttf'), bold: read('NotoSans-Bold.ttf') };
  return fonts;
}

function read(name: string): Font {
  return create(readFileSync(new URL(`../../../assets/fonts/${name}`, import.meta.url)));
}
