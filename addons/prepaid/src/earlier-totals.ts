import type { AddonTable, AddonTables, Company, Documents, LocalMonth, Transaction } from '@tapline/sdk';
import type { ChargedItem, ChargedItemStore } from './charged-item-store.js';

interface TotalRow {
  readonly customer_id: string;
  readonly service_id: string;
  readonly month: string;
  readonly plan_name: string;
  readonly from_date: string;
  readonly to_date: string;
  readonly amount_minor: number;
  readonly state: ChargedItem['state'];
}

export interface EarlierTotalsParts {
  readonly items: ChargedItemStore;
  readonly documents: Pick<Documents, 'defaultTaxCode' | 'findByKey'>;
  readonly company: Pick<Company, 'today'>;
}

/** What was kept before each charge was kept with its tax: one total for each service and month. They become items when they are needed. */
export class EarlierTotals {
  private readonly rows: AddonTable<TotalRow>;

  constructor(
    tables: AddonTables,
    private readonly parts: EarlierTotalsParts,
  ) {
    this.rows = tables.table('month_total');
  }

  /** Of what is not invoiced yet, the oldest month first. */
  async open(tx: Transaction, limit: number): Promise<readonly Pick<ChargedItem, 'customerId' | 'month'>[]> {
    const orderBy = [{ column: 'month', direction: 'asc' }] as const;
    const rows = await this.rows.pick(tx, ['customer_id', 'month'], { state: 'open' }, { orderBy, limit });
    return rows.map(({ customer_id: customerId, month }) => ({ customerId, month }));
  }

  async ofMonth(
    tx: Transaction,
    customerId: string,
    month: LocalMonth,
  ): Promise<readonly Pick<ChargedItem, 'serviceId' | 'amountMinor'>[]> {
    const rows = await this.rows.find(tx, { customer_id: customerId, month });
    return rows.map(({ service_id: serviceId, amount_minor: amountMinor }) => ({ serviceId, amountMinor }));
  }

  /** Makes items of a customer's totals, but for those of which nothing can be invoiced or given back any more. */
  async adopt(tx: Transaction, customerId: string): Promise<void> {
    for (const row of await this.rows.find(tx, { customer_id: customerId })) {
      const isOver = row.state !== 'open' && row.to_date < this.parts.company.today();
      if (!isOver && row.amount_minor !== 0) await this.parts.items.insert(tx, await this.itemOf(tx, row));
    }
    await this.rows.remove(tx, { customer_id: customerId });
  }

  /** As it would have been invoiced, or was: by the company's tax on its first day. */
  private async itemOf(tx: Transaction, row: TotalRow): Promise<ChargedItem> {
    const { customer_id: customerId, service_id: serviceId, month, plan_name: planName, from_date: from, to_date: to } = row;
    const { documents } = this.parts;
    const found = row.state === 'invoiced' ? await documents.findByKey(tx, monthKey(customerId, month)) : undefined;
    const invoice = found?.kind === 'invoice' ? found : undefined;
    const line = invoice?.lines.findIndex((each) => each.serviceId === serviceId) ?? -1;
    return {
      id: earlierItemId(serviceId, month),
      customerId,
      serviceId,
      month,
      planName,
      revenue: 'internet',
      taxCode: invoice?.lines[line] ? invoice.lines[line].taxCode : await documents.defaultTaxCode(tx),
      taxDate: from,
      from,
      to,
      amountMinor: row.amount_minor,
      state: row.state,
      isWanted: null,
      invoiced: invoice && line >= 0 ? { documentId: invoice.id, line } : null,
    };
  }
}

/** Names the item that is made of a total. */
export function earlierItemId(serviceId: string, month: LocalMonth): string {
  return `prepaid:${serviceId}:${month}`;
}

/** The key of the document of a month's charges. */
export function monthKey(customerId: string, month: LocalMonth): string {
  return `prepaid:${customerId}:${month}`;
}
