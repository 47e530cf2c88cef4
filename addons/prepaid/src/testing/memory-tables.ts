import type { AddonMigration, AddonTable, AddonTables, FindOptions, Transaction, Where } from '@tapline/sdk';

/** Tables in memory, with the keys of the add-on's own migrations. */
export function memoryTables(migrations: readonly AddonMigration[]): AddonTables {
  const tables = new Map<string, unknown>();
  for (const step of migrations) if ('createTable' in step) tables.set(step.createTable, new MemoryTable(step.primaryKey));
  return {
    table<R extends object>(name: string): AddonTable<R> {
      const table = tables.get(name);
      if (!table) throw new Error(`no migration makes the table ${name}`);
      return table as AddonTable<R>;
    },
  };
}

class MemoryTable<R extends object> implements AddonTable<R> {
  private readonly rows = new Map<string, R>();

  constructor(private readonly primaryKey: readonly string[]) {}

  async find(_tx: Transaction, where: Where<R>, options: FindOptions<R> = {}): Promise<readonly R[]> {
    const found = [...this.rows.values()].filter((row) => matches(row, where));
    return found.slice(0, options.limit ?? found.length).map((row) => structuredClone(row));
  }

  async pick<K extends keyof R & string>(
    tx: Transaction,
    columns: readonly K[],
    where: Where<R>,
    options?: FindOptions<R>,
  ): Promise<readonly Pick<R, K>[]> {
    const found = await this.find(tx, where, options);
    return found.map((row) => Object.fromEntries(columns.map((column) => [column, row[column]])) as Pick<R, K>);
  }

  async findOne(tx: Transaction, where: Where<R>): Promise<R | undefined> {
    return (await this.find(tx, where, { limit: 1 }))[0];
  }

  async findIn<K extends keyof R & string>(_tx: Transaction, column: K, values: readonly R[K][]): Promise<readonly R[]> {
    return [...this.rows.values()].filter((row) => values.includes(row[column])).map((row) => structuredClone(row));
  }

  async count(tx: Transaction, where: Where<R>): Promise<number> {
    return (await this.find(tx, where)).length;
  }

  async insert(tx: Transaction, row: R): Promise<void> {
    if (this.rows.has(this.keyOf(row))) throw new Error(`there is a row ${this.keyOf(row)} already`);
    await this.put(tx, row);
  }

  async put(_tx: Transaction, row: R): Promise<void> {
    this.rows.set(this.keyOf(row), structuredClone(row));
  }

  async update(_tx: Transaction, where: Where<R>, changes: Partial<R>): Promise<number> {
    const found = [...this.rows].filter(([, row]) => matches(row, where));
    for (const [key, row] of found) this.rows.set(key, { ...row, ...changes });
    return found.length;
  }

  async updateIn<K extends keyof R & string>(_tx: Transaction, column: K, values: readonly R[K][], changes: Partial<R>): Promise<number> {
    const found = [...this.rows].filter(([, row]) => values.includes(row[column]));
    for (const [key, row] of found) this.rows.set(key, { ...row, ...changes });
    return found.length;
  }

  async remove(_tx: Transaction, where: Where<R>): Promise<number> {
    const found = [...this.rows].filter(([, row]) => matches(row, where));
    for (const [key] of found) this.rows.delete(key);
    return found.length;
  }

  private keyOf(row: R): string {
    return JSON.stringify(this.primaryKey.map((column) => (row as Record<string, unknown>)[column]));
  }
}

function matches<R extends object>(row: R, where: Where<R>): boolean {
  return (Object.keys(where) as (keyof R)[]).every((column) => row[column] === where[column]);
}
