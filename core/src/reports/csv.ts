const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';
/** What a spreadsheet takes for the beginning of a formula (OWASP, CSV Injection), also in full width. */
const FORMULA = /^\s*[=+\-@\t\r\n＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A number goes into the file as it is written; words are made harmless to spreadsheets. */
export type CsvCell = { readonly number: string } | { readonly text: string };

/** Rows as CSV (RFC 4180), in UTF-8 with a byte order mark, by which spreadsheets know it. */
export function toCsv(rows: readonly (readonly CsvCell[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => row.map(cell).join(',') + LINE_END).join('');
}

function cell(value: CsvCell): string {
  if ('number' in value) return value.number;
  const { text } = value;
  // The apostrophe makes a spreadsheet take the rest for words, and is not shown by it.
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
