import type { JsonSchema } from '@tapline/sdk';
import { ALL_PERMISSIONS, PERMISSIONS } from './permissions.js';

const SHORTEST_PASSWORD = 10;
/** Long enough for any sentence, short enough that hashing it costs nothing more. */
const LONGEST_PASSWORD = 200;

/** A password that somebody chooses. */
export const NEW_PASSWORD = {
  type: 'string',
  title: 'New password',
  minLength: SHORTEST_PASSWORD,
  maxLength: LONGEST_PASSWORD,
  'x-widget': 'secret',
} as const satisfies JsonSchema;

const permissions = {
  type: 'array',
  title: 'Permissions',
  items: { type: 'string', enum: [...Object.keys(PERMISSIONS), ALL_PERMISSIONS] },
} as const satisfies JsonSchema;

export const NEW_ADMIN_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    login: {
      type: 'string',
      title: 'Login',
      description: 'Small letters, digits and . _ @ -',
      pattern: '^[a-z0-9][a-z0-9._@-]*$',
      examples: ['jana.novak'],
      maxLength: 60,
    },
    name: { type: 'string', title: 'Name', minLength: 1, maxLength: 200 },
    password: { ...NEW_PASSWORD, title: 'Password' },
    permissions,
  },
  required: ['login', 'name', 'password', 'permissions'],
  additionalProperties: false,
};

export const PASSWORD_CHANGE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    current: { type: 'string', title: 'Current password', minLength: 1, maxLength: LONGEST_PASSWORD, 'x-widget': 'secret' },
    next: NEW_PASSWORD,
  },
  required: ['current', 'next'],
  additionalProperties: false,
};

export const CREDENTIALS_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    login: { type: 'string', title: 'Login', maxLength: 200 },
    password: { type: 'string', title: 'Password', maxLength: LONGEST_PASSWORD, 'x-widget': 'secret' },
  },
  required: ['login', 'password'],
  additionalProperties: false,
};

export const NEW_TOKEN_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { name: { type: 'string', title: 'Name', description: 'What it is for.', minLength: 1, maxLength: 100 }, permissions },
  required: ['name', 'permissions'],
  additionalProperties: false,
};
