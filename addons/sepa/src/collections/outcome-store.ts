import { randomUUID } from 'node:crypto';
import type { AddonTable, AddonTables, Transaction } from '@tapline/sdk';
import type { Outcome } from './outcome.js';

interface OutcomeRow {
  readonly id: string;
  readonly reference: string;
  readonly item_id: string;
  readonly kind: Outcome['kind'];
  readonly told: Outcome['told'];
  readonly at_ms: number;
  readonly undone_at_ms: number | null;
}

/** All that banks have told, the undone too. */
export class OutcomeStore {
  private readonly rows: AddonTable<OutcomeRow>;

  constructor(tables: AddonTables) {
    this.rows = tables.table('outcome');
  }

  /** Those that stand, in the order of their telling. */
  async standing(tx: Transaction, itemId: string): Promise<readonly Outcome[]> {
    const orderBy = [
      { column: 'at_ms', direction: 'asc' },
      { column: 'id', direction: 'asc' },
    ] as const;
    return (await this.rows.find(tx, { item_id: itemId, undone_at_ms: null }, { orderBy })).map(toOutcome);
  }

  /** Those of one telling that stand, or some of them. */
  async told(tx: Transaction, reference: string, limit?: number): Promise<readonly Outcome[]> {
    return (await this.rows.find(tx, { reference, undone_at_ms: null }, limit === undefined ? {} : { limit })).map(toOutcome);
  }

  /** False where it stands already. What was undone stands anew. */
  async keep(tx: Transaction, { reference, itemId, kind, told, atMs }: Omit<Outcome, 'id' | 'undoneAtMs'>): Promise<boolean> {
    const key = { reference, item_id: itemId, kind };
    const known = await this.rows.findOne(tx, key);
    if (known?.undone_at_ms === null) return false;
    const kept = { told, at_ms: await this.afterOthers(tx, itemId, atMs), undone_at_ms: null };
    if (known) await this.rows.update(tx, { id: known.id }, kept);
    else await this.rows.insert(tx, { id: randomUUID(), ...key, ...kept });
    return true;
  }

  /** Two files, or lines of one, may be told within one millisecond, and the first gives the reason. */
  private async afterOthers(tx: Transaction, itemId: string, atMs: number): Promise<number> {
    const [latest] = await this.rows.find(tx, { item_id: itemId }, { orderBy: [{ column: 'at_ms', direction: 'desc' }], limit: 1 });
    return latest ? Math.max(atMs, latest.at_ms + 1) : atMs;
  }

  async undo(tx: Transaction, id: string, atMs: number): Promise<void> {
    await this.rows.update(tx, { id }, { undone_at_ms: atMs });
  }
}

function toOutcome({ id, reference, kind, told, ...row }: OutcomeRow): Outcome {
  return { id, reference, kind, told, itemId: row.item_id, atMs: row.at_ms, undoneAtMs: row.undone_at_ms };
}
