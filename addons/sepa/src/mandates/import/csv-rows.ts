import { invalid } from '@tapline/sdk';

export interface CsvRow {
  /** In the file, from 1. */
  readonly line: number;
  /** By the heading, in small letters without blanks and underscores. */
  readonly values: ReadonlyMap<string, string>;
}

const SEPARATORS = [';', ',', '\t'];

/** Reads CSV (RFC 4180) with a heading; the separator is the one that the heading has most of. Throws `SEPA_CSV_INVALID`. */
export function csvRows(text: string): readonly CsvRow[] {
  const clean = text.replace(/^\ufeff/, '');
  const heading = clean.slice(0, clean.search(/[\r\n]|$/));
  const separator = SEPARATORS.reduce((best, one) => (heading.split(one).length > heading.split(best).length ? one : best));
  const [first, ...rest] = records(clean, separator);
  if (!first) throw invalid('SEPA_CSV_INVALID', 'the file is empty; its first line must name the columns', 'file');
  const names = first.fields.map((name) => name.toLowerCase().replaceAll(/[\s_-]/g, ''));
  return rest
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''))
    .map(({ line, fields }) => ({ line, values: new Map(names.map((name, index) => [name, (fields[index] ?? '').trim()])) }));
}

function records(text: string, separator: string): readonly { readonly line: number; readonly fields: readonly string[] }[] {
  const found: { readonly line: number; readonly fields: readonly string[] }[] = [];
  let fields: string[] = [];
  let field = '';
  let isQuoted = false;
  let line = 1;
  let beganAt = 1;
  const endRecord = (): void => {
    fields.push(field);
    found.push({ line: beganAt, fields });
    fields = [];
    field = '';
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n') line += 1;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && field === '') isQuoted = true;
    else if (character === separator) {
      fields.push(field);
      field = '';
    } else if (character === '\n') {
      endRecord();
      beganAt = line;
    } else if (character !== '\r') field += character;
  }
  if (isQuoted) throw invalid('SEPA_CSV_INVALID', `the quotation mark that opens on line ${beganAt} is never closed`, 'file');
  if (field !== '' || fields.length > 0) endRecord();
  return found;
}
