import {
  addDays,
  type Company,
  type Customer,
  type CustomerChanges,
  type CustomerDirectory,
  type Effective,
  type LocalDate,
  type Logger,
  localDateOf,
  type Service,
  type ServiceChanges,
  startOfDayMs,
  TaplineError,
  type Transaction,
  type TransactionRunner,
} from '@tapline/sdk';
import type { CustomerCharging } from './customer-charging.js';
import { PREPAID } from './settings.js';

export interface BeforeChangeParts {
  readonly transactions: TransactionRunner;
  readonly customers: CustomerDirectory;
  readonly company: Company;
  readonly logger: Logger;
  readonly charging: CustomerCharging;
}

type BeforeServiceChange = Effective & { readonly tx: Transaction; readonly service: Service; readonly changes: Partial<ServiceChanges> };
type BeforeCustomerChange = Effective & { readonly tx: Transaction; readonly customer: Customer; readonly changes: CustomerChanges };

/** How many missed days a change waits for; after a longer time older ones are charged as things are after the change. */
const MOST_DAYS = 62;

/** What a service costs, and whether, depends on these. */
const CHARGED_FIELDS = ['planId', 'status', 'quantity', 'unitPriceMinor', 'discounts'] as const;

/**
 * Settles a customer up to where a change begins to count, in the transaction of the change: so missed days are charged as the customer and the
 * services were on them, whenever they are looked at. A customer who cannot be settled can still be changed.
 */
export class BeforeChange {
  constructor(private readonly parts: BeforeChangeParts) {}

  async ofService({ tx, service, changes, effectiveAtMs }: BeforeServiceChange): Promise<undefined> {
    if (!CHARGED_FIELDS.some((field) => changes[field] !== undefined && isOther(changes[field], service[field]))) return;
    const customer = await this.parts.customers.get(tx, service.customerId);
    if (customer.billingType !== PREPAID) return;
    const { date, isFromItsBeginning } = this.dayOf(effectiveAtMs);
    // A service that was not charged before is charged for the day from which on it is.
    const isDayAnother = isFromItsBeginning || service.status !== 'active';
    await this.orLog(tx, customer, async (part) => {
      await this.parts.charging.settleThrough(part, customer, isDayAnother ? addDays(date, -1) : date, MOST_DAYS);
      if (isFromItsBeginning) await this.parts.charging.reopenDay(part, customer, service.id, date);
    });
  }

  async ofCustomer({ tx, customer, changes, effectiveAtMs }: BeforeCustomerChange): Promise<undefined> {
    // A new type settles what the old one has left.
    if (customer.billingType !== PREPAID || (changes.billingType ?? PREPAID) !== PREPAID) return;
    if (changes.status === undefined && changes.billingSettings === undefined) return;
    const { date, isFromItsBeginning } = this.dayOf(effectiveAtMs);
    const isDayAnother = isFromItsBeginning || customer.status !== 'active';
    await this.orLog(tx, customer, (part) =>
      this.parts.charging.settleThrough(part, customer, isDayAnother ? addDays(date, -1) : date, MOST_DAYS),
    );
  }

  private dayOf(effectiveAtMs: number): { readonly date: LocalDate; readonly isFromItsBeginning: boolean } {
    const { timeZone } = this.parts.company;
    const date = localDateOf(effectiveAtMs, timeZone);
    return { date, isFromItsBeginning: startOfDayMs(date, timeZone) === effectiveAtMs };
  }

  private async orLog(tx: Transaction, { id: customerId }: Customer, work: (part: Transaction) => Promise<void>): Promise<void> {
    const { transactions, logger } = this.parts;
    try {
      await transactions.runPart(tx, work);
    } catch (err) {
      if (!(err instanceof TaplineError) || err.kind === 'unavailable') throw err;
      logger.error({ customerId, err }, 'days before a change of a prepaid customer could not be charged');
    }
  }
}

function isOther(wanted: unknown, known: unknown): boolean {
  return JSON.stringify(wanted) !== JSON.stringify(known);
}
