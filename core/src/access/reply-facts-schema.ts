import type { ReplyFacts } from '@tapline/sdk';
import { compileValidator } from '../kernel/validation/validator.js';

const octets = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;

/** Checks what an add-on states. Throws `REPLY_FACTS_INVALID`, with the field. */
export const checkReplyFacts = compileValidator<ReplyFacts>(
  {
    type: 'object',
    properties: {
      downloadOctetsLeft: octets,
      uploadOctetsLeft: octets,
      totalOctetsLeft: octets,
      endsAtMs: { type: 'integer' },
      // RFC 2869 s5.16.
      interimIntervalSeconds: { type: 'integer', minimum: 60, maximum: 86_400 },
      addressLists: { type: 'array', items: { type: 'string', minLength: 1, maxLength: 60 }, maxItems: 8 },
    },
    additionalProperties: false,
  },
  'REPLY_FACTS_INVALID',
);
