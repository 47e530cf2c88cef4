import type { Clock, Transaction } from '@tapline/sdk';
import type { SequenceType } from '../collections/collection-item.js';
import type { CollectionStore } from '../collections/collection-store.js';
import type { Mandate } from './mandate.js';
import type { MandateStore } from './mandate-store.js';

/** After these nothing more is collected. */
const LAST: ReadonlySet<SequenceType> = new Set(['OOFF', 'FNAL']);

/** What collections have made of a mandate: found anew when one of them came to nothing. */
export class MandateUse {
  constructor(private readonly parts: { readonly store: MandateStore; readonly items: CollectionStore; readonly clock: Clock }) {}

  /** A collection that was rejected or cancelled was none: the next is the first again, and carries the amendment again (EPC016-06, section 4.6.4). */
  async refresh(tx: Transaction, mandateId: string): Promise<void> {
    const { store, items, clock } = this.parts;
    const mandate = await store.find(tx, mandateId);
    if (!mandate) return;
    const all = await items.ofMandate(tx, mandateId);
    const live = all.filter(({ state }) => state !== 'rejected' && state !== 'cancelled');
    const dates = live.map(({ collectionDate }) => collectionDate).sort();
    const { amendment } = mandate;
    const isCarried = live.some(({ id }) => id === amendment?.carriedByItemId);
    const isOver = live.some(({ details }) => LAST.has(details.sequence));
    const lastUsedOn = dates.at(-1) ?? (mandate.usedElsewhereOn || null);
    const changed: Mandate = {
      ...mandate,
      lastUsedOn,
      amendment: amendment && !isCarried ? { ...amendment, carriedByItemId: null } : amendment,
      state: mandate.state === 'active' || mandate.state === 'used' ? (isOver ? 'used' : 'active') : mandate.state,
    };
    if (changed.lastUsedOn === mandate.lastUsedOn && changed.state === mandate.state && changed.amendment === amendment) return;
    await store.put(tx, { ...changed, changedAtMs: clock.nowMs() });
  }
}
