import { type AddonTable, type AddonTables, TaplineError } from '@tapline/sdk';
import type { AddonSchema } from './addon-schema.js';
import { DatabaseAddonTable } from './addon-table.js';

/** The tables that an add-on has declared in its migrations. */
export class DatabaseAddonTables implements AddonTables {
  constructor(
    private readonly addonId: string,
    private readonly schema: AddonSchema,
  ) {}

  /** Throws `ADDON_TABLE_UNKNOWN`. */
  table<R extends object>(name: string): AddonTable<R> {
    const table = this.schema.tables.get(name);
    if (table) return new DatabaseAddonTable<R>(table);
    throw new TaplineError(
      'ADDON_TABLE_UNKNOWN',
      'internal',
      `the add-on ${this.addonId} has no table ${name}; it must be made in its migrations`,
    );
  }
}
