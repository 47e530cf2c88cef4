import type { AmountMinor, LocalDate } from '@tapline/sdk';
import type { ItemState } from './collection-item.js';

/** What a bank says of a collection. Of several, the one further down counts, in whatever order they are told. */
export const OUTCOME_KINDS = Object.freeze(['accepted', 'rejected', 'confirmed', 'returned'] as const);
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** What all that banks tell has. `reference` names the telling (a line of an import): the same again is the same, and undoing it names it. */
interface Told {
  readonly reference: string;
}

/** The money is there. */
export interface Confirmation extends Told {
  readonly valueDate: LocalDate | null;
}

/** It came to nothing, before any money moved. */
export interface Rejection extends Told {
  /** ISO 20022: `AC01`. */
  readonly code: string;
  /** In words. */
  readonly text: string;
  /** Whether the bank says it of this collection, and not of the file or the block that it stands in. */
  readonly isOfPayment: boolean;
  readonly date: LocalDate | null;
  /** Whether nothing may be collected by the mandate until a person has looked at it. */
  readonly blocksMandate: boolean;
}

/** The money has gone back. */
export interface Return extends Rejection {
  /** What went back, without fees. */
  readonly amountMinor: AmountMinor;
  /** What the bank takes from the company for it. */
  readonly feeMinor?: AmountMinor;
}

export interface Outcome {
  readonly id: string;
  readonly reference: string;
  readonly itemId: string;
  readonly kind: OutcomeKind;
  readonly told: Partial<Confirmation & Return>;
  readonly atMs: number;
  readonly undoneAtMs: number | null;
}

/** How an item stands whose run was cancelled. */
export const WITHDRAWN = Object.freeze({ state: 'cancelled', reasonCode: null, reason: 'the run was cancelled' } as const);

/** How an item stands by the outcomes that stand. */
export function standingOf(outcomes: readonly Outcome[]): {
  readonly state: ItemState;
  readonly reasonCode: string | null;
  readonly reason: string | null;
} {
  const last = OUTCOME_KINDS.map((kind) => outcomes.find((outcome) => outcome.kind === kind)).findLast((outcome) => outcome !== undefined);
  return { state: last?.kind ?? 'collecting', reasonCode: last?.told.code ?? null, reason: last?.told.text ?? null };
}

/** What the core is told of the money: what was rejected has not come, nor has what came back as long as its credit is not known. */
export function captureStatus(outcomes: readonly Outcome[]): 'completed' | 'failed' | undefined {
  const isTold = (...kinds: readonly OutcomeKind[]): boolean => outcomes.some(({ kind }) => kinds.includes(kind));
  if (isTold('confirmed')) return 'completed';
  return isTold('rejected', 'returned') ? 'failed' : undefined;
}
