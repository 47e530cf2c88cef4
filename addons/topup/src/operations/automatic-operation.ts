import { type Company, type CustomerDirectory, invalid, type JsonSchema, type Operation, type ServiceDirectory } from '@tapline/sdk';
import { ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore, LineChoice } from '../automatic/automatic-store.js';
import { isForCustomers } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { askedService } from './asked-service.js';
import { parentOfService } from './customer-parent.js';
import { SERVICE_SCHEMA } from './inputs.js';
import { offerChoices } from './offer-choices.js';

export interface AutomaticInput {
  readonly service: string;
  readonly automatic: 'as-plan' | 'on' | 'off';
  readonly offer?: string;
  readonly mostPerPeriod?: number;
}

export interface AutomaticAnswer {
  readonly isOn: boolean;
  readonly offer: string | null;
  readonly mostPerPeriod: number;
}

export interface AutomaticOperationParts {
  readonly choices: AutomaticStore;
  readonly services: ServiceDirectory;
  readonly company: Company;
  readonly customers: CustomerDirectory;
}

export const AUTOMATIC_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    service: SERVICE_SCHEMA,
    automatic: {
      type: 'string',
      title: 'Buy by itself',
      enum: ['as-plan', 'on', 'off'],
      'x-enum-titles': ['As the plan says', 'On', 'Off'],
      default: 'as-plan',
    },
    offer: {
      type: 'string',
      title: 'Offer',
      description: 'As it is written on the plan; empty: as the plan says.',
      maxLength: 100,
    },
    mostPerPeriod: {
      type: 'integer',
      title: 'How many times in a period at most',
      description: '0: as the plan says.',
      minimum: 0,
      maximum: 1000,
    },
  },
  required: ['service'],
  additionalProperties: false,
};

/** Says whether, and what, a line buys by itself at its limit. */
export function automaticOperation(parts: AutomaticOperationParts): Operation<AutomaticInput, AutomaticAnswer> {
  const { choices, services, company } = parts;
  return {
    id: 'automatic',
    title: 'Buy by itself',
    description: 'Whether, and what, a line buys by itself when its data is used up.',
    icon: 'refresh',
    permission: 'customers.write',
    isReadOnly: false,
    isForCustomers: true,
    button: 'Keep',
    input: AUTOMATIC_SCHEMA,
    choices: ({ tx, given }) => offerChoices(tx, parts, given.service, 'As the plan says'),
    parent: ({ tx, given }) => parentOfService(tx, parts, given.service),
    run: async ({ tx, actor, input, named }) => {
      const service = await askedService(tx, services, input.service, actor);
      const plan = offersOf(service.plan, company.currency);
      const before = await choices.of(tx, service.id);
      const choice = changed(before, input, named);
      const { isOn, offer, mostPerPeriod } = ruleOf(choice, plan);
      // Switching off asks nothing of an offer that is no longer sold.
      const isAsked = isOn || choice.offer !== before.offer;
      const isNotSold = offer !== undefined && actor.kind === 'customer' && !isForCustomers(offer);
      if (isAsked && (isNotSold || (!offer && (choice.offer !== null || isOn)))) {
        const known = plan.offers
          .filter((each) => actor.kind !== 'customer' || isForCustomers(each))
          .map(({ name }) => name)
          .join('; ');
        throw invalid(
          'TOPUP_OFFER_UNKNOWN',
          `"${choice.offer ?? offer?.name ?? ''}" is not offered with the plan ${service.plan.name}: ${known}`,
          'offer',
        );
      }
      await choices.put(tx, service.id, choice);
      return { isOn, offer: offer?.name ?? null, mostPerPeriod };
    },
  };
}

/** What is not named stays as the line has it. */
function changed(before: LineChoice, { automatic, offer = '', mostPerPeriod = 0 }: AutomaticInput, named: readonly string[]): LineChoice {
  const isOn = automatic === 'as-plan' ? null : automatic === 'on';
  return {
    isOn: named.includes('automatic') ? isOn : before.isOn,
    offer: named.includes('offer') ? offer || null : before.offer,
    mostPerPeriod: named.includes('mostPerPeriod') ? mostPerPeriod || null : before.mostPerPeriod,
  };
}

/** What a form begins with: what the line has chosen. */
export function automaticInput(login: string, { isOn, offer, mostPerPeriod }: LineChoice): AutomaticInput {
  return {
    service: login,
    automatic: isOn === null ? 'as-plan' : isOn ? 'on' : 'off',
    ...(offer === null ? {} : { offer }),
    ...(mostPerPeriod === null ? {} : { mostPerPeriod }),
  };
}
