import type { JournalEntry, Payment, StatementLine } from '@tapline/sdk';
import { amountMinor, array, day, instant, integer, nullable, object, ref, text } from '../api-schema.js';
import { presentInstant } from './present.js';

export const MONEY_SCHEMAS = {
  Payment: object({
    id: text,
    customerId: text,
    amountMinor,
    method: text,
    note: nullable(text),
    date: day,
    entryId: text,
    receivedAt: instant,
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
    postedAt: instant,
    source: { ...text, description: 'The add-on that posted it, or core.' },
    customerId: nullable(text),
    serviceId: nullable(text),
    statementKey: nullable(text),
    reversesEntryId: nullable(text),
    customerAmountMinor: { ...amountMinor, description: "What it changed on the customer's balance: over 0 raises it." },
  }),
  LedgerVerification: object({
    isSound: { type: 'boolean', description: 'The trial balance is 0 and no entry lacks a posting.' },
    trialBalanceMinor: amountMinor,
    accountCount: integer,
    incompleteEntryIds: array(text),
  }),
};

export function presentPayment({ receivedAtMs, ...payment }: Payment) {
  return { ...payment, receivedAt: presentInstant(receivedAtMs) };
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
    postedAt: presentInstant(entry.postedAtMs),
    source: entry.source,
    customerId: entry.customerId ?? null,
    serviceId: entry.serviceId ?? null,
    statementKey: entry.statement?.key ?? null,
    reversesEntryId: entry.reversesEntryId ?? null,
    customerAmountMinor: entry.customerAmountMinor,
  };
}
