import type { LocalDate } from '@tapline/sdk';
import { blockingInstantMs } from './blocking-calendar.js';
import { type DunningFacts, decideDunning, type InvoiceDunning, type Reminder, type ReminderKind } from './dunning.js';

export interface RemindersDue {
  /** What the customer is to read today. */
  readonly told: readonly Reminder[];
  /** What a later one says as well: counts as sent. */
  readonly superseded: readonly Reminder[];
}

/** What is at stake today. */
export interface ReminderDay {
  readonly today: LocalDate;
  /** Whether the customer is served, and can be warned of a block. */
  readonly isServed: boolean;
  readonly isSent: (kind: ReminderKind) => boolean;
}

/**
 * The reminders of an open invoice that are to go out. None says what is no more true: after a time away, or when a debit comes back long after
 * the due date, what is past is left out. A late word of what is due soon gives way to the warning of a block, which says it too.
 */
export function remindersDue(dunning: InvoiceDunning, facts: DunningFacts, day: ReminderDay): RemindersDue {
  const due = dunning.reminders.filter(
    (reminder) => reminder.date <= day.today && !day.isSent(reminder.kind) && isTrue(reminder.kind, dunning, facts, day),
  );
  const isSuperseded = ({ kind, date }: Reminder): boolean => due.length > 1 && kind === 'before-due' && date < day.today;
  return { told: due.filter((reminder) => !isSuperseded(reminder)), superseded: due.filter(isSuperseded) };
}

function isTrue(kind: ReminderKind, { invoice, blocksOn }: InvoiceDunning, facts: DunningFacts, { today, isServed }: ReminderDay): boolean {
  if (kind === 'before-due') return today < invoice.dueDate;
  if (kind === 'due') return today === invoice.dueDate;
  return isServed && blocksOn !== null && today < blocksOn && isBlocked(blocksOn, facts);
}

/** By the rule that will decide it: nobody is warned of a block who owes too little for one, or has a credit line. */
function isBlocked(date: LocalDate, facts: DunningFacts): boolean {
  return decideDunning(facts, blockingInstantMs(date, facts.calendar)).status !== 'active';
}
