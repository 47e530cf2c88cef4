import {
  type AmountMinor,
  type Company,
  type Customer,
  createToken,
  type DocumentDraft,
  type DocumentLineDraft,
  type IssuedDocument,
  type LocalDate,
  type TaxTreatment,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import { calculateDocument } from '../../documents/calculation/calculate-document.js';
import type { DocumentService, PlannedDocuments } from '../../documents/document-service.js';
import { resolveLines } from '../../documents/tax/resolve-lines.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import type { PlanService } from '../../plans/plan-service.js';
import { dayNumber, localDate } from '../engine/day-number.js';
import { recurringSettingsOf } from '../recurring/recurring-settings.js';
import type { BillingReader, CustomerRecord } from './billing-reader.js';
import type { BillingStore } from './billing-store.js';
import { type BillRules, billKey, type CustomerPlan, keptCharges, nextBillOn, type PlannedBill, planBills } from './plan-bills.js';

export interface BillServiceParts {
  readonly store: BillingStore;
  readonly reader: BillingReader;
  readonly customers: CustomerService;
  readonly plans: PlanService;
  readonly documents: DocumentService;
  readonly audit: AuditLog;
  readonly company: Company;
}

/** A customer whose bills cannot be made, and why. */
export interface ParkedCustomer {
  readonly customerId: string;
  readonly reason: string;
}

export interface PlannedCustomers {
  readonly plans: readonly CustomerPlan[];
  readonly parked: readonly ParkedCustomer[];
}

export interface PreparedBills {
  readonly plans: readonly CustomerPlan[];
  readonly bills: readonly PlannedBill[];
  readonly documents: PlannedDocuments;
}

/** Makes the bills of customers: what they come to, and their issue. */
export class BillService {
  constructor(private readonly parts: BillServiceParts) {}

  /** What does not depend on the customer; to be read once for many. */
  async rules(tx: Transaction): Promise<BillRules> {
    const names = new Map((await this.parts.plans.list(tx)).map(({ id, name }) => [id, name]));
    const { settings, rates, today } = await this.parts.documents.rules(tx);
    const prices = await this.parts.reader.prices(tx);
    const grossMinor = (lines: readonly DocumentLineDraft[], treatment: TaxTreatment): AmountMinor =>
      calculateDocument(resolveLines(lines, { rates, treatment, supplyDate: today }), 1).totalMinor;
    return { prices, planName: (planId) => names.get(planId) ?? planId, taxCode: settings.defaultTaxCode, grossMinor };
  }

  /** The bills of all bill dates up to a day. A customer that cannot be planned holds up no other. */
  async plan(tx: Transaction, customerIds: readonly string[], through: LocalDate, rules: BillRules): Promise<PlannedCustomers> {
    const plans: CustomerPlan[] = [];
    const parked: ParkedCustomer[] = [];
    for (const record of await this.parts.reader.customers(tx, customerIds)) {
      try {
        plans.push(planBills(record, rules, { through: dayNumber(through) }));
      } catch (error) {
        parked.push({ customerId: record.customerId, reason: reasonOf(error) });
      }
    }
    return { plans, parked };
  }

  /** Makes the documents of what was planned in the same transaction, after {@link lock}, but for their numbers. */
  async prepare(tx: Transaction, plans: readonly CustomerPlan[], customers: ReadonlyMap<string, Customer>): Promise<PreparedBills> {
    const today = this.parts.company.today();
    const bills = plans.flatMap((plan) => plan.bills);
    const invoices = await this.creditedInvoices(tx, bills);
    const drafts = bills.flatMap((bill) => {
      if (!bill.draft) return [];
      const customer = customers.get(bill.customerId) as Customer;
      const draft = withOriginals(withDueDate(bill.draft, customer, today), bill.creditedDocumentIds, invoices);
      return [{ draft, idempotencyKey: billKey(bill) }];
    });
    return { plans, bills, documents: await this.parts.documents.plan(tx, drafts, customers) };
  }

  /** The numbers of the invoices among what is given back of: a bill that gave back more than it charged was a credit note, which nothing is given back of. */
  private async creditedInvoices(tx: Transaction, bills: readonly PlannedBill[]): Promise<ReadonlyMap<string, string>> {
    const credits = bills.filter(({ draft }) => draft?.kind === 'credit-note');
    const numbers = new Map<string, string>();
    for (const id of new Set(credits.flatMap(({ creditedDocumentIds }) => creditedDocumentIds))) {
      const { kind, number } = await this.parts.documents.get(tx, id);
      if (kind === 'invoice') numbers.set(id, number);
    }
    return numbers;
  }

  /** Issues what was prepared in the same transaction. */
  async issue(tx: Transaction, { plans, bills, documents: planned }: PreparedBills): Promise<readonly IssuedDocument[]> {
    const { store, documents } = this.parts;
    const issued = await documents.issuePlanned(tx, planned);
    let next = 0;
    const documentIds = bills.map(({ draft }) => (draft ? (issued[next++] as IssuedDocument).id : null));
    await store.insertCharges(
      tx,
      bills.flatMap((bill, index) => keptCharges(bill, documentIds[index] ?? null)),
    );
    for (const { items, billNumber } of bills) for (const { id } of items) await store.markItem(tx, id, 'billed', billNumber);
    await store.putProgress(
      tx,
      plans.map(({ progress }) => progress),
    );
    return issued;
  }

  /** To be called before {@link plan} by whoever goes on to issue: nobody else bills these customers until the transaction ends. */
  lock(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
    return this.parts.customers.lockAll(tx, customerIds);
  }

  /** Bills one customer for today, bill date or not: what is due, what changed, and the period under way. */
  async billNow(tx: Transaction, customerId: string): Promise<readonly IssuedDocument[]> {
    const customers = await this.lock(tx, [customerId]);
    const plan = await this.planOn(tx, customerId, this.parts.company.today());
    const issued = await this.issue(tx, await this.prepare(tx, [plan], customers));
    await this.parts.audit.record(tx, {
      action: 'billing.billNow',
      subject: `customer:${customerId}`,
      details: { documents: issued.map(({ number }) => number) },
    });
    return issued;
  }

  /** What billing a customer on a day, bill date or not, would charge; with the record as it is or as `change` makes it. */
  async planOn(
    tx: Transaction,
    customerId: string,
    date: LocalDate,
    change: (record: CustomerRecord) => CustomerRecord = (record) => record,
  ): Promise<CustomerPlan> {
    const [record] = await this.parts.reader.customers(tx, [customerId]);
    const day = dayNumber(date);
    return planBills(change(record as CustomerRecord), await this.rules(tx), { through: day, extra: day });
  }

  /** The bill of the customer's next bill date, as it would be if nothing changed. */
  async nextBill(tx: Transaction, customerId: string): Promise<{ readonly date: LocalDate; readonly totalMinor: AmountMinor } | undefined> {
    const [record] = await this.parts.reader.customers(tx, [customerId]);
    const today = dayNumber(this.parts.company.today());
    const date = nextBillOn(record as CustomerRecord, today);
    if (date === null) return undefined;
    const { bills } = planBills(record as CustomerRecord, await this.rules(tx), { through: Math.max(dayNumber(date), today) });
    return { date, totalMinor: bills.reduce((sum, { totalMinor }) => sum + totalMinor, 0) };
  }

  /** Keeps when a customer is billed next, once the customer has changed. */
  async refresh(tx: Transaction, customerIds: readonly string[]): Promise<void> {
    await this.lock(tx, customerIds);
    const today = dayNumber(this.parts.company.today());
    const records = await this.parts.reader.customers(tx, customerIds);
    const progress = records.map((record) => ({ ...record.progress, nextBillOn: nextBillOn(record, today) }));
    // Nothing is kept of customers who never had a bill date.
    await this.parts.store.putProgress(
      tx,
      progress.filter((each) => each.nextBillOn !== null || each.lastBilledOn !== null),
    );
  }
}

export const BILL_SERVICE = createToken<BillService>('core.bill-service');

export function sumOf(plan: CustomerPlan): { readonly invoicedMinor: AmountMinor; readonly creditedMinor: AmountMinor } {
  const totals = plan.bills.map(({ totalMinor }) => totalMinor);
  return {
    invoicedMinor: totals.reduce((sum, each) => sum + Math.max(0, each), 0),
    creditedMinor: totals.reduce((sum, each) => sum + Math.max(0, 0 - each), 0),
  };
}

function withDueDate(draft: DocumentDraft, customer: Customer, today: LocalDate): DocumentDraft {
  if (draft.kind !== 'invoice') return draft;
  const { paymentDueDays } = recurringSettingsOf(customer);
  return paymentDueDays === undefined ? draft : { ...draft, dueDate: localDate(dayNumber(today) + paymentDueDays) };
}

/** A credit note names the invoices that it gives back of. */
function withOriginals(draft: DocumentDraft, creditedIds: readonly string[], invoices: ReadonlyMap<string, string>): DocumentDraft {
  const documentIds = creditedIds.filter((id) => invoices.has(id));
  if (draft.kind !== 'credit-note' || documentIds.length === 0) return draft;
  const [only] = documentIds;
  const note = `Credit note for ${documentIds.length === 1 ? 'invoice' : 'invoices'} ${documentIds.map((id) => invoices.get(id)).join(', ')}`;
  return { ...draft, note, ...(documentIds.length === 1 && only !== undefined ? { relatedDocumentId: only } : {}) };
}

export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 500);
}
