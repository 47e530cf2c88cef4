import type { JsonSchema, TaxTreatment } from '@tapline/sdk';

export const TAX_RATE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    code: {
      type: 'string',
      title: 'Code',
      pattern: '^[a-z][a-z0-9-]*$',
      examples: ['standard', 'reduced'],
      maxLength: 30,
      description: 'Kept for ever: standard, reduced.',
    },
    title: { type: 'string', title: 'Name on documents', minLength: 1, maxLength: 80 },
    ratePartsPerMillion: { type: 'integer', title: 'Rate', minimum: 0, maximum: 1_000_000, description: '210000 is 21 %.' },
    validFrom: { type: 'string', title: 'Valid from', format: 'date' },
  },
  required: ['code', 'title', 'ratePartsPerMillion', 'validFrom'],
  additionalProperties: false,
};

const optional = (title: string, maxLength: number): JsonSchema => ({ type: ['string', 'null'] as unknown as 'string', title, maxLength });

export const TAX_PROFILE_TITLES: Readonly<Record<TaxTreatment, string>> = {
  standard: 'Charged',
  exempt: 'Exempt',
  'reverse-charge': 'Reverse charge: the customer owes it',
};

export const TAX_PROFILE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    treatment: {
      type: 'string',
      title: 'Tax',
      enum: Object.keys(TAX_PROFILE_TITLES),
      'x-enum-titles': Object.values(TAX_PROFILE_TITLES),
    },
    taxNumber: optional('Tax number (VAT)', 40),
    registrationNumber: optional('Registration number', 40),
  },
  additionalProperties: false,
};
