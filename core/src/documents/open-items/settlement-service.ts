import {
  type Clock,
  type Company,
  createToken,
  EVENTS,
  groupBy,
  type LocalDate,
  type OpenInvoice,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { EventRaiser } from '../../kernel/outbox/event-raiser.js';
import type { LedgerService } from '../../ledger/ledger-service.js';
import { type OpenItem, type OpenItemStore, toOpenInvoice } from './open-item-store.js';
import { type Allocation, settle } from './settle.js';

/** One allocation as seen from one of its sides. */
export interface PaidPart {
  readonly amountMinor: number;
  readonly date: LocalDate;
  /** The other side; null for money on the balance that came by no payment. */
  readonly other: OpenItem | null;
}

/** What is owed, what pays it, and since when. The customer is locked by whoever calls what writes. */
export class SettlementService {
  constructor(
    private readonly store: OpenItemStore,
    private readonly ledger: LedgerService,
    private readonly events: EventRaiser,
    private readonly company: Company,
    private readonly clock: Clock,
  ) {}

  /** Adds items; an invoice that has nothing to pay is paid at once, without an event. */
  async add(tx: Transaction, items: readonly OpenItem[]): Promise<void> {
    await this.store.insert(tx, items);
  }

  /** Lets what these customers have on their balance pay their open invoices, the oldest first. */
  async settle(tx: Transaction, customerIds: readonly string[]): Promise<void> {
    const openTotals = await this.store.openTotals(tx, customerIds);
    const owing = [...openTotals.keys()];
    if (owing.length === 0) return;
    const balances = await this.ledger.balances(tx, owing);
    const availableOf = (id: string): number => (balances.get(id) ?? 0) + (openTotals.get(id) ?? 0);
    const able = owing.filter((id) => availableOf(id) > 0);
    if (able.length === 0) return;
    const debits = groupBy(await this.store.openOf(tx, able, 'debit'), ({ customerId }) => customerId);
    const credits = groupBy(await this.store.openOf(tx, able, 'credit'), ({ customerId }) => customerId);
    const allocations = able.flatMap((customerId) => {
      const items = { debits: debits.get(customerId) ?? [], credits: credits.get(customerId) ?? [] };
      return settle({ availableMinor: availableOf(customerId), ...items });
    });
    await this.apply(tx, allocations, [...debits.values()].flat());
  }

  /**
   * Lets a credit pay the debits named, in their order, as far as it goes; returns what is left of it. Throws `ALLOCATION_WRONG` for a debit of
   * another customer, or that is not there.
   */
  async pay(tx: Transaction, creditId: string, debitIds: readonly string[]): Promise<number> {
    const items = await this.store.find(tx, [creditId, ...debitIds]);
    const credit = items.get(creditId);
    if (!credit) throw new Error(`there is no open item ${creditId}`);
    let leftMinor = credit.openMinor;
    const allocations: Allocation[] = [];
    for (const debitId of new Set(debitIds)) {
      const debit = items.get(debitId);
      if (!debit || debit.customerId !== credit.customerId || debit.side !== 'debit') {
        throw refused('ALLOCATION_WRONG', `${debitId} is no invoice of this customer; name one that is, or none to pay the oldest first`);
      }
      const amountMinor = Math.min(leftMinor, debit.openMinor);
      if (amountMinor > 0) allocations.push({ debitId, creditId, amountMinor });
      leftMinor -= amountMinor;
    }
    await this.apply(tx, allocations, [...items.values()]);
    return leftMinor;
  }

  /** {@link pay} for one debit; what never was to be paid (a credit note, an invoice of what was charged already) takes nothing. */
  async payIfOwed(tx: Transaction, creditId: string, debitId: string): Promise<void> {
    if ((await this.store.find(tx, [debitId])).get(debitId)?.side === 'debit') await this.pay(tx, creditId, [debitId]);
  }

  /** How an item stands; undefined for what was never to be paid. */
  async find(tx: Transaction, itemId: string): Promise<OpenItem | undefined> {
    return (await this.store.find(tx, [itemId])).get(itemId);
  }

  /** What was allocated to or from an item, with both its sides. */
  async allocationsOf(tx: Transaction, itemId: string): Promise<readonly PaidPart[]> {
    const kept = await this.store.allocationsOf(tx, itemId);
    const others = kept.map(({ debitId, creditId }) => (debitId === itemId ? creditId : debitId));
    const items = await this.store.find(
      tx,
      others.filter((id) => id !== null),
    );
    return kept.map(({ amountMinor, date }, index) => ({ amountMinor, date, other: items.get(others[index] ?? '') ?? null }));
  }

  /** What a customer's balance has over after all its open invoices; below 0 is what is missing. */
  async available(tx: Transaction, customerId: string): Promise<number> {
    return (await this.ledger.balance(tx, customerId)) + ((await this.store.openTotals(tx, [customerId])).get(customerId) ?? 0);
  }

  /** Takes back what a credit has paid, the latest first, until `neededMinor` of it is free. */
  async release(tx: Transaction, creditId: string, neededMinor: number): Promise<void> {
    const credit = (await this.store.find(tx, [creditId])).get(creditId);
    if (!credit) throw new Error(`there is no open item ${creditId}`);
    const paid = new Map<string, number>();
    for (const { debitId, amountMinor } of await this.store.allocationsOf(tx, creditId)) {
      const sumMinor = (paid.get(debitId) ?? 0) + amountMinor;
      // Put last again: the order is that of the latest allocation.
      paid.delete(debitId);
      paid.set(debitId, sumMinor);
    }
    const debits = await this.store.find(tx, [...paid.keys()]);
    const allocations: Allocation[] = [];
    let missingMinor = neededMinor - credit.openMinor;
    for (const [debitId, paidMinor] of [...paid].toReversed()) {
      if (debits.get(debitId)?.kind !== 'invoice') continue;
      const amountMinor = Math.min(missingMinor, paidMinor);
      if (amountMinor > 0) allocations.push({ debitId, creditId, amountMinor: 0 - amountMinor });
      missingMinor -= Math.max(0, amountMinor);
    }
    await this.apply(tx, allocations, [...debits.values()]);
  }

  /** A customer's open invoices, the oldest first. */
  async openInvoices(tx: Transaction, customerId: string): Promise<readonly OpenInvoice[]> {
    return (await this.store.openOf(tx, [customerId], 'debit')).filter(({ kind }) => kind === 'invoice').map(toOpenInvoice);
  }

  /** {@link openInvoices} of many customers at once. */
  async openInvoicesOf(tx: Transaction, customerIds: readonly string[]): Promise<readonly OpenInvoice[]> {
    return (await this.store.openOf(tx, customerIds, 'debit')).filter(({ kind }) => kind === 'invoice').map(toOpenInvoice);
  }

  /** Of each customer that owes: the sum of its open invoices. */
  openTotals(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.store.openTotals(tx, customerIds);
  }

  /** Open invoices of all customers that are due before a day, in pages by document id. */
  dueBefore(
    tx: Transaction,
    query: { readonly before: LocalDate; readonly afterId?: string; readonly limit: number },
  ): Promise<readonly OpenInvoice[]> {
    return this.store.dueBefore(tx, query);
  }

  private async apply(tx: Transaction, allocations: readonly Allocation[], items: readonly OpenItem[]): Promise<void> {
    if (allocations.length === 0) return;
    const byId = new Map(items.map((item) => [item.id, item]));
    const customerOf = ({ debitId }: Allocation): string => byId.get(debitId)?.customerId as string;
    const at = { date: this.company.today(), atMs: this.clock.nowMs() };
    await this.store.allocate(
      tx,
      allocations.map((each) => ({ ...each, customerId: customerOf(each) })),
      at,
    );
    await this.report(tx, allocations, byId);
  }

  /** Says of the invoices among them which are now paid and which are open again. */
  private async report(tx: Transaction, allocations: readonly Allocation[], byId: ReadonlyMap<string, OpenItem>): Promise<void> {
    const changes = new Map<string, number>();
    for (const { debitId, amountMinor } of allocations) changes.set(debitId, (changes.get(debitId) ?? 0) + amountMinor);
    const invoices = [...changes].flatMap(([id, amountMinor]) => {
      const item = byId.get(id);
      return item?.kind === 'invoice' ? [{ ...item, leftMinor: item.openMinor - amountMinor }] : [];
    });
    const said = ({ id, customerId, number }: OpenItem) => ({ documentId: id, customerId, number });
    const paid = invoices.filter(({ openMinor, leftMinor }) => openMinor > 0 && leftMinor === 0);
    const reopened = invoices.filter(({ openMinor, leftMinor }) => openMinor === 0 && leftMinor > 0);
    await this.events.raiseAll(
      tx,
      EVENTS.invoicePaid,
      paid.map((item) => ({ customerId: item.customerId, payload: said(item) })),
    );
    await this.events.raiseAll(
      tx,
      EVENTS.invoiceReopened,
      reopened.map((item) => ({ customerId: item.customerId, payload: { ...said(item), openMinor: item.leftMinor } })),
    );
  }
}

export const SETTLEMENT_SERVICE = createToken<SettlementService>('core.settlement-service');
