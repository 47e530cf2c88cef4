import {
  type Clock,
  type CustomerDirectory,
  invalid,
  OCTETS_PATTERN,
  type Operation,
  parseOctets,
  type Quotas,
  type ServiceDirectory,
} from '@tapline/sdk';
import { parseValidity, VALIDITY_PATTERN } from '../offers/validity.js';
import { purchaseView } from '../pages/purchase-view.js';
import type { Charge } from '../purchases/purchase.js';
import { type PurchaseAnswer, purchaseAnswer } from '../purchases/purchase-answer.js';
import type { Purchasing } from '../purchases/purchasing.js';
import { askedService, originOf } from './asked-service.js';
import { parentOfService } from './customer-parent.js';
import { CHARGE_SCHEMA, SERVICE_SCHEMA } from './inputs.js';

export interface AddInput {
  readonly service: string;
  readonly amount: string;
  readonly priceMinor: number;
  readonly validity: string;
  readonly charge: Charge;
}

export interface AddParts {
  readonly purchasing: Purchasing;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly clock: Clock;
  readonly customers: CustomerDirectory;
}

/** Gives a line data of any amount, at any price. */
export function addOperation({ purchasing, services, quotas, clock, customers }: AddParts): Operation<AddInput, PurchaseAnswer> {
  return {
    id: 'add',
    title: 'Add data by hand',
    description: 'Gives a line data of any amount, at any price, for any time.',
    icon: 'plus',
    permission: 'customers.write',
    isReadOnly: false,
    needsIdempotencyKey: true,
    button: 'Add',
    input: {
      type: 'object',
      properties: {
        service: SERVICE_SCHEMA,
        amount: {
          type: 'string',
          title: 'Data',
          description: 'Like 5 GB; a GB is 10^9 octets.',
          pattern: OCTETS_PATTERN,
          examples: ['5 GB', '500 MB'],
          maxLength: 30,
        },
        priceMinor: { type: 'integer', title: 'Price', minimum: 0, maximum: 1_000_000_000, 'x-widget': 'amount', default: 0 },
        validity: {
          type: 'string',
          title: 'Lasts',
          description: 'end of period, unlimited, 30 days, 2 weeks, 1 month, or until 2026-12-31.',
          pattern: VALIDITY_PATTERN,
          examples: ['30 days', 'end of period'],
          default: 'end of period',
        },
        charge: CHARGE_SCHEMA,
      },
      required: ['service', 'amount'],
      additionalProperties: false,
    },
    parent: ({ tx, given }) => parentOfService(tx, { services, customers }, given.service),
    run: async ({ tx, actor, input, idempotencyKey }) => {
      const { amount, priceMinor, charge } = input;
      const service = await askedService(tx, services, input.service, actor);
      const octets = parseOctets(amount) ?? 0n;
      const validity = parseValidity(input.validity);
      if (octets === 0n) throw invalid('TOPUP_AMOUNT_WRONG', `"${amount}" is no amount of data; write it like 5 GB`, 'amount');
      if (!validity) throw invalid('TOPUP_VALIDITY_WRONG', `"${input.validity}" is no time; write it like 30 days`, 'validity');
      const who = { origin: originOf(actor), by: actor.name, requestKey: idempotencyKey };
      const purchase = await purchasing.order(tx, { service, amount: amount.trim(), octets, priceMinor, validity, charge, ...who });
      return purchaseAnswer(purchase, purchase.grantId === null ? undefined : await quotas.get(tx, purchase.grantId), clock.nowMs());
    },
    view: purchaseView,
  };
}
