import type { BatchGateway } from '@tapline/sdk';

/** Kept with every payment as its method. */
export const GATEWAY_ID = 'sepa-direct-debit';

/** Collects by files; refunds are transfers, in files too. */
export function collectionGateway(transfers: { readonly take: NonNullable<BatchGateway['refund']> }): BatchGateway {
  return {
    kind: 'batch',
    id: GATEWAY_ID,
    title: 'SEPA direct debit',
    description: 'Collected from the bank account',
    account: 'bank',
    obstacle: () => null,
    refund: (request) => transfers.take(request),
  };
}
