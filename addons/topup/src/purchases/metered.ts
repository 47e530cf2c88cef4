import { type Quotas, refused, type Service, type Transaction } from '@tapline/sdk';

/** Whether anything counts the data of a line, whichever add-on: data bought for one where nothing does would be paid for nothing. */
export async function isMetered(tx: Transaction, quotas: Quotas, serviceId: string): Promise<boolean> {
  return (await quotas.state(tx, serviceId)) !== undefined;
}

/** Throws `TOPUP_NOT_METERED`. */
export async function requireMetered(tx: Transaction, quotas: Quotas, { id, login }: Service): Promise<void> {
  if (await isMetered(tx, quotas, id)) return;
  const cure = 'limit its data first, such as by the add-on data-cap';
  throw refused('TOPUP_NOT_METERED', `nothing counts the data of the line ${login}: what it buys would change nothing; ${cure}`);
}
