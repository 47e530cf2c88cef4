import type { Clock, CustomerDirectory, Operation, Quotas, ServiceDirectory, Transaction } from '@tapline/sdk';
import { refundView } from '../pages/purchase-view.js';
import { purchaseName, refundAbout } from '../pages/refund-about.js';
import type { Purchase } from '../purchases/purchase.js';
import { type PurchaseAnswer, purchaseAnswer } from '../purchases/purchase-answer.js';
import type { PurchaseStore } from '../purchases/purchase-store.js';
import type { Refunding } from '../purchases/refunding.js';
import { seenPurchase } from '../purchases/seen-purchases.js';
import { customerParent } from './customer-parent.js';

export interface RefundInput {
  readonly purchase: string;
}

export interface RefundOperationParts {
  readonly refunding: Refunding;
  readonly store: PurchaseStore;
  readonly customers: CustomerDirectory;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly clock: Clock;
}

/** Takes a purchase back. */
export function refundOperation({
  refunding,
  store,
  customers,
  services,
  quotas,
  clock,
}: RefundOperationParts): Operation<RefundInput, PurchaseAnswer> {
  const grantOf = async (tx: Transaction, { grantId }: Purchase) => (grantId === null ? undefined : quotas.get(tx, grantId));
  return {
    id: 'refund',
    title: 'Take data back',
    description:
      'Gives the price of what is unused back, and takes the data away; what waits to be paid is cancelled. A line of which something is taken back that it ' +
      'had bought by itself buys nothing more by itself until its period ends.',
    icon: 'receipt-refund',
    permission: 'documents.write',
    isReadOnly: false,
    button: 'Take back',
    input: {
      type: 'object',
      properties: { purchase: { type: 'string', title: 'Purchase', minLength: 1, maxLength: 100 } },
      required: ['purchase'],
      additionalProperties: false,
    },
    about: async ({ tx, given: { purchase: id = '' } }) => {
      const purchase = await store.find(tx, id);
      if (!purchase) return undefined;
      const seen = seenPurchase(purchase, await grantOf(tx, purchase), clock.nowMs());
      const { login } = await services.get(tx, purchase.serviceId);
      return refundAbout({ ...seen, login, customer: await customers.get(tx, purchase.customerId) });
    },
    choices: async ({ tx, given: { purchase: id = '' } }) => {
      const purchase = await store.find(tx, id);
      // No other: what stands beside the form is about this one.
      return purchase ? { purchase: [{ value: id, title: purchaseName(purchase) }] } : {};
    },
    parent: async ({ tx, given: { purchase: id = '' } }) => {
      const purchase = await store.find(tx, id);
      return purchase && customerParent(await customers.get(tx, purchase.customerId));
    },
    run: async ({ tx, input }) => {
      const purchase = await refunding.refund(tx, input.purchase);
      return purchaseAnswer(purchase, await grantOf(tx, purchase), clock.nowMs());
    },
    view: refundView,
  };
}
