import {
  type AddonTable,
  type ColumnDefinition,
  conflict,
  type FindOptions,
  TaplineError,
  type Transaction,
  type Where,
} from '@tapline/sdk';
import type { Knex } from 'knex';
import { isDuplicate } from '../database/database-error.js';
import { sqlOf } from '../database/database-transaction.js';
import type { DeclaredTable } from './addon-schema.js';
import { fromStored, type StoredValue, toStored } from './column-codec.js';

type Stored = Record<string, StoredValue>;

const VALUES_PER_QUERY = 500;

/** One declared table of an add-on; other tables and columns cannot be reached through it. */
export class DatabaseAddonTable<R extends object> implements AddonTable<R> {
  constructor(private readonly table: DeclaredTable) {}

  async find(tx: Transaction, where: Where<R>, options: FindOptions<R> = {}): Promise<readonly R[]> {
    const whole = [...this.table.columns.keys()] as (keyof R & string)[];
    return (await this.pick(tx, whole, where, options)) as readonly object[] as readonly R[];
  }

  async pick<K extends keyof R & string>(
    tx: Transaction,
    columns: readonly K[],
    where: Where<R>,
    options: FindOptions<R> = {},
  ): Promise<readonly Pick<R, K>[]> {
    const definitions = columns.map((column) => [column, this.definition(column)] as const);
    const query = this.select(tx, where)
      .clear('select')
      .select([...columns]);
    for (const { column, direction } of options.orderBy ?? []) {
      this.definition(column);
      query.orderBy(column, direction === 'desc' ? 'desc' : 'asc');
    }
    if (options.limit !== undefined) query.limit(options.limit);
    if (options.offset !== undefined && options.offset > 0) query.offset(options.offset);
    const read = (row: Stored): Pick<R, K> =>
      Object.fromEntries(definitions.map(([column, definition]) => [column, fromStored(definition, row[column])])) as Pick<R, K>;
    return ((await query) as Stored[]).map(read);
  }

  async findOne(tx: Transaction, where: Where<R>): Promise<R | undefined> {
    const [row] = await this.find(tx, where, { limit: 1 });
    return row;
  }

  async findIn<K extends keyof R & string>(tx: Transaction, column: K, values: readonly R[K][]): Promise<readonly R[]> {
    const found: R[] = [];
    for (const query of this.selectIn(tx, column, values)) found.push(...((await query) as Stored[]).map((row) => this.read(row)));
    return found;
  }

  async count(tx: Transaction, where: Where<R>): Promise<number> {
    const [row] = (await this.select(tx, where).clear('select').count({ rows: '*' })) as { readonly rows: number | string }[];
    return Number(row?.rows ?? 0);
  }

  async insert(tx: Transaction, row: R): Promise<void> {
    await this.insertStored(tx, this.whole(row));
  }

  async put(tx: Transaction, row: R): Promise<void> {
    // Not ON DUPLICATE KEY UPDATE: MySQL would also replace a row that is equal only in another unique index.
    const stored = this.whole(row);
    if ((await this.replace(tx, stored)) > 0) return;
    try {
      await sqlOf(tx)(this.table.fullName).insert(stored);
    } catch (error) {
      // Inserted by another process since, unless the conflict is with another row.
      if (!isDuplicate(error) || (await this.replace(tx, stored)) === 0) throw this.translate(error);
    }
  }

  async update(tx: Transaction, where: Where<R>, changes: Partial<R>): Promise<number> {
    const stored = this.part(changes);
    if (Object.keys(stored).length === 0) return 0;
    try {
      return await this.select(tx, where).clear('select').update(stored);
    } catch (error) {
      throw this.translate(error);
    }
  }

  async updateIn<K extends keyof R & string>(tx: Transaction, column: K, values: readonly R[K][], changes: Partial<R>): Promise<number> {
    const stored = this.part(changes);
    if (Object.keys(stored).length === 0) return 0;
    let changed = 0;
    try {
      for (const query of this.selectIn(tx, column, values)) changed += await query.clear('select').update(stored);
    } catch (error) {
      throw this.translate(error);
    }
    return changed;
  }

  remove(tx: Transaction, where: Where<R>): Promise<number> {
    return this.select(tx, where).clear('select').delete();
  }

  private async insertStored(tx: Transaction, stored: Stored): Promise<void> {
    try {
      await sqlOf(tx)(this.table.fullName).insert(stored);
    } catch (error) {
      throw this.translate(error);
    }
  }

  /** How many rows have the primary key: 1 when the row was there, also when nothing about it is new. */
  private async replace(tx: Transaction, stored: Stored): Promise<number> {
    const key = Object.fromEntries(this.table.primaryKey.map((column) => [column, stored[column] as StoredValue]));
    const rest = Object.fromEntries(Object.entries(stored).filter(([column]) => !(column in key)));
    const rows = sqlOf(tx)(this.table.fullName).where(key);
    if (Object.keys(rest).length === 0) return (await rows.first(this.table.primaryKey)) === undefined ? 0 : 1;
    return rows.update(rest);
  }

  private select(tx: Transaction, where: Where<R>): Knex.QueryBuilder {
    const query = sqlOf(tx)(this.table.fullName).select([...this.table.columns.keys()]);
    for (const [column, value] of Object.entries(where)) {
      if (this.definition(column).type === 'json') throw this.columnUnknown(column, 'is JSON, which nothing can be equal to');
      if (value === null) query.whereNull(column);
      else query.where(column, toStored(column, this.definition(column), value));
    }
    return query;
  }

  /** The rows of which the column has one of the values, as many questions as that takes; none for no value. */
  private *selectIn<K extends keyof R & string>(tx: Transaction, column: K, values: readonly R[K][]): Generator<Knex.QueryBuilder> {
    const definition = this.definition(column);
    const stored = values.map((value) => toStored(column, definition, value));
    for (let at = 0; at < stored.length; at += VALUES_PER_QUERY) {
      yield this.select(tx, {}).whereIn(column, stored.slice(at, at + VALUES_PER_QUERY));
    }
  }

  private whole(row: R): Stored {
    const given = row as Readonly<Record<string, unknown>>;
    for (const column of Object.keys(given)) this.definition(column);
    return Object.fromEntries(
      [...this.table.columns].map(([column, definition]) => {
        const value = given[column];
        return [column, toStored(column, definition, value === undefined && definition.isNullable ? null : value)];
      }),
    );
  }

  private part(changes: Partial<R>): Stored {
    return Object.fromEntries(Object.entries(changes).map(([column, value]) => [column, toStored(column, this.definition(column), value)]));
  }

  private read(stored: Stored): R {
    return Object.fromEntries([...this.table.columns].map(([column, definition]) => [column, fromStored(definition, stored[column])])) as R;
  }

  private definition(column: string): ColumnDefinition {
    const definition = this.table.columns.get(column);
    if (!definition) throw this.columnUnknown(column, 'is not declared in the migrations');
    return definition;
  }

  private columnUnknown(column: string, what: string): TaplineError {
    return new TaplineError('ADDON_COLUMN_UNKNOWN', 'internal', `the column ${column} of ${this.table.fullName} ${what}`, {
      field: column,
    });
  }

  private translate(error: unknown): unknown {
    if (!isDuplicate(error)) return error;
    return conflict('ADDON_ROW_DUPLICATE', `${this.table.fullName} has a row with this key or unique value already`);
  }
}
