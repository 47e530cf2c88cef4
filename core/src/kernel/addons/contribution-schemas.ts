import type { Contributions } from '@tapline/sdk';

type DataSchema = Readonly<Record<string, unknown>>;
type FieldOf<Contribution> = Contribution extends unknown ? keyof Contribution & string : never;

/** What a contribution of one kind must have, so that whoever uses it need not ask. */
export interface ContributionSchema<Contribution = unknown> {
  /** What it must say, by field. */
  readonly data: Readonly<Partial<Record<FieldOf<Contribution>, DataSchema>>>;
  /** What it may say besides. */
  readonly optionalData?: Readonly<Partial<Record<FieldOf<Contribution>, DataSchema>>>;
  /** The functions that it must have; where that depends on what it says, asked when its data is valid. */
  readonly calls: readonly FieldOf<Contribution>[] | ((contribution: Contribution) => readonly FieldOf<Contribution>[]);
  readonly optionalCalls?: readonly FieldOf<Contribution>[];
  /** The field that is itself a schema: forms are made of it, and what they bring is checked by it. */
  readonly form?: FieldOf<Contribution>;
}

type ContributionSchemas = { readonly [Kind in keyof Contributions]: ContributionSchema<Parameters<Contributions[Kind]>[0]> };

const TEXT = { type: 'string' };
const TITLE = { type: 'string', minLength: 1 };
const ID = { type: 'string', pattern: '^[^\\s/?#]+$', maxLength: 100 };
const PATH = { type: 'string', pattern: '^[^\\s?#]+$', maxLength: 100 };
const FLAG = { type: 'boolean' };
const FORM = { type: 'object' };
const AMOUNT = { type: 'integer', minimum: 0 };
const NAMES = { type: 'array', items: TITLE };
const LOCALIZED_TEXT = { type: ['string', 'object'], required: ['en'], additionalProperties: TEXT };
const LOCALIZED_TITLE = { ...LOCALIZED_TEXT, minLength: 1, additionalProperties: TITLE };

export const CONTRIBUTION_SCHEMAS: ContributionSchemas = {
  billingType: {
    data: { id: ID, title: TITLE, description: TEXT, settings: FORM },
    calls: ['outlook'],
    optionalCalls: ['outlooks', 'changeOutlook', 'isCharging', 'spendableMinor', 'leave', 'enter'],
    form: 'settings',
  },
  customerPanel: { data: { id: ID, title: TITLE }, calls: ['render'] },
  routerPanel: { data: { id: ID, title: TITLE }, calls: ['render'] },
  adminPage: { data: { path: PATH, title: TITLE, icon: TEXT }, optionalData: { permission: TEXT }, calls: ['render'] },
  portalWidget: { data: { id: ID, title: LOCALIZED_TITLE }, calls: ['render'] },
  portalPage: {
    data: { path: PATH, title: LOCALIZED_TITLE, icon: TEXT },
    calls: ['render'],
    optionalCalls: ['submit', 'isInNavigation', 'cureOf'],
  },
  job: { data: { id: ID, title: TITLE, schedule: TITLE, catchUp: { enum: ['each', 'latest'] } }, calls: ['run'] },
  routerDriver: {
    data: {
      id: ID,
      title: TITLE,
      description: TEXT,
      accept: {
        type: 'array',
        items: {
          type: 'object',
          properties: { attribute: TITLE, value: { type: ['string', 'array'], items: TEXT } },
          required: ['attribute', 'value'],
        },
      },
      changeable: NAMES,
    },
    optionalData: {
      dictionary: {
        type: 'array',
        items: {
          type: 'object',
          properties: { name: TITLE, vendorId: AMOUNT, type: AMOUNT, format: TITLE },
          required: ['name', 'vendorId', 'type', 'format'],
        },
      },
    },
    calls: [],
  },
  quotaMeter: { data: { id: ID, title: TITLE }, calls: ['state'] },
  usageReader: { data: { id: ID }, calls: ['read'] },
  planSection: { data: { title: TITLE, settings: FORM }, calls: [], optionalCalls: ['check', 'wordings', 'summary'], form: 'settings' },
  operation: {
    data: { id: ID, title: TITLE, description: TEXT, icon: TEXT, permission: TEXT, isReadOnly: FLAG, input: FORM },
    optionalData: { isInMenu: FLAG, page: PATH, isForCustomers: FLAG, needsIdempotencyKey: FLAG, button: TITLE },
    calls: (operation) => [operation.reach === undefined ? 'run' : 'reach'],
    optionalCalls: ['about', 'choices', 'begin', 'parent', 'view'],
    form: 'input',
  },
  download: { data: { id: ID, title: TITLE, permission: TEXT }, calls: ['find'] },
  notificationKind: {
    data: {
      id: ID,
      title: TITLE,
      when: TEXT,
      variables: {
        type: 'object',
        additionalProperties: {
          type: 'object',
          properties: { description: TEXT, example: { type: ['string', 'number', 'boolean', 'null'] } },
          required: ['description', 'example'],
        },
      },
      template: {
        type: 'object',
        properties: { subject: TEXT, text: TEXT, short: TEXT, html: { type: ['string', 'null'] } },
        required: ['subject', 'text', 'short'],
      },
    },
    optionalData: { channels: NAMES, keepsAddress: FLAG, hasWordings: FLAG },
    calls: [],
  },
  notificationChannel: { data: { id: ID, title: TITLE }, calls: ['addressOf', 'obstacle', 'send'] },
  paymentGateway: {
    data: { id: TEXT, title: TITLE, kind: { enum: ['redirect', 'batch'] }, description: LOCALIZED_TEXT },
    optionalData: {
      limits: { type: 'object', properties: { minimumMinor: AMOUNT, maximumMinor: AMOUNT, stepMinor: AMOUNT } },
      account: { enum: ['own', 'bank'] },
    },
    calls: ({ kind }) => (kind === 'redirect' ? ['obstacle', 'start', 'settle'] : ['obstacle']),
    optionalCalls: ['surcharge', 'refund'],
  },
  webhook: { data: { id: ID, title: TITLE }, calls: ['handle'] },
  bankFileReader: { data: { id: ID, title: TITLE }, calls: ['recognises', 'read'] },
};
