import { ACCOUNTS, type Company, type Ledger, type LocalDate, localMonthOf, monthlyPrice, type Transaction } from '@tapline/sdk';
import { formatMonth } from '@tapline/sdk/ui';
import { withDay } from './charge-rule.js';
import type { ServiceDay } from './charging-reader.js';
import type { ChargingStore } from './charging-store.js';

export interface DayPostingParts {
  readonly ledger: Ledger;
  readonly company: Company;
  readonly store: ChargingStore;
}

/** Moves the money of one service and day, and keeps the month's tally. */
export async function postDay(parts: DayPostingParts, tx: Transaction, charge: ServiceDay, date: LocalDate): Promise<void> {
  const { service, basis, tally, chargeMinor } = charge;
  const { id: serviceId, customerId, plan } = service;
  const month = localMonthOf(date);
  if (chargeMinor > 0) {
    await parts.ledger.post(
      tx,
      {
        kind: 'prepaid.day',
        description: `${plan.name}, ${date}`,
        customerId,
        serviceId,
        date,
        statement: { key: `prepaid:${serviceId}:${month}`, title: `${plan.name}, ${formatMonth(month, parts.company.locale)}` },
        postings: [{ debit: { customerId }, credit: ACCOUNTS.internetRevenue, amountMinor: chargeMinor }],
      },
      { idempotencyKey: `prepaid.day:${serviceId}:${date}` },
    );
  }
  await parts.store.putTally(tx, {
    customerId,
    serviceId,
    month,
    priceMinor: monthlyPrice(service, date),
    basis,
    ...withDay(tally, chargeMinor),
  });
}
