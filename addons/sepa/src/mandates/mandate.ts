import { addMonths, type LocalDate } from '@tapline/sdk';

/** CORE may collect from anybody; B2B only from companies, which register the mandate with their bank. */
export const SCHEMES = Object.freeze(['CORE', 'B2B'] as const);
export type Scheme = (typeof SCHEMES)[number];

export const MANDATE_TYPES = Object.freeze(['recurrent', 'one-off'] as const);
export type MandateType = (typeof MANDATE_TYPES)[number];

/**
 * - `active`: may be collected from.
 * - `blocked`: the bank has said something that a person has to look at first.
 * - `revoked`: taken back by the customer or the company; for good.
 * - `used`: a one-off mandate that has done its work.
 * - `lapsed`: nothing was collected for 36 months.
 */
export type MandateState = 'active' | 'blocked' | 'revoked' | 'used' | 'lapsed';

/** Where banks ask for it: debtors whose account is in a SEPA country outside of the European Economic Area. */
export interface DebtorAddress {
  readonly street: string;
  readonly postCode: string;
  readonly town: string;
  /** ISO 3166, two letters. */
  readonly country: string;
}

/**
 * What has changed since the last collection that a bank has taken: it goes with the next one, and again with the one after where that was rejected
 * (EPC016-06, section 4.6.4).
 */
export interface Amendment {
  /** The collection that has taken it to the bank; null where none has, or where that was rejected. */
  readonly carriedByItemId: string | null;
  readonly isNewAccount: boolean;
  readonly originalReference: string | null;
  readonly originalCreditorId: string | null;
}

/** What a customer has signed: that money may be collected from an account. */
export interface Mandate {
  readonly id: string;
  readonly customerId: string;
  /** The unique mandate reference, at most 35 characters; never taken twice, however it is written. */
  readonly reference: string;
  /** Who may collect by it. */
  readonly creditorId: string;
  readonly scheme: Scheme;
  readonly type: MandateType;
  readonly debtorName: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly address: DebtorAddress | null;
  readonly signedOn: LocalDate;
  readonly state: MandateState;
  readonly stateReason: string | null;
  /** The collection whose return has blocked it. */
  readonly blockedByItemId: string | null;
  /** The next collection is the last one (FNAL). */
  readonly isEnding: boolean;
  /** The day of the last collection that was not rejected or cancelled. */
  readonly lastUsedOn: LocalDate | null;
  /** As it was imported: the day of the last collection by another system. */
  readonly usedElsewhereOn: LocalDate | null;
  readonly amendment: Amendment | null;
  readonly origin: 'admin' | 'portal' | 'import';
  readonly createdAtMs: number;
  readonly changedAtMs: number;
}

const LAPSE_MONTHS = 36;

/** The day from which nothing may be collected by it any more: 36 months after the last collection, or after it was signed (EPC016-06, section 4.1). */
export function lapsesOn({ lastUsedOn, signedOn }: Pick<Mandate, 'lastUsedOn' | 'signedOn'>): LocalDate {
  return addMonths(lastUsedOn ?? signedOn, LAPSE_MONTHS);
}

/** An amendment of nothing, to add to. */
export const NO_AMENDMENT: Amendment = { carriedByItemId: null, isNewAccount: false, originalReference: null, originalCreditorId: null };
