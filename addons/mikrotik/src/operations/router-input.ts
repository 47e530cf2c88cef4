import type { JsonSchema } from '@tapline/sdk';
import { ROUTER_FIELD } from '../connections/find-router.js';

/** Of operations that ask for a router and nothing else. */
export interface RouterInput {
  readonly router: string;
}

export const ROUTER_INPUT: JsonSchema = {
  type: 'object',
  properties: { router: ROUTER_FIELD },
  required: ['router'],
  additionalProperties: false,
};
