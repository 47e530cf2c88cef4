import type { AccountReference } from '@tapline/sdk';

export type AccountKind = 'receivable' | 'asset' | 'revenue' | 'expense';

/** The company's accounts. A customer's own account is made with the customer's first posting. */
export const CHART_OF_ACCOUNTS: Readonly<Record<string, AccountKind>> = {
  'asset.cash': 'asset',
  'asset.bank': 'asset',
  'asset.card': 'asset',
  'asset.other': 'asset',
  'revenue.internet': 'revenue',
  'revenue.other': 'revenue',
  'expense.write-off': 'expense',
};

export function accountCode(account: AccountReference): string {
  return 'customerId' in account ? customerAccountCode(account.customerId) : account.code;
}

export function customerAccountCode(customerId: string): string {
  return `customer:${customerId}`;
}
