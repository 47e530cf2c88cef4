import type { Company, GatewayPayments, LocalDate, Transaction } from '@tapline/sdk';
import type { CollectionOutcomes } from '../collections/collection-outcomes.js';
import { reasonCode, reasonInWords } from '../reasons/reason-codes.js';
import type { RefundTransfers } from '../transfers/refund-transfers.js';
import {
  type ImportLine,
  isOfOnePayment,
  type LineFacts,
  type LinePlan,
  type LineState,
  type OutcomePlan,
  type TransferPart,
} from './import-line.js';
import type { ImportStore } from './import-store.js';
import { supersededBy } from './known-before.js';
import { TRANSFER_GATEWAY_ID } from './transfer-gateway.js';

/** Does what a line's plan says, and takes it back. Both repeat safely: collections and the core know what they were told by. */
export class LineBooks {
  constructor(
    private readonly parts: {
      readonly store: ImportStore;
      readonly outcomes: CollectionOutcomes;
      readonly refunds: RefundTransfers;
      readonly payments: GatewayPayments;
      readonly company: Company;
      readonly clock: { nowMs(): number };
    },
  ) {}

  async book(tx: Transaction, line: ImportLine, plan: LinePlan, decidedBy: string | null): Promise<ImportLine> {
    return this.close(tx, { ...line, plan, decidedBy, received: await this.apply(tx, line, plan) });
  }

  /** Tells of some of the collections of a plan; {@link finish} ends it. */
  async bookPart(tx: Transaction, line: ImportLine, plan: OutcomePlan, itemIds: readonly string[]): Promise<void> {
    await this.apply(tx, line, { ...plan, itemIds });
  }

  /** All collections of a plan are told of. */
  finish(tx: Transaction, line: ImportLine, plan: OutcomePlan): Promise<ImportLine> {
    return this.close(tx, { ...line, plan });
  }

  /** The collections of which a line has told. */
  toldBy(tx: Transaction, lineId: string): Promise<ReadonlySet<string>> {
    return this.parts.outcomes.toldOf(tx, lineId);
  }

  /** Throws `SEPA_COLLECTION_REFUNDED` where one of these lines, which have told nothing before `sinceMs`, cannot be taken back. */
  requireUndoable(tx: Transaction, lines: readonly Pick<ImportLine, 'id' | 'state' | 'plan'>[], sinceMs: number): Promise<void> {
    const confirming = lines.filter(({ state, plan }) => plan.do === 'confirm' && (state === 'booked' || state === 'booking'));
    return this.parts.outcomes.requireUndoable(tx, { references: confirming.map(({ id }) => id), sinceMs });
  }

  /** Takes back some of what a line has told of collections; false where nothing was left. */
  async takeBackPart(tx: Transaction, lineId: string, reason: string, most: number): Promise<boolean> {
    return (await this.parts.outcomes.undo(tx, lineId, reason, most)).length > 0;
  }

  /** The line then is in `state`. */
  async takeBack(tx: Transaction, line: ImportLine, state: LineState, reason: string): Promise<ImportLine> {
    const { store, outcomes, refunds, payments } = this.parts;
    if (line.state === 'booked' || line.state === 'booking') {
      await outcomes.undo(tx, line.id, reason);
      if (line.plan.do === 'refund-returned')
        for (const transferId of line.plan.transferIds) await refunds.undoCameBack(tx, transferId, line.id, reason);
      for (const reference of line.received) await payments.undo(tx, TRANSFER_GATEWAY_ID, { kind: 'capture', reference, reason });
      const iban = accountOf(line.facts);
      if (line.plan.do === 'receive' && iban !== null)
        for (const { customerId } of line.plan.parts) await store.forgetAccount(tx, iban, customerId, line.id);
    }
    const back: ImportLine = { ...line, state, received: [], decidedBy: null };
    await store.putLine(tx, back);
    return back;
  }

  private async close(tx: Transaction, line: ImportLine): Promise<ImportLine> {
    const { store } = this.parts;
    if (line.plan.do !== 'skip')
      for (const other of await supersededBy(tx, store, line))
        if (await store.holdIn(tx, other.id, 'waiting')) await store.putLine(tx, { ...other, state: 'superseded' });
    const closed: ImportLine = { ...line, state: stateAfter(line.plan) };
    await store.putLine(tx, closed);
    return closed;
  }

  private async apply(tx: Transaction, line: ImportLine, plan: LinePlan): Promise<readonly string[]> {
    const { outcomes } = this.parts;
    const { facts } = line;
    const reference = line.id;
    const date = this.dayOf(facts);
    const isOfPayment = isReasonOfPayment(facts);
    const why = {
      code: codeOf(facts),
      text: reasonInWords(facts.reason),
      date,
      isOfPayment,
      blocksMandate: isOfPayment && reasonCode(facts.reason?.code ?? null).blocksMandate,
    };
    switch (plan.do) {
      case 'accept':
        for (const itemId of plan.itemIds) await outcomes.accepted(tx, itemId, { reference });
        return [];
      case 'confirm':
        for (const itemId of plan.itemIds) await outcomes.confirmed(tx, itemId, { reference, valueDate: date });
        return [];
      case 'reject':
        for (const itemId of plan.itemIds) await outcomes.rejected(tx, itemId, { reference, ...why });
        return [];
      case 'return': {
        const { amountMinor, feeMinor } = plan;
        await outcomes.returned(tx, plan.itemId, { reference, ...why, amountMinor, ...(feeMinor > 0 ? { feeMinor } : {}) });
        return [];
      }
      case 'refund-accepted':
        await this.parts.refunds.taken(tx, plan.transferIds);
        return [];
      case 'refund-returned': {
        const { code, text } = why;
        for (const transferId of plan.transferIds)
          await this.parts.refunds.cameBack(tx, transferId, { toldBy: reference, code, reason: text, feeMinor: plan.feeMinor });
        return [];
      }
      case 'receive':
        return this.receive(tx, line, plan.parts, date);
      case 'wait':
      case 'skip':
        return [];
    }
  }

  private async receive(
    tx: Transaction,
    { id, fingerprint, facts }: ImportLine,
    parts: readonly TransferPart[],
    date: LocalDate | null,
  ): Promise<readonly string[]> {
    const iban = accountOf(facts);
    const references: string[] = [];
    for (const { customerId, amountMinor, documentIds } of parts) {
      // Of what it is, not of the file that it came in: the same payment is booked once, whatever tells of it.
      const reference = `${fingerprint.slice(0, 30)}:${customerId}:${amountMinor}`;
      const money = { gatewayId: TRANSFER_GATEWAY_ID, customerId, amountMinor, documentIds, reference };
      await this.parts.payments.receive(tx, { ...money, ...(date === null ? {} : { valueDate: date }) });
      references.push(reference);
      if (iban !== null) await this.parts.store.rememberAccount(tx, iban, customerId, { lineId: id, atMs: this.parts.clock.nowMs() });
    }
    return references;
  }

  /** The bank's day; value dates may lie ahead, and money counts today at the latest. */
  private dayOf(facts: LineFacts): LocalDate | null {
    const date = facts.kind === 'payment' ? (facts.valueDate ?? facts.bookingDate) : null;
    const today = this.parts.company.today();
    return date === null || date <= today ? date : today;
  }
}

function stateAfter(plan: LinePlan): LineState {
  if (plan.do === 'skip') return plan.as;
  return plan.do === 'wait' ? 'waiting' : 'booked';
}

function accountOf(facts: LineFacts): string | null {
  return facts.kind === 'payment' ? facts.payerIban : null;
}

/** Whether the reason is of one payment, and not of a file or a block that the bank has rejected whole. */
function isReasonOfPayment(facts: LineFacts): boolean {
  return facts.kind === 'payment' || (isOfOnePayment(facts) && facts.isReasonOwn === true);
}

function codeOf({ reason }: LineFacts): string {
  return reason?.code ?? reason?.proprietary ?? '';
}
