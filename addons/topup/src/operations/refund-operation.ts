import type { Operation, Quotas } from '@tapline/sdk';
import { refundView } from '../pages/purchase-view.js';
import { type PurchaseAnswer, purchaseAnswer } from '../purchases/purchase-answer.js';
import type { Refunding } from '../purchases/refunding.js';

export interface RefundInput {
  readonly purchase: string;
}

/** Takes a purchase back. */
export function refundOperation({
  refunding,
  quotas,
}: {
  readonly refunding: Refunding;
  readonly quotas: Quotas;
}): Operation<RefundInput, PurchaseAnswer> {
  return {
    id: 'refund',
    title: 'Take data back',
    description:
      'Gives the price of what is unused back, and takes the data away; what waits to be paid is cancelled. A line of which something is taken back that it ' +
      'had bought by itself buys nothing more by itself until its period ends.',
    icon: 'receipt-refund',
    permission: 'documents.write',
    isReadOnly: false,
    input: {
      type: 'object',
      properties: { purchase: { type: 'string', title: 'Id of the purchase', minLength: 1, maxLength: 100 } },
      required: ['purchase'],
      additionalProperties: false,
    },
    run: async ({ tx, input }) => {
      const purchase = await refunding.refund(tx, input.purchase);
      return purchaseAnswer(purchase, purchase.grantId === null ? undefined : await quotas.get(tx, purchase.grantId));
    },
    view: refundView,
  };
}
