import type { JsonSchema } from '@tapline/sdk';
import { LOGIN_METHODS, type LoginMethod, METHOD_NAMES } from '../authentication/password-check.js';

export const LOGIN_TEST_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    login: { type: 'string', title: 'Login', minLength: 1, maxLength: 253 },
    method: {
      type: 'string',
      title: 'Password sent by',
      enum: LOGIN_METHODS,
      'x-enum-titles': LOGIN_METHODS.map((method) => METHOD_NAMES[method]),
      default: 'pap',
    },
    password: {
      type: 'string',
      title: 'Password',
      description: 'Only to try another one than that of the service.',
      minLength: 1,
      maxLength: 128,
      'x-widget': 'secret',
    },
    macAddress: {
      type: 'string',
      title: 'MAC address',
      description: 'Only to try another device than the bound one.',
      minLength: 1,
      maxLength: 50,
    },
  },
  required: ['login'],
  additionalProperties: false,
};

export interface NewLoginTest {
  readonly login: string;
  readonly method?: LoginMethod;
  readonly password?: string;
  readonly macAddress?: string;
}
