import { type ApiSchema, text } from './api-schema.js';

/** The body of every answer that is not a success; the HTTP status says what kind of error it is. */
export const ERROR_SCHEMA: ApiSchema = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: {
        code: { ...text, description: 'Stable; to be told apart by programs.' },
        message: { ...text, description: 'What happened, to what, and what to do; for people.' },
        field: { ...text, description: 'The field at fault, as a path: ipv4.address.' },
      },
      required: ['code', 'message'],
      additionalProperties: false,
    },
  },
  required: ['error'],
  additionalProperties: false,
};
