import { type AddonMigration, type AddonTable, type AddonTables, notFound, refused, type Transaction } from '@tapline/sdk';
import type { BankProfile } from './bank-profile.js';

export const PROFILE_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0201-profile',
    createTable: 'profile',
    columns: { id: { type: 'key' }, settings: { type: 'json' }, created_at_ms: { type: 'instant' } },
    primaryKey: ['id'],
  },
];

interface ProfileRow {
  readonly id: string;
  readonly settings: BankProfile;
  readonly created_at_ms: number;
}

/** The oldest first: it is the one that is meant where none is named. */
export class ProfileStore {
  private readonly rows: AddonTable<ProfileRow>;

  constructor(tables: AddonTables) {
    this.rows = tables.table('profile');
  }

  async all(tx: Transaction): Promise<readonly BankProfile[]> {
    const orderBy = [
      { column: 'created_at_ms', direction: 'asc' },
      { column: 'id', direction: 'asc' },
    ] as const;
    return (await this.rows.find(tx, {}, { orderBy })).map(({ settings }) => settings);
  }

  async find(tx: Transaction, id: string): Promise<BankProfile | undefined> {
    return (await this.rows.findOne(tx, { id }))?.settings;
  }

  /** The one that is named, or the first. Throws `SEPA_PROFILE_UNKNOWN`, `SEPA_PROFILE_MISSING`. */
  async get(tx: Transaction, id: string): Promise<BankProfile> {
    const [profile] = id === '' ? await this.all(tx) : [await this.find(tx, id)];
    if (profile) return profile;
    if (id !== '') throw notFound('SEPA_PROFILE_UNKNOWN', `there is no bank profile "${id}"`);
    throw refused('SEPA_PROFILE_MISSING', 'there is no bank profile yet: make one with your account and creditor identifier first');
  }

  async put(tx: Transaction, profile: BankProfile, nowMs: number): Promise<void> {
    const known = await this.rows.findOne(tx, { id: profile.id });
    await this.rows.put(tx, { id: profile.id, settings: profile, created_at_ms: known?.created_at_ms ?? nowMs });
  }
}
