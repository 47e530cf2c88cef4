import type { BatchGateway } from '@tapline/sdk';

/** Kept with every payment as its method. */
export const TRANSFER_GATEWAY_ID = 'sepa-transfer';

export const TRANSFER_GATEWAY: BatchGateway = {
  kind: 'batch',
  id: TRANSFER_GATEWAY_ID,
  title: 'Bank transfer',
  description: 'Transfers in that bank files tell of',
  account: 'bank',
  obstacle: () => null,
};
