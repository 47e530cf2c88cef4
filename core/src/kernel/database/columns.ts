import type { Knex } from 'knex';
import type { Dialect } from './database-transaction.js';

/** The column types of all tables, so that both databases hold the same values. */
export class Columns {
  constructor(
    private readonly dialect: Dialect,
    private readonly table: Knex.CreateTableBuilder,
  ) {}

  /** An opaque id: 26 characters of ASCII, compared by byte. */
  id(name: string): Knex.ColumnBuilder {
    return this.ascii(name, 'char(26)');
  }

  /** A short machine word: a status, a code, a key. */
  key(name: string, length = 190): Knex.ColumnBuilder {
    return this.dialect === 'mysql'
      ? this.table.specificType(name, `varchar(${length}) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
      : this.table.specificType(name, 'text');
  }

  /** Words of people, compared as their alphabet does where the database can. */
  words(name: string, length = 500): Knex.ColumnBuilder {
    return this.table.string(name, length);
  }

  /** `YYYY-MM-DD` or `YYYY-MM`, which sort as text. */
  date(name: string): Knex.ColumnBuilder {
    return this.ascii(name, 'varchar(10)');
  }

  /** Milliseconds since 1970. */
  instant(name: string): Knex.ColumnBuilder {
    return this.integer64(name);
  }

  /** Minor units of the company currency. */
  amount(name: string): Knex.ColumnBuilder {
    return this.integer64(name);
  }

  integer64(name: string): Knex.ColumnBuilder {
    return this.table.specificType(name, this.dialect === 'mysql' ? 'bigint' : 'integer');
  }

  flag(name: string): Knex.ColumnBuilder {
    return this.table.specificType(name, this.dialect === 'mysql' ? 'tinyint' : 'integer');
  }

  /** JSON as text; parsed by the store that reads it. */
  json(name: string): Knex.ColumnBuilder {
    return this.table.specificType(name, this.dialect === 'mysql' ? 'longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin' : 'text');
  }

  /** A file, as it is. */
  octets(name: string): Knex.ColumnBuilder {
    return this.table.specificType(name, this.dialect === 'mysql' ? 'longblob' : 'blob');
  }

  /** A number that the database counts up by itself. */
  sequence(name: string): Knex.ColumnBuilder {
    return this.table.specificType(
      name,
      this.dialect === 'mysql' ? 'bigint NOT NULL AUTO_INCREMENT PRIMARY KEY' : 'integer PRIMARY KEY AUTOINCREMENT',
    );
  }

  private ascii(name: string, mysqlType: string): Knex.ColumnBuilder {
    return this.table.specificType(name, this.dialect === 'mysql' ? `${mysqlType} CHARACTER SET ascii COLLATE ascii_bin` : 'text');
  }
}
