import type { JsonSchema } from '@tapline/sdk';

export const NEW_DEBUG_SWITCH_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    kind: {
      type: 'string',
      title: 'Of',
      enum: ['user', 'router', 'mac'],
      'x-enum-titles': ['One login', 'One router', 'One MAC address'],
      default: 'user',
    },
    value: {
      type: 'string',
      title: 'Which',
      description:
        "The login, whatever its routers call the line; the router's name or address; or the MAC address, as the router writes it.",
      minLength: 1,
      maxLength: 253,
    },
    minutes: {
      type: 'integer',
      title: 'Minutes',
      description: 'It ends by itself, at most after 240.',
      minimum: 1,
      maximum: 240,
      default: 15,
    },
  },
  required: ['kind', 'value'],
  additionalProperties: false,
};
