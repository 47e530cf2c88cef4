import type { JsonSchema, Operation } from '@tapline/sdk';
import { Alert, LinkButton } from '@tapline/sdk/ui';
import type { VNode } from 'preact';
import { maskIban } from '../banking/iban.js';
import { askedCustomer } from '../customers/asked-customer.js';
import { MANDATE_TYPES, type Mandate, type MandateType, SCHEMES, type Scheme } from '../mandates/mandate.js';
import type { SepaParts } from '../sepa-parts.js';
import { CUSTOMER_SCHEMA, PROFILE_CHOICE_SCHEMA, pageLink } from './inputs.js';

export interface AccountInput {
  readonly iban: string;
  readonly bic: string;
  readonly street: string;
  readonly postCode: string;
  readonly town: string;
  readonly country: string;
}

interface MandateInput extends AccountInput {
  readonly customer: string;
  readonly debtorName: string;
  readonly signedOn?: string;
  readonly reference: string;
  readonly type: MandateType;
  readonly scheme: Scheme;
  readonly profile: string;
}

const OUTSIDE = 'Only for accounts outside of the EEA, like Switzerland.';

export const ACCOUNT_PROPERTIES: Readonly<Record<keyof AccountInput, JsonSchema>> = {
  iban: { type: 'string', title: 'IBAN', minLength: 1, maxLength: 50 },
  bic: { type: 'string', title: 'BIC', description: OUTSIDE, maxLength: 20, default: '' },
  street: { type: 'string', title: 'Street', description: OUTSIDE, maxLength: 70, default: '' },
  postCode: { type: 'string', title: 'Post code', maxLength: 16, default: '' },
  town: { type: 'string', title: 'Town', maxLength: 35, default: '' },
  country: { type: 'string', title: 'Country', description: 'Two letters: CH.', maxLength: 2, default: '' },
};

/** What became of a mandate, for people and programs. */
export interface MandateAnswer {
  readonly mandate: string;
  readonly reference: string;
  readonly customerId: string;
  readonly state: Mandate['state'];
  readonly account: string;
}

export function mandateAnswer({ id, reference, customerId, state, iban }: Mandate): MandateAnswer {
  return { mandate: id, reference, customerId, state, account: maskIban(iban) };
}

export function mandateView({ mandate, reference, state, account }: MandateAnswer): VNode {
  return (
    <Alert tone={state === 'active' ? 'good' : 'neutral'} title={`The mandate ${reference} is ${state}`}>
      {account}. <LinkButton href={pageLink('mandates', { mandate })}>To the mandate</LinkButton>
    </Alert>
  );
}

/** Enters a mandate that a customer has signed. */
export function mandateOperation({ mandates, customers, profiles, company }: SepaParts): Operation<MandateInput, MandateAnswer> {
  return {
    id: 'mandate',
    title: 'Enter a mandate',
    description: 'Keeps that a customer has allowed collections from an account.',
    icon: 'plus',
    permission: 'customers.write',
    isReadOnly: false,
    input: {
      type: 'object',
      properties: {
        customer: CUSTOMER_SCHEMA,
        debtorName: { type: 'string', title: 'Account holder', minLength: 1, maxLength: 140 },
        iban: ACCOUNT_PROPERTIES.iban,
        signedOn: { type: 'string', format: 'date', title: 'Signed on', description: 'Today where it is left empty.' },
        reference: {
          type: 'string',
          title: 'Reference',
          description: 'As it stands on the paper; made from the customer’s number where it is left empty.',
          maxLength: 35,
          default: '',
        },
        type: {
          type: 'string',
          title: 'Type',
          enum: [...MANDATE_TYPES],
          'x-enum-titles': ['For recurrent collections', 'For one collection'],
          default: 'recurrent',
        },
        scheme: {
          type: 'string',
          title: 'Scheme',
          description: 'B2B is for companies only, which register the mandate with their bank.',
          enum: [...SCHEMES],
          default: 'CORE',
        },
        profile: PROFILE_CHOICE_SCHEMA,
        bic: ACCOUNT_PROPERTIES.bic,
        street: ACCOUNT_PROPERTIES.street,
        postCode: ACCOUNT_PROPERTIES.postCode,
        town: ACCOUNT_PROPERTIES.town,
        country: ACCOUNT_PROPERTIES.country,
      },
      required: ['customer', 'debtorName', 'iban'],
      additionalProperties: false,
    },
    run: async ({ tx, actor, input: { customer, profile, signedOn, ...draft } }) => {
      const { id } = await askedCustomer(tx, customers, customer);
      const { creditorId } = await profiles.get(tx, profile);
      const mandate = await mandates.create(
        tx,
        id,
        { ...draft, signedOn: signedOn ?? company.today(), creditorId, origin: 'admin' },
        actor.name,
      );
      return mandateAnswer(mandate);
    },
    view: mandateView,
  };
}
