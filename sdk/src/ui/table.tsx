import type { ComponentChildren, JSX } from 'preact';
import { EmptyState, type EmptyStateProps } from './empty-state.js';

/** A column described as data: its heading and how it draws a row. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the end. */
  readonly align?: 'start' | 'end';
  /** `primary` heads the card that a row becomes on a phone; `wide-only` is left out there. */
  readonly role?: 'primary' | 'wide-only' | 'actions';
  /** As narrow as its content. */
  readonly isNarrow?: boolean;
}

export interface TableProps<Row> {
  /** What the table holds, for those who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowClass?: (row: Row) => string | undefined;
  readonly empty: EmptyStateProps;
  /** For a table whose rows are added in the browser; it is drawn even when it is empty. */
  readonly bodyAttributes?: { readonly id: string } & Readonly<Record<`data-${string}`, string>>;
}

/** Rows that turn into cards on a phone. */
export function Table<Row>({ caption, columns, rows, rowKey, rowClass, empty, bodyAttributes }: TableProps<Row>): JSX.Element {
  if (rows.length === 0 && bodyAttributes === undefined) return <EmptyState {...empty} />;
  return (
    <div class="tl-table-wrap">
      <table class="table table-vcenter card-table tl-table">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={cellClass(column)}>
                {column.role === 'actions' ? <span class="visually-hidden">{column.title}</span> : column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...bodyAttributes}>
          {rows.map((row) => (
            <TableRow key={rowKey(row)} columns={columns} row={row} class={rowClass?.(row)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface TableRowProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly row: Row;
  readonly class?: string | undefined;
}

/** One row alone: for rows that are added to a table in the browser. */
export function TableRow<Row>({ columns, row, class: className }: TableRowProps<Row>): JSX.Element {
  return (
    <tr {...(className === undefined ? {} : { class: className })}>
      {columns.map((column) => (
        <td key={column.title} class={cellClass(column)} data-label={column.title}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function cellClass<Row>({ align, role, isNarrow }: Column<Row>): string {
  const classes = [align === 'end' && 'text-end', role !== undefined && `tl-${role}`, isNarrow === true && 'tl-narrow'];
  return classes.filter(Boolean).join(' ');
}
