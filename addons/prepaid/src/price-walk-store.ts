import type { AddonMigration, AddonTable, AddonTables, Transaction } from '@tapline/sdk';

/** How far those were looked at who have a plan with a new price. */
export interface PriceWalk {
  readonly planId: string;
  /** Each new price begins anew, with the next one. */
  readonly turn: number;
  /** The last service that was looked at; empty at the beginning. */
  readonly afterId: string;
}

export const PRICE_WALK_MIGRATION: AddonMigration = {
  id: '0006-price-walk',
  createTable: 'price_walk',
  columns: { plan_id: { type: 'id' }, turn: { type: 'integer' }, after_id: { type: 'id', isNullable: true } },
  primaryKey: ['plan_id'],
};

interface PriceWalkRow {
  readonly plan_id: string;
  readonly turn: number;
  readonly after_id: string | null;
}

/** Plans of which not all lines have been looked at since their price has changed. */
export class PriceWalkStore {
  private readonly walks: AddonTable<PriceWalkRow>;

  constructor(tables: AddonTables) {
    this.walks = tables.table('price_walk');
  }

  async all(tx: Transaction): Promise<readonly PriceWalk[]> {
    const rows = await this.walks.find(tx, {});
    return rows.map((row) => ({ planId: row.plan_id, turn: row.turn, afterId: row.after_id ?? '' }));
  }

  async begin(tx: Transaction, planId: string): Promise<void> {
    const known = await this.walks.findOne(tx, { plan_id: planId });
    await this.walks.put(tx, { plan_id: planId, turn: (known?.turn ?? 0) + 1, after_id: null });
  }

  /** Nothing, where the walk has begun anew meanwhile; {@link end} neither. */
  async goOn(tx: Transaction, { planId, turn }: PriceWalk, afterId: string): Promise<void> {
    await this.walks.update(tx, { plan_id: planId, turn }, { after_id: afterId });
  }

  async end(tx: Transaction, { planId, turn }: PriceWalk): Promise<void> {
    await this.walks.remove(tx, { plan_id: planId, turn });
  }
}
