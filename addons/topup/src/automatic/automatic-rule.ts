import type { Offer } from '../offers/offer.js';
import type { PlanOffers } from '../offers/plan-settings.js';
import type { LineChoice } from './automatic-store.js';

/** How a line buys by itself. */
export interface AutomaticRule {
  readonly isOn: boolean;
  /** `undefined` where nothing is offered, or the line's choice no more: then nothing is bought. */
  readonly offer: Offer | undefined;
  readonly mostPerPeriod: number;
}

/** The line's choice, and what the plan says where it has none. */
export function ruleOf(choice: LineChoice, plan: PlanOffers): AutomaticRule {
  return {
    isOn: choice.isOn ?? plan.isAutomatic,
    offer: choice.offer === null ? plan.automaticOffer : plan.offers.find(({ name }) => name === choice.offer),
    mostPerPeriod: choice.mostPerPeriod ?? plan.mostPerPeriod,
  };
}

/**
 * How many it takes until something is left: what was used over the limit is covered to the octet. None, where that is more than may still be bought
 * in the period: who is charged has an open line for it.
 */
export function countNeeded(overusedOctets: bigint, offerOctets: bigint, mostLeft: number): number {
  const needed = overusedOctets / offerOctets + 1n;
  return needed > BigInt(mostLeft) ? 0 : Number(needed);
}
