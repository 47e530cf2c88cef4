import {
  type Clock,
  type Company,
  type CustomerDirectory,
  invalid,
  type Operation,
  type Quotas,
  type ServiceDirectory,
  type ServiceWithPlan,
} from '@tapline/sdk';
import { isForCustomers, type Offer } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { purchaseView } from '../pages/purchase-view.js';
import type { Charge } from '../purchases/purchase.js';
import { type PurchaseAnswer, purchaseAnswer } from '../purchases/purchase-answer.js';
import type { Purchasing } from '../purchases/purchasing.js';
import { askedService, originOf } from './asked-service.js';
import { parentOfService } from './customer-parent.js';
import { CHARGE_SCHEMA, SERVICE_SCHEMA } from './inputs.js';
import { offerChoices } from './offer-choices.js';

export interface BuyInput {
  readonly service: string;
  readonly offer: string;
  readonly charge: Charge;
}

export interface BuyParts {
  readonly purchasing: Purchasing;
  readonly services: ServiceDirectory;
  readonly quotas: Quotas;
  readonly company: Company;
  readonly clock: Clock;
  readonly customers: CustomerDirectory;
}

/** Buys one of the offers of a line's plan. */
export function buyOperation(parts: BuyParts): Operation<BuyInput, PurchaseAnswer> {
  const { purchasing, services, quotas, company, clock } = parts;
  return {
    id: 'buy',
    title: 'Buy data',
    description: 'Buys data for a line, of what its plan offers.',
    icon: 'plus',
    permission: 'customers.write',
    isReadOnly: false,
    isForCustomers: true,
    needsIdempotencyKey: true,
    button: 'Buy',
    input: {
      type: 'object',
      properties: {
        service: SERVICE_SCHEMA,
        offer: {
          type: 'string',
          title: 'Offer',
          description: 'As it is written on the plan: 5 GB for 10.00, 30 days.',
          minLength: 1,
          maxLength: 100,
        },
        charge: CHARGE_SCHEMA,
      },
      required: ['service', 'offer'],
      additionalProperties: false,
    },
    choices: ({ tx, given }) => offerChoices(tx, parts, given.service),
    parent: ({ tx, given }) => parentOfService(tx, parts, given.service),
    run: async ({ tx, actor, input, idempotencyKey }) => {
      const service = await askedService(tx, services, input.service, actor);
      const isCustomer = actor.kind === 'customer';
      const { amount, octets, priceMinor, validity } = offerOf(service, input.offer, { company, isCustomer });
      const charge = isCustomer ? await purchasing.chargeOfCustomer(tx, service.customerId) : input.charge;
      const who = { origin: originOf(actor), by: actor.name, requestKey: idempotencyKey };
      const purchase = await purchasing.order(tx, { service, amount, octets, priceMinor, validity, charge, ...who });
      return purchaseAnswer(purchase, purchase.grantId === null ? undefined : await quotas.get(tx, purchase.grantId), clock.nowMs());
    },
    view: purchaseView,
  };
}

/** One of the offers of a line's plan, by its words. Throws `TOPUP_OFFER_UNKNOWN`. */
export function offerOf(
  { plan }: ServiceWithPlan,
  wanted: string,
  { company, isCustomer }: { readonly company: Company; readonly isCustomer: boolean },
): Offer {
  const all = offersOf(plan, company.currency).offers;
  const offers = isCustomer ? all.filter(isForCustomers) : all;
  const offer = offers.find(({ name }) => name === wanted.trim().replace(/\s+/g, ' '));
  if (offer) return offer;
  const known = offers.length === 0 ? 'it offers nothing' : `it offers: ${offers.map(({ name }) => name).join('; ')}`;
  throw invalid('TOPUP_OFFER_UNKNOWN', `"${wanted}" is not offered with the plan ${plan.name}; ${known}`, 'offer');
}
