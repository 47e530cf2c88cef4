import type { JsonSchema } from '@tapline/sdk';

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 366 * DAY_SECONDS;

export const MOST_ATTRIBUTES = 32;
const MOST_LISTS = 8;
/** What a Vendor-Specific attribute holds. */
const LONGEST_TEXT = 247;

const seconds = (title: string, minimum: number, maximum: number) => ({ type: 'integer', title, minimum, maximum }) as const;

export const REPLY_ATTRIBUTES_SCHEMA = {
  type: 'array',
  title: 'Extra attributes',
  maxItems: MOST_ATTRIBUTES,
  items: {
    type: 'object',
    properties: {
      name: { type: 'string', title: 'Attribute', minLength: 1, maxLength: 100 },
      value: { type: 'string', title: 'Value', minLength: 1, maxLength: LONGEST_TEXT },
    },
    required: ['name', 'value'],
    additionalProperties: false,
  },
} as unknown as JsonSchema;

/** What a plan or a service tells routers besides; its attributes are checked by `checkReplyAttributes`. */
export const REPLY_TERMS_SCHEMA = {
  type: 'object',
  title: 'What routers are told besides',
  properties: {
    addressLists: {
      type: 'array',
      title: 'Address lists',
      description: 'The router puts the line on these lists of its firewall.',
      items: { type: 'string', minLength: 1, maxLength: 60 },
      maxItems: MOST_LISTS,
      uniqueItems: true,
    },
    filterId: { type: 'string', title: 'Filter', description: 'Filter-Id: a filter that the router keeps.', minLength: 1, maxLength: 100 },
    sessionTimeoutSeconds: seconds('Session timeout, s', 60, YEAR_SECONDS),
    idleTimeoutSeconds: seconds('Idle timeout, s', 60, YEAR_SECONDS),
    interimIntervalSeconds: seconds('Usage reported every, s', 60, DAY_SECONDS),
    attributes: REPLY_ATTRIBUTES_SCHEMA,
  },
  additionalProperties: false,
} as unknown as JsonSchema;
