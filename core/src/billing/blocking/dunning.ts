import { type AmountMinor, addDays, type CustomerStatus, type LocalDate, type OpenInvoice } from '@tapline/sdk';
import type { RecurringSettings } from '../recurring/recurring-settings.js';
import { type BlockingCalendar, blockingDay, blockingInstantMs } from './blocking-calendar.js';

export type ReminderKind = 'before-due' | 'due' | 'before-block';

/** What will be done about an invoice that stays open. */
export interface InvoiceDunning {
  readonly invoice: OpenInvoice;
  /** `null` for a customer who is never blocked. */
  readonly blocksOn: LocalDate | null;
  readonly deactivatesOn: LocalDate | null;
  readonly reminders: readonly Reminder[];
}

export interface Reminder {
  readonly kind: ReminderKind;
  readonly date: LocalDate;
}

export interface DunningFacts {
  readonly settings: RecurringSettings;
  readonly calendar: BlockingCalendar;
  readonly openInvoices: readonly OpenInvoice[];
  readonly balanceMinor: AmountMinor;
  /** A promise to pay holds the block off to the end of this day. */
  readonly promisedUntil: LocalDate | null;
}

/** What the rules want of a customer at an instant. */
export interface DunningDecision {
  readonly status: Extract<CustomerStatus, 'active' | 'blocked' | 'inactive'>;
  readonly overdueMinor: AmountMinor;
  /** The invoice that has waited longest, of those that block. */
  readonly because: OpenInvoice | null;
}

/** A debt that a promise to pay keeps from blocking. */
export interface PromisedDebt {
  readonly invoice: OpenInvoice;
  readonly openMinor: AmountMinor;
  readonly blocksOn: LocalDate | null;
}

export function dunningOf(invoice: OpenInvoice, { settings, calendar, promisedUntil }: DunningFacts): InvoiceDunning {
  const { dueDate } = invoice;
  const afterGrace = addDays(dueDate, settings.graceDays + 1);
  const notBefore = promisedUntil !== null && promisedUntil >= afterGrace ? addDays(promisedUntil, 1) : afterGrace;
  const blocksOn = settings.isBlockedWhenOverdue ? blockingDay(notBefore, calendar) : null;
  const deactivatesOn = blocksOn !== null && settings.deactivationDays > 0 ? addDays(blocksOn, settings.deactivationDays) : null;
  const reminders: Reminder[] = [];
  if (settings.reminderDaysBeforeDue > 0) reminders.push({ kind: 'before-due', date: addDays(dueDate, -settings.reminderDaysBeforeDue) });
  reminders.push({ kind: 'due', date: dueDate });
  if (blocksOn !== null && settings.reminderDaysBeforeBlock > 0) {
    reminders.push({ kind: 'before-block', date: addDays(blocksOn, -settings.reminderDaysBeforeBlock) });
  }
  return { invoice, blocksOn, deactivatesOn, reminders };
}

/** Whether a customer is to be served, by open invoices, balance and time alone. */
export function decideDunning(facts: DunningFacts, nowMs: number): DunningDecision {
  const { settings, calendar, balanceMinor } = facts;
  const hasCome = (date: LocalDate | null): boolean => date !== null && blockingInstantMs(date, calendar) <= nowMs;
  const blocking = facts.openInvoices.map((invoice) => dunningOf(invoice, facts)).filter(({ blocksOn }) => hasCome(blocksOn));
  const overdueMinor = blocking.reduce((sum, { invoice }) => sum + invoice.openMinor, 0);
  const isBlocked = blocking.length > 0 && overdueMinor >= settings.blockingMinimumMinor && balanceMinor < settings.minimalBalanceMinor;
  if (!isBlocked) return { status: 'active', overdueMinor, because: null };
  const because = blocking.map(({ invoice }) => invoice).reduce((a, b) => (b.dueDate < a.dueDate ? b : a));
  return { status: blocking.some(({ deactivatesOn }) => hasCome(deactivatesOn)) ? 'inactive' : 'blocked', overdueMinor, because };
}

/** What is still to be paid, and by when, of a customer who is served because of a promise alone; `null` for whoever else is served. */
export function heldOffByPromise(facts: DunningFacts, nowMs: number): PromisedDebt | null {
  const { because, overdueMinor } = decideDunning({ ...facts, promisedUntil: null }, nowMs);
  return because && { invoice: because, openMinor: overdueMinor, blocksOn: dunningOf(because, facts).blocksOn };
}
