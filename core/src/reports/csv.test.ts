import { expect } from 'chai';
import fc from 'fast-check';
import { type CsvCell, toCsv } from './csv.js';

describe('A table as CSV', () => {
  it('has numbers as they are, and quotes what RFC 4180 wants quoted', () => {
    const rows: readonly CsvCell[][] = [
      [{ text: 'Name' }, { text: 'Owed' }],
      [{ text: 'Novák, "Jan"' }, { number: '-12.50' }],
    ];
    expect(toCsv(rows)).to.equal('\uFEFFName,Owed\r\n"Novák, ""Jan""",-12.50\r\n');
  });

  it('gives no spreadsheet a formula to run, and loses nothing of what was said', () => {
    const nasty = fc.constantFrom('=1+1', '+4', '-2', '@x', '\t=1', '\r=1', ' =cmd', '＝1', '"=1"', 'a\r\nb');
    const words = fc.array(fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(words, (rows) => {
        const read = parse(toCsv(rows.map((row) => row.map((text) => ({ text })))));
        expect(read.map((row) => row.map((text) => text.replace(/^'(?=\s*[=+\-@\t\r\n＝＋－＠])/, '')))).to.deep.equal(rows);
        for (const text of read.flat()) expect(text).not.to.match(/^\s*[=+\-@＝＋－＠]/);
      }),
    );
  });
});

/** RFC 4180 s2, read by hand. */
function parse(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (let at = 1; at < csv.length; ) {
    let text = '';
    if (csv[at] === '"') {
      for (at++; csv[at] !== '"' || csv[at + 1] === '"'; at++) {
        if (csv[at] === '"') at++;
        text += csv[at];
      }
      at++;
    } else while (csv[at] !== ',' && csv[at] !== '\r') text += csv[at++];
    row.push(text);
    if (csv[at] === ',') at++;
    else {
      at += 2;
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
