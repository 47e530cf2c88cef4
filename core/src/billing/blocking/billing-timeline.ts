import {
  type AmountMinor,
  addDays,
  type BillingOutlook,
  type Company,
  type Customer,
  createToken,
  daysBetween,
  type LocalDate,
  type Transaction,
} from '@tapline/sdk';
import type { BillService } from '../bills/bill-service.js';
import { recurringSettingsOf } from '../recurring/recurring-settings.js';
import { type DunningFacts, dunningOf } from './dunning.js';
import type { DunningService } from './dunning-service.js';

/** Something that will happen to a customer if nothing is paid and nothing changes. */
export interface TimelineStep {
  readonly date: LocalDate;
  readonly kind: 'invoice' | 'due' | 'block' | 'deactivate';
  readonly amountMinor: AmountMinor | null;
  /** The number of an invoice that is issued already. */
  readonly number: string | null;
}

/** What will happen to customers of recurring billing, as dates. */
export class BillingTimelineReader {
  constructor(
    private readonly bills: BillService,
    private readonly dunning: DunningService,
    private readonly company: Company,
  ) {}

  async steps(tx: Transaction, customer: Customer): Promise<readonly TimelineStep[]> {
    const facts = await this.dunning.facts(tx, customer);
    const steps: TimelineStep[] = facts.openInvoices.flatMap((invoice) =>
      this.stepsOf(facts, { ...invoice, amountMinor: invoice.openMinor }),
    );
    const next = await this.nextInvoice(tx, customer);
    if (next) {
      const dueDate = addDays(next.date, recurringSettingsOf(customer).paymentDueDays);
      const expected = { documentId: '', customerId: customer.id, number: '', issueDate: next.date, dueDate, totalMinor: 0, openMinor: 0 };
      steps.push({ date: next.date, kind: 'invoice', amountMinor: next.amountMinor, number: null });
      if (next.amountMinor > Math.max(0, facts.balanceMinor))
        steps.push(...this.stepsOf(facts, { ...expected, amountMinor: next.amountMinor }));
    }
    return steps.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  }

  async outlook(tx: Transaction, customer: Customer): Promise<BillingOutlook> {
    const today = this.company.today();
    const steps = await this.steps(tx, customer);
    const block = steps.find(({ kind }) => kind === 'block');
    const overdue = steps.find(({ kind, date }) => kind === 'due' && date < today);
    const invoice = steps.find(({ kind }) => kind === 'invoice');
    const daysLeft = block ? Math.max(0, daysBetween(today, block.date)) : null;
    const blocksOn = block?.date ?? null;
    if (customer.status === 'blocked') return { summary: 'blocked until the overdue invoice is paid', tone: 'bad', daysLeft: 0, blocksOn };
    if (overdue) return { summary: `overdue since ${overdue.date}`, tone: 'warning', daysLeft, blocksOn };
    const due = steps.find(({ kind }) => kind === 'due');
    if (due?.number)
      return { summary: `${this.company.format(due.amountMinor ?? 0)} due on ${due.date}`, tone: 'neutral', daysLeft, blocksOn };
    if (!invoice) return { summary: 'nothing to invoice', tone: 'neutral', daysLeft: null, blocksOn: null };
    return { summary: `next invoice ${invoice.date}, ${this.company.format(invoice.amountMinor ?? 0)}`, tone: 'good', daysLeft, blocksOn };
  }

  private stepsOf(
    facts: DunningFacts,
    invoice: DunningFacts['openInvoices'][number] & { readonly amountMinor: AmountMinor },
  ): readonly TimelineStep[] {
    const { blocksOn, deactivatesOn } = dunningOf(invoice, facts);
    const step = (kind: TimelineStep['kind'], date: LocalDate | null): TimelineStep[] =>
      date === null ? [] : [{ date, kind, amountMinor: invoice.amountMinor, number: invoice.number || null }];
    return [...step('due', invoice.dueDate), ...step('block', blocksOn), ...step('deactivate', deactivatesOn)];
  }

  private async nextInvoice(
    tx: Transaction,
    customer: Customer,
  ): Promise<{ readonly date: LocalDate; readonly amountMinor: AmountMinor } | undefined> {
    const bill = await this.bills.nextBill(tx, customer.id);
    return bill && bill.totalMinor > 0 ? { date: bill.date, amountMinor: bill.totalMinor } : undefined;
  }
}

export const BILLING_TIMELINES = createToken<BillingTimelineReader>('core.billing-timelines');
