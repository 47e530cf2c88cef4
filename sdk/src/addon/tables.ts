import type { Transaction } from '../transaction.js';

export type ColumnType =
  /** An opaque id, 26 characters. */
  | 'id'
  /** Up to 190 characters, compared exactly; fit for keys. */
  | 'key'
  | 'text'
  | 'date'
  | 'month'
  | 'instant'
  | 'amount'
  | 'integer'
  | 'boolean'
  | 'json';

export interface ColumnDefinition {
  readonly type: ColumnType;
  readonly isNullable?: boolean;
}

/** A table of the add-on's own, named without its prefix: `day` of `prepaid` is `addon_prepaid_day`. */
export interface CreateTable {
  readonly createTable: string;
  readonly columns: Readonly<Record<string, ColumnDefinition>>;
  readonly primaryKey: readonly string[];
  readonly indexes?: readonly { readonly columns: readonly string[]; readonly isUnique?: boolean }[];
}

export interface AddColumn {
  readonly addColumn: {
    readonly table: string;
    readonly name: string;
    readonly definition: ColumnDefinition & { readonly isNullable: true };
  };
}

/** For what is looked up in a table that is there already; columns as in a key. */
export interface AddIndex {
  readonly addIndex: { readonly table: string; readonly columns: readonly string[] };
}

/** One step of an add-on's schema. Steps only add; each has an id of its own that never changes: `0001-day`. */
export type AddonMigration = { readonly id: string } & (CreateTable | AddColumn | AddIndex);

export type ColumnValue = string | number | boolean | null | readonly unknown[] | { readonly [key: string]: unknown };
export type Row = Readonly<Record<string, ColumnValue>>;

/** Values that the columns must equal. */
export type Where<R> = { readonly [K in keyof R]?: R[K] };

export interface FindOptions<R> {
  readonly orderBy?: readonly { readonly column: keyof R & string; readonly direction: 'asc' | 'desc' }[];
  readonly limit?: number;
  /** So many rows are passed over first: for pages of a list, with a limit and an order that is one. */
  readonly offset?: number;
}

/** One of the add-on's own tables. */
export interface AddonTable<R extends object> {
  find(tx: Transaction, where: Where<R>, options?: FindOptions<R>): Promise<readonly R[]>;
  /** As {@link find}, of some columns only: where rows hold much that is not asked for. */
  pick<K extends keyof R & string>(
    tx: Transaction,
    columns: readonly K[],
    where: Where<R>,
    options?: FindOptions<R>,
  ): Promise<readonly Pick<R, K>[]>;
  findOne(tx: Transaction, where: Where<R>): Promise<R | undefined>;
  /** The rows of which a column has one of these values, in no order. */
  findIn<K extends keyof R & string>(tx: Transaction, column: K, values: readonly R[K][]): Promise<readonly R[]>;
  /** How many rows there are, however many that is. */
  count(tx: Transaction, where: Where<R>): Promise<number>;
  insert(tx: Transaction, row: R): Promise<void>;
  /** Inserts, or replaces the row with the same primary key. */
  put(tx: Transaction, row: R): Promise<void>;
  /** How many rows were changed. */
  update(tx: Transaction, where: Where<R>, changes: Partial<R>): Promise<number>;
  /** {@link update} of the rows of which a column has one of these values, in few statements for any number. */
  updateIn<K extends keyof R & string>(tx: Transaction, column: K, values: readonly R[K][], changes: Partial<R>): Promise<number>;
  /** How many rows were deleted. */
  remove(tx: Transaction, where: Where<R>): Promise<number>;
}

export interface AddonTables {
  table<R extends object>(name: string): AddonTable<R>;
}
