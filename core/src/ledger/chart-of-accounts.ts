import type { AccountReference } from '@tapline/sdk';

export type AccountKind = 'receivable' | 'asset' | 'revenue' | 'expense' | 'liability';

/** The company's accounts. A customer's own account is made with its first posting, a tax's with its rate, a gateway's with its first payment. */
export const CHART_OF_ACCOUNTS: Readonly<Record<string, AccountKind>> = {
  'asset.cash': 'asset',
  'asset.bank': 'asset',
  'asset.card': 'asset',
  'asset.other': 'asset',
  'liability.deposits': 'liability',
  'revenue.internet': 'revenue',
  'revenue.recurring': 'revenue',
  'revenue.one-time': 'revenue',
  'revenue.other': 'revenue',
  'expense.write-off': 'expense',
  // What rounding totals to the smallest coin adds or takes.
  rounding: 'revenue',
};

export function accountCode(account: AccountReference): string {
  return 'customerId' in account ? customerAccountCode(account.customerId) : account.code;
}

export function customerAccountCode(customerId: string): string {
  return `customer:${customerId}`;
}
