import type { LocalDate } from '@tapline/sdk';
import type { DirectDebitCreditor } from '../exports/direct-debit-file.js';

/**
 * - `building`: its files are being made.
 * - `ready`: can be downloaded and given to the bank; can be cancelled.
 * - `sent`: the bank has it.
 * - `cancelling`, `cancelled`: withdrawn before the bank had it; its invoices can be collected anew.
 */
export type RunState = 'building' | 'ready' | 'sent' | 'cancelling' | 'cancelled';

/** `invoices`: what is due of them. `balances`: all that a customer owes, invoiced or not, due or not, as one amount. */
export const RUN_SUBJECTS = Object.freeze(['invoices', 'balances'] as const);
export type RunSubject = (typeof RUN_SUBJECTS)[number];

/** What is collected of whom. */
export interface RunChoice {
  readonly subject: RunSubject;
  /** Invoices that are due on this day or before. */
  readonly dueUntil: LocalDate;
  /** The day that is wanted; moved to what is possible. */
  readonly collectOn: LocalDate;
  /** Nothing under this is collected. */
  readonly minimumMinor: number;
  /** Also what came back or was rejected before. */
  readonly isAgain: boolean;
  /** Only this customer's. */
  readonly customerId: string | null;
}

/** One collection run: what one admin has given to one bank at one time. */
export interface CollectionRun {
  readonly id: string;
  readonly profileId: string;
  readonly state: RunState;
  /** Of one that is sent: by what the bank has told alone, and nobody has said so. Where that was a mistake, it is ready again. */
  readonly isToldSent: boolean;
  readonly creditor: DirectDebitCreditor;
  readonly choice: RunChoice;
  readonly items: number;
  readonly sumMinor: number;
  readonly by: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

export interface RunFile {
  readonly id: string;
  readonly runId: string;
  readonly messageId: string;
  readonly name: string;
  readonly items: number;
  readonly sumMinor: number;
  /** Null until it is written. */
  readonly octets: number | null;
  readonly sha256: string | null;
  readonly createdAtMs: number;
}
