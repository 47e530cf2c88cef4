import type { AddonTable, AddonTables, Transaction } from '@tapline/sdk';
import type { CollectionItem, ItemDetails, ItemState } from './collection-item.js';
import { OUTCOME_KINDS } from './outcome.js';

interface ItemRow {
  readonly id: string;
  readonly run_id: string;
  readonly file_id: string;
  readonly batch_id: string;
  readonly number: number;
  readonly page: number;
  readonly end_to_end_id: string;
  readonly customer_id: string;
  readonly mandate_id: string;
  /** In capitals. */
  readonly mandate_key: string;
  readonly amount_minor: number;
  readonly collection_date: string;
  readonly state: ItemState;
  readonly reason_code: string | null;
  readonly reason: string | null;
  readonly details: ItemDetails & { readonly mandateReference: string };
  readonly changed_at_ms: number;
}

interface BatchRow {
  readonly id: string;
  readonly payment_information_id: string;
  readonly file_id: string;
}

interface FileRow {
  readonly id: string;
  readonly message_id: string;
}

/** What was collected, and in which blocks of which files it stands. */
export class CollectionStore {
  private readonly itemRows: AddonTable<ItemRow>;
  private readonly batchRows: AddonTable<BatchRow>;
  private readonly fileRows: AddonTable<FileRow>;

  constructor(tables: AddonTables) {
    this.itemRows = tables.table('item');
    this.batchRows = tables.table('batch');
    this.fileRows = tables.table('file');
  }

  async find(tx: Transaction, id: string): Promise<CollectionItem | undefined> {
    const row = await this.itemRows.findOne(tx, { id });
    return row && toItem(row);
  }

  async findByEndToEndId(tx: Transaction, endToEndId: string): Promise<CollectionItem | undefined> {
    const row = await this.itemRows.findOne(tx, { end_to_end_id: endToEndId });
    return row && toItem(row);
  }

  /** In no order. */
  async withEndToEndIds(tx: Transaction, endToEndIds: readonly string[]): Promise<readonly CollectionItem[]> {
    return (await this.itemRows.findIn(tx, 'end_to_end_id', endToEndIds)).map(toItem);
  }

  /** However the mandate's reference is written. */
  async byMandateReference(tx: Transaction, reference: string, amountMinor?: number): Promise<readonly CollectionItem[]> {
    const amount = amountMinor === undefined ? {} : { amount_minor: amountMinor };
    return (await this.itemRows.find(tx, { mandate_key: reference.toUpperCase(), ...amount })).map(toItem);
  }

  /** The items of one block or file, in the order of the file; `undefined` where there is no such block or file. */
  async ofBatch(
    tx: Transaction,
    { messageId, paymentInformationId }: { readonly messageId?: string | undefined; readonly paymentInformationId?: string | undefined },
  ): Promise<readonly CollectionItem[] | undefined> {
    const orderBy = [{ column: 'number', direction: 'asc' }] as const;
    if (paymentInformationId !== undefined) {
      const batch = await this.batchRows.findOne(tx, { payment_information_id: paymentInformationId });
      if (batch) return (await this.itemRows.find(tx, { batch_id: batch.id }, { orderBy })).map(toItem);
    }
    if (messageId === undefined) return undefined;
    const file = await this.fileRows.findOne(tx, { message_id: messageId });
    return file && (await this.itemRows.find(tx, { file_id: file.id }, { orderBy })).map(toItem);
  }

  /** In the order of the file. */
  async ofPage(tx: Transaction, batchId: string, page: number): Promise<readonly CollectionItem[]> {
    const orderBy = [{ column: 'number', direction: 'asc' }] as const;
    return (await this.itemRows.find(tx, { batch_id: batchId, page }, { orderBy })).map(toItem);
  }

  async ofMandate(tx: Transaction, mandateId: string): Promise<readonly CollectionItem[]> {
    return (await this.itemRows.find(tx, { mandate_id: mandateId })).map(toItem);
  }

  async ofCustomers(tx: Transaction, customerIds: readonly string[]): Promise<readonly CollectionItem[]> {
    return (await this.itemRows.findIn(tx, 'customer_id', customerIds)).map(toItem);
  }

  /** The newest first. */
  async ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly CollectionItem[]> {
    const orderBy = [
      { column: 'changed_at_ms', direction: 'desc' },
      { column: 'number', direction: 'desc' },
    ] as const;
    return (await this.itemRows.find(tx, { customer_id: customerId }, { orderBy, limit })).map(toItem);
  }

  async ofRun(
    tx: Transaction,
    runId: string,
    query: { readonly state?: ItemState; readonly limit: number; readonly offset?: number },
  ): Promise<readonly CollectionItem[]> {
    const { state, limit, offset = 0 } = query;
    const orderBy = [{ column: 'number', direction: 'asc' }] as const;
    return (await this.itemRows.find(tx, { run_id: runId, ...(state === undefined ? {} : { state }) }, { orderBy, limit, offset })).map(
      toItem,
    );
  }

  /** Whether anything that banks have told of a run stands. */
  async isAnyTold(tx: Transaction, runId: string): Promise<boolean> {
    for (const state of OUTCOME_KINDS)
      if ((await this.itemRows.pick(tx, ['id'], { run_id: runId, state }, { limit: 1 })).length > 0) return true;
    return false;
  }

  async insert(tx: Transaction, item: CollectionItem): Promise<void> {
    await this.itemRows.insert(tx, toRow(item));
  }

  async put(tx: Transaction, item: CollectionItem): Promise<void> {
    await this.itemRows.put(tx, toRow(item));
  }
}

function toRow(item: CollectionItem): ItemRow {
  const { id, number, page, state, reason, details, mandateReference } = item;
  return {
    id,
    number,
    page,
    state,
    reason,
    details: { ...details, mandateReference },
    run_id: item.runId,
    file_id: item.fileId,
    batch_id: item.batchId,
    end_to_end_id: item.endToEndId,
    customer_id: item.customerId,
    mandate_id: item.mandateId,
    mandate_key: mandateReference.toUpperCase(),
    amount_minor: item.amountMinor,
    collection_date: item.collectionDate,
    reason_code: item.reasonCode,
    changed_at_ms: item.changedAtMs,
  };
}

function toItem(row: ItemRow): CollectionItem {
  const { id, number, page, state, reason } = row;
  const { mandateReference, ...details } = row.details;
  return {
    id,
    number,
    page,
    state,
    reason,
    details,
    mandateReference,
    runId: row.run_id,
    fileId: row.file_id,
    batchId: row.batch_id,
    endToEndId: row.end_to_end_id,
    customerId: row.customer_id,
    mandateId: row.mandate_id,
    amountMinor: row.amount_minor,
    collectionDate: row.collection_date,
    reasonCode: row.reason_code,
    changedAtMs: row.changed_at_ms,
  };
}
