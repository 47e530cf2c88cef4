import type { Customer, CustomerChanges, NewCustomer } from '../domain/customer.js';
import type { NewPayment } from '../domain/payment.js';
import type { QuotaNeed } from '../domain/quota.js';
import type { NewService, Service, ServiceChanges } from '../domain/service.js';
import type { Transaction } from '../transaction.js';
import { defineHook } from './descriptor.js';

/** A refusal with its reason, shown to whoever asked for the operation. */
export interface Veto {
  readonly veto: string;
}

const vetoSchema = {
  type: 'object',
  properties: { veto: { type: 'string', minLength: 1, maxLength: 500 } },
  required: ['veto'],
  additionalProperties: false,
} as const;

const decision = { kind: 'bail', valueSchema: vetoSchema, policy: 'abort', budget: { tapMs: 500, totalMs: 2000 }, since: '0.1.0' } as const;

/** Of a change that counts from an instant on. */
export interface Effective {
  /**
   * From when on it counts, as Unix time: now, or the beginning of the day for which it was planned. That may be days ago, as after downtime.
   * Before it, everything is still as the hook's input says.
   */
  readonly effectiveAtMs: number;
}

/** For changes that have to settle first what was due before them; as long as a billing type has at a change of type. */
const settling = { ...decision, budget: { tapMs: 5000, totalMs: 8000 } } as const;

/** Says that a tap has granted octets by `QUOTAS`. */
export interface QuotaGranted {
  readonly isGranted: true;
}

const quotaGrantedSchema = {
  type: 'object',
  properties: { isGranted: { type: 'boolean' } },
  required: ['isGranted'],
  additionalProperties: false,
} as const;

/** Hooks that decide, called inside the operation's transaction. A tap gets frozen copies. */
export const HOOKS = Object.freeze({
  customerBeforeCreate: defineHook<{ readonly tx: Transaction; readonly draft: NewCustomer }, Veto>({
    ...decision,
    name: 'customer.beforeCreate',
    when: 'A customer is about to be created, after validation and before it is written.',
  }),
  customerBeforeChange: defineHook<
    { readonly tx: Transaction; readonly customer: Customer; readonly changes: CustomerChanges } & Effective,
    Veto
  >({
    ...settling,
    name: 'customer.beforeChange',
    when: 'A customer, who is locked, is about to be changed, including its status and billing type. What is due before it can be settled here.',
  }),
  serviceBeforeCreate: defineHook<{ readonly tx: Transaction; readonly draft: Omit<NewService, 'password'> }, Veto>({
    ...decision,
    name: 'service.beforeCreate',
    when: 'A service is about to be created, after validation and before it is written.',
  }),
  serviceBeforeChange: defineHook<
    { readonly tx: Transaction; readonly service: Service; readonly changes: Omit<ServiceChanges, 'password'> } & Effective,
    Veto
  >({
    ...settling,
    name: 'service.beforeChange',
    when: 'A service, whose customer is locked, is about to be changed, including its status and plan: now, or for a day that was planned. What is due before it can be settled here.',
  }),
  paymentBeforeRecord: defineHook<{ readonly tx: Transaction; readonly draft: NewPayment }, Veto>({
    ...decision,
    name: 'payment.beforeRecord',
    when: 'A payment is about to be posted to the ledger.',
  }),
  quotaExhausted: defineHook<{ readonly tx: Transaction; readonly need: QuotaNeed }, QuotaGranted>({
    kind: 'bail',
    valueSchema: quotaGrantedSchema,
    // Who cannot grant must not keep traffic from being counted.
    policy: 'isolate',
    budget: { tapMs: 500, totalMs: 1000 },
    since: '0.1.0',
    name: 'quota.exhausted',
    when: 'A line has used all it has and is about to be shut or slowed. Who grants more by `QUOTAS` in this transaction says so; the meter counts anew, and asks again while that is not enough.',
  }),
});

export const ALL_HOOKS = Object.freeze(Object.values(HOOKS));
