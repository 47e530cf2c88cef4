import {
  type AmountMinor,
  addDays,
  type BillingOutlook,
  type Company,
  type Customer,
  createToken,
  daysBetween,
  type LocalDate,
  type OpenInvoice,
  type Transaction,
} from '@tapline/sdk';
import { formatDay } from '@tapline/sdk/ui';
import type { BillService } from '../bills/bill-service.js';
import { recurringSettingsOf } from '../recurring/recurring-settings.js';
import { blockingInstantMs } from './blocking-calendar.js';
import { type DunningDecision, type DunningFacts, decideDunning, dunningOf } from './dunning.js';
import type { DunningService } from './dunning-service.js';

/** Something that will happen to a customer if nothing is paid and nothing changes. */
export interface TimelineStep {
  readonly date: LocalDate;
  readonly kind: 'invoice' | 'due' | 'block' | 'deactivate';
  readonly amountMinor: AmountMinor | null;
  /** The number of an invoice that is issued already. */
  readonly number: string | null;
  /** Of what happens at an hour; null for what is of the whole day. */
  readonly atMs: number | null;
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
    const next = await this.nextInvoice(tx, customer, facts);
    const invoices = next && next.openMinor > 0 ? [...facts.openInvoices, next] : facts.openInvoices;
    const steps = invoices.map((invoice) => step('due', invoice.dueDate, invoice));
    if (next) steps.push({ ...step('invoice', next.issueDate, next), amountMinor: next.totalMinor });
    const isToCome = ({ kind }: TimelineStep): boolean =>
      customer.status !== 'inactive' && (kind !== 'block' || customer.status !== 'blocked');
    steps.push(...this.holds({ ...facts, openInvoices: invoices }, next).filter(isToCome));
    return steps.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  }

  async outlook(tx: Transaction, customer: Customer): Promise<BillingOutlook> {
    const today = this.company.today();
    const day = (date: LocalDate): string => formatDay(date, this.company.locale);
    const steps = await this.steps(tx, customer);
    const block = steps.find(({ kind }) => kind === 'block');
    const overdue = steps.find(({ kind, date }) => kind === 'due' && date < today);
    const invoice = steps.find(({ kind }) => kind === 'invoice');
    const daysLeft = block ? Math.max(0, daysBetween(today, block.date)) : null;
    const blocksOn = block?.date ?? null;
    if (customer.status === 'blocked') return { summary: 'blocked until the overdue invoice is paid', tone: 'bad', daysLeft: 0, blocksOn };
    if (overdue) return { summary: `overdue since ${day(overdue.date)}`, tone: 'warning', daysLeft, blocksOn };
    const due = steps.find(({ kind }) => kind === 'due');
    if (due?.number)
      return { summary: `${this.company.format(due.amountMinor ?? 0)} due on ${day(due.date)}`, tone: 'neutral', daysLeft, blocksOn };
    if (!invoice) return { summary: 'nothing to invoice', tone: 'neutral', daysLeft: null, blocksOn: null };
    return {
      summary: `next invoice ${day(invoice.date)}, ${this.company.format(invoice.amountMinor ?? 0)}`,
      tone: 'good',
      daysLeft,
      blocksOn,
    };
  }

  /** The block and the end, by the rule that will decide them. */
  private holds(facts: DunningFacts, next: OpenInvoice | undefined): readonly TimelineStep[] {
    const dunning = facts.openInvoices.map((invoice) => dunningOf(invoice, facts));
    const on = (date: LocalDate): DunningDecision => {
      const isIssued = next !== undefined && next.issueDate <= date;
      const openInvoices = facts.openInvoices.filter((invoice) => invoice !== next || isIssued);
      const balanceMinor = facts.balanceMinor - (isIssued ? next.totalMinor : 0);
      return decideDunning({ ...facts, openInvoices, balanceMinor }, blockingInstantMs(date, facts.calendar));
    };
    const first = (dates: readonly (LocalDate | null)[], kind: 'block' | 'deactivate'): readonly TimelineStep[] => {
      const isHeld = ({ status }: DunningDecision): boolean => status === 'inactive' || (kind === 'block' && status === 'blocked');
      const date = dates
        .flatMap((each) => each ?? [])
        .sort()
        .find((each) => isHeld(on(each)));
      if (date === undefined) return [];
      const { because, overdueMinor } = on(date);
      return [{ date, kind, amountMinor: overdueMinor, number: because?.number || null, atMs: blockingInstantMs(date, facts.calendar) }];
    };
    const ends = dunning.map(({ deactivatesOn }) => deactivatesOn);
    const blocks = dunning.map(({ blocksOn }) => blocksOn);
    return [...first(blocks, 'block'), ...first([...ends, ...blocks], 'deactivate')];
  }

  /** As it will be: a bill that is late is issued today. */
  private async nextInvoice(tx: Transaction, customer: Customer, { balanceMinor }: DunningFacts): Promise<OpenInvoice | undefined> {
    const bill = await this.bills.nextBill(tx, customer.id);
    if (!bill || bill.totalMinor <= 0) return undefined;
    const today = this.company.today();
    const issueDate = bill.date < today ? today : bill.date;
    const dueDate = addDays(issueDate, recurringSettingsOf(customer).paymentDueDays);
    const openMinor = bill.totalMinor - Math.max(0, balanceMinor);
    return { documentId: '', customerId: customer.id, number: '', issueDate, dueDate, totalMinor: bill.totalMinor, openMinor };
  }
}

function step(kind: TimelineStep['kind'], date: LocalDate, invoice: OpenInvoice): TimelineStep {
  return { date, kind, amountMinor: invoice.openMinor, number: invoice.number || null, atMs: null };
}

export const BILLING_TIMELINES = createToken<BillingTimelineReader>('core.billing-timelines');
