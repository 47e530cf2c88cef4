import type { JsonSchema } from '@tapline/sdk';
import { RUN_SUBJECTS, type RunSubject } from '../runs/run.js';
import { PROFILE_CHOICE_SCHEMA } from './inputs.js';

export interface RunInput {
  readonly subject: RunSubject;
  readonly profile: string;
  readonly collectOn?: string;
  readonly dueUntil?: string;
  readonly minimumMinor: number;
  readonly customer: string;
  readonly isAgain: boolean;
}

export const RUN_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    subject: {
      type: 'string',
      title: 'What',
      description: 'A balance is all that a customer owes, invoiced or not; it pays the oldest invoices first.',
      enum: [...RUN_SUBJECTS],
      'x-enum-titles': ['Due invoices', 'Balances'],
      default: 'invoices',
    },
    profile: PROFILE_CHOICE_SCHEMA,
    collectOn: {
      type: 'string',
      format: 'date',
      title: 'Collect on',
      description: 'Moved to a working day that the bank and the notice allow; the first one where it is left empty.',
    },
    dueUntil: {
      type: 'string',
      format: 'date',
      title: 'Invoices due until',
      description: 'The day of the collection where it is left empty. Of balances, all is collected.',
    },
    minimumMinor: { type: 'integer', title: 'Least amount', 'x-widget': 'amount', minimum: 0, default: 0 },
    customer: {
      type: 'string',
      title: 'Only this customer',
      description: 'The number or the id; all where it is left empty.',
      maxLength: 40,
      default: '',
    },
    isAgain: { type: 'boolean', title: 'Also what came back or was rejected before', default: false },
  },
  required: [],
  additionalProperties: false,
};
