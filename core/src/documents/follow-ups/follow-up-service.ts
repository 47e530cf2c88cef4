import { createToken, type IssuedDocument, type Payment, refused, type Transaction } from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { sha256 } from '../../kernel/database/row-hash.js';
import type { LedgerService } from '../../ledger/ledger-service.js';
import { writeOffPostings } from '../../ledger/posting-rules.js';
import type { DocumentIssuer, PlannedDocument } from '../document-issuer.js';
import type { DocumentService } from '../document-service.js';
import type { SettlementService } from '../open-items/settlement-service.js';
import type { TaxService } from '../tax/tax-service.js';
import { creditTotals, type LineToCredit } from './credit-lines.js';

/** What follows an issued document: its credit note, the invoice of a pro-forma, a write-off; and the receipt of a payment. */
export class FollowUpService {
  constructor(
    private readonly parts: {
      readonly documents: DocumentService;
      readonly issuer: DocumentIssuer;
      readonly settlement: SettlementService;
      readonly ledger: LedgerService;
      readonly customers: CustomerService;
      readonly tax: TaxService;
      readonly audit: AuditLog;
    },
  ) {}

  /**
   * Gives an invoice back, whole (what is left of it) or by parts of its lines. It pays what is open of the invoice; what is over stays on
   * the balance. Throws `CREDIT_NOT_AN_INVOICE`, and what `creditTotals` throws.
   */
  async credit(
    tx: Transaction,
    invoiceId: string,
    wanted: { readonly lines?: readonly LineToCredit[]; readonly note?: string },
    options: { readonly idempotencyKey: string },
  ): Promise<IssuedDocument> {
    const invoice = await this.lockedInvoice(tx, invoiceId);
    const before = await this.parts.documents.creditNotesOf(tx, invoice.id);
    const known = await this.parts.documents.findByKey(tx, options.idempotencyKey);
    const fingerprint = digest(['credit', invoice.id, wanted.lines ?? 'whole', wanted.note ?? '']);
    // The same key again is answered by the first credit note, when nothing may be left to credit.
    const totals = known ?? creditTotals(invoice, before, wanted.lines);
    return this.issue(tx, invoice, {
      kind: 'credit-note',
      totals,
      supplyDate: invoice.supplyDate,
      relatedDocumentId: invoice.id,
      note: wanted.note ?? `Credit note for invoice ${invoice.number}`,
      ...options,
      fingerprint,
    });
  }

  /** Issues the invoice of a pro-forma; again, it returns the first one. Throws `PROFORMA_EXPECTED`. */
  async invoiceProforma(tx: Transaction, proformaId: string): Promise<IssuedDocument> {
    const proforma = await this.parts.documents.get(tx, proformaId);
    if (proforma.kind !== 'proforma') {
      throw refused('PROFORMA_EXPECTED', `${proforma.number} is no pro-forma; only a pro-forma is followed by an invoice`);
    }
    await this.parts.customers.lock(tx, proforma.customerId);
    return this.issue(tx, proforma, {
      kind: 'invoice',
      totals: proforma,
      relatedDocumentId: proforma.id,
      ...(proforma.note === null ? {} : { note: proforma.note }),
      idempotencyKey: `proforma:${proforma.id}`,
      fingerprint: digest(['proforma', proforma.hash]),
    });
  }

  /** Issues the receipt of a payment; again, it returns the first one. */
  async receipt(tx: Transaction, payment: Payment, title: string): Promise<IssuedDocument> {
    if (payment.cancelledAtMs !== null) throw refused('PAYMENT_CANCELLED', 'the payment was cancelled: there is nothing to confirm');
    await this.parts.customers.lock(tx, payment.customerId);
    const amounts = { netMinor: payment.amountMinor, taxMinor: 0 };
    const line = {
      description: title,
      quantityThousandths: 1000,
      unit: null,
      unitPriceMinor: payment.amountMinor,
      isTaxIncluded: true,
      taxCode: null,
      ratePartsPerMillion: 0,
      revenue: 'other',
      serviceId: null,
      periodFrom: null,
      periodTo: null,
      ...amounts,
      grossMinor: payment.amountMinor,
    } as const;
    const totals = { ...amounts, lines: [line], taxes: [], roundingMinor: 0, totalMinor: payment.amountMinor };
    return this.issue(tx, payment, {
      kind: 'receipt',
      totals,
      paymentId: payment.id,
      idempotencyKey: `receipt:${payment.id}`,
      fingerprint: digest(['receipt', payment.id]),
    });
  }

  /**
   * Gives up what is open of an invoice, or a part of it; the same key again gives up nothing more. Throws `WRITE_OFF_TOO_MUCH`, and
   * `LEDGER_KEY_REUSED` where the key stands for another invoice or amount.
   */
  async writeOff(
    tx: Transaction,
    invoiceId: string,
    wanted: { readonly amountMinor?: number; readonly reason: string },
    options: { readonly idempotencyKey: string },
  ): Promise<void> {
    const invoice = await this.lockedInvoice(tx, invoiceId);
    const idempotencyKey = `write-off:${options.idempotencyKey}`;
    const known = await this.parts.ledger.findByKey(tx, idempotencyKey);
    const openMinor = known?.customerAmountMinor ?? (await this.parts.settlement.find(tx, invoice.id))?.openMinor ?? 0;
    const amountMinor = wanted.amountMinor ?? openMinor;
    if (!known && (amountMinor <= 0 || amountMinor > openMinor)) {
      throw refused('WRITE_OFF_TOO_MUCH', `${openMinor} is open of invoice ${invoice.number}; ${amountMinor} cannot be written off`);
    }
    const { customerId } = invoice;
    const entry = await this.parts.ledger.post(
      tx,
      {
        kind: 'write-off',
        description: `Write-off of invoice ${invoice.number}: ${wanted.reason}`,
        customerId,
        postings: writeOffPostings({ customerId, amountMinor }),
      },
      { idempotencyKey, about: [invoice.id, wanted.amountMinor ?? null] },
    );
    if (known) return;
    const item = { id: entry.id, customerId, side: 'credit', kind: 'write-off', number: wanted.reason.slice(0, 80) } as const;
    await this.parts.settlement.add(tx, [{ ...item, date: entry.date, dueDate: null, amountMinor, openMinor: amountMinor }]);
    await this.parts.settlement.pay(tx, entry.id, [invoice.id]);
    const details = { number: invoice.number, amountMinor, reason: wanted.reason };
    await this.parts.audit.record(tx, { action: 'invoice.writeOff', subject: `customer:${customerId}`, details });
  }

  private async lockedInvoice(tx: Transaction, invoiceId: string): Promise<IssuedDocument> {
    const invoice = await this.parts.documents.invoiceToCredit(tx, invoiceId);
    await this.parts.customers.lock(tx, invoice.customerId);
    return invoice;
  }

  private async issue(
    tx: Transaction,
    { customerId }: { readonly customerId: string },
    planned: Omit<PlannedDocument, 'customer' | 'profile' | 'issueDate'>,
  ): Promise<IssuedDocument> {
    const { documents, customers, tax, issuer, audit } = this.parts;
    const rules = await documents.rules(tx);
    const customer = await customers.get(tx, customerId);
    const profile = await tax.profile(tx, customerId);
    const [issued] = await issuer.issue(tx, [{ ...planned, customer, profile, issueDate: rules.today }], rules);
    const { id, kind, number, totalMinor } = issued as IssuedDocument;
    await audit.record(tx, { action: `${kind}.issue`, subject: `customer:${customerId}`, details: { id, number, totalMinor } });
    return issued as IssuedDocument;
  }
}

export const FOLLOW_UP_SERVICE = createToken<FollowUpService>('core.follow-up-service');

function digest(content: readonly unknown[]): string {
  return sha256(JSON.stringify(content));
}
