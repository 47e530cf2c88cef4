import { printable } from './human.js';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right';
  value(row: Row): string | number | null;
}

/** Lines with the columns one under another; numbers to the right. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): readonly string[] {
  const cells = [
    columns.map(({ title }) => title.toUpperCase()),
    ...rows.map((row) => columns.map((column) => printable(String(column.value(row) ?? '')))),
  ];
  const widths = columns.map((_column, index) => Math.max(...cells.map((line) => width(line[index] ?? ''))));
  return cells.map((line) =>
    line
      .map((cell, index) => {
        const padding = ' '.repeat((widths[index] ?? 0) - width(cell));
        return columns[index]?.align === 'right' ? padding + cell : cell + padding;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Lines of a name and a value each. */
export function fieldLines(fields: Readonly<Record<string, string | number | null>>): readonly string[] {
  const longest = Math.max(...Object.keys(fields).map(width));
  return Object.entries(fields).map(([name, value]) =>
    `${name}${' '.repeat(longest - width(name))}  ${printable(String(value ?? ''))}`.trimEnd(),
  );
}

function width(text: string): number {
  return Array.from(text).length;
}
