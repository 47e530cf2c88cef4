import type { GatewayReport, PaymentAttempt, ReportedReturn, Transaction } from '@tapline/sdk';
import type { PayPalRefund } from '../api/resources.js';
import { returnReport } from '../checkout/order-report.js';
import type { DisputeStore, KeptDispute } from './dispute-store.js';
import type { PayPalDispute } from './paypal-event.js';

/**
 * Money that went back, without counting any of it twice: an open dispute holds its amount, which counts as taken back. One that is lost ends in a
 * reversal, which then counts in its place; so does one that comes late.
 */
export class MoneyBack {
  constructor(private readonly store: DisputeStore) {}

  async ofRefund(tx: Transaction, refund: PayPalRefund, kind: ReportedReturn['kind']): Promise<readonly ReportedReturn[]> {
    const own = returnReport(refund, kind);
    if (!own || refund.captureId === '') return [];
    if (kind === 'refund') return [own];
    await this.store.keepReversal(tx, refund.captureId, refund.id);
    const replaced = await this.store.disputesOf(tx, refund.captureId);
    return [...replaced.map((dispute) => held(refund.captureId, dispute, { isOver: true })), own];
  }

  async ofDispute(
    tx: Transaction,
    { captureId, isWon, reason, ...dispute }: PayPalDispute,
    attempt: PaymentAttempt | undefined,
  ): Promise<readonly ReportedReturn[]> {
    const isNew = !(await this.store.isDisputeKnown(tx, dispute.id));
    await this.store.keepDispute(tx, captureId, dispute);
    const isOver = isWon || (isNew && hasGoneBack(attempt, dispute)) || (await this.store.isReversed(tx, captureId));
    return [held(captureId, dispute, { isOver, reason })];
  }

  /** With disputes over that hold what has gone back by a return that the order lists: no message may have come of that. */
  async withoutDoubles(tx: Transaction, report: GatewayReport): Promise<GatewayReport> {
    const { captures = [], returns = [] } = report;
    const over: ReportedReturn[] = [];
    for (const { reference, amountMinor } of captures) {
      const own = returns.filter(({ captureReference, status }) => captureReference === reference && status === 'completed');
      const backMinor = own.reduce((sum, back) => sum + back.amountMinor, 0);
      if (backMinor === 0) continue;
      for (const dispute of await this.store.disputesOf(tx, reference)) {
        if (backMinor + dispute.amount.amountMinor > amountMinor) over.push(held(reference, dispute, { isOver: true }));
      }
    }
    return over.length === 0 ? report : { ...report, returns: [...over, ...returns] };
  }
}

/** There is too little left of a payment for what a dispute is about: the payer has it already. */
function hasGoneBack(attempt: PaymentAttempt | undefined, { amount }: KeptDispute): boolean {
  return attempt !== undefined && attempt.returnedMinor > 0 && amount.amountMinor > attempt.paidMinor - attempt.returnedMinor;
}

function held(
  captureReference: string,
  { id, amount }: KeptDispute,
  { isOver, reason = '' }: { readonly isOver: boolean; readonly reason?: string },
): ReportedReturn {
  return {
    reference: id,
    captureReference,
    kind: 'reversal',
    status: isOver ? 'withdrawn' : 'completed',
    ...amount,
    ...(reason === '' ? {} : { reasonCode: reason }),
    reason: `disputed by the payer at PayPal, ${id}`,
  };
}
