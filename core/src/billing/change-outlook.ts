import type { BillingType, ChangeOutlook, Customer, Logger, ServiceWithPlan, Transaction } from '@tapline/sdk';

export interface ChangeOutlookParts {
  readonly contributions: { billingType(id: string): BillingType | undefined };
  readonly logger: Pick<Logger, 'warn'>;
}

/** What the billing type says of a change of a service before it is made; nothing where it says nothing, or fails. */
export async function changeOutlookOf(
  { contributions, logger }: ChangeOutlookParts,
  tx: Transaction,
  customer: Customer,
  changed: ServiceWithPlan,
): Promise<ChangeOutlook | undefined> {
  const { billingType } = customer;
  try {
    return await contributions.billingType(billingType)?.changeOutlook?.(tx, customer, changed);
  } catch (error) {
    logger.warn({ err: error, billingType, serviceId: changed.id }, 'a billing type could not say what a change does');
    return undefined;
  }
}
