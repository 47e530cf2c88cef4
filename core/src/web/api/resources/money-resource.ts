import type { JournalEntry, Payment, Refund, StatementLine } from '@tapline/sdk';
import type { AccountStatement } from '../../../ledger/ledger-service.js';
import { amountMinor, array, day, instant, integer, nullable, object, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

export const MONEY_SCHEMAS = {
  Payment: object({
    id: text,
    customerId: text,
    amountMinor,
    method: text,
    note: nullable(text),
    date: { ...day, description: 'The day on which it counts.' },
    valueDate: { ...nullable(day), description: 'The day that the bank says, where it says one.' },
    entryId: text,
    receivedAt: instant,
    reference: nullable(text),
    refundedMinor: amountMinor,
    cancelledAt: nullable(instant),
    cancelReason: nullable(text),
  }),
  PaymentPage: object({ items: array(ref('Payment')), total: integer, page: integer, pageSize: integer, totalMinor: amountMinor }),
  Refund: object({
    id: text,
    customerId: text,
    paymentId: nullable(text),
    amountMinor,
    method: text,
    note: nullable(text),
    reference: nullable(text),
    date: day,
    entryId: text,
    refundedAt: instant,
  }),
  AccountStatement: object({
    from: day,
    to: day,
    openingMinor: amountMinor,
    closingMinor: amountMinor,
    items: array(object({ date: day, description: text, kind: text, entryId: text, amountMinor, balanceMinor: amountMinor })),
  }),
  Balance: object({ balanceMinor: amountMinor }),
  StatementLine: object({ key: text, title: text, kind: text, firstDate: day, lastDate: day, entryCount: integer, amountMinor }),
  Statement: object({ balanceMinor: amountMinor, items: array(ref('StatementLine')) }),
  JournalEntry: object({
    id: text,
    idempotencyKey: text,
    kind: text,
    description: text,
    date: day,
    valueDate: { ...nullable(day), description: 'The day that it was for, where the month of that day was closed already.' },
    postedAt: instant,
    source: { ...text, description: 'The add-on that posted it, or core.' },
    customerId: nullable(text),
    serviceId: nullable(text),
    statementKey: nullable(text),
    reversesEntryId: nullable(text),
    customerAmountMinor: { ...amountMinor, description: "What it changed on the customer's balance: over 0 raises it." },
  }),
  LedgerVerification: object({
    isSound: { type: 'boolean', description: 'Nothing was found.' },
    findingCount: integer,
    findings: array(object({ place: text, problem: text })),
    figures: { type: 'object', additionalProperties: integer, description: 'What was looked at: entries, postings, documents.' },
    durationMs: integer,
  }),
};

export function presentPayment(payment: Payment) {
  return {
    id: payment.id,
    customerId: payment.customerId,
    amountMinor: payment.amountMinor,
    method: payment.method,
    note: payment.note,
    date: payment.date,
    valueDate: payment.valueDate,
    entryId: payment.entryId,
    receivedAt: presentInstant(payment.receivedAtMs),
    reference: payment.reference,
    refundedMinor: payment.refundedMinor,
    cancelledAt: presentInstant(payment.cancelledAtMs),
    cancelReason: payment.cancelReason,
  };
}

export function presentRefund({ refundedAtMs, ...refund }: Refund) {
  return { ...refund, refundedAt: presentInstant(refundedAtMs) };
}

export function presentAccountStatement({ from, to, openingMinor, closingMinor, lines }: AccountStatement) {
  const items = lines.map(({ entry, balanceMinor }) => ({
    date: entry.date,
    description: entry.description,
    kind: entry.kind,
    entryId: entry.id,
    amountMinor: entry.customerAmountMinor,
    balanceMinor,
  }));
  return { from, to, openingMinor, closingMinor, items };
}

export function presentStatementLine({ key, title, kind, firstDate, lastDate, entryCount, amountMinor: amount }: StatementLine) {
  return { key, title, kind, firstDate, lastDate, entryCount, amountMinor: amount };
}

export function presentEntry(entry: JournalEntry) {
  return {
    id: entry.id,
    idempotencyKey: entry.idempotencyKey,
    kind: entry.kind,
    description: entry.description,
    date: entry.date,
    valueDate: entry.valueDate ?? null,
    postedAt: presentInstant(entry.postedAtMs),
    source: entry.source,
    customerId: entry.customerId ?? null,
    serviceId: entry.serviceId ?? null,
    statementKey: entry.statement?.key ?? null,
    reversesEntryId: entry.reversesEntryId ?? null,
    customerAmountMinor: entry.customerAmountMinor,
  };
}
