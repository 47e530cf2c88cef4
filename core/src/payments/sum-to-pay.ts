import type { AmountMinor, BillingOutlook } from '@tapline/sdk';

export interface OwedFacts {
  readonly balanceMinor: AmountMinor;
  readonly outlook: Pick<BillingOutlook, 'missingMinor'> | undefined;
  /** Held back by a gateway, or being collected: it is not to be paid again. */
  readonly pendingMinor: AmountMinor;
}

/** What the balance lacks, or the billing type to open what is shut; less what is on its way. 0 of who owes nothing. */
export function sumToPay({ balanceMinor, outlook, pendingMinor }: OwedFacts): AmountMinor {
  return Math.max(0, Math.max(-balanceMinor, outlook?.missingMinor ?? 0) - pendingMinor);
}
