import {
  type Clock,
  type Customer,
  type CustomerBillingTerms,
  type CustomerChanges,
  type CustomerDirectory,
  createToken,
  EVENTS,
  HOOKS,
  type NewCustomer,
  notFound,
  refused,
  type Transaction,
} from '@tapline/sdk';
import type { AccessService } from '../access/access-service.js';
import type { AuditLog } from '../kernel/audit/audit-log.js';
import type { Decisions } from '../kernel/hooks/decisions.js';
import { newId } from '../kernel/ids/id.js';
import type { EventRaiser } from '../kernel/outbox/event-raiser.js';
import { changedFields } from '../kernel/validation/changed-fields.js';
import { compileValidator } from '../kernel/validation/validator.js';
import { CUSTOMER_CHANGES_SCHEMA, NEW_CUSTOMER_SCHEMA } from './customer-schema.js';
import type { CustomerPage, CustomerSearch, CustomerStore } from './customer-store.js';

/** What the customer's billing type has to say. */
export interface BillingTypeRule {
  /** Once a customer has another type, in the same transaction: settles what the old one has charged, and lets the new one begin. */
  change(tx: Transaction, before: Customer, now: Customer): Promise<void>;
  /** Whether a customer in this status, and with these settings, is charged for active services. */
  isCharging(tx: Transaction, customer: Customer): Promise<boolean>;
  /** The settings with the defaults of the type filled in; throws a coded error. */
  check(billingType: string, settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
}

const validateNew = compileValidator<Required<Pick<NewCustomer, 'name' | 'status' | 'billingType' | 'billingSettings'>> & NewCustomer>(
  NEW_CUSTOMER_SCHEMA,
  'CUSTOMER_INVALID',
);
const validateChanges = compileValidator<CustomerChanges>(CUSTOMER_CHANGES_SCHEMA, 'CUSTOMER_INVALID');

/** What the charging of a customer depends on. */
const CHARGING_FIELDS = ['status', 'billingType', 'billingSettings'] as const;

export class CustomerService implements CustomerDirectory {
  constructor(
    private readonly store: CustomerStore,
    private readonly access: AccessService,
    private readonly billingTypes: BillingTypeRule,
    private readonly decisions: Decisions,
    private readonly events: EventRaiser,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
  ) {}

  async get(tx: Transaction, customerId: string): Promise<Customer> {
    return known(await this.store.find(tx, customerId, { lock: false }), customerId);
  }

  async getMany(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
    return new Map((await this.store.findMany(tx, customerIds)).map((customer) => [customer.id, customer]));
  }

  async getByNumber(tx: Transaction, number: number): Promise<Customer> {
    return known(await this.store.findByNumber(tx, number), String(number));
  }

  async isCharged(tx: Transaction, customerId: string): Promise<boolean> {
    return this.billingTypes.isCharging(tx, await this.get(tx, customerId));
  }

  async lock(tx: Transaction, customerId: string): Promise<Customer> {
    return known(await this.store.find(tx, customerId, { lock: true }), customerId);
  }

  /** {@link lock} for many, by their ids. */
  async lockAll(tx: Transaction, customerIds: readonly string[]): Promise<ReadonlyMap<string, Customer>> {
    const customers = new Map((await this.store.lockAll(tx, customerIds)).map((customer) => [customer.id, customer]));
    for (const id of customerIds) known(customers.get(id), id);
    return customers;
  }

  search(tx: Transaction, search: CustomerSearch): Promise<CustomerPage> {
    return this.store.search(tx, search);
  }

  countByStatus(tx: Transaction): ReturnType<CustomerStore['countByStatus']> {
    return this.store.countByStatus(tx);
  }

  billingHistory(tx: Transaction, customerId: string): Promise<readonly CustomerBillingTerms[]> {
    return this.store.billingHistory(tx, customerId);
  }

  /** How many customers that are not inactive have each billing type. */
  countByBillingType(tx: Transaction): ReturnType<CustomerStore['countByBillingType']> {
    return this.store.countByBillingType(tx);
  }

  idsByBillingType(
    tx: Transaction,
    query: { readonly billingType: string; readonly afterId?: string; readonly limit: number },
  ): Promise<readonly string[]> {
    return this.store.idsByBillingType(tx, query);
  }

  async create(tx: Transaction, draft: NewCustomer): Promise<Customer> {
    const valid = validateNew(draft);
    const billingSettings = this.billingTypes.check(valid.billingType, valid.billingSettings);
    const answer = await this.decisions.decide(HOOKS.customerBeforeCreate, { tx, draft: { ...valid, billingSettings } });
    if (answer) throw refused('CUSTOMER_REFUSED', answer.veto);
    const id = newId();
    const customer: Customer = {
      id,
      number: await this.store.nextNumber(tx, id),
      name: valid.name.trim(),
      email: valid.email ?? null,
      phone: valid.phone ?? null,
      address: valid.address ?? null,
      status: valid.status,
      billingType: valid.billingType,
      billingSettings,
      createdAtMs: this.clock.nowMs(),
    };
    await this.store.insert(tx, customer);
    await this.audit.record(tx, {
      action: 'customer.create',
      subject: `customer:${id}`,
      details: { name: customer.name, status: customer.status },
    });
    await this.events.raise(tx, EVENTS.customerCreated, { customerId: id, payload: { customerId: id } });
    return customer;
  }

  async change(tx: Transaction, customerId: string, changes: CustomerChanges): Promise<Customer> {
    const valid = validateChanges(changes);
    const customer = await this.lock(tx, customerId);
    const nowMs = this.clock.nowMs();
    const answer = await this.decisions.decide(HOOKS.customerBeforeChange, { tx, customer, changes: valid, effectiveAtMs: nowMs });
    if (answer) throw refused('CUSTOMER_REFUSED', answer.veto);
    const next = await this.merge(tx, customer, valid);
    const fields = changedFields(customer, next);
    if (fields.length === 0) return customer;
    await this.store.update(tx, next);
    if (CHARGING_FIELDS.some((field) => fields.includes(field))) await this.store.keepHistory(tx, next, nowMs);
    await this.audit.record(tx, { action: 'customer.change', subject: `customer:${customerId}`, details: { fields, status: next.status } });
    await this.events.raise(tx, EVENTS.customerChanged, { customerId, payload: { customerId, fields } });
    if (next.status !== customer.status) {
      await this.access.refreshCustomer(tx, customerId);
      await this.events.raise(tx, EVENTS.customerStatusChanged, {
        customerId,
        payload: { customerId, from: customer.status, to: next.status },
      });
    }
    if (next.billingType !== customer.billingType) await this.billingTypes.change(tx, customer, next);
    return next;
  }

  /** The settings that a customer had last of each billing type, by its id: who comes back to a type has them again. */
  async settingsByType(tx: Transaction, customerId: string): Promise<ReadonlyMap<string, Customer['billingSettings']>> {
    const history = await this.store.billingHistory(tx, customerId);
    return new Map(history.map(({ billingType, billingSettings }) => [billingType, billingSettings]));
  }

  private async merge(tx: Transaction, customer: Customer, changes: CustomerChanges): Promise<Customer> {
    const next: Customer = { ...customer, ...changes };
    // Forms give all that they show: what stays as it was is not checked, for the type's add-on may not run now.
    if (changedFields(customer, next).every((field) => field !== 'billingType' && field !== 'billingSettings')) return next;
    const { billingType } = next;
    if (changes.billingSettings !== undefined) {
      return { ...next, billingSettings: this.billingTypes.check(billingType, changes.billingSettings) };
    }
    const before = (await this.settingsByType(tx, customer.id)).get(billingType) ?? {};
    return { ...next, billingSettings: this.asBefore(billingType, before) };
  }

  /** Settings of before, which the type may have come to refuse: then it begins with its defaults. */
  private asBefore(billingType: string, settings: Customer['billingSettings']): Customer['billingSettings'] {
    try {
      return this.billingTypes.check(billingType, settings);
    } catch {
      return this.billingTypes.check(billingType, {});
    }
  }
}

export const CUSTOMER_SERVICE = createToken<CustomerService>('core.customer-service');

function known(customer: Customer | undefined, wanted: string): Customer {
  if (!customer) throw notFound('CUSTOMER_UNKNOWN', `there is no customer ${wanted}`);
  return customer;
}
