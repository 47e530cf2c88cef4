import type { Clock, CollectableInvoice, Company, GatewayPayments, LocalDate, OwedBalance, Transaction } from '@tapline/sdk';
import { addDays, invalid } from '@tapline/sdk';
import { collectionDate, earliestCollection } from '../banking/collection-date.js';
import type { CollectionItem } from '../collections/collection-item.js';
import type { CollectionStore } from '../collections/collection-store.js';
import type { MandateStore } from '../mandates/mandate-store.js';
import type { BankProfile } from '../profiles/bank-profile.js';
import type { RunChoice, RunSubject } from './run.js';
import { type CameBack, type CustomerPlan, planCustomer } from './run-plan.js';

const PAGE = 500;
const NOTHING: CameBack = { documentIds: new Set(), isLast: false };

export interface PlannedCustomer {
  readonly customerId: string;
  readonly plan: CustomerPlan;
}

/** What is asked of a run, before its days are settled. */
export interface RunWish {
  readonly subject: RunSubject;
  readonly dueUntil?: LocalDate | undefined;
  readonly collectOn?: LocalDate | undefined;
  readonly minimumMinor: number;
  readonly isAgain: boolean;
  readonly customerId: string | null;
}

/** Of one customer: the due invoices, or what is owed. */
export interface CustomerDue {
  readonly invoices: readonly CollectableInvoice[];
  /** Null in a run of invoices. */
  readonly balance: OwedBalance | null;
}

/** Customers with what is due of them. */
export type CustomersDue = ReadonlyMap<string, CustomerDue>;

export interface ResolvedChoice extends RunChoice {
  /** The day that was asked for, or the first possible one. */
  readonly wantedOn: LocalDate;
}

/** Looks what a run would collect; moves nothing. */
export class RunPlanner {
  constructor(
    private readonly parts: {
      readonly mandates: MandateStore;
      readonly items: CollectionStore;
      readonly payments: GatewayPayments;
      readonly company: Company;
      readonly clock: Clock;
    },
  ) {}

  /** Settles the days: the bank's hours, the customers' notice, and the working days decide. Throws `SEPA_DATE_FAR`. */
  choice({ subject, dueUntil, collectOn, minimumMinor, isAgain, customerId }: RunWish, profile: BankProfile): ResolvedChoice {
    const { company, clock } = this.parts;
    const bankFirst = earliestCollection(clock.nowMs(), { ...profile, timeZone: company.timeZone });
    // What was agreed with customers holds whoever tells them.
    const first = collectionDate(addDays(company.today(), profile.noticeDays), bankFirst);
    const wantedOn = collectOn ?? first;
    if (wantedOn > addDays(company.today(), 364))
      throw invalid('SEPA_DATE_FAR', `${wantedOn} is more than a year ahead; banks take no such files`, 'collectOn');
    const day = collectionDate(wantedOn, first);
    return { subject, dueUntil: dueUntil ?? day, collectOn: day, wantedOn, minimumMinor, isAgain, customerId };
  }

  /** The customers of whom something is due. */
  async customersOf(tx: Transaction, choice: RunChoice): Promise<CustomersDue> {
    const { customerId, subject } = choice;
    if (customerId === null) return subject === 'balances' ? this.owing(tx) : this.withDueInvoices(tx, choice.dueUntil);
    const due = await this.dueOf(tx, customerId, choice);
    return new Map(due ? [[customerId, due]] : []);
  }

  /** What is due of one customer, as it is now; undefined for nothing. */
  async dueOf(tx: Transaction, customerId: string, { subject, dueUntil }: RunChoice): Promise<CustomerDue | undefined> {
    const { payments } = this.parts;
    const open = await payments.openInvoices(tx, customerId);
    if (subject === 'balances') {
      const balance = await payments.owedBalance(tx, customerId);
      return balance && { invoices: open, balance };
    }
    const invoices = open.filter(({ dueDate }) => dueDate <= dueUntil);
    return invoices.length > 0 ? { invoices, balance: null } : undefined;
  }

  /** In the order of their oldest. */
  private async withDueInvoices(tx: Transaction, dueUntil: LocalDate): Promise<CustomersDue> {
    const found = new Map<string, { readonly invoices: CollectableInvoice[]; readonly balance: null }>();
    for (let afterId: string | undefined; ; ) {
      const page = await this.parts.payments.dueInvoices(tx, {
        before: addDays(dueUntil, 1),
        limit: PAGE,
        ...(afterId === undefined ? {} : { afterId }),
      });
      for (const invoice of page) {
        const known = found.get(invoice.customerId);
        if (known) known.invoices.push(invoice);
        else found.set(invoice.customerId, { invoices: [invoice], balance: null });
      }
      afterId = page.at(-1)?.documentId;
      if (page.length < PAGE || afterId === undefined) return found;
    }
  }

  private async owing(tx: Transaction): Promise<CustomersDue> {
    const found = new Map<string, CustomerDue>();
    for (let afterId: string | undefined; ; ) {
      const page = await this.parts.payments.owedBalances(tx, { limit: PAGE, ...(afterId === undefined ? {} : { afterId }) });
      for (const balance of page) found.set(balance.customerId, { invoices: [], balance });
      afterId = page.at(-1)?.customerId;
      if (page.length < PAGE || afterId === undefined) return found;
    }
  }

  /** Plans customers; those without anything due are left out of the answer. */
  async plan(tx: Transaction, profile: BankProfile, choice: RunChoice, dueOf: CustomersDue): Promise<readonly PlannedCustomer[]> {
    const { mandates, items, company } = this.parts;
    const ids = [...dueOf.keys()];
    const mandatesOf = await mandates.ofCustomers(tx, ids);
    const cameBack = choice.isAgain ? new Map<string, CameBack>() : cameBackOf(await items.ofCustomers(tx, ids));
    const planned: PlannedCustomer[] = [];
    for (const [customerId, { invoices, balance }] of dueOf) {
      const plan = planCustomer({
        mandates: mandatesOf.get(customerId) ?? [],
        invoices,
        balance,
        profile,
        today: company.today(),
        collectionDate: choice.collectOn,
        dueUntil: choice.dueUntil,
        minimumMinor: choice.minimumMinor,
        cameBack: cameBack.get(customerId) ?? NOTHING,
      });
      planned.push({ customerId, plan });
    }
    return planned;
  }
}

/** By customer, what came to nothing. What was cancelled here is as if it had never been. */
function cameBackOf(items: readonly CollectionItem[]): ReadonlyMap<string, CameBack> {
  const found = new Map<string, { readonly documentIds: Set<string>; isLast: boolean }>();
  const made = items.filter(({ state }) => state !== 'cancelled').toSorted((a, b) => (a.collectionDate < b.collectionDate ? -1 : 1));
  for (const { customerId, state, details } of made) {
    const known = found.get(customerId) ?? { documentIds: new Set(), isLast: false };
    known.isLast = state === 'returned' || state === 'rejected';
    if (known.isLast) for (const id of details.documentIds) known.documentIds.add(id);
    found.set(customerId, known);
  }
  return found;
}
