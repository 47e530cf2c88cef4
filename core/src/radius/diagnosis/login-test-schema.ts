import type { JsonSchema } from '@tapline/sdk';

export const LOGIN_TEST_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    login: { type: 'string', title: 'Login', minLength: 1, maxLength: 253 },
    scheme: {
      type: 'string',
      title: 'Password sent by',
      enum: ['pap', 'chap'],
      'x-enum-titles': ['PAP', 'CHAP'],
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
  readonly scheme?: 'pap' | 'chap';
  readonly password?: string;
  readonly macAddress?: string;
}
