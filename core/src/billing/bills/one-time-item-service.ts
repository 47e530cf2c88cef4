import {
  type BilledItem,
  type Clock,
  type Company,
  conflict,
  createToken,
  type JsonSchema,
  notFound,
  type OneTimeItems,
  parseLocalDate,
  type Transaction,
  type WantedOneTimeItem,
} from '@tapline/sdk';
import type { CustomerService } from '../../customers/customer-service.js';
import type { DocumentService } from '../../documents/document-service.js';
import type { AuditLog } from '../../kernel/audit/audit-log.js';
import { newId } from '../../kernel/ids/id.js';
import { compileValidator } from '../../kernel/validation/validator.js';
import { RECURRING } from '../recurring/recurring-settings.js';
import type { BillingStore, OneTimeItem } from './billing-store.js';
import { billKey } from './plan-bills.js';

export const NEW_ONE_TIME_ITEM_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    customerId: { type: 'string', minLength: 1 },
    serviceId: { type: ['string', 'null'] as unknown as 'string', default: null },
    description: { type: 'string', title: 'Description', minLength: 1, maxLength: 200 },
    quantity: { type: 'integer', title: 'Quantity', minimum: 1, maximum: 10_000, default: 1 },
    unitPriceMinor: { type: 'integer', title: 'Price', minimum: 1, maximum: 1_000_000_000, 'x-widget': 'amount' },
    date: { type: 'string', title: 'From', format: 'date' },
  },
  required: ['customerId', 'description', 'unitPriceMinor'],
  additionalProperties: false,
};

const validate = compileValidator<WantedOneTimeItem & { readonly quantity: number; readonly serviceId: string | null }>(
  NEW_ONE_TIME_ITEM_SCHEMA,
  'BILLING_ITEM_INVALID',
);

/** Installation, a device, a call-out: charged once, with the customer's next bill. */
export class OneTimeItemService implements OneTimeItems {
  constructor(
    private readonly store: BillingStore,
    private readonly customers: CustomerService,
    private readonly documents: DocumentService,
    private readonly audit: AuditLog,
    private readonly company: Company,
    private readonly clock: Clock,
  ) {}

  waiting(tx: Transaction, customerId: string): Promise<readonly OneTimeItem[]> {
    return this.store.waitingItems(tx, [customerId]);
  }

  async isBilled(tx: Transaction, customerId: string): Promise<boolean> {
    return (await this.customers.get(tx, customerId)).billingType === RECURRING;
  }

  /** The same key again adds nothing and returns the first item. Throws `BILLING_ITEM_KEY_REUSED` for another item. */
  async add(tx: Transaction, draft: WantedOneTimeItem, options: { readonly idempotencyKey: string }): Promise<OneTimeItem> {
    const valid = validate(draft);
    await this.customers.lock(tx, valid.customerId);
    const known = await this.store.findItem(tx, { idempotency_key: options.idempotencyKey });
    if (known) return requireSame(known, valid);
    const item: OneTimeItem = {
      id: newId(),
      customerId: valid.customerId,
      serviceId: valid.serviceId,
      description: valid.description,
      quantity: valid.quantity,
      unitPriceMinor: valid.unitPriceMinor,
      date: valid.date === undefined ? this.company.today() : parseLocalDate(valid.date),
      createdAtMs: this.clock.nowMs(),
      state: 'waiting',
      billNumber: null,
    };
    await this.store.insertItem(tx, item, options.idempotencyKey);
    const { id: itemId, description, unitPriceMinor } = item;
    await this.audit.record(tx, {
      action: 'billing.addItem',
      subject: `customer:${item.customerId}`,
      details: { itemId, description, unitPriceMinor },
    });
    return item;
  }

  /** Throws `BILLING_ITEM_UNKNOWN`, `BILLING_ITEM_BILLED`. */
  async cancel(tx: Transaction, itemId: string): Promise<void> {
    const found = await this.known(tx, itemId);
    await this.customers.lock(tx, found.customerId);
    const { state, customerId } = await this.known(tx, itemId);
    if (state === 'cancelled') return;
    if (state === 'billed') throw conflict('BILLING_ITEM_BILLED', 'this item is on an invoice already; credit it there');
    await this.store.markItem(tx, itemId, 'cancelled', null);
    await this.audit.record(tx, { action: 'billing.cancelItem', subject: `customer:${customerId}`, details: { itemId } });
  }

  async isWaiting(tx: Transaction, itemId: string): Promise<boolean> {
    return (await this.known(tx, itemId)).state === 'waiting';
  }

  async billedOn(tx: Transaction, itemId: string): Promise<BilledItem | undefined> {
    const { customerId, billNumber } = await this.known(tx, itemId);
    if (billNumber === null) return undefined;
    const bill = await this.documents.findByKey(tx, billKey({ customerId, billNumber }));
    if (!bill) return undefined;
    const items = await this.store.itemsOfBill(tx, { customerId, billNumber });
    return { documentId: bill.id, line: bill.lines.length - items.length + items.findIndex(({ id }) => id === itemId) };
  }

  private async known(tx: Transaction, id: string): Promise<OneTimeItem> {
    const item = await this.store.findItem(tx, { id });
    if (!item) throw notFound('BILLING_ITEM_UNKNOWN', `there is no one-time item ${id}`);
    return item;
  }
}

export const ONE_TIME_ITEMS = createToken<OneTimeItemService>('core.one-time-items');

/** Who names no day wants the day of the first time. */
function requireSame(known: OneTimeItem, wanted: ReturnType<typeof validate>): OneTimeItem {
  const isSame =
    known.customerId === wanted.customerId &&
    known.serviceId === wanted.serviceId &&
    (wanted.date === undefined || known.date === wanted.date) &&
    known.description === wanted.description &&
    known.quantity === wanted.quantity &&
    known.unitPriceMinor === wanted.unitPriceMinor;
  if (isSame) return known;
  throw conflict('BILLING_ITEM_KEY_REUSED', `this key already stands for another item: ${known.description}`, 'idempotencyKey');
}
