import type { JsonSchema } from '@tapline/sdk';
import { REPLY_TERMS_SCHEMA } from '../radius/answers/reply-terms-schema.js';
import { PLAN_SESSION_PROPERTIES } from '../services/login-rules-schema.js';
import { PLAN_SALE_PROPERTIES, USUAL_SALE } from './plan-sale.js';
import { SHAPING_SCHEMA } from './shaping-rule.js';

const LOWEST_RATE = 1_000;
const HIGHEST_RATE = 1_000_000_000_000;
const HIGHEST_PRICE = 1_000_000_000_000;

const properties = {
  name: { type: 'string', title: 'Name', minLength: 1, maxLength: 100 },
  priceMinor: {
    type: 'integer',
    title: 'Price a month',
    minimum: 0,
    maximum: HIGHEST_PRICE,
    'x-widget': 'amount',
  },
  ...PLAN_SALE_PROPERTIES,
  downloadBitsPerSecond: { type: 'integer', title: 'Download, bit/s', minimum: LOWEST_RATE, maximum: HIGHEST_RATE },
  uploadBitsPerSecond: { type: 'integer', title: 'Upload, bit/s', minimum: LOWEST_RATE, maximum: HIGHEST_RATE },
  shaping: SHAPING_SCHEMA,
  reply: REPLY_TERMS_SCHEMA,
  ...PLAN_SESSION_PROPERTIES,
  isSelfService: { type: 'boolean', title: 'Customers may switch to it', description: 'In the portal, with a preview of what it costs.' },
  addonSettings: {
    type: 'object',
    title: 'Settings of add-ons',
    description: 'By the id of the add-on; GET /plan-sections describes them.',
    additionalProperties: { type: 'object' },
  },
} as const satisfies Record<string, JsonSchema>;

export const NEW_PLAN_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    ...properties,
    isTaxIncluded: { ...properties.isTaxIncluded, default: USUAL_SALE.isTaxIncluded },
    taxCode: { ...properties.taxCode, default: USUAL_SALE.taxCode },
    revenue: { ...properties.revenue, default: USUAL_SALE.revenue },
    sessionLimit: { ...properties.sessionLimit, default: 1 },
    sessionPolicy: { ...properties.sessionPolicy, default: 'end-older' },
    isSelfService: { ...properties.isSelfService, default: false },
  },
  required: ['name', 'priceMinor', 'downloadBitsPerSecond', 'uploadBitsPerSecond'],
  additionalProperties: false,
};

export const PLAN_CHANGES_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { ...properties, isArchived: { type: 'boolean', title: 'Archived: takes no new services' } },
  additionalProperties: false,
};
