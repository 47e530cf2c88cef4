import {
  type Clock,
  createToken,
  EVENTS,
  HAND_METHODS,
  type LocalDate,
  type NewRefund,
  type Payment,
  type Refund,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../customers/customer-service.js';
import type { OpenItem } from '../documents/open-items/open-item-store.js';
import type { SettlementService } from '../documents/open-items/settlement-service.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { EntryToPost, LedgerService } from '../ledger/ledger-service.js';
import { refundPostings } from '../ledger/posting-rules.js';
import { moneyTitle } from './method-titles.js';
import { handChannel, type PaymentChannel } from './payment-channels.js';
import { NEW_REFUND_SCHEMA } from './payment-schema.js';
import type { PaymentService } from './payment-service.js';
import type { PaymentStore } from './payment-store.js';

const validateNew = compileValidator<NewRefund>(NEW_REFUND_SCHEMA, 'REFUND_INVALID');

/** Money that goes back: refunds, and payments that were none. What an invoice was paid with is open again. */
export class RefundService {
  constructor(
    private readonly parts: {
      readonly store: PaymentStore;
      readonly payments: PaymentService;
      readonly customers: CustomerService;
      readonly ledger: LedgerService;
      readonly settlement: SettlementService;
      readonly events: EventRaiser;
      readonly audit: AuditLog;
      readonly clock: Clock;
    },
  ) {}

  /**
   * Gives money back by hand: of a payment named, or of what is on the balance. The same key again returns the first refund. Throws
   * `LEDGER_KEY_REUSED` for another amount, customer or method, and where it is of another payment or by another reference.
   */
  refund(tx: Transaction, draft: NewRefund, options: { readonly idempotencyKey: string }): Promise<Refund> {
    const valid = validateNew(draft);
    const about = [valid.paymentId ?? null, valid.reference ?? null];
    return this.giveBack(tx, valid, handChannel(valid.method), { ...options, about });
  }

  /**
   * Throws `REFUND_TOO_MUCH` for more than the payment has left, or than the balance has over; unless it `isDone`: money that has gone is booked
   * whatever there was, and what is missing is owed. It counts on `date`, or today. `about` is what the key stands for beside the money.
   */
  async giveBack(
    tx: Transaction,
    draft: Omit<NewRefund, 'method'>,
    channel: PaymentChannel,
    options: Pick<EntryToPost, 'idempotencyKey' | 'about'> & { readonly isDone?: boolean; readonly date?: LocalDate },
  ): Promise<Refund> {
    const { customerId, amountMinor, paymentId, note } = draft;
    await this.parts.customers.lock(tx, customerId);
    const idempotencyKey = `refund:${options.idempotencyKey}`;
    if (!options.isDone && !(await this.parts.ledger.findByKey(tx, idempotencyKey))) await this.checkAmount(tx, draft);
    const description = `${moneyTitle('Refund', channel)}${note ? `: ${note}` : ''}`;
    const postings = refundPostings({ customerId, account: channel.account, amountMinor });
    const entry = await this.parts.ledger.post(
      tx,
      {
        kind: `refund.${channel.method}`,
        description,
        customerId,
        postings,
        ...(options.date === undefined ? {} : { date: options.date }),
      },
      { idempotencyKey, ...(options.about === undefined ? {} : { about: options.about }) },
    );
    const known = await this.parts.store.findRefundByEntry(tx, entry.id);
    if (known) return known;
    const refund: Refund = {
      id: newId(),
      customerId,
      paymentId: paymentId ?? null,
      amountMinor,
      method: channel.method,
      note: note ?? null,
      reference: draft.reference ?? null,
      date: entry.date,
      entryId: entry.id,
      refundedAtMs: this.parts.clock.nowMs(),
    };
    await this.parts.store.insertRefund(tx, refund);
    await this.takeFrom(
      tx,
      { id: refund.id, customerId, number: description.slice(0, 80), date: refund.date, amountMinor },
      refund.paymentId,
    );
    const payload = { refundId: refund.id, paymentId: refund.paymentId, customerId, amountMinor };
    await this.parts.audit.record(tx, { action: 'payment.refund', subject: `customer:${customerId}`, details: payload });
    await this.parts.events.raise(tx, EVENTS.paymentRefunded, {
      customerId,
      payload: { ...payload, isByGateway: options.isDone ?? false },
    });
    return refund;
  }

  /**
   * Takes a payment back whole, by the reversal of its entry: entered by mistake, returned by the bank. What it paid is open again. Once
   * cancelled it stays so. Throws `PAYMENT_REFUNDED` where some of it has gone back already, and `PAYMENT_OF_GATEWAY` by hand for a payment that came
   * through a gateway: what has become of it there would be booked twice.
   */
  async cancel(
    tx: Transaction,
    paymentId: string,
    reason: string,
    options: { readonly isByGateway?: boolean; readonly date?: LocalDate } = {},
  ): Promise<Payment> {
    const { customerId } = await this.parts.payments.get(tx, paymentId);
    await this.parts.customers.lock(tx, customerId);
    const payment = await this.parts.payments.get(tx, paymentId);
    if (payment.cancelledAtMs !== null) return payment;
    if (!options.isByGateway && !isByHand(payment)) {
      throw refused('PAYMENT_OF_GATEWAY', `this payment came through ${payment.method}: refund it there, and it is booked by itself`);
    }
    if (payment.refundedMinor > 0) {
      throw refused('PAYMENT_REFUNDED', `${payment.refundedMinor} of this payment was refunded; refund the rest instead of cancelling it`);
    }
    const { amountMinor } = payment;
    const entry = await this.parts.ledger.reverse(tx, payment.entryId, `Payment cancelled: ${reason}`, options.date);
    await this.parts.store.cancel(tx, paymentId, this.parts.clock.nowMs(), reason);
    const item = { id: entry.id, customerId, number: 'Cancelled payment', date: entry.date, amountMinor };
    await this.takeFrom(tx, item, paymentId);
    const payload = { paymentId, customerId, amountMinor };
    await this.parts.audit.record(tx, { action: 'payment.cancel', subject: `customer:${customerId}`, details: { ...payload, reason } });
    const isByGateway = options.isByGateway ?? false;
    await this.parts.events.raise(tx, EVENTS.paymentCancelled, { customerId, payload: { ...payload, isByGateway } });
    return this.parts.payments.get(tx, paymentId);
  }

  ofPayment(tx: Transaction, paymentId: string): Promise<readonly Refund[]> {
    return this.parts.store.refundsOf(tx, { paymentId });
  }

  ofCustomer(tx: Transaction, customerId: string): Promise<readonly Refund[]> {
    return this.parts.store.refundsOf(tx, { customerId });
  }

  private async checkAmount(tx: Transaction, { customerId, paymentId, amountMinor }: Omit<NewRefund, 'method'>): Promise<void> {
    if (paymentId === undefined) {
      const availableMinor = await this.parts.settlement.available(tx, customerId);
      if (amountMinor > availableMinor) {
        throw refused(
          'REFUND_TOO_MUCH',
          `the balance has ${Math.max(0, availableMinor)} over, not ${amountMinor}; refund a payment by naming it`,
        );
      }
      return;
    }
    const payment = await this.parts.payments.get(tx, paymentId);
    if (payment.customerId !== customerId) throw refused('REFUND_WRONG_CUSTOMER', `the payment ${paymentId} is another customer's`);
    const leftMinor = payment.cancelledAtMs === null ? payment.amountMinor - payment.refundedMinor : 0;
    if (amountMinor > leftMinor) throw refused('REFUND_TOO_MUCH', `${leftMinor} of this payment is left to refund, not ${amountMinor}`);
  }

  /** Money that is gone again is paid by the payment that it came with: what that had paid is open again, the latest first. */
  private async takeFrom(
    tx: Transaction,
    item: Pick<OpenItem, 'id' | 'customerId' | 'number' | 'date' | 'amountMinor'>,
    paymentId: string | null,
  ): Promise<void> {
    const { settlement } = this.parts;
    await settlement.add(tx, [{ ...item, side: 'debit', kind: 'refund', dueDate: null, openMinor: item.amountMinor }]);
    if (paymentId !== null && (await settlement.find(tx, paymentId))) {
      await settlement.release(tx, paymentId, item.amountMinor);
      await settlement.pay(tx, paymentId, [item.id]);
    }
    await settlement.settle(tx, [item.customerId]);
  }
}

function isByHand({ method }: Payment): boolean {
  return (HAND_METHODS as readonly string[]).includes(method);
}

export const REFUND_SERVICE = createToken<RefundService>('core.refund-service');
