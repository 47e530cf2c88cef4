import {
  addDays,
  addMonths,
  type Company,
  type CustomerDirectory,
  type DocumentDraft,
  type DocumentLineDraft,
  type Documents,
  goRound,
  type LocalMonth,
  type Logger,
  localMonthOf,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ChargingStore, MonthTotal } from './charging-store.js';
import type { CustomerCharging } from './customer-charging.js';
import { roundFailed } from './customer-round.js';
import { PREPAID, settingsOf } from './settings.js';

export interface MonthInvoicesParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly documents: Documents;
  readonly company: Company;
  readonly logger: Logger;
  readonly store: ChargingStore;
  readonly charging: CustomerCharging;
}

type DueMonth = Pick<MonthTotal, 'customerId' | 'month'>;

const TOTALS_PER_PAGE = 200;

/**
 * Invoices what months that are over have charged: one document for each customer and month, already paid; a credit note where more was given
 * back than charged. One who fails is logged and holds up no other; the next try goes on with who is left.
 */
export class MonthInvoices {
  constructor(private readonly parts: MonthInvoicesParts) {}

  async issueAll(signal: AbortSignal): Promise<void> {
    const failed = new Set<string>();
    await goRound({
      items: this.left(failed),
      visit: (due) => this.issueOne(due),
      signal,
      onFailure: ({ customerId, month }, err) => {
        failed.add(`${customerId} ${month}`);
        this.parts.logger.error({ customerId, month, err }, 'a month of a prepaid customer could not be invoiced');
      },
      incomplete: (failedCount) => roundFailed('invoiced', failedCount),
    });
  }

  /** Those that fail stay due: they are passed over. */
  private async *left(failed: ReadonlySet<string>): AsyncGenerator<DueMonth> {
    for (;;) {
      const due = await this.due(failed.size);
      const next = due.filter(({ customerId, month }) => !failed.has(`${customerId} ${month}`));
      if (next.length === 0) return;
      yield* next;
    }
  }

  /** Customers and months that are over and not invoiced; more than are known to fail. */
  private async due(failedCount: number): Promise<readonly DueMonth[]> {
    const thisMonth = localMonthOf(this.parts.company.today());
    const limit = (failedCount + 1) * TOTALS_PER_PAGE;
    const open = await this.parts.transactions.run((tx) => this.parts.store.openTotals(tx, limit));
    const over = open.filter(({ month }) => month < thisMonth);
    return [...new Map(over.map((total) => [`${total.customerId} ${total.month}`, total])).values()];
  }

  private async issueOne({ customerId, month }: DueMonth): Promise<void> {
    // The last days of the month may still have to be charged.
    await this.parts.charging.settleCustomer(customerId);
    await this.parts.transactions.run((tx) => this.issue(tx, customerId, month));
  }

  private async issue(tx: Transaction, customerId: string, month: LocalMonth): Promise<void> {
    const { customers, documents, store, company } = this.parts;
    const customer = await customers.lock(tx, customerId);
    const totals = (await store.monthTotals(tx, customerId, month)).filter(({ state }) => state === 'open');
    const isWanted = customer.billingType !== PREPAID || settingsOf(customer).makesInvoices;
    const charged = totals.filter(({ amountMinor }) => amountMinor !== 0);
    if (isWanted && charged.length > 0) {
      const taxCode = await documents.defaultTaxCode(tx);
      const lines = charged.map((total) => invoiceLine(total, taxCode));
      const supplyDate = addDays(addMonths(`${month}-01`, 1), -1);
      const draft = { customerId, supplyDate, dueDate: company.today(), isAlreadyCharged: true };
      await documents.issue(tx, { ...draft, ...kindOf(lines) }, { idempotencyKey: `prepaid:${customerId}:${month}` });
    }
    for (const total of totals) await store.putMonthTotal(tx, { ...total, state: isWanted ? 'invoiced' : 'not-invoiced' });
  }
}

type Line = DocumentLineDraft & { readonly amountMinor: number };

function invoiceLine({ planName, serviceId, from, to, amountMinor }: MonthTotal, taxCode: string | null): Line {
  const price = { unitPriceMinor: amountMinor, amountMinor, isTaxIncluded: true, taxCode, taxDate: from };
  return { description: planName, ...price, revenue: 'internet', serviceId, periodFrom: from, periodTo: to };
}

/** Documents never come to less than nothing: what is given back on the whole is a credit note. */
function kindOf(lines: readonly Line[]): Pick<DocumentDraft, 'kind' | 'lines'> {
  if (lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0) >= 0) return { kind: 'invoice', lines };
  const turned = lines.map((line) => ({ ...line, unitPriceMinor: 0 - line.unitPriceMinor, amountMinor: 0 - line.amountMinor }));
  return { kind: 'credit-note', lines: turned };
}
