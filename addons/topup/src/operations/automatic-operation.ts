import { type Company, invalid, type Operation, type ServiceDirectory } from '@tapline/sdk';
import { ruleOf } from '../automatic/automatic-rule.js';
import type { AutomaticStore, LineChoice } from '../automatic/automatic-store.js';
import { isForCustomers } from '../offers/offer.js';
import { offersOf } from '../offers/plan-settings.js';
import { askedService } from './asked-service.js';
import { SERVICE_SCHEMA } from './inputs.js';

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
}

/** Says whether, and what, a line buys by itself at its limit. */
export function automaticOperation({ choices, services, company }: AutomaticOperationParts): Operation<AutomaticInput, AutomaticAnswer> {
  return {
    id: 'automatic',
    title: 'Buy by itself',
    description: 'Whether, and what, a line buys by itself when its data is used up.',
    icon: 'refresh',
    permission: 'customers.write',
    isReadOnly: false,
    isForCustomers: true,
    input: {
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
          description: 'As it is written on the plan; as the plan says unless given.',
          maxLength: 100,
        },
        mostPerPeriod: { type: 'integer', title: 'How many times in a period at most', minimum: 1, maximum: 1000 },
      },
      required: ['service'],
      additionalProperties: false,
    },
    run: async ({ tx, actor, input }) => {
      const service = await askedService(tx, services, input.service, actor);
      const plan = offersOf(service.plan, company.currency);
      const choice = choiceOf(input);
      const { isOn, offer, mostPerPeriod } = ruleOf(choice, plan);
      const isNotSold = choice.offer !== null && offer !== undefined && actor.kind === 'customer' && !isForCustomers(offer);
      if (isNotSold || (!offer && (choice.offer !== null || isOn))) {
        const known = plan.offers
          .filter((each) => actor.kind !== 'customer' || isForCustomers(each))
          .map(({ name }) => name)
          .join('; ');
        throw invalid(
          'TOPUP_OFFER_UNKNOWN',
          `"${choice.offer ?? ''}" is not offered with the plan ${service.plan.name}: ${known}`,
          'offer',
        );
      }
      await choices.put(tx, service.id, choice);
      return { isOn, offer: offer?.name ?? null, mostPerPeriod };
    },
  };
}

function choiceOf({ automatic, offer = '', mostPerPeriod }: AutomaticInput): LineChoice {
  return {
    isOn: automatic === 'as-plan' ? null : automatic === 'on',
    offer: offer === '' ? null : offer,
    mostPerPeriod: mostPerPeriod ?? null,
  };
}
