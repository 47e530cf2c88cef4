import {
  type AmountMinor,
  addDays,
  addMonths,
  type Documents,
  type LocalDate,
  localMonthOf,
  type ServiceWithPlan,
  type Transaction,
} from '@tapline/sdk';
import type { ChargedItem, ChargedItemStore } from './charged-item-store.js';
import { type EarlierTotals, earlierItemId } from './earlier-totals.js';
import type { PaidPart } from './paid-period.js';

export interface ChargedItemsParts {
  readonly items: ChargedItemStore;
  readonly totals: EarlierTotals;
  readonly documents: Pick<Documents, 'defaultTaxCode' | 'leftToCredit'>;
}

/** What goes back of a part, and how that had been sold. */
export interface GivenBack extends Pick<ChargedItem, 'planName' | 'revenue'> {
  readonly amountMinor: AmountMinor;
}

/** The journal entry that charges or gives back. */
export interface EntryName {
  readonly key: string;
  readonly date: LocalDate;
}

/** What is charged, for its invoice; and what is given back of it, under the tax it was charged with and never more than its invoice has left. */
export class ChargedItems {
  constructor(private readonly parts: ChargedItemsParts) {}

  /** Keeps a charge, with the tax of its first day. */
  async keep(
    tx: Transaction,
    { id: serviceId, customerId, plan }: ServiceWithPlan,
    days: Omit<PaidPart, 'itemId'>,
    entry: EntryName,
  ): Promise<void> {
    const taxCode = plan.taxCode ?? (await this.parts.documents.defaultTaxCode(tx));
    const { from, to, amountMinor } = days;
    const sold = { planName: plan.name, revenue: plan.revenue, taxCode, taxDate: from, from, to, amountMinor };
    const place = { id: entry.key, customerId, serviceId, month: localMonthOf(entry.date) };
    await this.parts.items.insert(tx, { ...place, ...sold, state: 'open', isWanted: null, invoiced: null });
  }

  /**
   * Gives a part back. What is not invoiced yet is charged no more; what is invoiced will be credited, and goes back as far as its invoice is not
   * credited already; what is not to be invoiced goes back without a document.
   */
  async giveBack(tx: Transaction, service: ServiceWithPlan, part: PaidPart, entry: EntryName): Promise<GivenBack> {
    const { amountMinor } = part;
    const item = await this.itemOf(tx, service, part);
    if (!item) return { amountMinor, planName: service.plan.name, revenue: service.plan.revenue };
    const { planName, revenue } = item;
    if (item.state === 'invoiced') return { amountMinor: await this.credit(tx, item, part, entry), planName, revenue };
    if (item.state === 'open') await this.reduce(tx, item, part);
    return { amountMinor, planName, revenue };
  }

  private async itemOf(tx: Transaction, { id, customerId }: ServiceWithPlan, { itemId, from }: PaidPart): Promise<ChargedItem | undefined> {
    const { items, totals } = this.parts;
    if (itemId === null) return undefined;
    if (itemId !== undefined) return items.find(tx, itemId);
    await totals.adopt(tx, customerId);
    // Days may be charged on the last day of the month before.
    const month = localMonthOf(from);
    const before = localMonthOf(addMonths(`${month}-01`, -1));
    return (await items.find(tx, earlierItemId(id, month))) ?? (await items.find(tx, earlierItemId(id, before)));
  }

  private async reduce(tx: Transaction, item: ChargedItem, { from, to, amountMinor }: PaidPart): Promise<void> {
    const leftMinor = item.amountMinor - amountMinor;
    if (leftMinor === 0) return this.parts.items.remove(tx, item.id);
    const isEnd = to === item.to && from > item.from;
    await this.parts.items.put(tx, { ...item, amountMinor: leftMinor, to: isEnd ? addDays(from, -1) : item.to });
  }

  private async credit(tx: Transaction, item: ChargedItem, { from, to, amountMinor }: PaidPart, entry: EntryName): Promise<AmountMinor> {
    const creditedMinor = Math.min(amountMinor, await this.leftMinor(tx, item));
    if (creditedMinor <= 0) return 0;
    const id = `${entry.key}:${from}`;
    const month = localMonthOf(entry.date);
    await this.parts.items.insert(tx, { ...item, id, month, from, to, amountMinor: 0 - creditedMinor, state: 'open', isWanted: true });
    return creditedMinor;
  }

  /** What its invoice has left to credit of an item, less what is to be credited on the 1st. */
  private async leftMinor(tx: Transaction, { customerId, invoiced }: ChargedItem): Promise<AmountMinor> {
    if (!invoiced) return Number.MAX_SAFE_INTEGER;
    const { documentId, line } = invoiced;
    const left = await this.parts.documents.leftToCredit(tx, documentId);
    const isOfInvoice = (item: ChargedItem): boolean => item.amountMinor < 0 && item.invoiced?.documentId === documentId;
    const announced = (await this.parts.items.ofCustomer(tx, customerId)).filter(isOfInvoice);
    const ofLine = announced.filter(({ invoiced: of }) => of?.line === line);
    return Math.min((left[line] ?? 0) + sumOf(ofLine), left.reduce((sum, each) => sum + each, 0) + sumOf(announced));
  }
}

function sumOf(items: readonly ChargedItem[]): AmountMinor {
  return items.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
