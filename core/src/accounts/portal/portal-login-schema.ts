import type { JsonSchema } from '@tapline/sdk';
import { NEW_PASSWORD } from '../account-schema.js';

/** As an admin sets it. Without a password the one that is there stays; a customer who has none chooses one by an invitation. */
export const PORTAL_LOGIN_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    login: {
      type: 'string',
      title: 'Login',
      description: 'Letters, digits and . _ @ + -; an e-mail address will do. Capitals make no difference.',
      pattern: '^[A-Za-z0-9][A-Za-z0-9._@+-]*$',
      examples: ['jana.novak', 'jana@example.org'],
      maxLength: 190,
    },
    password: { ...NEW_PASSWORD, title: 'Password' },
  },
  required: ['login'],
  additionalProperties: false,
};

export const CHOSEN_PASSWORD_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { password: { ...NEW_PASSWORD, title: 'Password' } },
  required: ['password'],
  additionalProperties: false,
};

export interface NewPortalLogin {
  readonly login: string;
  readonly password?: string;
}
