import type { BillingType, Ledger } from '@tapline/sdk';
import type { CustomerService } from '../customers/customer-service.js';
import type { LedgerService } from '../ledger/ledger-service.js';
import type { SettlementService } from './open-items/settlement-service.js';

/** The ledger as add-ons have it: what they put on a customer's balance pays what is open, as any other money. */
export function ledgerOf({
  ledger,
  customers,
  settlement,
  contributions,
}: {
  readonly ledger: LedgerService;
  readonly customers: Pick<CustomerService, 'get' | 'lock'>;
  readonly settlement: SettlementService;
  readonly contributions: { billingType(id: string): BillingType | undefined };
}): Ledger {
  return {
    post: async (tx, draft, options) => {
      const entry = await ledger.post(tx, draft, options);
      if (draft.customerId !== undefined && entry.customerAmountMinor > 0) {
        await customers.lock(tx, draft.customerId);
        await settlement.settle(tx, [draft.customerId]);
      }
      return entry;
    },
    balance: (tx, customerId) => ledger.balance(tx, customerId),
    balances: (tx, customerIds) => ledger.balances(tx, customerIds),
    spendableMinor: async (tx, customerId) => {
      const customer = await customers.get(tx, customerId);
      return contributions.billingType(customer.billingType)?.spendableMinor?.(tx, customer);
    },
    statement: (tx, customerId, query) => ledger.statement(tx, customerId, query),
  };
}
