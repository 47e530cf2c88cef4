import {
  type Clock,
  type Company,
  EVENTS,
  gatewayAccounts,
  type LocalDate,
  type Payment,
  TaplineError,
  type Transaction,
} from '@tapline/sdk';
import type { DocumentService } from '../../documents/document-service.js';
import type { FollowUpService } from '../../documents/follow-ups/follow-up-service.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { EventRaiser } from '../../kernel/outbox/event-raiser.js';
import type { LedgerService } from '../../ledger/ledger-service.js';
import { gatewayFeePostings } from '../../ledger/posting-rules.js';
import type { PaymentChannel } from '../payment-channels.js';
import type { PaymentService } from '../payment-service.js';
import type { RefundService } from '../refund-service.js';
import type { AttemptStore } from './attempt-store.js';
import { type KeptAttempt, standingOf } from './kept-attempt.js';
import { feeWanted, isInForce, type Movement } from './movement.js';
import type { MovementStore } from './movement-store.js';

const TOO_MUCH_BACK = 'more has gone back than had come in';

export interface GatewayBooksParts {
  readonly attempts: AttemptStore;
  readonly movements: MovementStore;
  readonly payments: PaymentService;
  readonly refunds: RefundService;
  readonly documents: DocumentService;
  readonly followUps: FollowUpService;
  readonly ledger: LedgerService;
  readonly audit: AuditLog;
  readonly events: EventRaiser;
  readonly company: Company;
  readonly clock: Clock;
}

/**
 * Makes the books agree with what is known of an attempt: what is in force and not booked is booked, what is booked and no more in force is taken
 * back. So the order in which gateways tell things makes no difference, and telling them again moves nothing. The customer is locked by the caller.
 */
export class GatewayBooks {
  constructor(private readonly parts: GatewayBooksParts) {}

  /** Books the difference and keeps how the attempt stands then. */
  async settle(tx: Transaction, attempt: KeptAttempt): Promise<KeptAttempt> {
    let current = attempt;
    const movements = new Map((await this.parts.movements.ofAttempt(tx, attempt.id)).map((movement) => [movement.id, movement]));
    const keep = async (movement: Movement): Promise<void> => {
      movements.set(movement.id, movement);
      await this.parts.movements.update(tx, movement);
    };
    const captures = (): readonly Movement[] => [...movements.values()].filter(({ kind }) => kind === 'capture');
    const returnsOf = (capture: Movement): readonly Movement[] =>
      [...movements.values()]
        .filter(({ kind, captureReference }) => kind === 'return' && captureReference === capture.reference)
        .sort((a, b) => (a.reference < b.reference ? -1 : 1));
    for (const { id } of captures()) {
      const capture = (): Movement => movements.get(id) as Movement;
      if (isInForce(capture()) && !capture().isBooked) {
        current = await this.withSurcharge(tx, current);
        await keep(await this.bookCapture(tx, current, capture()));
      }
      for (const back of returnsOf(capture())) if (mustComeBack(back)) await keep(await this.giveAgain(tx, current, capture(), back));
      for (const known of returnsOf(capture())) {
        const back = seenAgain(known);
        if (isInForce(back) && !back.isBooked && capture().isBooked) {
          await keep(await this.bookReturn(tx, current, capture(), back, returnsOf(capture())));
        } else if (back !== known) await keep(back);
      }
      if (!isInForce(capture()) && capture().isBooked) await keep(await this.takeCaptureBack(tx, current, capture()));
    }
    for (const movement of movements.values()) await keep(await this.bookFee(tx, current, movement));
    current = await this.withoutSurcharge(tx, current, captures());
    return this.keepStanding(tx, current, [...movements.values()]);
  }

  /** Keeps how an attempt stands and tells of a change. */
  async keepStanding(tx: Transaction, attempt: KeptAttempt, movements: readonly Movement[]): Promise<KeptAttempt> {
    const nowMs = this.parts.clock.nowMs();
    const standing = standingOf(attempt, movements);
    const from = (await this.parts.attempts.find(tx, attempt.id))?.state ?? null;
    const kept = { ...attempt, ...standing, changedAtMs: nowMs };
    await this.parts.attempts.update(tx, kept);
    if (from !== standing.state) await this.tell(tx, kept, from);
    return kept;
  }

  /** Raises the event of a new state and notes it. */
  async tell(tx: Transaction, attempt: KeptAttempt, from: KeptAttempt['state'] | null): Promise<void> {
    const { id, customerId, gatewayId, state, totalMinor, reason } = attempt;
    await this.note(tx, attempt, from === null ? `begun: ${state}` : `${from} → ${state}${reason === null ? '' : `: ${reason}`}`);
    const details = { attemptId: id, gatewayId, from, to: state, totalMinor, reason };
    await this.parts.audit.record(tx, { action: 'paymentAttempt.change', subject: `customer:${customerId}`, details });
    await this.parts.events.raise(tx, EVENTS.paymentAttemptChanged, { customerId, payload: { ...details, customerId } });
  }

  note(tx: Transaction, { id }: Pick<KeptAttempt, 'id'>, what: string): Promise<void> {
    return this.parts.attempts.addEvent(tx, id, this.parts.clock.nowMs(), what);
  }

  private async bookCapture(tx: Transaction, attempt: KeptAttempt, capture: Movement): Promise<Movement> {
    const reference = capture.round === 0 ? capture.reference : `${capture.reference}#${capture.round}`;
    const payment = await this.receive(tx, attempt, { ...capture, captureId: capture.id, reference }, this.dayOf(capture));
    return payment ? { ...capture, isBooked: true, round: capture.round + 1 } : refusedByAddon(capture);
  }

  /** A return that was none: the money is there again. */
  private async giveAgain(tx: Transaction, attempt: KeptAttempt, capture: Movement, back: Movement): Promise<Movement> {
    const payment = await this.receive(tx, attempt, { ...back, captureId: capture.id, reference: `${back.reference}#${back.round}` });
    if (!payment) return refusedByAddon(back);
    if (back.chargeDocumentId !== null) await this.credit(tx, back.chargeDocumentId, `gateway-charge-back:${back.id}:${back.round}`);
    return { ...back, isBooked: false, chargeDocumentId: null, round: back.round + 1 };
  }

  private async receive(
    tx: Transaction,
    attempt: KeptAttempt,
    source: Pick<Movement, 'id' | 'round' | 'amountMinor' | 'reference'> & { readonly captureId: string },
    valueDate?: LocalDate,
  ): Promise<Payment | undefined> {
    const { amountMinor, reference } = source;
    await this.openAccounts(tx, attempt);
    const documentIds = await this.documentsToPay(tx, attempt, amountMinor);
    const draft = {
      customerId: attempt.customerId,
      amountMinor,
      documentIds,
      reference,
      ...(valueDate === undefined ? {} : { valueDate }),
    };
    try {
      const key = { idempotencyKey: `gateway:${source.id}:${source.round}` };
      const payment = await this.parts.payments.receive(tx, draft, channelOf(attempt), key);
      await this.parts.movements.addPayment(tx, source.captureId, payment.id);
      await this.note(tx, attempt, `booked ${this.parts.company.format(amountMinor)} as a payment, ${reference}`);
      return payment;
    } catch (error) {
      // Nothing was written yet: an add-on that refuses is asked first.
      if (error instanceof TaplineError && error.code === 'PAYMENT_REFUSED') {
        await this.note(tx, attempt, `not booked: ${error.message}`);
        return undefined;
      }
      throw error;
    }
  }

  private async bookReturn(
    tx: Transaction,
    attempt: KeptAttempt,
    capture: Movement,
    back: Movement,
    all: readonly Movement[],
  ): Promise<Movement> {
    const bookedMinor = all.reduce((sum, { isBooked, amountMinor }) => sum + (isBooked ? amountMinor : 0), 0);
    if (bookedMinor + back.amountMinor > capture.amountMinor) return { ...back, problem: TOO_MUCH_BACK };
    const date = this.dayOf(back);
    await this.takeAway(tx, attempt, capture, back.amountMinor, {
      ...(date === undefined ? {} : { date }),
      key: `${back.id}:${back.round}`,
      reference: back.round === 0 ? back.reference : `${back.reference}#${back.round}`,
      reason: [back.reasonCode, back.reason].filter((word) => word !== null).join(' ') || `taken back through ${attempt.gatewayTitle}`,
      isReversal: back.returnKind === 'reversal',
    });
    const chargeDocumentId = back.chargeMinor > 0 ? await this.charge(tx, attempt, back) : null;
    return { ...back, isBooked: true, round: back.round + 1, chargeDocumentId };
  }

  private async takeCaptureBack(tx: Transaction, attempt: KeptAttempt, capture: Movement): Promise<Movement> {
    const leftMinor = (await this.standingPayments(tx, capture)).reduce((sum, payment) => sum + leftOf(payment), 0);
    await this.takeAway(tx, attempt, capture, leftMinor, {
      key: `${capture.id}:${capture.round}`,
      reference: `${capture.reference}#${capture.round}`,
      reason: capture.reason ?? 'told by mistake',
      isReversal: true,
    });
    return { ...capture, isBooked: false, round: capture.round + 1 };
  }

  /**
   * Takes money out of the payments that a capture was booked as, the newest first: a reversal of all of one cancels it. What an admin has given back
   * already by other ways is owed by the customer.
   */
  private async takeAway(
    tx: Transaction,
    attempt: KeptAttempt,
    capture: Movement,
    amountMinor: number,
    how: {
      readonly key: string;
      readonly reference: string;
      readonly reason: string;
      readonly isReversal: boolean;
      readonly date?: LocalDate;
    },
  ): Promise<void> {
    const { refunds, company } = this.parts;
    const { customerId } = attempt;
    const channel = channelOf(attempt);
    const payments = await this.standingPayments(tx, capture);
    const on = notBefore(how.date, payments);
    let missingMinor = amountMinor;
    const giveBack = (paymentId: string | undefined, partMinor: number): Promise<unknown> => {
      const reference = missingMinor === amountMinor ? how.reference : `${how.reference}/${amountMinor - missingMinor}`;
      const draft = { customerId, amountMinor: partMinor, note: how.reason, reference, ...(paymentId === undefined ? {} : { paymentId }) };
      return refunds.giveBack(tx, draft, channel, { idempotencyKey: `gateway:${how.key}:${paymentId ?? 'owed'}`, isDone: true, ...on });
    };
    for (const payment of payments) {
      const partMinor = Math.min(leftOf(payment), missingMinor);
      if (partMinor <= 0) continue;
      if (how.isReversal && partMinor === payment.amountMinor)
        await refunds.cancel(tx, payment.id, how.reason, { isByGateway: true, ...on });
      else await giveBack(payment.id, partMinor);
      missingMinor -= partMinor;
    }
    if (missingMinor > 0) await giveBack(undefined, missingMinor);
    if (amountMinor > 0) await this.note(tx, attempt, `took back ${company.format(amountMinor)}: ${how.reason}`);
  }

  private async standingPayments(tx: Transaction, capture: Movement): Promise<readonly Payment[]> {
    const payments: Payment[] = [];
    for (const id of await this.parts.movements.paymentsOf(tx, capture.id)) payments.push(await this.parts.payments.get(tx, id));
    return payments;
  }

  private async bookFee(tx: Transaction, attempt: KeptAttempt, movement: Movement): Promise<Movement> {
    const differenceMinor = feeWanted(movement) - movement.feeBookedMinor;
    if (differenceMinor === 0) return movement;
    const date = this.dayOf(movement);
    await this.openAccounts(tx, attempt);
    await this.parts.ledger.post(
      tx,
      {
        kind: 'gateway.fee',
        description: `Fee of ${attempt.gatewayTitle} for ${movement.reference}`,
        postings: gatewayFeePostings({ gatewayId: attempt.gatewayId, account: attempt.account, feeMinor: differenceMinor }),
        ...(date === undefined ? {} : { date }),
      },
      { idempotencyKey: `gateway-fee:${movement.id}:${movement.feeRound}` },
    );
    return { ...movement, feeBookedMinor: movement.feeBookedMinor + differenceMinor, feeRound: movement.feeRound + 1 };
  }

  private async charge(tx: Transaction, attempt: KeptAttempt, back: Movement): Promise<string> {
    const description = `Fee for the returned payment of ${this.parts.company.format(back.amountMinor)}`;
    return this.invoice(
      tx,
      attempt,
      { description, amountMinor: back.chargeMinor, taxCode: null },
      `gateway-charge:${back.id}:${back.round}`,
    );
  }

  private async withSurcharge(tx: Transaction, attempt: KeptAttempt): Promise<KeptAttempt> {
    if (attempt.surcharge === null || attempt.surchargeDocumentId !== null) return attempt;
    const key = `gateway-surcharge:${attempt.id}:${attempt.surchargeRound}`;
    return {
      ...attempt,
      surchargeDocumentId: await this.invoice(tx, attempt, attempt.surcharge, key),
      surchargeRound: attempt.surchargeRound + 1,
    };
  }

  /** Who got all back, or whose money was refused, has not paid in that way. */
  private async withoutSurcharge(tx: Transaction, attempt: KeptAttempt, captures: readonly Movement[]): Promise<KeptAttempt> {
    if (attempt.surchargeDocumentId === null) return attempt;
    let leftMinor = 0;
    for (const capture of captures) for (const payment of await this.standingPayments(tx, capture)) leftMinor += leftOf(payment);
    if (leftMinor > 0) return attempt;
    await this.credit(tx, attempt.surchargeDocumentId, `gateway-surcharge-back:${attempt.id}:${attempt.surchargeRound}`);
    return { ...attempt, surchargeDocumentId: null };
  }

  private async invoice(
    tx: Transaction,
    { customerId }: KeptAttempt,
    line: { readonly description: string; readonly amountMinor: number; readonly taxCode: string | null },
    idempotencyKey: string,
  ): Promise<string> {
    const { description, amountMinor, taxCode } = line;
    const lines = [{ description, unitPriceMinor: amountMinor, isTaxIncluded: true, taxCode, revenue: 'other' as const }];
    return (await this.parts.documents.issue(tx, { kind: 'invoice', customerId, lines }, { idempotencyKey })).id;
  }

  private async credit(tx: Transaction, documentId: string, idempotencyKey: string): Promise<void> {
    try {
      await this.parts.followUps.credit(tx, documentId, {}, { idempotencyKey });
    } catch (error) {
      // An admin has credited it already.
      if (!(error instanceof TaplineError && error.code === 'CREDIT_NOTHING_LEFT')) throw error;
    }
  }

  /** What the money names: the surcharge's invoice too; a pro-forma only where it is covered. */
  private async documentsToPay(tx: Transaction, attempt: KeptAttempt, amountMinor: number): Promise<readonly string[]> {
    const named: string[] = [];
    for (const id of attempt.documentIds) {
      const document = await this.parts.documents.get(tx, id);
      if (document.kind === 'proforma') {
        const invoice = await this.parts.documents.invoiceOf(tx, id);
        if (invoice) named.push(invoice.id);
        else if (amountMinor >= document.totalMinor) named.push(id);
      } else named.push(id);
    }
    return attempt.surchargeDocumentId === null ? named : [...named, attempt.surchargeDocumentId];
  }

  /** The day that money counts on where the bank says one; none where that is yet to come. */
  private dayOf({ valueDate }: Movement): LocalDate | undefined {
    return valueDate === null || valueDate > this.parts.company.today() ? undefined : valueDate;
  }

  private async openAccounts(tx: Transaction, { gatewayId, account }: KeptAttempt): Promise<void> {
    await this.parts.ledger.openAccount(tx, account, 'asset');
    await this.parts.ledger.openAccount(tx, gatewayAccounts(gatewayId).fees.code, 'expense');
  }
}

function channelOf({ gatewayId, gatewayTitle, account }: KeptAttempt): PaymentChannel {
  return { method: gatewayId, title: gatewayTitle, account };
}

function refusedByAddon(movement: Movement): Movement {
  return { ...movement, problem: 'an add-on refuses to book it; see the history' };
}

/** A day for what is taken out of payments: on or after theirs. */
function notBefore(date: LocalDate | undefined, payments: readonly Payment[]): { readonly date?: LocalDate } {
  if (date === undefined) return {};
  return { date: payments.reduce((latest, payment) => (payment.date > latest ? payment.date : latest), date) };
}

function leftOf({ amountMinor, refundedMinor, cancelledAtMs }: Payment): number {
  return cancelledAtMs === null ? amountMinor - refundedMinor : 0;
}

/** What was too much beside other returns may not be so any more. */
function seenAgain(back: Movement): Movement {
  return back.problem === TOO_MUCH_BACK ? { ...back, problem: null } : back;
}

function mustComeBack({ isBooked, status, problem }: Movement): boolean {
  return isBooked && problem === null && (status === 'withdrawn' || status === 'undone');
}
