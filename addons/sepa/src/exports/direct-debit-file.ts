import type { LocalDate } from '@tapline/sdk';
import type { CharacterSet } from '../banking/sepa-text.js';
import type { CollectionItem, SequenceType } from '../collections/collection-item.js';
import type { Scheme } from '../mandates/mandate.js';

/** The versions of the customer-to-bank message that banks take: the one of the 2019 standard, and the one before it. */
export const MESSAGE_VERSIONS = Object.freeze(['pain.008.001.08', 'pain.008.001.02'] as const);
export type MessageVersion = (typeof MESSAGE_VERSIONS)[number];

/** `none`: only where it must be, outside of the EEA. `hybrid`: town and country by themselves, the street as a line. */
export const ADDRESS_STYLES = Object.freeze(['none', 'structured', 'hybrid'] as const);
export type AddressStyle = (typeof ADDRESS_STYLES)[number];

/** Who collects, and how the bank wants it written. */
export interface DirectDebitCreditor {
  readonly name: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly creditorId: string;
  readonly version: MessageVersion;
  readonly addressStyle: AddressStyle;
  readonly characters: CharacterSet;
  readonly isBatchBooked: boolean;
}

/** A payment information block: nothing else than these four may be mixed in it. */
export interface DirectDebitBatch {
  readonly paymentInformationId: string;
  readonly scheme: Scheme;
  readonly sequence: SequenceType;
  readonly collectionDate: LocalDate;
  readonly items: number;
  readonly sumMinor: number;
}

export interface DirectDebitFile {
  readonly messageId: string;
  /** Local time without offset, `2026-11-29T19:30:00`. */
  readonly createdAt: string;
  readonly creditor: DirectDebitCreditor;
  readonly batches: readonly DirectDebitBatch[];
}

export type DirectDebitItem = Pick<CollectionItem, 'endToEndId' | 'amountMinor' | 'mandateReference' | 'details'>;
