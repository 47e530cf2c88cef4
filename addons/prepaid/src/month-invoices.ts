import {
  type AmountMinor,
  addDays,
  addMonths,
  type Company,
  type CustomerDirectory,
  type DocumentDraft,
  type Documents,
  goRound,
  type Ledger,
  type LocalMonth,
  type Logger,
  localMonthOf,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { ChargedItem, ChargedItemStore } from './charged-item-store.js';
import type { CustomerCharging } from './customer-charging.js';
import { roundFailed } from './customer-round.js';
import { type EarlierTotals, monthKey } from './earlier-totals.js';
import { REVENUE } from './money-mover.js';
import { chargedDocument, creditedDocument, linesOf, type MonthLine } from './month-document.js';
import { PREPAID, settingsOf } from './settings.js';

export interface MonthInvoicesParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly documents: Documents;
  readonly company: Company;
  readonly logger: Logger;
  readonly ledger: Ledger;
  readonly items: ChargedItemStore;
  readonly totals: EarlierTotals;
  readonly charging: CustomerCharging;
}

type DueMonth = Pick<ChargedItem, 'customerId' | 'month'>;

const ROWS_PER_PAGE = 1000;

/**
 * Invoices what months that are over have charged: one invoice for each customer and month, already paid; and a credit note for each invoice of which
 * something was given back. One who fails is logged and holds up no other; the next try goes on with who is left.
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
    for (let limit = ROWS_PER_PAGE; ; ) {
      const { due, isAll } = await this.due(limit);
      const next = due.filter(({ customerId, month }) => !failed.has(`${customerId} ${month}`));
      if (next.length === 0 && isAll) return;
      if (next.length === 0) limit *= 2;
      yield* next;
    }
  }

  /** Customers and months that are over and not invoiced, the oldest month first. */
  private async due(limit: number): Promise<{ readonly due: readonly DueMonth[]; readonly isAll: boolean }> {
    const { transactions, items, totals, company } = this.parts;
    const thisMonth = localMonthOf(company.today());
    const pages = await transactions.run(async (tx) => [await totals.open(tx, limit), await items.open(tx, limit)]);
    const over = pages.flat().filter(({ month }) => month < thisMonth);
    const isAll = pages.every((page) => page.length < limit || (page.at(-1)?.month ?? '') >= thisMonth);
    return { due: [...new Map(over.map((each) => [`${each.customerId} ${each.month}`, each])).values()], isAll };
  }

  private async issueOne({ customerId, month }: DueMonth): Promise<void> {
    // The last days of the month may still have to be charged.
    await this.parts.charging.settleCustomer(customerId);
    await this.parts.transactions.run((tx) => this.issue(tx, customerId, month));
  }

  private async issue(tx: Transaction, customerId: string, month: LocalMonth): Promise<void> {
    const { customers, items, totals } = this.parts;
    const customer = await customers.lock(tx, customerId);
    await totals.adopt(tx, customerId);
    const known = await items.ofCustomer(tx, customerId);
    const open = known.filter((item) => item.state === 'open' && item.month === month);
    const isWanted = customer.billingType !== PREPAID || settingsOf(customer).makesInvoices;
    const charged = open.filter((item) => !isCredit(item));
    await this.invoice(
      tx,
      charged.filter((item) => item.isWanted ?? isWanted),
      { customerId, month },
    );
    await this.credit(tx, open.filter(isCredit), { customerId, month });
    await this.keep(
      tx,
      charged.filter((item) => !(item.isWanted ?? isWanted)),
      { state: 'not-invoiced', invoiced: null },
    );
    await items.forgetMonth(tx, customerId, month);
    const today = this.parts.company.today();
    for (const { id, state, to } of known) if (state !== 'open' && to < today) await items.remove(tx, id);
  }

  private async invoice(tx: Transaction, items: readonly ChargedItem[], { customerId, month }: DueMonth): Promise<void> {
    const { documents } = this.parts;
    const lines = linesOf(items, await documents.taxRates(tx));
    if (lines.length === 0) return;
    const draft = { ...this.draft({ customerId, month }), ...chargedDocument(lines) };
    const issued = await documents.issue(tx, draft, { idempotencyKey: await this.unusedKey(tx, monthKey(customerId, month)) });
    for (const [line, { taxCode, items: ofLine }] of lines.entries()) {
      const invoiced = issued.kind === 'invoice' ? { documentId: issued.id, line } : null;
      await this.keep(tx, ofLine, { state: 'invoiced', invoiced, taxCode });
    }
  }

  /** A credit note for each invoice that was given back of. */
  private async credit(tx: Transaction, items: readonly ChargedItem[], due: DueMonth): Promise<void> {
    const documentIds = new Set(items.map(({ invoiced }) => invoiced?.documentId));
    for (const documentId of documentIds) {
      const ofInvoice = items.filter(({ invoiced }) => invoiced?.documentId === documentId);
      const lines = linesOf(ofInvoice, await this.parts.documents.taxRates(tx));
      await (documentId === undefined ? this.creditWithoutInvoice(tx, lines, due) : this.creditInvoice(tx, documentId, lines, due));
    }
  }

  private async creditInvoice(tx: Transaction, documentId: string, lines: readonly MonthLine[], due: DueMonth): Promise<void> {
    const { documents } = this.parts;
    const { number, customer } = await documents.get(tx, documentId);
    const credited = await this.withinInvoice(tx, documentId, lines, due);
    if (credited.length === 0) return;
    const named = { relatedDocumentId: documentId, note: `Credit note for invoice ${number}` };
    const draft = { ...this.draft(due), ...named, ...creditedDocument(credited, customer.taxTreatment) };
    const key = `${monthKey(due.customerId, due.month)}:${documentId}`;
    await documents.issue(tx, draft, { idempotencyKey: await this.unusedKey(tx, key) });
  }

  private async creditWithoutInvoice(tx: Transaction, lines: readonly MonthLine[], due: DueMonth): Promise<void> {
    const draft = { ...this.draft(due), ...creditedDocument(lines) };
    const key = `${monthKey(due.customerId, due.month)}:back`;
    await this.parts.documents.issue(tx, draft, { idempotencyKey: await this.unusedKey(tx, key) });
  }

  /** A month that was invoiced has something to invoice again after a clock that went back into it. What was issued is open no more, so nothing comes twice. */
  private async unusedKey(tx: Transaction, key: string): Promise<string> {
    let unused = key;
    for (let time = 2; await this.parts.documents.findByKey(tx, unused); time++) unused = `${key}:${time}`;
    return unused;
  }

  /**
   * What may still be credited. What a credit note by hand has given back since prepaid did is taken again: nothing goes back twice.
   */
  private async withinInvoice(
    tx: Transaction,
    documentId: string,
    lines: readonly MonthLine[],
    due: DueMonth,
  ): Promise<readonly MonthLine[]> {
    const left = await this.parts.documents.leftToCredit(tx, documentId);
    let leftMinor = left.reduce((sum, each) => sum + each, 0);
    const leftOfLine = new Map(left.entries());
    const credited: MonthLine[] = [];
    for (const [index, line] of lines.entries()) {
      const place = line.invoiced?.line ?? 0;
      const wantedMinor = 0 - line.amountMinor;
      const allowedMinor = Math.max(0, Math.min(wantedMinor, leftOfLine.get(place) ?? 0, leftMinor));
      leftOfLine.set(place, (leftOfLine.get(place) ?? 0) - allowedMinor);
      leftMinor -= allowedMinor;
      if (allowedMinor > 0) credited.push({ ...line, amountMinor: 0 - allowedMinor });
      const key = `${monthKey(due.customerId, due.month)}:${documentId}:${index}`;
      if (allowedMinor < wantedMinor)
        await this.takeAgain(tx, line, { customerId: due.customerId, amountMinor: wantedMinor - allowedMinor, key });
    }
    return credited;
  }

  private async takeAgain(
    tx: Transaction,
    { serviceId, planName, revenue, from, to }: MonthLine,
    { customerId, amountMinor, key }: { readonly customerId: string; readonly amountMinor: AmountMinor; readonly key: string },
  ): Promise<void> {
    const description = `${planName}, ${from} to ${to}, given back by a credit note already`;
    const postings = [{ debit: { customerId }, credit: REVENUE[revenue], amountMinor }];
    await this.parts.ledger.post(tx, { kind: 'prepaid.again', description, customerId, serviceId, postings }, { idempotencyKey: key });
  }

  /** Of what was charged for days to come it is remembered how it was invoiced, as they may be given back. */
  private async keep(tx: Transaction, items: readonly ChargedItem[], changes: Partial<ChargedItem>): Promise<void> {
    const today = this.parts.company.today();
    for (const item of items) if (item.to >= today) await this.parts.items.put(tx, { ...item, ...changes });
  }

  /** The month that has the charges has their tax as well. */
  private draft({ customerId, month }: DueMonth): Omit<DocumentDraft, 'kind' | 'lines'> {
    const lastDay = addDays(addMonths(`${month}-01`, 1), -1);
    return { customerId, supplyDate: lastDay, taxedOn: lastDay, dueDate: this.parts.company.today(), isAlreadyCharged: true };
  }
}

function isCredit({ amountMinor, isWanted }: ChargedItem): boolean {
  return amountMinor < 0 && isWanted === true;
}
