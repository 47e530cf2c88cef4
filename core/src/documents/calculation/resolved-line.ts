import type { DocumentLine } from '@tapline/sdk';

/** A line whose tax is known and whose amounts are still to be worked out. */
export interface ResolvedLine extends Omit<DocumentLine, 'netMinor' | 'taxMinor' | 'grossMinor'> {
  readonly taxTitle: string;
  /** What the line comes to: with the tax where `isTaxIncluded`, without it otherwise. */
  readonly amountMinor: number;
  /** The tax is taken out of the price and not asked for: the customer is exempt, or owes it (reverse charge). */
  readonly isTaxWaived: boolean;
}
