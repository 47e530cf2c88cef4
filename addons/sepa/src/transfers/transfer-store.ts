import { type AddonMigration, type AddonTable, type AddonTables, notFound, type Transaction } from '@tapline/sdk';

export const TRANSFER_MIGRATIONS: readonly AddonMigration[] = [
  {
    id: '0301-transfer',
    createTable: 'transfer',
    columns: {
      // The core's key of the refund: asked for again, it is the same.
      id: { type: 'key' },
      end_to_end_id: { type: 'key' },
      collection_end_to_end_id: { type: 'key' },
      customer_id: { type: 'id' },
      amount_minor: { type: 'amount' },
      debtor_name: { type: 'text' },
      iban: { type: 'key' },
      bic: { type: 'key', isNullable: true },
      remittance: { type: 'text' },
      state: { type: 'key' },
      file_id: { type: 'key', isNullable: true },
      created_at_ms: { type: 'instant' },
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['end_to_end_id'], isUnique: true }, { columns: ['state'] }, { columns: ['file_id'] }],
  },
  {
    id: '0302-transfer-file',
    createTable: 'transfer_file',
    columns: {
      id: { type: 'key' },
      name: { type: 'key' },
      items: { type: 'integer' },
      sum_minor: { type: 'amount' },
      state: { type: 'key' },
      content: { type: 'text' },
      created_at_ms: { type: 'instant' },
    },
    primaryKey: ['id'],
    indexes: [{ columns: ['created_at_ms'] }],
  },
  { id: '0303-transfer-reason', addColumn: { table: 'transfer', name: 'reason', definition: { type: 'text', isNullable: true } } },
  // The line of a bank file that told that it came back.
  { id: '0304-transfer-told-by', addColumn: { table: 'transfer', name: 'told_by', definition: { type: 'key', isNullable: true } } },
  { id: '0305-transfer-message', addColumn: { table: 'transfer_file', name: 'message_id', definition: { type: 'key', isNullable: true } } },
  { id: '0306-transfer-collection', addIndex: { table: 'transfer', columns: ['collection_end_to_end_id'] } },
  { id: '0307-transfer-age', addIndex: { table: 'transfer', columns: ['state', 'created_at_ms'] } },
  // All that told that it came back, each by its line of a bank file.
  {
    id: '0308-came-back',
    createTable: 'came_back',
    columns: {
      transfer_id: { type: 'key' },
      told_by: { type: 'key' },
      number: { type: 'integer' },
      code: { type: 'text' },
      reason: { type: 'text' },
      fee_minor: { type: 'amount' },
    },
    primaryKey: ['transfer_id', 'told_by'],
  },
];

/**
 * - `waiting`: for the next file. `filed`: stands in a file that the bank may not have yet. `sent`: the bank has it.
 * - `returned`: the bank has sent it back or rejected it; `cancelled`: given up before it stood in a file. The refund can be asked for anew.
 */
export type TransferState = 'waiting' | 'filed' | 'sent' | 'returned' | 'cancelled';

const UNDER_WAY: readonly TransferState[] = ['waiting', 'filed', 'sent'];

export interface TransferRow {
  readonly id: string;
  readonly end_to_end_id: string;
  readonly collection_end_to_end_id: string;
  readonly customer_id: string;
  readonly amount_minor: number;
  readonly debtor_name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly remittance: string;
  readonly state: TransferState;
  readonly file_id: string | null;
  readonly created_at_ms: number;
  /** Why it came back, in words. */
  readonly reason: string | null;
  readonly told_by: string | null;
}

/** One telling that a transfer came back. */
export interface CameBackRow {
  readonly transfer_id: string;
  /** The line of a bank file. */
  readonly told_by: string;
  /** In the order of telling. */
  readonly number: number;
  readonly code: string;
  readonly reason: string;
  readonly fee_minor: number;
}

export interface TransferFileRow {
  readonly id: string;
  readonly name: string;
  readonly items: number;
  readonly sum_minor: number;
  /** `withdrawn`: its transfers wait for another file. */
  readonly state: 'ready' | 'sent' | 'withdrawn';
  /** What the bank calls it in its answers. */
  readonly message_id: string | null;
  readonly content: string;
  readonly created_at_ms: number;
}

const PAGE = 100;

const OLDEST_FIRST = [
  { column: 'created_at_ms', direction: 'asc' },
  { column: 'id', direction: 'asc' },
] as const;

/** Money that is to go back to customers, and the files that it stands in. */
export class TransferStore {
  private readonly transfers: AddonTable<TransferRow>;
  private readonly files: AddonTable<TransferFileRow>;
  private readonly cameBack: AddonTable<CameBackRow>;

  constructor(tables: AddonTables) {
    this.transfers = tables.table('transfer');
    this.files = tables.table('transfer_file');
    this.cameBack = tables.table('came_back');
  }

  find(tx: Transaction, id: string): Promise<TransferRow | undefined> {
    return this.transfers.findOne(tx, { id });
  }

  /** Throws `SEPA_TRANSFER_UNKNOWN`. */
  async get(tx: Transaction, id: string): Promise<TransferRow> {
    const row = await this.find(tx, id);
    if (row) return row;
    throw notFound('SEPA_TRANSFER_UNKNOWN', `there is no refund "${id}"`);
  }

  findByEndToEndId(tx: Transaction, endToEndId: string): Promise<TransferRow | undefined> {
    return this.transfers.findOne(tx, { end_to_end_id: endToEndId });
  }

  inState(tx: Transaction, state: TransferState): Promise<readonly TransferRow[]> {
    return this.transfers.find(tx, { state }, { orderBy: OLDEST_FIRST });
  }

  /** The newest first. */
  latestReturned(tx: Transaction, limit: number): Promise<readonly TransferRow[]> {
    return this.transfers.find(tx, { state: 'returned' }, { orderBy: [{ column: 'created_at_ms', direction: 'desc' }], limit });
  }

  ofFile(tx: Transaction, fileId: string): Promise<readonly TransferRow[]> {
    return this.transfers.find(tx, { file_id: fileId }, { orderBy: OLDEST_FIRST });
  }

  ofCollection(tx: Transaction, collectionEndToEndId: string): Promise<readonly TransferRow[]> {
    return this.transfers.find(tx, { collection_end_to_end_id: collectionEndToEndId });
  }

  /** Refunds of a collection that neither came back nor were given up. */
  async underWay(tx: Transaction, collectionEndToEndId: string): Promise<readonly TransferRow[]> {
    return (await this.ofCollection(tx, collectionEndToEndId)).filter(({ state }) => UNDER_WAY.includes(state));
  }

  /** Those of all collections that were asked for since an instant; what has been sent stays so, and they become many. */
  async underWaySince(tx: Transaction, sinceMs: number): Promise<readonly TransferRow[]> {
    const found: TransferRow[] = [];
    for (const state of UNDER_WAY) {
      const orderBy = [
        { column: 'created_at_ms', direction: 'desc' },
        { column: 'id', direction: 'desc' },
      ] as const;
      for (let offset = 0, isMore = true; isMore; offset += PAGE) {
        const page = await this.transfers.find(tx, { state }, { orderBy, limit: PAGE, offset });
        const since = page.filter((row) => row.created_at_ms >= sinceMs);
        found.push(...since);
        isMore = since.length === PAGE;
      }
    }
    return found;
  }

  async insert(tx: Transaction, row: TransferRow): Promise<void> {
    await this.transfers.insert(tx, row);
  }

  /** Of several that move one at once, one does: false for the others. */
  async move(
    tx: Transaction,
    { id, state }: Pick<TransferRow, 'id' | 'state'>,
    changes: Partial<Pick<TransferRow, 'state' | 'file_id' | 'reason' | 'told_by'>>,
  ): Promise<boolean> {
    return (await this.transfers.update(tx, { id, state }, changes)) > 0;
  }

  /** In the order of their telling. */
  tellings(tx: Transaction, transferId: string): Promise<readonly CameBackRow[]> {
    return this.cameBack.find(tx, { transfer_id: transferId }, { orderBy: [{ column: 'number', direction: 'asc' }] });
  }

  /** The same again changes nothing. */
  async keepTelling(tx: Transaction, telling: Omit<CameBackRow, 'number'>): Promise<void> {
    const known = await this.tellings(tx, telling.transfer_id);
    if (known.some(({ told_by }) => told_by === telling.told_by)) return;
    await this.cameBack.insert(tx, { ...telling, number: (known.at(-1)?.number ?? 0) + 1 });
  }

  async forgetTelling(tx: Transaction, transferId: string, toldBy: string): Promise<void> {
    await this.cameBack.remove(tx, { transfer_id: transferId, told_by: toldBy });
  }

  /** Keeps others that hold it from going on until this transaction ends. */
  async holdFile(tx: Transaction, id: string): Promise<void> {
    await this.files.update(tx, { id }, { id });
  }

  async fileOfMessage(tx: Transaction, messageId: string): Promise<TransferFileRow | undefined> {
    return this.files.findOne(tx, { message_id: messageId });
  }

  /** Throws `SEPA_FILE_UNKNOWN`. */
  async file(tx: Transaction, id: string): Promise<TransferFileRow> {
    const row = await this.files.findOne(tx, { id });
    if (row) return row;
    throw notFound('SEPA_FILE_UNKNOWN', `there is no file of transfers "${id}"`);
  }

  /** The newest first. */
  newestFiles(tx: Transaction, limit: number): Promise<readonly TransferFileRow[]> {
    return this.files.find(tx, {}, { orderBy: [{ column: 'created_at_ms', direction: 'desc' }], limit });
  }

  async putFile(tx: Transaction, row: TransferFileRow): Promise<void> {
    await this.files.put(tx, row);
  }
}
