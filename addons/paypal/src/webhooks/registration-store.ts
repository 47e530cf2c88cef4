import type { AddonMigration, AddonTable, AddonTables, Transaction } from '@tapline/sdk';

/** The webhook of one set of keys, and what came by it last. */
export interface Registration {
  /** The environment and the client ID that it belongs to. */
  readonly keys: string;
  readonly webhook: string;
  readonly url: string;
  readonly last_event: string | null;
  readonly last_at: number | null;
}

export const REGISTRATION_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0003-registration',
    createTable: 'registration',
    columns: {
      keys: { type: 'key' },
      webhook: { type: 'key' },
      url: { type: 'text' },
      last_event: { type: 'text', isNullable: true },
      last_at: { type: 'instant', isNullable: true },
    },
    primaryKey: ['keys'],
  },
];

export class RegistrationStore {
  readonly #table: AddonTable<Registration>;

  constructor(tables: AddonTables) {
    this.#table = tables.table<Registration>('registration');
  }

  find(tx: Transaction, keys: string): Promise<Registration | undefined> {
    return this.#table.findOne(tx, { keys });
  }

  async keep(tx: Transaction, registration: Registration): Promise<void> {
    await this.#table.put(tx, registration);
  }

  async noteEvent(tx: Transaction, keys: string, type: string, atMs: number): Promise<void> {
    await this.#table.update(tx, { keys }, { last_event: type, last_at: atMs });
  }
}

export function keysName({ environment, clientId }: { readonly environment: string; readonly clientId: string }): string {
  return `${environment}:${clientId}`.slice(0, 190);
}
