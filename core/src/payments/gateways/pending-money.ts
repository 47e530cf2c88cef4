import { type CollectableInvoice, createToken, type OpenInvoice, type Transaction } from '@tapline/sdk';
import type { AttemptStore } from './attempt-store.js';
import type { KeptAttempt } from './kept-attempt.js';

/** What is on its way to whom: being collected by a bank, or held back by a gateway. Nobody is reminded of it or blocked for it. */
export class PendingMoney {
  constructor(private readonly attempts: AttemptStore) {}

  /** A customer's attempts whose money is on its way. */
  ofCustomer(tx: Transaction, customerId: string): Promise<readonly KeptAttempt[]> {
    return this.attempts.pendingOf(tx, [customerId]);
  }

  /** What is on its way to each of some customers, whatever it is for. */
  async sums(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const sums = new Map<string, number>();
    for (const { customerId, pendingMinor } of await this.attempts.pendingOf(tx, customerIds))
      sums.set(customerId, (sums.get(customerId) ?? 0) + pendingMinor);
    return sums;
  }

  /** Open invoices with what of each is on its way. */
  async of(tx: Transaction, invoices: readonly OpenInvoice[]): Promise<readonly CollectableInvoice[]> {
    if (invoices.length === 0) return [];
    const customerIds = [...new Set(invoices.map(({ customerId }) => customerId))];
    return spreadPending(invoices, await this.attempts.pendingOf(tx, customerIds));
  }
}

/** Spreads money on its way over what it names, then, of what names nothing, over the oldest. */
export function spreadPending(
  invoices: readonly OpenInvoice[],
  attempts: readonly Pick<KeptAttempt, 'customerId' | 'documentIds' | 'pendingMinor'>[],
): readonly CollectableInvoice[] {
  const pending = new Map<string, number>();
  const put = (invoice: OpenInvoice, mostMinor: number): number => {
    const before = pending.get(invoice.documentId) ?? 0;
    const partMinor = Math.min(mostMinor, invoice.openMinor - before);
    if (partMinor > 0) pending.set(invoice.documentId, before + partMinor);
    return Math.max(0, partMinor);
  };
  for (const { customerId, documentIds, pendingMinor } of attempts) {
    const own = invoices.filter((invoice) => invoice.customerId === customerId);
    const named = documentIds.flatMap((id) => own.filter(({ documentId }) => documentId === id));
    let leftMinor = pendingMinor;
    for (const invoice of documentIds.length > 0 ? named : own) leftMinor -= put(invoice, leftMinor);
  }
  return invoices.map((invoice) => ({ ...invoice, pendingMinor: pending.get(invoice.documentId) ?? 0 }));
}

export const PENDING_MONEY = createToken<PendingMoney>('core.pending-money');
