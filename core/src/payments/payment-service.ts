import {
  type Clock,
  createToken,
  EVENTS,
  HOOKS,
  type LocalDate,
  type NewPayment,
  type Payment,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../customers/customer-service.js';
import type { SettlementService } from '../documents/open-items/settlement-service.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { sqlOf } from '../kernel/database/database-transaction.js';
import type { Decisions } from '../kernel/hooks/decisions.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { LedgerService } from '../ledger/ledger-service.js';
import { NEW_PAYMENT_SCHEMA, PAYMENT_METHODS } from './payment-schema.js';

export interface PaymentServiceDependencies {
  readonly customers: CustomerService;
  readonly ledger: LedgerService;
  readonly settlement: SettlementService;
  readonly decisions: Decisions;
  readonly events: EventRaiser;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

type PaymentRow = Readonly<Record<string, string | null>>;

const validateNew = compileValidator<NewPayment>(NEW_PAYMENT_SCHEMA, 'PAYMENT_INVALID');

/** Payments taken by hand. */
export class PaymentService {
  constructor(private readonly parts: PaymentServiceDependencies) {}

  /** Posts the payment; the same key again returns the first payment. */
  async record(tx: Transaction, draft: NewPayment, options: { readonly idempotencyKey: string }): Promise<Payment> {
    const valid = validateNew(draft);
    const customer = await this.parts.customers.lock(tx, valid.customerId);
    const answer = await this.parts.decisions.decide(HOOKS.paymentBeforeRecord, { tx, draft: valid });
    if (answer) throw refused('PAYMENT_REFUSED', answer.veto);
    const { amountMinor, method, note } = valid;
    const channel = PAYMENT_METHODS[method] as (typeof PAYMENT_METHODS)[string];
    const entry = await this.parts.ledger.post(
      tx,
      {
        kind: `payment.${method}`,
        description: note ? `Payment, ${channel.title.toLowerCase()}: ${note}` : `Payment, ${channel.title.toLowerCase()}`,
        customerId: customer.id,
        postings: [{ debit: { code: channel.account }, credit: { customerId: customer.id }, amountMinor }],
      },
      { idempotencyKey: `payment:${options.idempotencyKey}` },
    );
    const known = await this.findByEntry(tx, entry.id);
    if (known) return known;
    const payment: Payment = {
      id: newId(),
      customerId: customer.id,
      amountMinor,
      method,
      note: note ?? null,
      date: entry.date,
      entryId: entry.id,
      receivedAtMs: this.parts.clock.nowMs(),
    };
    await sqlOf(tx)('payment').insert(toRow(payment));
    const item = { id: payment.id, customerId: customer.id, side: 'credit', kind: 'payment', number: channel.title } as const;
    await this.parts.settlement.add(tx, [{ ...item, date: payment.date, dueDate: null, amountMinor, openMinor: amountMinor }]);
    await this.parts.settlement.settle(tx, [customer.id]);
    await this.parts.audit.record(tx, {
      action: 'payment.record',
      subject: `customer:${customer.id}`,
      details: { paymentId: payment.id, amountMinor, method },
    });
    await this.parts.events.raise(tx, EVENTS.paymentRecorded, {
      customerId: customer.id,
      payload: { paymentId: payment.id, customerId: customer.id, amountMinor },
    });
    return payment;
  }

  async ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly Payment[]> {
    const rows = (await sqlOf(tx)('payment')
      .where('customer_id', customerId)
      .orderBy('received_at_ms', 'desc')
      .limit(limit)) as PaymentRow[];
    return rows.map(toPayment);
  }

  /** What was paid between two days inclusive. */
  async total(tx: Transaction, from: LocalDate, to: LocalDate): Promise<number> {
    const [row] = await sqlOf(tx)('payment').whereBetween('date', [from, to]).sum({ total: 'amount_minor' });
    return Number((row as { total: number | string | null } | undefined)?.total ?? 0);
  }

  private async findByEntry(tx: Transaction, entryId: string): Promise<Payment | undefined> {
    const [row] = (await sqlOf(tx)('payment').where('entry_id', entryId)) as PaymentRow[];
    return row && toPayment(row);
  }
}

export const PAYMENT_SERVICE = createToken<PaymentService>('core.payment-service');

function toRow(payment: Payment): Record<string, unknown> {
  return {
    id: payment.id,
    customer_id: payment.customerId,
    amount_minor: payment.amountMinor,
    method: payment.method,
    note: payment.note,
    date: payment.date,
    entry_id: payment.entryId,
    received_at_ms: payment.receivedAtMs,
  };
}

function toPayment(row: PaymentRow): Payment {
  return {
    id: String(row.id),
    customerId: String(row.customer_id),
    amountMinor: Number(row.amount_minor),
    method: String(row.method),
    note: row.note ?? null,
    date: String(row.date),
    entryId: String(row.entry_id),
    receivedAtMs: Number(row.received_at_ms),
  };
}
