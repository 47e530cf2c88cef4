import type { JsonSchema } from '@tapline/sdk';
import { LOGIN_METHODS, type LoginMethod, METHOD_NAMES } from '../authentication/password-check.js';

export const LOGIN_TEST_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    login: {
      type: 'string',
      title: 'Login or MAC address',
      description: 'A MAC address is tried as a DHCP server does, or as the Hotspot where the line is for one.',
      minLength: 1,
      maxLength: 253,
    },
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
    circuitId: {
      type: 'string',
      title: 'Circuit id',
      description: 'Of option 82: to find the line by the port that it is at, as a DHCP server does.',
      minLength: 1,
      maxLength: 120,
    },
    remoteId: { type: 'string', title: 'Remote id', description: 'Of option 82.', minLength: 1, maxLength: 120 },
  },
  required: ['login'],
  additionalProperties: false,
};

export interface NewLoginTest {
  readonly login: string;
  readonly method?: LoginMethod;
  readonly password?: string;
  readonly macAddress?: string;
  /** Of option 82, as the codec writes circuits. */
  readonly circuitId?: string;
  readonly remoteId?: string;
}
