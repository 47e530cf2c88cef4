import type { JsonSchema } from '@tapline/sdk';

const LONGEST_WORDS = 20_000;

export const NOTIFICATION_SETTING_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    template: {
      type: 'object',
      properties: {
        subject: { type: 'string', title: 'Subject', minLength: 1, maxLength: 300 },
        text: { type: 'string', title: 'Text', minLength: 1, maxLength: LONGEST_WORDS, 'x-widget': 'textarea' },
        html: { type: ['string', 'null'] as unknown as 'string', title: 'HTML', maxLength: LONGEST_WORDS, 'x-widget': 'textarea' },
        short: { type: 'string', title: 'Short message', minLength: 1, maxLength: 1000, 'x-widget': 'textarea' },
      },
      required: ['subject', 'text', 'short'],
      additionalProperties: false,
    },
    channels: { type: 'array', title: 'Channels', items: { type: 'string', minLength: 1, maxLength: 60 } },
  },
  additionalProperties: false,
};
