import { type CurrencyCode, invalid, type JsonSchema, type Plan } from '@tapline/sdk';
import { isForCustomers, OFFER_PATTERN, type Offer, parseOffer } from './offer.js';

/** The settings of a plan, as forms and the API have them. */
export interface PlanSettings {
  readonly offers: readonly string[];
  readonly isAutomatic: boolean;
  readonly automaticOffer?: string;
  readonly mostPerPeriod: number;
}

const MOST_PER_PERIOD = 10;

export const PLAN_SETTINGS_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    offers: {
      type: 'array',
      title: 'Data that can be bought',
      description: 'One a line, tax included: 5 GB for 10.00, 30 days; or with end of period, unlimited, 2 weeks, 1 month.',
      items: { type: 'string', pattern: OFFER_PATTERN, examples: ['5 GB for 10.00, 30 days'], maxLength: 100 },
      default: [],
    },
    isAutomatic: { type: 'boolean', title: 'Buy more by itself at the limit, unless a line says otherwise', default: false },
    automaticOffer: {
      type: 'string',
      title: 'What is bought by itself',
      description: 'One of the lines above; the first unless given, and nothing where that one is free.',
      maxLength: 100,
    },
    mostPerPeriod: {
      type: 'integer',
      title: 'How many times in a period at most',
      minimum: 1,
      maximum: 1000,
      default: MOST_PER_PERIOD,
    },
  },
  additionalProperties: false,
};

export interface PlanOffers {
  readonly offers: readonly Offer[];
  readonly isAutomatic: boolean;
  readonly automaticOffer: Offer | undefined;
  readonly mostPerPeriod: number;
}

/** What valid settings mean. Throws `TOPUP_OFFER_INVALID`, with the field. */
export function planOffers(settings: Partial<PlanSettings>, currency: CurrencyCode): PlanOffers {
  const { offers: lines = [], isAutomatic = false, automaticOffer: wanted = '', mostPerPeriod = MOST_PER_PERIOD } = settings;
  const offers = lines.map((line) => parseOffer(line, currency));
  if (wanted === '') return { offers, isAutomatic, automaticOffer: offers.slice(0, 1).find(isForCustomers), mostPerPeriod };
  const automaticOffer = offers.find(({ name }) => name === wanted);
  if (automaticOffer) return { offers, isAutomatic, automaticOffer, mostPerPeriod };
  throw invalid('TOPUP_OFFER_INVALID', `"${wanted}" is none of the offers; name one of them as it is written`, 'automaticOffer');
}

export function offersOf(plan: Plan, currency: CurrencyCode): PlanOffers {
  return planOffers(plan.addonSettings.topup ?? {}, currency);
}

/** In a few words, for lists of plans. */
export function offersSummary({ offers = [], isAutomatic = false }: Partial<PlanSettings>): string | undefined {
  if (offers.length === 0) return undefined;
  return `${offers.length === 1 ? '1 offer' : `${offers.length} offers`}${isAutomatic ? ', bought by itself at the limit' : ''}`;
}
