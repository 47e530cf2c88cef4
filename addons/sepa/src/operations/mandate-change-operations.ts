import type { JsonSchema, Operation } from '@tapline/sdk';
import type { SepaParts } from '../sepa-parts.js';
import { MANDATE_CHOICE_SCHEMA } from './inputs.js';
import { ACCOUNT_PROPERTIES, type AccountInput, type MandateAnswer, mandateAnswer, mandateView } from './mandate-operation.js';

const schema = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  properties: { mandate: MANDATE_CHOICE_SCHEMA, ...properties },
  required: ['mandate', ...required],
  additionalProperties: false,
});

interface Chosen {
  readonly mandate: string;
}

const common = { icon: 'edit', permission: 'customers.write', isReadOnly: false, view: mandateView } as const;

/** The customer has another account. */
export function accountOperation({ mandates }: Pick<SepaParts, 'mandates'>): Operation<Chosen & AccountInput, MandateAnswer> {
  return {
    ...common,
    id: 'change-account',
    title: 'Change a mandate’s account',
    description: 'The next collection tells the bank of the new account; a block is lifted.',
    input: schema(ACCOUNT_PROPERTIES, ['iban']),
    run: async ({ tx, actor, input: { mandate, ...account } }) =>
      mandateAnswer(await mandates.changeAccount(tx, (await mandates.get(tx, mandate)).id, account, actor.name)),
  };
}

/** The mandate has another reference. */
export function referenceOperation({
  mandates,
}: Pick<SepaParts, 'mandates'>): Operation<Chosen & { readonly reference: string }, MandateAnswer> {
  return {
    ...common,
    id: 'change-reference',
    title: 'Change a mandate’s reference',
    description: 'The next collection tells the bank of the new reference.',
    input: schema({ reference: { type: 'string', title: 'New reference', minLength: 1, maxLength: 35 } }, ['reference']),
    run: async ({ tx, actor, input }) =>
      mandateAnswer(await mandates.changeReference(tx, (await mandates.get(tx, input.mandate)).id, input.reference, actor.name)),
  };
}

/** Says that the next collection is the last, or takes that back. */
export function endOperation({ mandates }: Pick<SepaParts, 'mandates'>): Operation<Chosen & { readonly isEnding: boolean }, MandateAnswer> {
  return {
    ...common,
    id: 'end-mandate',
    title: 'Let a mandate end',
    description: 'The next collection is told to the bank as the last one (FNAL); the mandate is over then.',
    input: schema({ isEnding: { type: 'boolean', title: 'The next collection is the last', default: true } }),
    run: async ({ tx, actor, input }) =>
      mandateAnswer(await mandates.end(tx, (await mandates.get(tx, input.mandate)).id, input.isEnding, actor.name)),
  };
}

/** Taken back, for good. */
export function revokeOperation({ mandates }: Pick<SepaParts, 'mandates'>): Operation<Chosen & { readonly reason: string }, MandateAnswer> {
  return {
    ...common,
    icon: 'x',
    id: 'revoke-mandate',
    title: 'Revoke a mandate',
    description: 'Nothing more is collected by it, for good. What is with the bank already goes on.',
    input: schema({ reason: { type: 'string', title: 'Why', maxLength: 200, default: 'revoked by the customer' } }),
    run: async ({ tx, actor, input }) =>
      mandateAnswer(await mandates.revoke(tx, (await mandates.get(tx, input.mandate)).id, input.reason, actor.name)),
  };
}

/** What had blocked it is settled. */
export function releaseOperation({ mandates }: Pick<SepaParts, 'mandates'>): Operation<Chosen, MandateAnswer> {
  return {
    ...common,
    icon: 'check',
    id: 'release-mandate',
    title: 'Release a mandate',
    description: 'What the bank had blocked it for is settled: it is collected by it again.',
    input: schema({}),
    run: async ({ tx, actor, input }) => mandateAnswer(await mandates.release(tx, (await mandates.get(tx, input.mandate)).id, actor.name)),
  };
}
