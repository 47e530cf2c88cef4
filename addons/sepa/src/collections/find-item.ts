import { addMonths, type Company, type Transaction } from '@tapline/sdk';
import type { CollectionBatch, CollectionItem } from './collection-item.js';
import type { CollectionStore } from './collection-store.js';

/** What a bank says of a collection to name it; banks leave out most of it. */
export interface ItemReferences {
  readonly messageId?: string | undefined;
  readonly paymentInformationId?: string | undefined;
  readonly endToEndId?: string | undefined;
  readonly instructionId?: string | undefined;
  readonly mandateReference?: string | undefined;
  /** As it was collected, without fees. */
  readonly amountMinor?: number | undefined;
  readonly currency?: string | undefined;
}

/** How long a debtor may ask for money back that was collected without a mandate (EPC016-06, section 4.3.4). */
const REFUND_MONTHS = 13;

/**
 * Finds the collection that a bank speaks of: by its end-to-end id; where the bank gives none, by mandate and amount; else by block and amount, where
 * exactly one of the last 13 months fits. Where several do, nobody guesses.
 */
export class ItemFinder {
  constructor(
    private readonly store: CollectionStore,
    private readonly company: Company,
  ) {}

  async findItem(tx: Transaction, references: ItemReferences): Promise<CollectionItem | 'ambiguous' | undefined> {
    for (const id of [references.endToEndId, references.instructionId]) {
      const item = isUsable(id) ? await this.store.findByEndToEndId(tx, id) : undefined;
      if (item) return item;
    }
    const { amountMinor, currency = this.company.currency, mandateReference } = references;
    if (currency !== this.company.currency) return undefined;
    // What has a name that is none of ours is another's, also where the mandate fits: of the system that collected before.
    const isOthers = isUsable(references.endToEndId);
    if (isUsable(mandateReference) && !isOthers)
      return only(this.inTime(await this.store.byMandateReference(tx, mandateReference, amountMinor)));
    if (amountMinor === undefined) return undefined;
    const batch = await this.store.ofBatch(tx, references);
    return only(this.inTime(batch ?? []).filter((item) => item.amountMinor === amountMinor));
  }

  async findBatch(
    tx: Transaction,
    references: Pick<ItemReferences, 'messageId' | 'paymentInformationId'>,
  ): Promise<CollectionBatch | undefined> {
    const items = await this.store.ofBatch(tx, references);
    return items && { items, sumMinor: items.reduce((sum, { amountMinor }) => sum + amountMinor, 0) };
  }

  private inTime(items: readonly CollectionItem[]): readonly CollectionItem[] {
    const from = addMonths(this.company.today(), -REFUND_MONTHS);
    return items.filter(({ state, collectionDate }) => state !== 'cancelled' && collectionDate >= from);
  }
}

function only(items: readonly CollectionItem[]): CollectionItem | 'ambiguous' | undefined {
  return items.length > 1 ? 'ambiguous' : items[0];
}

function isUsable(id: string | undefined): id is string {
  return id !== undefined && id.trim() !== '' && id.trim().toUpperCase() !== 'NOTPROVIDED';
}
