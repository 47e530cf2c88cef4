import type { LocalDate } from '@tapline/sdk';
import type { Amendment, DebtorAddress, MandateType, Scheme } from '../mandates/mandate.js';

/** The first, a further, the only, the last collection by a mandate (EPC130-08, AT-21). */
export type SequenceType = 'FRST' | 'RCUR' | 'OOFF' | 'FNAL';

/** What banks can say of a collection, and `cancelled`: withdrawn before the bank had it. */
export type ItemState = 'collecting' | 'accepted' | 'confirmed' | 'rejected' | 'returned' | 'cancelled';

/** One amount that is collected by one mandate: what stands in the file, as it was then. */
export interface CollectionItem {
  readonly id: string;
  readonly runId: string;
  readonly fileId: string;
  /** The payment information block of that file. */
  readonly batchId: string;
  /** Its place in the run, from 1. */
  readonly number: number;
  /** The items of a block are read by pages, from 0. */
  readonly page: number;
  /** Names it at the banks, and for the core; its own, never used again. */
  readonly endToEndId: string;
  readonly customerId: string;
  readonly mandateId: string;
  readonly mandateReference: string;
  readonly amountMinor: number;
  readonly collectionDate: LocalDate;
  readonly state: ItemState;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly details: ItemDetails;
  readonly changedAtMs: number;
}

export interface ItemDetails {
  /** Whether it is what the customer owed, whatever for: it then pays the oldest invoices, and `documentIds` are those that were open. */
  readonly isOfBalance: boolean;
  readonly documentIds: readonly string[];
  readonly documentNumbers: readonly string[];
  readonly sequence: SequenceType;
  readonly scheme: Scheme;
  readonly mandateType: MandateType;
  readonly signedOn: LocalDate;
  readonly debtorName: string;
  readonly iban: string;
  readonly bic: string | null;
  readonly address: DebtorAddress | null;
  readonly amendment: Amendment | null;
  /** What the debtor reads on the statement. */
  readonly remittance: string;
  /** What the customer is charged when it comes back; 0 for nothing. */
  readonly returnChargeMinor: number;
  /** Whether the customer was told before; absent where that was not kept yet. */
  readonly isAnnounced?: boolean;
}

/** What was collected, for people: `2026-000017, 2026-000018`. */
export function subjectOf({ isOfBalance, documentNumbers }: Pick<ItemDetails, 'isOfBalance' | 'documentNumbers'>): string {
  return isOfBalance ? 'the balance' : documentNumbers.join(', ');
}

/** The collections that a bank books, accepts or rejects together: a payment information block, or a whole file. */
export interface CollectionBatch {
  readonly items: readonly CollectionItem[];
  /** Of all its items. */
  readonly sumMinor: number;
}
