import type { JsonSchema, NotificationTemplate } from '@tapline/sdk';

const LONGEST_WORDS = 20_000;

const TEMPLATE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    subject: { type: 'string', title: 'Subject', minLength: 1, maxLength: 300 },
    text: { type: 'string', title: 'Text', minLength: 1, maxLength: LONGEST_WORDS, 'x-widget': 'textarea' },
    html: { type: ['string', 'null'] as unknown as 'string', title: 'HTML', maxLength: LONGEST_WORDS, 'x-widget': 'textarea' },
    short: { type: 'string', title: 'Short message', minLength: 1, maxLength: 1000, 'x-widget': 'textarea' },
  },
  required: ['subject', 'text', 'short'],
  additionalProperties: false,
};

export const NOTIFICATION_SETTING_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    template: TEMPLATE_SCHEMA,
    channels: { type: 'array', title: 'Channels', items: { type: 'string', minLength: 1, maxLength: 60 } },
  },
  additionalProperties: false,
};

export interface NewWording {
  readonly name: string;
  /** As the kind is worded now unless given. */
  readonly template?: NotificationTemplate;
}

/** One line, so that it can stand in lists of settings. */
export const NEW_WORDING_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Name', minLength: 1, maxLength: 60, pattern: '^[^\\u0000-\\u001f]+$' },
    template: TEMPLATE_SCHEMA,
  },
  required: ['name'],
  additionalProperties: false,
};

export interface WordingChanges {
  readonly template: NotificationTemplate;
}

/** The name stays: whoever sends the message knows the wording by it. */
export const WORDING_CHANGES_SCHEMA: JsonSchema = {
  type: 'object',
  properties: { template: TEMPLATE_SCHEMA },
  required: ['template'],
  additionalProperties: false,
};
