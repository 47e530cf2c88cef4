import {
  type AmountMinor,
  type Company,
  type Customer,
  createToken,
  type DocumentDraft,
  type DocumentTotals,
  type IssuedDocument,
  notFound,
  refused,
  type TaxRate,
  type Transaction,
} from '@tapline/sdk';
import type { CustomerService } from '../customers/customer-service.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import { compileValidator } from '../kernel/validation/validator.js';
import type { DocumentIssuer, PlannedDocument } from './document-issuer.js';
import { DOCUMENT_DRAFT_SCHEMA } from './document-schema.js';
import type { DocumentSettingsStore } from './document-settings.js';
import type { DocumentPage, DocumentSearch, DocumentStore } from './document-store.js';
import { leftOfLines, requireCreditable, requireLinesCreditable, requireNoLinesNamed } from './follow-ups/credit-lines.js';
import { draftFingerprint, type IssueRules, issueDateOf, totalsOf } from './issue-plan.js';
import type { SeriesStore } from './series/series-store.js';
import type { TaxService } from './tax/tax-service.js';
import { STANDARD_PROFILE } from './tax/tax-store.js';

export interface DraftToIssue {
  readonly draft: DocumentDraft;
  readonly idempotencyKey: string;
}

/** Documents of which everything is decided but their numbers. */
export interface PlannedDocuments {
  readonly planned: readonly PlannedDocument[];
  readonly rules: IssueRules;
}

const validateDraft = compileValidator<DocumentDraft>(DOCUMENT_DRAFT_SCHEMA, 'DOCUMENT_INVALID');

/** Invoices, pro-formas and credit notes: what they come to, their issue, and how they are found again. */
export class DocumentService {
  constructor(
    private readonly parts: {
      readonly store: DocumentStore;
      readonly issuer: DocumentIssuer;
      readonly series: SeriesStore;
      readonly settings: DocumentSettingsStore;
      readonly tax: TaxService;
      readonly customers: CustomerService;
      readonly audit: AuditLog;
      readonly company: Company;
    },
  ) {}

  /**
   * Issues one document; the same key again issues nothing and returns the first one. Throws `DOCUMENT_KEY_REUSED` for other content, and
   * `CREDIT_NOT_AN_INVOICE`, `CREDIT_WRONG_CUSTOMER`, `CREDIT_LINE_UNKNOWN` and `CREDIT_TOO_MUCH` for a credit note that its invoice does not allow.
   */
  async issue(tx: Transaction, draft: DocumentDraft, options: { readonly idempotencyKey: string }): Promise<IssuedDocument> {
    const checked = await this.checkedCredit(tx, validateDraft(draft), options.idempotencyKey);
    const [document] = await this.issueAll(tx, [{ draft: checked, ...options }]);
    const { id, kind, number, customerId, totalMinor } = document as IssuedDocument;
    await this.parts.audit.record(tx, { action: `${kind}.issue`, subject: `customer:${customerId}`, details: { id, number, totalMinor } });
    return document as IssuedDocument;
  }

  /**
   * {@link issue} for many, in the order given: all or none, in few statements whatever their number (some hundreds are a good batch). The
   * customers are locked. The drafts are taken as they are typed, credit notes without a look at their invoices, and the caller keeps the audit
   * record.
   */
  async issueAll(tx: Transaction, drafts: readonly DraftToIssue[]): Promise<readonly IssuedDocument[]> {
    const customerIds = [...new Set(drafts.map(({ draft }) => draft.customerId))];
    return this.issuePlanned(tx, await this.plan(tx, drafts, await this.parts.customers.lockAll(tx, customerIds)));
  }

  /** The first half of {@link issueAll}: everything but what has to wait for the numbers. The customers are locked by the caller. */
  async plan(tx: Transaction, drafts: readonly DraftToIssue[], customers: ReadonlyMap<string, Customer>): Promise<PlannedDocuments> {
    const profiles = await this.parts.tax.profiles(tx, [...customers.keys()]);
    const rules = await this.rules(tx);
    const planned = drafts.map(({ draft, idempotencyKey }): PlannedDocument => {
      const { lines: _, customerId, ...rest } = draft;
      const customer = customers.get(customerId) as Customer;
      const profile = profiles.get(customerId) ?? STANDARD_PROFILE;
      const totals = totalsOf(draft, rules, profile);
      const issueDate = issueDateOf(draft, rules);
      return { ...rest, totals, customer, profile, issueDate, idempotencyKey, fingerprint: draftFingerprint(draft) };
    });
    return { planned, rules };
  }

  /** The second half of {@link issueAll}: from its beginning to the end of the transaction nobody else issues in these series. */
  issuePlanned(tx: Transaction, { planned, rules }: PlannedDocuments): Promise<readonly IssuedDocument[]> {
    return this.parts.issuer.issue(tx, planned, rules);
  }

  /** What issuing the draft now would come to; moves nothing. */
  async preview(tx: Transaction, draft: DocumentDraft): Promise<DocumentTotals> {
    const profile = await this.parts.tax.profile(tx, draft.customerId);
    return totalsOf(validateDraft(draft), await this.rules(tx), profile);
  }

  /** What issuing depends on beside the drafts; with `totalsOf`, previews of many. */
  async rules(tx: Transaction): Promise<IssueRules> {
    return {
      settings: await this.parts.settings.read(tx),
      rates: await this.parts.tax.rates(tx),
      series: await this.parts.series.all(tx),
      today: this.parts.company.today(),
    };
  }

  taxRates(tx: Transaction): Promise<readonly TaxRate[]> {
    return this.parts.tax.rates(tx);
  }

  async defaultTaxCode(tx: Transaction): Promise<string | null> {
    return (await this.parts.settings.read(tx)).defaultTaxCode;
  }

  /** By id, or by the number that people use. Throws `DOCUMENT_UNKNOWN`. */
  async get(tx: Transaction, idOrNumber: string): Promise<IssuedDocument> {
    const found = (await this.parts.store.find(tx, idOrNumber)) ?? (await this.parts.store.findByNumber(tx, idOrNumber));
    if (!found) throw notFound('DOCUMENT_UNKNOWN', `there is no document ${idOrNumber}`);
    return found;
  }

  /** What was issued under an idempotency key. */
  async findByKey(tx: Transaction, idempotencyKey: string): Promise<IssuedDocument | undefined> {
    return (await this.parts.store.findByKeys(tx, [idempotencyKey])).get(idempotencyKey)?.document;
  }

  ofPayment(tx: Transaction, paymentId: string): Promise<readonly IssuedDocument[]> {
    return this.parts.store.ofPayment(tx, paymentId);
  }

  /** Credit notes of an invoice, the invoice of a pro-forma. */
  /** Whether credit notes have given back all of an invoice. */
  async isCreditedWhole(tx: Transaction, { id, totalMinor }: Pick<IssuedDocument, 'id' | 'totalMinor'>): Promise<boolean> {
    const notes = (await this.related(tx, id)).filter(({ kind }) => kind === 'credit-note');
    return notes.length > 0 && notes.reduce((sum, note) => sum + note.totalMinor, 0) >= totalMinor;
  }

  related(tx: Transaction, documentId: string): Promise<readonly IssuedDocument[]> {
    return this.parts.store.related(tx, documentId);
  }

  /** The invoice that a credit note is to give back. Throws `CREDIT_NOT_AN_INVOICE`. */
  async invoiceToCredit(tx: Transaction, idOrNumber: string): Promise<IssuedDocument> {
    const invoice = await this.get(tx, idOrNumber);
    if (invoice.kind !== 'invoice') throw refused('CREDIT_NOT_AN_INVOICE', `${invoice.number} is no invoice; name an invoice`);
    return invoice;
  }

  async creditNotesOf(tx: Transaction, invoiceId: string): Promise<readonly IssuedDocument[]> {
    return (await this.related(tx, invoiceId)).filter(({ kind }) => kind === 'credit-note');
  }

  /** What is left to credit of each line of an invoice, with its tax. Throws `CREDIT_NOT_AN_INVOICE`. */
  async leftToCredit(tx: Transaction, invoiceId: string): Promise<readonly AmountMinor[]> {
    const invoice = await this.invoiceToCredit(tx, invoiceId);
    return leftOfLines(invoice, await this.creditNotesOf(tx, invoice.id));
  }

  async invoiceOf(tx: Transaction, proformaId: string): Promise<IssuedDocument | undefined> {
    return (await this.related(tx, proformaId)).find(({ kind }) => kind === 'invoice');
  }

  search(tx: Transaction, search: Omit<DocumentSearch, 'today'>): Promise<DocumentPage> {
    return this.parts.store.search(tx, { ...search, today: this.parts.company.today() });
  }

  /** The draft, naming the invoice that it gives back by its id. */
  private async checkedCredit(tx: Transaction, draft: DocumentDraft, idempotencyKey: string): Promise<DocumentDraft> {
    const { kind, customerId, relatedDocumentId } = draft;
    if (kind !== 'credit-note' || relatedDocumentId === undefined) return requireNoLinesNamed(draft);
    await this.parts.customers.lock(tx, customerId);
    const invoice = await this.invoiceToCredit(tx, relatedDocumentId);
    const named = { ...draft, relatedDocumentId: invoice.id };
    if (await this.findByKey(tx, idempotencyKey)) return named;
    if (invoice.customerId !== customerId) {
      throw refused('CREDIT_WRONG_CUSTOMER', `invoice ${invoice.number} is another customer's; name one of this customer's, or none`);
    }
    const totals = await this.preview(tx, named);
    const before = await this.creditNotesOf(tx, invoice.id);
    requireLinesCreditable(invoice, before, totals.lines);
    requireCreditable(invoice, before, totals.totalMinor);
    return named;
  }
}

export const DOCUMENT_SERVICE = createToken<DocumentService>('core.document-service');
