import {
  type Clock,
  type Company,
  type CustomerDirectory,
  type GatewayPayments,
  type Notifications,
  notFound,
  refused,
  TaplineError,
  type Transaction,
} from '@tapline/sdk';
import type { MandateService } from '../mandates/mandate-service.js';
import type { MandateUse } from '../mandates/mandate-use.js';
import { returnNotice } from '../notices/return-notice.js';
import type { RunStore } from '../runs/run-store.js';
import type { TransferStore } from '../transfers/transfer-store.js';
import { GATEWAY_ID } from './collection-gateway.js';
import type { CollectionItem } from './collection-item.js';
import type { CollectionStore } from './collection-store.js';
import {
  type Confirmation,
  captureStatus,
  type Outcome,
  type OutcomeKind,
  type Rejection,
  type Return,
  standingOf,
  WITHDRAWN,
} from './outcome.js';
import type { OutcomeStore } from './outcome-store.js';

/**
 * What banks tell of collections: kept, and reported to the core, which books it. All of it may be told twice, in any order, and by several files;
 * it is booked once, and stands until the last telling of it is undone.
 */
export class CollectionOutcomes {
  constructor(
    private readonly parts: {
      readonly items: CollectionStore;
      readonly outcomes: OutcomeStore;
      readonly refunds: Pick<TransferStore, 'underWay' | 'underWaySince'>;
      readonly runs: Pick<RunStore, 'bankHas' | 'bankHasNot' | 'hold' | 'get'>;
      readonly mandates: MandateService;
      readonly mandateUse: MandateUse;
      readonly customers: CustomerDirectory;
      readonly payments: GatewayPayments;
      readonly notifications: Notifications;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  /** The bank will try. */
  accepted(tx: Transaction, itemId: string, told: { readonly reference: string }): Promise<CollectionItem> {
    return this.take(tx, itemId, 'accepted', told);
  }

  /** The money is there: it is booked as a payment of its invoices. */
  confirmed(tx: Transaction, itemId: string, told: Confirmation): Promise<CollectionItem> {
    return this.take(tx, itemId, 'confirmed', told);
  }

  /** It came to nothing: the invoices are open, with the reason. */
  rejected(tx: Transaction, itemId: string, told: Rejection): Promise<CollectionItem> {
    return this.take(tx, itemId, 'rejected', told);
  }

  /** The very payment is taken back, and the customer charged where that is set; told before the money is confirmed, it waits for that. */
  returned(tx: Transaction, itemId: string, told: Return): Promise<CollectionItem> {
    return this.take(tx, itemId, 'returned', told);
  }

  /** The collections of which something was told under one reference, and stands. */
  async toldOf(tx: Transaction, reference: string): Promise<ReadonlySet<string>> {
    return new Set((await this.parts.outcomes.told(tx, reference)).map(({ itemId }) => itemId));
  }

  /** Takes back all that was told under one reference, or `most` of it; nothing happens where nothing was. The ids of the items. */
  async undo(tx: Transaction, reference: string, reason: string, most?: number): Promise<readonly string[]> {
    const told = await this.parts.outcomes.told(tx, reference, most);
    const itemIds = new Set<string>();
    for (const { id, itemId } of told) {
      await this.parts.outcomes.undo(tx, id, this.parts.clock.nowMs());
      itemIds.add(itemId);
    }
    const runIds = new Set<string>();
    for (const itemId of itemIds) {
      const item = await this.get(tx, itemId);
      runIds.add(item.runId);
      const gone = told.filter((outcome) => outcome.itemId === itemId);
      const standing = await this.parts.outcomes.standing(tx, itemId);
      await this.takeBack(tx, item, gone, standing, reason);
      if (!standing.some((outcome) => outcome.told.blocksMandate)) await this.parts.mandates.unblock(tx, item.mandateId, itemId);
      await this.keepStanding(tx, item, standing);
    }
    for (const runId of runIds) await this.takeRunBack(tx, runId);
    return [...itemIds];
  }

  /**
   * Whether all that was told under these references, since an instant, can be taken back. Throws `SEPA_COLLECTION_REFUNDED` where a payment that
   * nothing else tells of is on its way back to a customer. {@link undo} asks it again of each.
   */
  async requireUndoable(
    tx: Transaction,
    { references, sinceMs }: { readonly references: readonly string[]; readonly sinceMs: number },
  ): Promise<void> {
    const { refunds, items, outcomes } = this.parts;
    const underWay = await refunds.underWaySince(tx, sinceMs);
    const gone = new Set(references);
    const refunded = await items.withEndToEndIds(tx, [...new Set(underWay.map((row) => row.collection_end_to_end_id))]);
    for (const { id, endToEndId } of refunded) {
      const confirmed = (await outcomes.standing(tx, id)).filter(({ kind }) => kind === 'confirmed');
      if (confirmed.length > 0 && confirmed.every(({ reference }) => gone.has(reference))) await this.requireUnrefunded(tx, endToEndId);
    }
  }

  private async take(tx: Transaction, itemId: string, kind: OutcomeKind, told: Outcome['told'] & { readonly reference: string }) {
    const item = await this.get(tx, itemId);
    const { reference } = told;
    if (!(await this.parts.outcomes.keep(tx, { reference, itemId, kind, told, atMs: this.parts.clock.nowMs() }))) return item;
    await this.parts.runs.bankHas(tx, item.runId, this.parts.clock.nowMs());
    const standing = await this.parts.outcomes.standing(tx, itemId);
    await this.report(tx, item, standing);
    // First what it has made of the mandate: a last collection that was rejected was none, and there is something to block again.
    const kept = await this.keepStanding(tx, item, standing);
    const notice = returnNotice(item, kind, told);
    // What was told earlier and outranks this is not undone by it.
    if (notice && kept.state === kind) await this.parts.notifications.want(tx, notice);
    if (told.blocksMandate) {
      await this.parts.mandates.block(tx, item.mandateId, { itemId, reason: `${told.code ?? ''} ${told.text ?? ''}`.trim() });
    }
    return kept;
  }

  /** Tells the core what stands; what it knows changes nothing. */
  private async report(tx: Transaction, item: CollectionItem, standing: readonly Outcome[]): Promise<void> {
    const find = (kind: OutcomeKind): Outcome['told'] | undefined => standing.find((outcome) => outcome.kind === kind)?.told;
    const confirmed = find('confirmed');
    const rejected = find('rejected');
    const returned = find('returned');
    const { currency } = this.parts.company;
    const capture = { reference: item.endToEndId, amountMinor: item.amountMinor, currency };
    const outcome = await this.parts.payments.report(tx, GATEWAY_ID, {
      attempt: { reference: item.endToEndId },
      captures: [
        // A capture that failed, not a step of the attempt: it can be undone. The credit of what came back may be told later, or never.
        ...(captureStatus(standing) === 'failed' ? [{ ...capture, status: 'failed' as const, ...why(rejected ?? returned ?? {}) }] : []),
        ...(confirmed
          ? [{ ...capture, status: 'completed' as const, ...(confirmed.valueDate ? { valueDate: confirmed.valueDate } : {}) }]
          : []),
      ],
      returns: returned
        ? [
            {
              reference: returnReference(item),
              captureReference: item.endToEndId,
              kind: 'reversal',
              status: 'completed',
              amountMinor: returned.amountMinor ?? item.amountMinor,
              currency,
              ...(returned.feeMinor === undefined ? {} : { feeMinor: returned.feeMinor }),
              ...(item.details.returnChargeMinor > 0 ? { chargeMinor: item.details.returnChargeMinor } : {}),
              ...(returned.date ? { valueDate: returned.date } : {}),
              ...why(returned),
            },
          ]
        : [],
    });
    if (outcome.kind !== 'unknown-attempt') return;
    throw new TaplineError(
      'SEPA_COLLECTION_NOT_KEPT',
      'internal',
      `the core knows no collection ${item.endToEndId}; restore both from one backup`,
    );
  }

  /**
   * Undoes at the core what no telling is left of, and tells it again what stands. A return is undone before the payment that it is of; where another
   * file tells it, it is told again, and waits for the money. Throws `SEPA_COLLECTION_REFUNDED`.
   */
  private async takeBack(
    tx: Transaction,
    item: CollectionItem,
    gone: readonly Outcome[],
    standing: readonly Outcome[],
    reason: string,
  ): Promise<void> {
    const before = [...gone, ...standing];
    const isToldReturned = (outcomes: readonly Outcome[]): boolean => outcomes.some(({ kind }) => kind === 'returned');
    const isCaptureOver = captureStatus(before) !== undefined && captureStatus(before) !== captureStatus(standing);
    if (isCaptureOver && captureStatus(before) === 'completed') await this.requireUnrefunded(tx, item.endToEndId);
    // Releases before this one told the core of no capture where nobody had told the credit of what came back.
    if (isCaptureOver && captureStatus(before) === 'failed') await this.report(tx, item, before);
    const undo = (kind: 'capture' | 'return', reference: string) => this.parts.payments.undo(tx, GATEWAY_ID, { kind, reference, reason });
    if (isToldReturned(before) && (isCaptureOver || !isToldReturned(standing))) await undo('return', returnReference(item));
    if (isCaptureOver) await undo('capture', item.endToEndId);
    await this.report(tx, item, standing);
  }

  /** A run that the bank was thought to have for what it has told alone. */
  private async takeRunBack(tx: Transaction, runId: string): Promise<void> {
    const { runs, items, clock } = this.parts;
    if (!(await runs.get(tx, runId)).isToldSent) return;
    // What others are telling of it is told then.
    await runs.hold(tx, runId);
    if (!(await items.isAnyTold(tx, runId))) await runs.bankHasNot(tx, runId, clock.nowMs());
  }

  private async requireUnrefunded(tx: Transaction, endToEndId: string): Promise<void> {
    const [refund] = await this.parts.refunds.underWay(tx, endToEndId);
    if (!refund) return;
    const what = `${this.parts.company.format(refund.amount_minor)} of the collection ${refund.collection_end_to_end_id} are being refunded to ${refund.debtor_name}`;
    throw refused(
      'SEPA_COLLECTION_REFUNDED',
      `${what}: give the refund up, withdraw its file, or import that it came back; then the payment can be taken back`,
    );
  }

  private async keepStanding(tx: Transaction, item: CollectionItem, standing: readonly Outcome[]): Promise<CollectionItem> {
    const stands = standing.length > 0 ? standingOf(standing) : await this.untold(tx, item);
    const changed = { ...item, ...stands, changedAtMs: this.parts.clock.nowMs() };
    await this.parts.items.put(tx, changed);
    await this.parts.mandateUse.refresh(tx, item.mandateId);
    return changed;
  }

  /** As it was before any bank told of it. */
  private async untold(tx: Transaction, { runId }: CollectionItem): Promise<ReturnType<typeof standingOf>> {
    const { state } = await this.parts.runs.get(tx, runId);
    return state === 'cancelled' || state === 'cancelling' ? WITHDRAWN : standingOf([]);
  }

  /** Locks its customer. Throws `SEPA_COLLECTION_UNKNOWN`. */
  private async get(tx: Transaction, itemId: string): Promise<CollectionItem> {
    const found = await this.parts.items.find(tx, itemId);
    // Two tellings at once come one after the other.
    if (found) await this.parts.customers.lock(tx, found.customerId);
    const item = found && (await this.parts.items.find(tx, itemId));
    if (item) return item;
    throw notFound('SEPA_COLLECTION_UNKNOWN', `there is no collection with the id "${itemId}"`);
  }
}

function returnReference({ endToEndId }: CollectionItem): string {
  return `${endToEndId}:return`;
}

function why({ code, text }: Outcome['told']): { readonly reasonCode?: string; readonly reason?: string } {
  return { ...(code ? { reasonCode: code.slice(0, 80) } : {}), ...(text ? { reason: text.slice(0, 500) } : {}) };
}
