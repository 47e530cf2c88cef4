import type { JsonSchema } from '@tapline/sdk';
import { TAX_PROFILE_TITLES } from './tax/tax-schema.js';

const AMOUNT_LIMIT = 1_000_000_000_000;
const day = (title: string): JsonSchema & { type: 'string' } => ({ type: 'string', title, format: 'date' });
const id = (title: string): JsonSchema & { type: 'string' } => ({ type: 'string', title, minLength: 1, maxLength: 26 });

export const DOCUMENT_LINE_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    description: { type: 'string', title: 'Description', minLength: 1, maxLength: 500 },
    quantityThousandths: { type: 'integer', title: 'Quantity', minimum: 1, maximum: 1_000_000_000, description: '1000 is one.' },
    unit: { type: 'string', title: 'Unit', maxLength: 20 },
    unitPriceMinor: { type: 'integer', title: 'Price', minimum: -AMOUNT_LIMIT, maximum: AMOUNT_LIMIT, 'x-widget': 'amount' },
    amountMinor: { type: 'integer', title: 'Amount', minimum: -AMOUNT_LIMIT, maximum: AMOUNT_LIMIT, 'x-widget': 'amount' },
    isTaxIncluded: { type: 'boolean', title: 'The price holds the tax' },
    taxCode: { type: ['string', 'null'] as unknown as 'string', title: 'Tax', maxLength: 30 },
    revenue: { type: 'string', title: 'Kind', enum: ['internet', 'recurring', 'one-time', 'other', 'deposit'] },
    serviceId: id('Service'),
    periodFrom: day('From'),
    periodTo: day('To'),
    taxDate: day('Tax rate of'),
    taxTreatment: { type: 'string', title: 'Tax of the line', enum: Object.keys(TAX_PROFILE_TITLES) },
    creditsLine: {
      type: 'integer',
      title: 'Line that is given back',
      minimum: 0,
      maximum: 10_000,
      description: '0 is the first line of the invoice.',
    },
  },
  required: ['description', 'unitPriceMinor', 'isTaxIncluded', 'taxCode', 'revenue'],
  additionalProperties: false,
};

export const DOCUMENT_DRAFT_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    kind: { type: 'string', title: 'Kind', enum: ['invoice', 'proforma', 'credit-note'] },
    customerId: id('Customer'),
    lines: { type: 'array', title: 'Lines', items: DOCUMENT_LINE_SCHEMA },
    issueDate: day('Issue date'),
    supplyDate: day('Date of supply'),
    dueDate: day('Due date'),
    note: { type: 'string', title: 'Note', maxLength: 2000 },
    series: { type: 'string', title: 'Number series', maxLength: 30 },
    relatedDocumentId: id('Related document'),
    isAlreadyCharged: { type: 'boolean', title: 'Charged already' },
    taxedOn: day('Tax booked on'),
  },
  required: ['kind', 'customerId', 'lines'],
  additionalProperties: false,
};
