import type { AddonMigration, AddonTable, AddonTables, Transaction } from '@tapline/sdk';

/** What a line says of buying by itself; what is null is as the plan says. */
export interface LineChoice {
  readonly isOn: boolean | null;
  readonly offer: string | null;
  readonly mostPerPeriod: number | null;
}

export const AUTOMATIC_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0002-automatic',
    createTable: 'automatic',
    columns: {
      service_id: { type: 'id' },
      is_on: { type: 'boolean', isNullable: true },
      offer: { type: 'text', isNullable: true },
      most_per_period: { type: 'integer', isNullable: true },
    },
    primaryKey: ['service_id'],
  },
];

interface AutomaticRow {
  readonly service_id: string;
  readonly is_on: boolean | null;
  readonly offer: string | null;
  readonly most_per_period: number | null;
}

const AS_THE_PLAN: LineChoice = { isOn: null, offer: null, mostPerPeriod: null };

/** What lines have chosen. */
export class AutomaticStore {
  private readonly rows: AddonTable<AutomaticRow>;

  constructor(tables: AddonTables) {
    this.rows = tables.table('automatic');
  }

  async of(tx: Transaction, serviceId: string): Promise<LineChoice> {
    const row = await this.rows.findOne(tx, { service_id: serviceId });
    return row ? { isOn: row.is_on, offer: row.offer, mostPerPeriod: row.most_per_period } : AS_THE_PLAN;
  }

  async put(tx: Transaction, serviceId: string, { isOn, offer, mostPerPeriod }: LineChoice): Promise<void> {
    await this.rows.put(tx, { service_id: serviceId, is_on: isOn, offer, most_per_period: mostPerPeriod });
  }
}
