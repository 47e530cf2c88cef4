import {
  type Clock,
  conflict,
  createToken,
  EVENTS,
  HOOKS,
  type JournalEntry,
  type LocalDate,
  type NewPayment,
  notFound,
  type Payment,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../customers/customer-service.js';
import type { DocumentService } from '../documents/document-service.js';
import type { FollowUpService } from '../documents/follow-ups/follow-up-service.js';
import type { SettlementService } from '../documents/open-items/settlement-service.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import type { Decisions } from '../kernel/hooks/decisions.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { EntryToPost, LedgerService } from '../ledger/ledger-service.js';
import { paymentPostings } from '../ledger/posting-rules.js';
import { moneyTitle } from './method-titles.js';
import { handChannel, type PaymentChannel } from './payment-channels.js';
import { NEW_PAYMENT_SCHEMA } from './payment-schema.js';
import type { PaymentPage, PaymentSearch, PaymentStore } from './payment-store.js';

export interface PaymentServiceDependencies {
  readonly store: PaymentStore;
  readonly customers: CustomerService;
  readonly ledger: LedgerService;
  readonly documents: DocumentService;
  readonly followUps: FollowUpService;
  readonly settlement: SettlementService;
  readonly decisions: Decisions;
  readonly events: EventRaiser;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

const validateNew = compileValidator<NewPayment>(NEW_PAYMENT_SCHEMA, 'PAYMENT_INVALID');

/** Money that comes in, and what it pays. */
export class PaymentService {
  constructor(private readonly parts: PaymentServiceDependencies) {}

  /**
   * Takes a payment by hand; the same key again returns the first payment. Throws `LEDGER_KEY_REUSED` for another amount, customer or method, and where it
   * names other documents, another day or another reference.
   */
  record(tx: Transaction, draft: NewPayment, options: { readonly idempotencyKey: string }): Promise<Payment> {
    const valid = validateNew(draft);
    const about = [valid.documentIds ?? [], valid.valueDate ?? null, valid.reference ?? null];
    return this.receive(tx, valid, handChannel(valid.method), { ...options, about });
  }

  /**
   * Posts money that came in by a channel and lets it pay what it names, then the oldest. A reference that its channel has brought before is
   * the same payment: it is returned, or refused with `PAYMENT_REFERENCE_TAKEN` where customer or amount differ. `about` is what the key
   * stands for beside the money.
   */
  async receive(
    tx: Transaction,
    draft: Omit<NewPayment, 'method'>,
    channel: PaymentChannel,
    options: Pick<EntryToPost, 'idempotencyKey' | 'about'>,
  ): Promise<Payment> {
    const customer = await this.parts.customers.lock(tx, draft.customerId);
    const idempotencyKey = `payment:${options.idempotencyKey}`;
    const before = await this.parts.ledger.findByKey(tx, idempotencyKey);
    const again = await this.broughtBefore(tx, draft, channel, before);
    if (again && !(before && options.about)) return again;
    // What was taken before is not decided again, whatever add-ons would say by now.
    const answer = before
      ? undefined
      : await this.parts.decisions.decide(HOOKS.paymentBeforeRecord, { tx, draft: { ...draft, method: channel.method } });
    if (answer) throw refused('PAYMENT_REFUSED', answer.veto);
    const { amountMinor, note, valueDate } = draft;
    // Before the money is there: it would pay the oldest as soon as the invoice of a pro-forma is issued.
    const named = before ? [] : await this.invoicesNamed(tx, draft);
    const title = moneyTitle('Payment', channel);
    const entry = await this.parts.ledger.post(
      tx,
      {
        kind: `payment.${channel.method}`,
        description: note ? `${title}: ${note}` : title,
        customerId: customer.id,
        postings: paymentPostings({ customerId: customer.id, account: channel.account, amountMinor }),
        ...(valueDate === undefined ? {} : { date: valueDate }),
      },
      { ...options, idempotencyKey },
    );
    const known = await this.parts.store.findByEntry(tx, entry.id);
    if (known) return known;
    const payment: Payment = {
      id: newId(),
      customerId: customer.id,
      amountMinor,
      method: channel.method,
      note: note ?? null,
      date: entry.date,
      valueDate: valueDate ?? null,
      entryId: entry.id,
      receivedAtMs: this.parts.clock.nowMs(),
      reference: draft.reference ?? null,
      refundedMinor: 0,
      cancelledAtMs: null,
      cancelReason: null,
    };
    await this.parts.store.insert(tx, payment);
    await this.allocate(tx, payment, channel.title, named);
    await this.tell(tx, payment);
    return payment;
  }

  /** Throws `PAYMENT_UNKNOWN`. */
  async get(tx: Transaction, paymentId: string): Promise<Payment> {
    const payment = await this.parts.store.find(tx, paymentId);
    if (!payment) throw notFound('PAYMENT_UNKNOWN', `there is no payment ${paymentId}`);
    return payment;
  }

  findByReference(tx: Transaction, method: string, reference: string): Promise<Payment | undefined> {
    return this.parts.store.findByReference(tx, method, reference);
  }

  ofCustomer(tx: Transaction, customerId: string, limit: number): Promise<readonly Payment[]> {
    return this.parts.store.ofCustomer(tx, customerId, limit);
  }

  search(tx: Transaction, search: PaymentSearch): Promise<PaymentPage> {
    return this.parts.store.search(tx, search);
  }

  /** The methods by which money has come in; few. */
  methods(tx: Transaction): Promise<readonly string[]> {
    return this.parts.store.methods(tx);
  }

  /** What was paid between two days inclusive and was not cancelled. */
  total(tx: Transaction, from: LocalDate, to: LocalDate): Promise<number> {
    return this.parts.store.total(tx, from, to);
  }

  private async broughtBefore(
    tx: Transaction,
    draft: Omit<NewPayment, 'method'>,
    { method }: PaymentChannel,
    entry: JournalEntry | undefined,
  ): Promise<Payment | undefined> {
    if (draft.reference === undefined) return undefined;
    const known = await this.parts.store.findByReference(tx, method, draft.reference);
    if (!known) return undefined;
    const isSame = known.customerId === draft.customerId && known.amountMinor === draft.amountMinor;
    if (isSame && (!entry || entry.id === known.entryId)) return known;
    throw conflict(
      'PAYMENT_REFERENCE_TAKEN',
      `the ${method} payment "${draft.reference}" was taken before: ${known.amountMinor} on ${known.date} (${known.id})`,
      'reference',
    );
  }

  private async allocate(tx: Transaction, payment: Payment, title: string, invoiceIds: readonly string[]): Promise<void> {
    const { id, customerId, amountMinor, date } = payment;
    const { settlement } = this.parts;
    const item = { id, customerId, side: 'credit', kind: 'payment', number: title, date, dueDate: null } as const;
    await settlement.add(tx, [{ ...item, amountMinor, openMinor: amountMinor }]);
    if (invoiceIds.length > 0) await settlement.pay(tx, id, invoiceIds);
    await settlement.settle(tx, [customerId]);
  }

  /** The invoices that a payment names, by id or number; a pro-forma that it pays whole becomes its invoice. */
  private async invoicesNamed(
    tx: Transaction,
    { customerId, amountMinor, documentIds = [] }: Pick<NewPayment, 'customerId' | 'amountMinor' | 'documentIds'>,
  ): Promise<readonly string[]> {
    const named: string[] = [];
    for (const documentId of documentIds) {
      const document = await this.parts.documents.get(tx, documentId);
      if (document.customerId !== customerId) {
        throw refused('ALLOCATION_WRONG', `${document.number} is another customer's; name one of this customer's, or none`);
      }
      if (document.kind === 'proforma' && amountMinor < document.totalMinor) {
        throw refused(
          'PROFORMA_NOT_COVERED',
          `the payment does not cover the pro-forma ${document.number}; take it without naming the pro-forma, and it stays on the balance`,
        );
      }
      named.push(document.kind === 'proforma' ? (await this.parts.followUps.invoiceProforma(tx, document.id)).id : document.id);
    }
    return named;
  }

  private async tell(tx: Transaction, { id, customerId, amountMinor, method }: Payment): Promise<void> {
    const details = { paymentId: id, amountMinor, method };
    await this.parts.audit.record(tx, { action: 'payment.record', subject: `customer:${customerId}`, details });
    await this.parts.events.raise(tx, EVENTS.paymentRecorded, { customerId, payload: { paymentId: id, customerId, amountMinor } });
  }
}

export const PAYMENT_SERVICE = createToken<PaymentService>('core.payment-service');
