import { type BillingOutlook, type BillingType, type Customer, groupBy, type Logger, type Transaction } from '@tapline/sdk';

export interface OutlooksParts {
  readonly contributions: { billingType(id: string): BillingType | undefined };
  readonly logger: Pick<Logger, 'warn'>;
}

/** A customer's outlook; a billing type that fails has none, and keeps nothing else from being shown. */
export async function outlookOf(
  { contributions, logger }: OutlooksParts,
  tx: Transaction,
  customer: Customer,
): Promise<BillingOutlook | undefined> {
  try {
    return await contributions.billingType(customer.billingType)?.outlook(tx, customer);
  } catch (error) {
    logger.warn({ err: error, billingType: customer.billingType, customerId: customer.id }, 'a billing type gave no outlook');
    return undefined;
  }
}

/** The outlooks of a page of customers, by their ids, of those billing types that have them for lists. One that fails has none. */
export async function outlooksOf(
  { contributions, logger }: OutlooksParts,
  tx: Transaction,
  customers: readonly Customer[],
): Promise<ReadonlyMap<string, BillingOutlook>> {
  const found = new Map<string, BillingOutlook>();
  for (const [billingType, own] of groupBy(customers, (customer) => customer.billingType)) {
    try {
      for (const [id, outlook] of (await contributions.billingType(billingType)?.outlooks?.(tx, own)) ?? []) found.set(id, outlook);
    } catch (error) {
      logger.warn({ err: error, billingType }, 'a billing type gave no outlooks');
    }
  }
  return found;
}
