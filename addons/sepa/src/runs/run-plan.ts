import { type CollectableInvoice, daysBetween, type LocalDate, type OwedBalance } from '@tapline/sdk';
import { isOutsideEea } from '../banking/iban.js';
import type { SequenceType } from '../collections/collection-item.js';
import { type Amendment, lapsesOn, type Mandate, NO_AMENDMENT } from '../mandates/mandate.js';
import type { BankProfile } from '../profiles/bank-profile.js';

const COLLECTED_ALREADY = 'is being collected already';
const CAME_BACK = 'came back before: collect it again only when that is settled';
/** 999,999,999.99 (EPC016-06, AT-06). */
const MOST_MINOR = 99_999_999_999;

/** What one customer would be collected. */
export interface PlannedCollection {
  readonly mandate: Mandate;
  /** Else it is of the invoices. */
  readonly isOfBalance: boolean;
  readonly invoices: readonly CollectableInvoice[];
  readonly amountMinor: number;
  readonly sequence: SequenceType;
  readonly amendment: Amendment | null;
}

export type CustomerPlan =
  | { readonly kind: 'planned'; readonly collection: PlannedCollection }
  /** Why nothing is collected, for admins. */
  | { readonly kind: 'left-out'; readonly reason: string; readonly amountMinor: number };

/** What of a customer came to nothing before, and is left out until a person says otherwise. */
export interface CameBack {
  readonly documentIds: ReadonlySet<string>;
  /** Whether the latest collection did. */
  readonly isLast: boolean;
}

export interface CustomerFacts {
  /** All that the customer has, the newest first. */
  readonly mandates: readonly Mandate[];
  readonly invoices: readonly CollectableInvoice[];
  /** What is collected in place of invoices; null for them. */
  readonly balance: OwedBalance | null;
  readonly profile: BankProfile;
  readonly today: LocalDate;
  readonly collectionDate: LocalDate;
  readonly dueUntil: LocalDate;
  readonly minimumMinor: number;
  readonly cameBack: CameBack;
}

/** What is collected of a customer, by which mandate, or why nothing is. */
export function planCustomer(facts: CustomerFacts): CustomerPlan {
  const { profile, balance } = facts;
  const wanted = balance ? wantedOfBalance(balance, facts) : wantedOfInvoices(facts);
  const leftOut = (reason: string): CustomerPlan => ({ kind: 'left-out', reason, amountMinor: wanted.dueMinor });
  if (typeof wanted.of === 'string') return leftOut(wanted.of);
  const { amountMinor, invoices } = wanted.of;
  if (amountMinor < facts.minimumMinor) return leftOut('is less than the least amount');
  if (amountMinor > MOST_MINOR) return leftOut('is more than one direct debit can be: collect it in parts');
  const mandate = mandateFor(facts);
  if (typeof mandate === 'string') return leftOut(mandate);
  const sequence = sequenceOf(mandate, profile);
  const amendment = amendmentOf(mandate, profile);
  return { kind: 'planned', collection: { mandate, isOfBalance: balance !== null, invoices, amountMinor, sequence, amendment } };
}

interface Wanted {
  /** Of a customer that is left out too. */
  readonly dueMinor: number;
  /** In words, why it is nothing. */
  readonly of: string | Pick<PlannedCollection, 'invoices' | 'amountMinor'>;
}

function wantedOfInvoices({ invoices: all, dueUntil, cameBack }: CustomerFacts): Wanted {
  const due = all.filter(({ dueDate }) => dueDate <= dueUntil);
  const dueMinor = sumOf(due, ({ openMinor }) => openMinor);
  const open = due.filter(({ openMinor, pendingMinor }) => openMinor > pendingMinor);
  if (open.length === 0) return { dueMinor, of: COLLECTED_ALREADY };
  const invoices = open.filter(({ documentId }) => !cameBack.documentIds.has(documentId));
  if (invoices.length === 0) return { dueMinor, of: CAME_BACK };
  return { dueMinor, of: { invoices, amountMinor: sumOf(invoices, ({ openMinor, pendingMinor }) => openMinor - pendingMinor) } };
}

function wantedOfBalance({ owedMinor, pendingMinor }: OwedBalance, { invoices, cameBack }: CustomerFacts): Wanted {
  if (owedMinor <= pendingMinor) return { dueMinor: owedMinor, of: COLLECTED_ALREADY };
  if (cameBack.isLast) return { dueMinor: owedMinor, of: CAME_BACK };
  return { dueMinor: owedMinor, of: { invoices, amountMinor: owedMinor - pendingMinor } };
}

/** The newest that can be used; else why the newest cannot. */
function mandateFor({ mandates, profile, collectionDate }: CustomerFacts): Mandate | string {
  const own = mandates.filter(({ creditorId }) => creditorId === profile.creditorId || profile.formerCreditorIds.includes(creditorId));
  const [newest] = own;
  if (!newest) return mandates.length > 0 ? 'has a mandate of another creditor identifier only' : 'has no mandate';
  const usable = own.find((mandate) => obstacleOf(mandate, collectionDate) === null);
  return usable ?? obstacleOf(newest, collectionDate) ?? newest;
}

/** Why nothing can be collected by a mandate on a day; null where it can. */
export function obstacleOf(mandate: Mandate, collectionDate: LocalDate): string | null {
  if (mandate.state === 'blocked') return `the mandate is blocked: ${mandate.stateReason ?? 'the bank has refused it'}`;
  if (mandate.state === 'revoked') return 'the mandate is revoked';
  if (mandate.state === 'used') return 'the mandate was for one collection, which was made';
  if (mandate.state === 'lapsed' || daysBetween(collectionDate, lapsesOn(mandate)) <= 0) {
    return 'the mandate has lapsed: nothing was collected for 36 months';
  }
  if (isOutsideEea(mandate.iban) && (mandate.bic === null || mandate.address === null)) {
    return 'the account is outside of the EEA: the mandate needs BIC and address';
  }
  return null;
}

function sequenceOf({ type, isEnding, lastUsedOn }: Mandate, { wantsFirst }: BankProfile): SequenceType {
  if (type === 'one-off') return 'OOFF';
  if (isEnding) return 'FNAL';
  return wantsFirst && lastUsedOn === null ? 'FRST' : 'RCUR';
}

/** What the bank has not been told yet. A mandate that nothing was collected by has nothing to amend. */
function amendmentOf({ amendment, creditorId, lastUsedOn }: Mandate, profile: BankProfile): Amendment | null {
  if (lastUsedOn === null && amendment === null) return null;
  const open = amendment?.carriedByItemId === null ? amendment : null;
  if (creditorId === profile.creditorId) return open;
  return { ...(open ?? NO_AMENDMENT), originalCreditorId: open?.originalCreditorId ?? creditorId };
}

function sumOf<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0);
}
