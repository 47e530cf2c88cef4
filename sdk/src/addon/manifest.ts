import type { JsonSchema } from '../json-schema.js';

/** What an add-on may have beside clock, company, logger and transactions. */
export type Capability =
  | 'tables'
  | 'customers'
  | 'services'
  | 'ledger'
  | 'documents'
  | 'restrictions'
  | 'notifications'
  | 'quotas'
  | 'usage'
  | 'bills'
  | 'payments'
  | 'routers'
  | 'lines'
  | 'line-passwords'
  | 'accounting'
  | 'secrets';

/** The `tapline` block of an add-on's package.json: what can be known of it without running it. */
export interface AddonManifest {
  /** Lower-case words joined by hyphens. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** The sdk versions it works with, as a caret range: `^0.1.0`. */
  readonly sdk: string;
  readonly capabilities: readonly Capability[];
  /** Its settings; rendered as a form, validated before they are given to it. */
  readonly config?: JsonSchema;
}

const ID = '^[a-z][a-z0-9]*(-[a-z0-9]+)*$';

export const ADDON_MANIFEST_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: ID, maxLength: 40 },
    title: { type: 'string', minLength: 1, maxLength: 80 },
    description: { type: 'string', maxLength: 500 },
    sdk: { type: 'string', pattern: '^\\^\\d+\\.\\d+\\.\\d+$' },
    capabilities: {
      type: 'array',
      items: {
        type: 'string',
        enum: [
          'tables',
          'customers',
          'services',
          'ledger',
          'documents',
          'restrictions',
          'notifications',
          'quotas',
          'usage',
          'bills',
          'payments',
          'routers',
          'lines',
          'line-passwords',
          'accounting',
          'secrets',
        ],
      },
    },
    config: { type: 'object' },
  },
  required: ['id', 'title', 'sdk', 'capabilities'],
  additionalProperties: false,
};
