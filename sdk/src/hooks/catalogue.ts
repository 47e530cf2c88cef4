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
  customerBeforeChange: defineHook<{ readonly tx: Transaction; readonly customer: Customer; readonly changes: CustomerChanges }, Veto>({
    ...decision,
    name: 'customer.beforeChange',
    when: 'A customer is about to be changed, including its status and billing type.',
  }),
  serviceBeforeCreate: defineHook<{ readonly tx: Transaction; readonly draft: Omit<NewService, 'password'> }, Veto>({
    ...decision,
    name: 'service.beforeCreate',
    when: 'A service is about to be created, after validation and before it is written.',
  }),
  serviceBeforeChange: defineHook<
    { readonly tx: Transaction; readonly service: Service; readonly changes: Omit<ServiceChanges, 'password'> },
    Veto
  >({
    ...decision,
    name: 'service.beforeChange',
    when: 'A service is about to be changed, including its status and plan.',
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
