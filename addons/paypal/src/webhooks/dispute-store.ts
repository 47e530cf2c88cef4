import type { AddonMigration, AddonTable, AddonTables, Transaction } from '@tapline/sdk';
import type { MoneyAmount } from '../amounts/money.js';

interface DisputeRow {
  readonly id: string;
  readonly capture: string;
  readonly amount_minor: number;
  readonly currency: string;
}

interface ReversalRow {
  readonly capture: string;
  readonly reference: string;
}

export const DISPUTE_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0001-dispute',
    createTable: 'dispute',
    columns: { id: { type: 'key' }, capture: { type: 'key' }, amount_minor: { type: 'amount' }, currency: { type: 'key' } },
    primaryKey: ['id'],
    indexes: [{ columns: ['capture'] }],
  },
  {
    id: '0002-reversal',
    createTable: 'reversal',
    columns: { capture: { type: 'key' }, reference: { type: 'key' } },
    primaryKey: ['capture', 'reference'],
  },
];

export interface KeptDispute {
  readonly id: string;
  readonly amount: MoneyAmount;
}

/** Which captures are disputed, and which of them PayPal has taken back: a lost dispute is told twice, as itself and as a reversal. */
export class DisputeStore {
  readonly #disputes: AddonTable<DisputeRow>;
  readonly #reversals: AddonTable<ReversalRow>;

  constructor(tables: AddonTables) {
    this.#disputes = tables.table<DisputeRow>('dispute');
    this.#reversals = tables.table<ReversalRow>('reversal');
  }

  async keepDispute(tx: Transaction, capture: string, { id, amount }: KeptDispute): Promise<void> {
    await this.#disputes.put(tx, { id, capture, amount_minor: amount.amountMinor, currency: amount.currency });
  }

  async isDisputeKnown(tx: Transaction, id: string): Promise<boolean> {
    return (await this.#disputes.findOne(tx, { id })) !== undefined;
  }

  async keepReversal(tx: Transaction, capture: string, reference: string): Promise<void> {
    await this.#reversals.put(tx, { capture, reference });
  }

  async disputesOf(tx: Transaction, capture: string): Promise<readonly KeptDispute[]> {
    const rows = await this.#disputes.find(tx, { capture });
    return rows.map(({ id, amount_minor, currency }) => ({ id, amount: { amountMinor: Number(amount_minor), currency } }));
  }

  async isReversed(tx: Transaction, capture: string): Promise<boolean> {
    return (await this.#reversals.find(tx, { capture }, { limit: 1 })).length > 0;
  }
}
